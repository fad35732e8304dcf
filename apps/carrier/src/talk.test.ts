import { classifyReply } from "@headsup/core/reply/optout";
import { expect, test } from "vitest";
import { type BehaviourName, behaviours } from "./behaviours.ts";
import { detailsOf } from "./details.ts";
import { limits } from "./limits.ts";
import { randomFor } from "./random.ts";
import { hear, isAnswer, type Passed, speak } from "./talk.ts";

const notice = "Hi Ada, your order HU-4100 is a day late: it comes Tuesday. Questions? Just reply.";

/** A talk in which we say these one after the other; what the person said, turn by turn. */
function converse(name: BehaviourName, ours: readonly string[], { seed = "one", quietMs = 60_000 } = {}): string[][] {
  const passed: Passed[] = [];
  return ours.map((body, i) => {
    const message: Passed = { direction: "outbound-api", body, createdAt: i * quietMs };
    const heard = hear(message, passed);
    const details = detailsOf(heard.notice, randomFor(seed, "details"));
    const spoken = speak(heard, { behaviour: behaviours[name], details, random: randomFor(seed, i) });
    const bodies = spoken.map((each) => each.body);
    passed.push(message, ...bodies.map((said): Passed => ({ ...message, direction: "inbound", body: said })));
    return bodies;
  });
}
const seeds = Array.from({ length: 40 }, (_, i) => `seed ${i}`);

test("J4 a person who asked, and is answered with a question, answers it", () => {
  for (const seed of seeds) {
    const [first, address, order, time] = converse(
      "needs-change",
      [notice, "Of course! What is your new address?", "And the order number?", "When suits you?"],
      { seed },
    );
    expect(first).toHaveLength(1);
    expect(address?.[0]).toMatch(/\d+ [A-Z].+, apt \d+/);
    expect(order?.[0]).toContain("HU-4100");
    expect(time?.[0]).toMatch(/after|friday|morning/i);
  }
});

test("J4 what a person tells of themselves is the same when asked again, and holds what the notice said", () => {
  const about = (of: string) => detailsOf(of, randomFor("one"));
  expect(about(notice)).toEqual(about(notice));
  expect(about(notice)).toMatchObject({ order: "HU-4100", name: expect.stringMatching(/^Ada /) });
});

test("J4 a first question fits what the notice is about", () => {
  const first = (text: string) => new Set(seeds.map((seed) => converse("replies", [text], { seed })[0]?.[0]));
  expect(first("Hi Ada, no internet tonight from 23:00 to 23:30.")).toContain("How long will it take?");
  expect(first("Hi Ada, your Basic plan renews on December 15.")).toContain("Can I switch to the smaller plan?");
  expect(first("Hi Ada, our technician visits you on Tuesday.")).toContain("What time exactly?");
  expect(first("We read your power meter next week.")).toContain("Can I send a photo instead?");
  expect(first("Happy new year!")).toContain("Who is this?");
});

test("J4 a person thanks once, and goes silent", () => {
  for (const seed of seeds) {
    const [, told, toldAgain] = converse("replies", [notice, "Thursday it is.", "It is booked."], { seed });
    expect(told).toHaveLength(1);
    expect(toldAgain).toEqual([]);
  }
});

test("J4 an acknowledgement is no answer: nobody replies to it, and what follows is answered as the first", () => {
  const [, acknowledged, asked] = converse("replies", [
    notice,
    "Thanks for your message, we'll get back to you soon. Is it urgent?",
    "What is your address?",
  ]);
  expect(acknowledged).toEqual([]);
  expect(asked?.[0]).toContain("apt");
});

test("J4 asked whether there is anything else people say no, and a goodbye ends it", () => {
  for (const seed of seeds) {
    const [, more, bye] = converse("replies", [notice, "Done. Can I do anything else for you?", "Have a nice day!"], {
      seed,
    });
    expect(more?.[0]).toMatch(/^no\b|that's all/i);
    expect(bye).toEqual([]);
  }
});

test("J4 a question mark inside a link asks nothing", () => {
  const [, told] = converse("another-language", [notice, "See https://acme.test/orders?id=4 for it."], { seed: "x" });
  expect(told?.[0]).toMatch(/gracias|merci|dank|obrigada/i);
});

test("J4 after a long quiet a message is a notice again", () => {
  const quietMs = limits.conversationQuietMs + 1;
  const [first, second] = converse("reacts", [notice, notice], { quietMs });
  expect([first?.length, second?.length]).toEqual([1, 1]);
  expect(converse("reacts", [notice, "Your parcel is here."])[1]).toEqual([]);
});

test.each(Object.keys(behaviours) as BehaviourName[])("J4 %s stops talking, whatever we go on saying", (name) => {
  for (const next of ["And now?", "So it is."]) {
    const talk = converse(name, [notice, ...Array.from({ length: 30 }, () => next)]);
    expect(talk.slice(6).flat()).toEqual([]);
  }
});

test("J4 people sound like stopping only where they mean it", () => {
  const ours = [notice, "What is your address?", "Is that right?", "It is done.", "Which plan?", "Anything else?"];
  const sounding = Object.keys(behaviours).filter((name) =>
    seeds.some((seed) =>
      converse(name as BehaviourName, ours, { seed })
        .flat()
        .some((body) => classifyReply(body).kind === "stop"),
    ),
  );
  expect(sounding).toEqual(["stops", "stops-awkwardly", "comes-back", "reconsiders"]);
});

test("J4 an agent's own words are an answer, unless they only ask to wait", () => {
  const says = (body: string) => isAnswer({ direction: "outbound-api", body });
  expect(says("I'll move it to Thursday. Our opening hours are 9 to 5.")).toBe(true);
  expect(says("We received your message and will answer soon.")).toBe(false);
  expect(says("Let me check that for you, one moment please.")).toBe(false);
});
