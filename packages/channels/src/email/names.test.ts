import { AttemptId, CampaignId, ConversationId } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emailNames } from "./names.ts";

const names = emailNames(["a secret of at least sixteen"]);
const digits = fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz");
const id = (length: number) => fc.string({ unit: digits, minLength: length, maxLength: length });
const campaign = id(26).map((ulid) => `cmp_${ulid}`);
const attempt = fc.tuple(id(20), fc.integer({ min: 1, max: 99 })).map(([hash, n]) => `att_${hash}_${n}`);
const sent = { ownerId: `cmp_${"0".repeat(26)}`, attemptId: `att_${"a".repeat(20)}_2` };

describe("E4 what comes back names what it answers", () => {
  test("E4 Message-IDs and reply addresses are read back, whatever case a server made of them", () =>
    fc.assert(
      fc.property(campaign, attempt, fc.constantFrom("notices", "a", "info"), (ownerId, attemptId, local) => {
        expect([CampaignId.safeParse(ownerId).success, AttemptId.safeParse(attemptId).success]).toEqual([true, true]);
        const named = { ownerId, attemptId };
        const messageId = names.messageId(named, "acme.example");
        expect(names.readMessageId(messageId)).toEqual(named);
        expect(names.readMessageId(messageId.slice(1, -1).toUpperCase())).toEqual(named);
        const address = names.replyAddress(`${local}@acme.example`, named, null);
        expect(address.indexOf("@")).toBeLessThanOrEqual(64);
        expect(names.readReplyAddress(address.toUpperCase())).toEqual({ base: `${local}@acme.example`, sent: named });
      }),
    ));

  test("E4 of a conversation the address names the conversation, the Message-ID its message too", () => {
    const named = { ownerId: `cnv_${"1".repeat(26)}`, attemptId: `msg_${"2".repeat(26)}` };
    expect(ConversationId.safeParse(named.ownerId).success).toBe(true);
    expect(names.readMessageId(names.messageId(named, "x.org"))).toEqual(named);
    const address = names.replyAddress("support@x.org", named, "in.x.org");
    expect(names.readReplyAddress(address)).toEqual({
      base: "support@in.x.org",
      sent: { ownerId: named.ownerId, attemptId: null },
    });
  });

  test("E4 a long local part leaves room for the campaign, a longer one for nothing", () => {
    const address = names.replyAddress("notifications@x.org", sent, null);
    expect(names.readReplyAddress(address).sent).toEqual({ ownerId: sent.ownerId, attemptId: null });
    expect(names.replyAddress(`${"n".repeat(40)}@x.org`, sent, null)).toBe(`${"n".repeat(40)}@x.org`);
  });

  test("E4 names made up by others are nobody's", () => {
    const messageId = names.messageId(sent, "x.org");
    const address = names.replyAddress("info@x.org", sent, null);
    expect(names.readMessageId(messageId.replace("_2.", "_3."))).toBeNull();
    expect(names.readMessageId("<CAF1234.abcdefghij@mail.example>")).toBeNull();
    expect(names.readReplyAddress(address.replace("+c0", "+c1"))).toMatchObject({ sent: null });
    expect(names.readReplyAddress("info+sales@x.org")).toEqual({ base: "info+sales@x.org", sent: null });
    expect(names.readReplyAddress("nonsense")).toEqual({ base: "nonsense", sent: null });
    expect(emailNames(["another secret of sixteen"]).readMessageId(messageId)).toBeNull();
  });

  test("E4 after a change of the secret, what went out before is still known", () => {
    const changed = emailNames(["another secret of sixteen", "a secret of at least sixteen"]);
    expect(changed.readMessageId(names.messageId(sent, "x.org"))).toEqual(sent);
    expect(changed.readReplyAddress(names.replyAddress("info@x.org", sent, null)).sent).toEqual(sent);
  });

  test("E4 no address throws", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(names.readMessageId(text)).toBeNull();
        expect(names.readReplyAddress(`${text}+${text}@x.org`).sent).toBeNull();
      }),
    ));
});
