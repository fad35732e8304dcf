import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeMessage, replyLineOf, saysHowToStop } from "./compose.ts";

const optOutText = "Reply STOP to opt out.";
const compose = (body: string, replyLine = "") => {
  const composed = composeMessage({ body, replyLine, optOutText });
  return composed.ok ? composed.value : composed.error.code;
};

describe("E1 opt-out text in the first message", () => {
  test("A12 what it says about replies stands between the message and how to stop", () =>
    expect(compose("Your order is late", " Questions? Just reply. ")).toBe(
      "Your order is late\nQuestions? Just reply.\nReply STOP to opt out.",
    ));

  test("A12 a line about replies that says how to stop says it for the message", () =>
    expect(compose("Your order is late", "Reply with questions, or STOP to opt out.")).toBe(
      "Your order is late\nReply with questions, or STOP to opt out.",
    ));

  test("A12 a message that is too long only with its line about replies is too long", () => {
    const body = "x".repeat(1_600 - optOutText.length - 1);
    expect(compose(body)).toHaveLength(1_600);
    expect(compose(body, "Just reply.")).toBe("MESSAGE_TOO_LONG");
  });

  test("A12 a message that encourages replies says so even where nobody wrote how", () => {
    expect(replyLineOf({ replies: "encourage", replyLine: "" })).toMatch(/reply/);
    expect(replyLineOf({ replies: "encourage", replyLine: "Write us!" })).toBe("Write us!");
    expect(replyLineOf({ replies: "open", replyLine: "" })).toBe("");
  });

  test("E1 it stands on a line of its own", () =>
    expect(compose("Your order is late  ")).toBe("Your order is late\nReply STOP to opt out."));

  test.each([
    "Your order is late. Reply STOP to opt out.",
    "Late. Text STOP to 12345 to unsubscribe",
    "Late. Send 'stop' to end these",
    "Late. STOP to end",
    "Late. STOP2END",
    "Late. STOP=unsubscribe",
    "En retard. Répondez ARRÊT pour ne plus recevoir de messages.",
    "En retard. Envoyez STOP",
    "Reply HELP for help, STOP to cancel",
    "Late. Reply Stop to unsubscribe.",
    "Verspätet. Antworten Sie mit STOP, um sich abzumelden.",
    "Retrasado. Responda STOP para no recibir más.",
  ])("E1 %j already says how to stop, and is left alone", (body) => {
    expect(saysHowToStop(body)).toBe(true);
    expect(compose(body)).toBe(body);
  });

  test.each([
    "The bus will stop at Main St",
    "Text me when you stop by",
    "Please stop to end the queue",
    "BUS STOP 12 is closed",
    "Reply YES to confirm. The STOP sign on Elm is down",
    "Send your STOPWATCH back",
    "Text us when you leave Stop 4",
    "Stop to end the queue",
    "Reply CANCEL to cancel your appointment",
  ])("E1 %j does not say how to stop", (body) => {
    expect(saysHowToStop(body)).toBe(false);
    expect(compose(body)).toBe(`${body}\n${optOutText}`);
  });

  test("E1 line ends are one character each", () => expect(compose("a\r\nb\rc")).toBe(`a\nb\nc\n${optOutText}`));

  test("B4 1,600 characters with the opt-out text are sent, one more is not", () => {
    const room = 1_600 - optOutText.length - 1;
    expect(compose("x".repeat(room))).toHaveLength(1_600);
    expect(compose("x".repeat(room + 1))).toBe("MESSAGE_TOO_LONG");
  });

  test("B2 an empty body is not sent as an opt-out text alone", () => expect(compose(" \n ")).toBe("INVALID_ROW"));

  test("E1 composing what was composed changes nothing", () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (body) => {
        const once = compose(body);
        fc.pre(once !== "INVALID_ROW");
        expect(compose(once)).toBe(once);
      }),
    ));
});
