import { describe, expect, test } from "vitest";
import { plainTheme } from "../../terminal/theme.ts";
import { conversationBindings } from "./bindings.ts";
import { conversationLines } from "./conversationLines.ts";
import type { ConversationState } from "./state.ts";
import { after, command, context, conversationWith, messageWith, now, opened, threadWith } from "./testThread.ts";

const sizes = [
  { columns: 80, rows: 21 },
  { columns: 120, rows: 37 },
];
const shown = (state: ConversationState, size = sizes[0]) =>
  conversationLines(state, { ...context, ...size, theme: plainTheme, isOffline: false }).join("\n");

const emailed = () =>
  opened(
    threadWith({
      conversation: conversationWith({ channel: "email", address: "ada@example.com", subject: "My order" }),
      messages: [
        messageWith({
          subject: "My order",
          text: "Where is it?",
          quoted: "> Your order is late.\n> We are sorry.",
          media: [{ url: null, type: "image/png", name: "box.png", bytes: 20_400 }],
        }),
      ],
    }),
  );

describe.each(sizes)("E4 an email at $columns×$rows", (size) => {
  test("E4 has its subject, what came with it, and what it quotes folded away until a key shows it", () => {
    const folded = shown(emailed(), size);
    expect(folded).toContain("My order");
    expect(folded).toContain("▸ 2 quoted lines");
    expect(folded).not.toContain("We are sorry");
    expect(folded).toContain("▪ picture box.png, 20 kB: not kept");
    const unfolded = shown(after(emailed(), command("fold")).state, size);
    expect(unfolded).toContain("▾ 2 quoted lines");
    expect(unfolded).toContain("> We are sorry.");
  });

  test("E4 is answered under its subject", () => {
    expect(shown(emailed(), size)).toContain("Answer by Email: Re: My order");
  });
});

test("E4 the key that unfolds is there only where something is quoted", () => {
  const keyed = (state: ConversationState) => conversationBindings(state).some(({ id }) => id === "fold");
  const reading = (state: ConversationState) => ({ ...state, isWriting: false });
  expect(keyed(reading(emailed()))).toBe(true);
  expect(keyed(reading(opened()))).toBe(false);
});

test("E2 how long WhatsApp takes what one writes is said above it", () => {
  const conversation = conversationWith({ channel: "whatsapp" });
  const thread = threadWith({ conversation, answering: { refused: null, until: now + 5 * 3_600_000 } });
  expect(shown(opened(thread))).toMatch(/WhatsApp takes your own words until .*, 5 h more.*then a template/);
});

test.each([
  ["whatsapp", "their last message is more than 24 hours old"],
  ["voice", "a call cannot be answered in writing"],
] as const)("E2 E5 on %s it is said why nothing can be answered, and nothing can be typed", (channel, refused) => {
  const conversation = conversationWith({ channel });
  const state = opened(threadWith({ conversation, answering: { refused, until: null } }));
  expect(shown(state)).toContain(`✗ No answer can be sent: ${refused}`);
  expect(conversationBindings({ ...state, isWriting: false }).some(({ id }) => id === "write")).toBe(false);
});

test("E5 a recording of theirs is a line with its address", () => {
  const media = [{ url: "https://api.example.com/Recordings/RE1.mp3", type: "audio/mpeg", name: null }];
  const conversation = conversationWith({ channel: "voice" });
  const state = opened(threadWith({ conversation, messages: [messageWith({ text: "", media })] }));
  expect(shown(state)).toContain("▪ recording: https://api.example.com/Recordings/RE1.mp3");
});
