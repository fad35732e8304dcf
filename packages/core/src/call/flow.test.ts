import type { CallKey } from "@headsup/contract";
import { describe, expect, test } from "vitest";
import { offerOf } from "../answer/message/voiceWords.ts";
import type { Call } from "../answer/rendered.ts";
import {
  answered,
  calledUs,
  campaignScript,
  dialled,
  keyOf,
  type Line,
  pressed,
  recorded,
  type Script,
  start,
  type Turn,
} from "./flow.ts";

const ours = { number: "+12025550100" };
const keys: CallKey[] = [
  { digit: "1", action: "agent" },
  { digit: "2", action: "inbox", inbox: "Billing", offer: "For billing, press 2." },
  { digit: "5", action: "repeat" },
  { digit: "7", action: "voicemail" },
  { digit: "9", action: "stop" },
];
const parts = {
  language: "en",
  greeting: "This is Acme Energy with a notice for Ada.",
  message: { say: "Your power is off from 2 to 4." },
  keys,
};
const scriptOf = ({ keys: chosen = keys, ...over }: Partial<Omit<Call, "keys">> & { keys?: CallKey[] } = {}): Script =>
  campaignScript({
    ...parts,
    voicemail: { say: `${parts.greeting} ${parts.message.say}` },
    ...over,
    keys: chosen.map((key) => ({ ...key, offer: key.offer ?? offerOf(key, "en") })),
  });
const script = scriptOf();
const menu = [
  "To speak to an agent, press 1.",
  "For billing, press 2.",
  "To hear this again, press 5.",
  "To leave a message, press 7.",
  "To receive no more of these calls, press 9.",
];
const words = ({ lines }: Turn) => lines.map((line: Line) => ("say" in line ? line.say : `[${line.play}]`));
const press = (digit: string | null, place = start, connectTo: string | null = null) =>
  pressed(script, place, { digit, connectTo });
const placeOf = ({ next }: Turn) => (next.type === "gather" ? next.place : expect.fail(`it goes on with ${next.type}`));

describe("E5 a person picks up", () => {
  test("E5 the caller is named before anything else, then the message, then the keys in their order", () => {
    const turn = answered(script, "human", ours);
    expect(words(turn)).toEqual([parts.greeting, parts.message.say, ...menu]);
    expect(turn.next).toEqual({ type: "gather", place: start });
  });

  test("E5 a recording is played where the message is one", () =>
    expect(words(answered(scriptOf({ message: { play: "https://a.test/m.mp3" } }), "human", ours))[1]).toBe(
      "[https://a.test/m.mp3]",
    ));

  test("E5 an agent calls back who presses 1, and they are told so", () => {
    expect(keyOf(script, "1")?.action).toBe("agent");
    expect(press("1")).toMatchObject({ next: { type: "hang_up" } });
    expect(words(press("1"))).toEqual(["Thank you. Somebody will call you back. Goodbye."]);
  });

  test("E5 where the inbox has a number they are connected to it", () => {
    const turn = press("2", start, "+12025550177");
    expect(words(turn)).toEqual(["One moment, please. You are being connected."]);
    expect(turn.next).toEqual({ type: "dial", number: "+12025550177" });
  });

  test("E5 a connection that did not come about is not the end: somebody calls back", () => {
    expect(words(dialled("en", { wasConnected: false }))[0]).toMatch(/will call you back/);
    expect(words(dialled("en", { wasConnected: true }))).toEqual(["Goodbye."]);
  });

  test("E5 stop is confirmed in words before we ring off", () => {
    expect(words(press("9"))).toEqual(["You will get no more calls from us. Goodbye."]);
    expect(press("9").next).toEqual({ type: "hang_up" });
  });

  test("E5 who wants to leave a message hears a tone, and thanks after it", () => {
    expect(press("7").next).toEqual({ type: "record" });
    expect(words(recorded("en"))).toEqual(["Thank you. Your message was recorded. Goodbye."]);
  });

  test("E5 the message is said again as often as three times, without the greeting", () => {
    let place = start;
    for (let nth = 0; nth < 3; nth++) {
      const turn = press("5", place);
      expect(words(turn)).toEqual([parts.message.say, ...menu]);
      place = placeOf(turn);
    }
    expect(press("5", place)).toMatchObject({ lines: [{ say: "Goodbye." }], next: { type: "hang_up" } });
  });

  test("E5 who presses nothing hears the menu once more, then goodbye", () => {
    const again = press(null);
    expect(words(again)).toEqual(menu);
    expect(words(press(null, placeOf(again)))).toEqual(["Goodbye."]);
  });

  test("E5 a key without meaning is said to be one; the third ends the call", () => {
    const first = press("3");
    expect(words(first)).toEqual(["That key has no meaning here.", ...menu]);
    const second = press("#", placeOf(first));
    expect(second.next.type).toBe("gather");
    expect(press("0", placeOf(second)).next).toEqual({ type: "hang_up" });
  });

  test("E5 no way of pressing keeps a call going for ever", () => {
    const walk = (turn: Turn, depth: number): number =>
      turn.next.type !== "gather"
        ? depth
        : Math.max(...[null, "3", "5"].map((digit) => walk(press(digit, placeOf(turn)), depth + 1)));
    expect(walk(answered(script, "human", ours), 0)).toBeLessThan(10);
  });
});

describe("E5 nobody picks up but a machine", () => {
  test("E5 it gets greeting and message, and how to stop: our number, digit by digit", () => {
    const turn = answered(script, "machine", ours);
    expect(words(turn)).toEqual([
      `${parts.greeting} ${parts.message.say}`,
      "To get no more calls, call us at 1 2 0 2 5 5 5 0 1 0 0 and press 9.",
    ]);
    expect(turn.next).toEqual({ type: "left" });
  });

  test("E5 a recording for machines does not say who calls, so we do", () =>
    expect(words(answered(scriptOf({ voicemail: { play: "https://a.test/v.mp3" } }), "machine", ours))).toEqual([
      parts.greeting,
      "[https://a.test/v.mp3]",
      expect.stringContaining("no more calls"),
    ]));

  test("E5 a text that names our number already says how to reach us", () =>
    expect(
      words(answered(scriptOf({ voicemail: { say: "Acme. To stop, call 202-555-0100." } }), "machine", ours)),
    ).toEqual(["Acme. To stop, call 202-555-0100."]));

  test("E5 nothing is said to a fax", () =>
    expect(answered(script, "fax", ours)).toEqual({ lines: [], next: { type: "hang_up" } }));
});

describe("E5 somebody calls us", () => {
  const theirs = calledUs({ name: "Acme Energy", language: "en" });

  test("E5 they hear who we are, how to leave a message and how to stop", () =>
    expect(words(answered(theirs, "human", ours))).toEqual([
      "You have reached Acme Energy.",
      "Stay on the line to leave us a message.",
      "To leave a message, press 1.",
      "To receive no more of these calls, press 9.",
    ]));

  test("E5 who stays on the line leaves a message", () =>
    expect(pressed(theirs, start, { digit: null, connectTo: null }).next).toEqual({ type: "record" }));
});

describe("E5 whatever was chosen", () => {
  test("E5 one key stops calls, and the menu says so", () => {
    const stopOf = (chosen: CallKey[]) => scriptOf({ keys: chosen }).keys.find(({ action }) => action === "stop");
    expect(stopOf([{ digit: "1", action: "agent" }])).toMatchObject({
      digit: "9",
      offer: "To receive no more of these calls, press 9.",
    });
    expect(stopOf([{ digit: "9", action: "agent" }])?.digit).toBe("0");
    expect(stopOf([{ digit: "3", action: "stop" }])?.digit).toBe("3");
  });

  test.each([
    ["es-MX", "es", "No recibirá más llamadas nuestras. Adiós."],
    ["fr", "fr", "Vous ne recevrez plus d'appels de notre part. Au revoir."],
    ["de", "de", "Sie erhalten keine Anrufe mehr von uns. Auf Wiederhören."],
    ["ja", "en", "You will get no more calls from us. Goodbye."],
  ])("E5 in %s our own words are read by a voice of %s", (language, voice, say) =>
    expect(pressed({ ...script, language }, start, { digit: "9", connectTo: null }).lines).toEqual([
      { say, language: voice },
    ]),
  );

  test("E5 the campaign's words are read by a voice of its own language", () =>
    expect(answered({ ...script, language: "it" }, "human", ours).lines[0]).toMatchObject({ language: "it" }));
});
