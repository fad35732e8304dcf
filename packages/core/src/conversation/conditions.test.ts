import type { Condition, ConditionLeaf, textOps } from "@headsup/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holds, judge } from "./conditions.ts";
import type { RuleFacts } from "./rules.ts";
import type { ConversationState, InboxFacts } from "./state.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const inbox = (name: string, more: Partial<InboxFacts> = {}): InboxFacts => ({
  id: `inb_${name.toLowerCase()}`,
  name,
  hours: null,
  zone: "UTC",
  answerWithinMs: null,
  ...more,
});
const state: ConversationState = {
  status: "open",
  inboxId: "inb_support",
  skill: "billing",
  agentId: null,
  topics: ["late-delivery"],
  priority: "normal",
  campaignId: "cmp_1",
  waitingSince: now,
  dueAt: null,
  flag: null,
};
const facts = (text: string | null, more: Partial<RuleFacts> = {}): RuleFacts => ({
  now,
  message: text === null ? null : { text, subject: null, opens: true, isCampaignReply: false },
  channel: "sms",
  address: "+442079460018",
  sender: { id: "snd_1", address: "+18005550100" },
  campaign: { id: "cmp_1", name: "March recall", tags: ["Recall"] },
  isOptedOut: false,
  inboxes: [inbox("Support"), inbox("Billing")],
  agents: [],
  ...more,
});
type TextOp = (typeof textOps)[number];
const finds = (op: TextOp, value: string, text: string) =>
  holds({ field: "text", op, values: [value] }, state, facts(text));
const says = (leaf: ConditionLeaf, seen: RuleFacts = facts("I want a refund")) => judge(leaf, state, seen).says;

test("F4 the subject of an email is asked for by itself; no other message has one", () => {
  const asked: ConditionLeaf = { field: "subject", op: "contains", values: ["invoice"] };
  const mail = (subject: string | null) =>
    facts("…", { message: { text: "See the invoice", subject, opens: true, isCampaignReply: false } });
  expect(holds(asked, state, mail("Re: Your INVOICE of May"))).toBe(true);
  expect(holds(asked, state, mail("Hello"))).toBe(false);
  expect(says(asked, mail(null))).toBe("subject contains “invoice” (it has none)");
});

test.each<[TextOp, string, string, boolean]>([
  ["contains", "refund", "I want a REFUND!", true],
  ["contains", "refund", "no refunds please", false],
  ["contains", "money back", "My money, back. Now", true],
  ["contains", "money back", "back to my money", false],
  ["contains", "café", "the CAFE is shut", true],
  ["contains", "don't", "I don’t know", true],
  ["is", "where is it?", " Where is it ", true],
  ["is", "where is it", "where is it now", false],
  ["words", "late order", "My order is too late", true],
  ["words", "late order", "My order is too latest", false],
  ["starts_with", "Track", "track 1234", true],
  ["starts_with", "Track", "tracking 1234", false],
  ["starts_with", "Track", "please track 1234", false],
])("F4 text %s “%s” of “%s” is %s", (op, value, text, expected) => {
  expect(finds(op, value, text)).toBe(expected);
});

test.each<[TextOp, string, string, boolean]>([
  ["contains", "возврат", "Хочу ВОЗВРАТ, пожалуйста", true],
  ["contains", "возврат", "возврата не надо", false],
  ["contains", "επιστροφή", "Θέλω ΕΠΙΣΤΡΟΦΗ!", true],
  ["words", "деньги верните", "Верните деньги", true],
  ["contains", "返金", "注文を返金してください", true],
  ["contains", "返金", "金を返して", false],
  ["words", "返金 注文", "注文を返金してください", true],
  ["words", "返金 注文", "返事と金と注文", false],
  ["starts_with", "注文", "注文を返金してください", true],
  ["is", "返金", "返金！", true],
  ["contains", "คืนเงิน", "ขอคืนเงินด้วยค่ะ", true],
  ["contains", "VIP", "vip会員です", true],
  ["contains", "إرجاع", "أريد إرجاع المال", true],
])(
  "F4 other scripts are compared alike, with spaces or without: text %s “%s” of “%s” is %s",
  (op, value, text, expected) => {
    expect(finds(op, value, text)).toBe(expected);
  },
);

test("F4 a value without words is found nowhere, not even in a text without words", () => {
  for (const op of ["is", "contains", "words", "starts_with"] as const) {
    expect(finds(op, "!!!", "!!!")).toBe(false);
    expect(finds(op, "!!!", "")).toBe(false);
  }
});

test("F4 a text condition never throws, whatever the characters, and punctuation around a text changes no answer", () => {
  const text = fc.string({ unit: "binary", maxLength: 300 });
  const op = fc.constantFrom("is", "contains", "words", "starts_with" as const) as fc.Arbitrary<TextOp>;
  fc.assert(
    fc.property(op, text, text, (how, value, message) => {
      expect(finds(how, value, message)).toBe(finds(how, value, ` !! ${message} … `));
    }),
  );
});

test("F4 whatever phrase of a message is asked for is found in it", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (words, a, b) => {
      const from = a % words.length;
      const phrase = words.slice(from, from + 1 + (b % words.length));
      const text = words.join(", ");
      expect(finds("contains", phrase.join(" "), text)).toBe(true);
      expect(finds("words", phrase.toReversed().join(" "), text)).toBe(true);
      expect(finds("starts_with", words.slice(0, from + 1).join(" "), text)).toBe(true);
    }),
  );
});

test("F4 a condition says what was asked and what was seen", () => {
  expect(says({ field: "text", op: "contains", values: ["refund"] })).toBe("text contains “refund”");
  expect(says({ field: "text", op: "contains", values: ["money back", "refund"] })).toBe(
    "text contains “money back” or “refund” (it is “refund”)",
  );
  expect(says({ field: "text", op: "is", values: ["?!"] })).toBe("text is “?!” (no words in “?!”)");
  expect(says({ field: "text", op: "is", values: ["refund"] }, facts(null))).toBe(
    "text is “refund” (there is no message)",
  );
  expect(says({ field: "inbox", values: ["Billing"] })).toBe("inbox is Billing (it is Support)");
  expect(says({ field: "inbox", values: ["Support"] })).toBe("inbox is Support");
  expect(says({ field: "campaign_tag", values: ["sale"] })).toBe("campaign is tagged sale (its tags: Recall)");
  expect(says({ field: "campaign", values: ["cmp_2"] }, facts("x", { campaign: null }))).toBe(
    "campaign is cmp_2 (it answers none)",
  );
  expect(says({ field: "topic", values: ["a", "b", "c", "d", "e", "f"] })).toBe(
    "topic is a, b, c, d or 2 more (its topics: late-delivery)",
  );
  expect(says({ field: "opens", is: false })).toBe(
    "message goes on with a conversation (it is not so: message opens a conversation)",
  );
});

test("F4 inboxes go by id or name, senders by id or address, addresses by how they begin, tags whatever their case", () => {
  const yes: ConditionLeaf[] = [
    { field: "inbox", values: ["support"] },
    { field: "inbox", values: ["inb_support"] },
    { field: "sender", values: ["+18005550100"] },
    { field: "sender", values: ["snd_1"] },
    { field: "address", values: ["+44 20"] },
    { field: "campaign_tag", values: ["recall"] },
    { field: "skill", values: ["refunds", "billing"] },
    { field: "nobody_on_shift", is: true },
  ];
  expect(yes.filter((leaf) => !holds(leaf, state, facts("x")))).toEqual([]);
  expect(holds({ field: "address", values: ["+4420794600181"] }, state, facts("x"))).toBe(false);
});

test("F4 business hours are those of the conversation's inbox; an inbox without hours is always open", () => {
  const shutToday = facts("x", {
    inboxes: [inbox("Support", { hours: { monday: [{ open: "09:00", close: "17:00" }] } })],
  });
  const outside: Condition = { field: "business_hours", is: false };
  expect(holds(outside, state, shutToday)).toBe(true);
  expect(holds(outside, state, facts("x"))).toBe(false);
});

test("F4 every part is judged, also where the answer is known already", () => {
  const condition: Condition = {
    all: [
      { field: "opted_out", is: true },
      {
        any: [
          { field: "skill", values: ["billing"] },
          { field: "skill", values: ["returns"] },
        ],
      },
      { not: { field: "assigned", is: true } },
    ],
  };
  expect(judge(condition, state, facts("x"))).toEqual({
    says: "all of",
    holds: false,
    parts: [
      { says: "customer opted out (it is not so: customer has not opted out)", holds: false },
      {
        says: "any of",
        holds: true,
        parts: [
          { says: "skill is billing", holds: true },
          { says: "skill is returns (it is billing)", holds: false },
        ],
      },
      {
        says: "not",
        holds: true,
        parts: [{ says: "an agent has it (it is not so: no agent has it)", holds: false }],
      },
    ],
  });
  expect(judge({ all: [] }, state, facts("x"))).toEqual({ says: "always", holds: true, parts: [] });
});

test("F4 what is judged of a tree is what its parts add up to, and what a message on its way is answered", () => {
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.boolean().map((is) => ({ field: "opens" as const, is })),
    fc.constantFrom("refund", "order").map((v) => ({ field: "text" as const, op: "contains" as const, values: [v] })),
    fc.constantFrom("billing", "returns").map((v) => ({ field: "skill" as const, values: [v] })),
  );
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie("tree").map((not) => ({ not })),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom("refund", "my order", "hello"), (condition, text) => {
      const judged = judge(condition, state, facts(text));
      expect(judged.holds).toBe(holds(condition, state, facts(text)));
      const parts = judged.parts?.map((part) => part.holds) ?? [];
      if ("all" in condition) expect(judged.holds).toBe(!parts.includes(false));
      if ("any" in condition) expect(judged.holds).toBe(parts.includes(true));
      if ("not" in condition) expect([judged.holds]).toEqual(parts.map((part) => !part));
    }),
  );
});
