/**
 * Going elsewhere without losing what was typed: an answer that was begun is first kept as a draft on the server, where
 * colleagues see it and where it is found again. A note is nobody's but here: one is asked.
 */
import type { Confirm } from "../../app/screen.ts";
import type { ConversationState, ConversationStep } from "./state.ts";

type Where = NonNullable<ConversationState["leaving"]>;

const isKept = ({ answer, draft }: ConversationState): boolean => answer.text.trim() === draft.kept.trim();

/** Whether something typed would be lost. */
export const isUnsafe = (state: ConversationState): boolean =>
  !isKept(state) || state.note.text.trim() !== "" || state.sending !== null;

/** There, as soon as what was typed is safe. */
export function leave(state: ConversationState, to: Where): ConversationStep {
  if (state.sending !== null)
    return {
      state,
      confirm: discard(to, ["What you wrote is still on its way. Go, and you are not told what became of it."]),
    };
  if (state.note.text.trim() !== "")
    return { state, confirm: discard(to, ["The note you began is kept nowhere yet. Enter in it keeps it."]) };
  if (isKept(state)) return left(state, to);
  return { state: { ...state, leaving: to }, asks: [{ ask: "draft", id: state.id, text: state.answer.text }] };
}

/** There, whatever becomes of what was typed. */
export function left(before: ConversationState, to: Where): ConversationStep {
  const state = { ...before, leaving: null };
  if (to === "next") return { state: { ...state, isTaking: true }, asks: [{ ask: "next" }] };
  return { state, go: to };
}

/** The server could not be told of the draft. */
export const undrafted = (state: ConversationState): ConversationStep =>
  state.leaving === null
    ? { state: { ...state, draft: { ...state.draft, isDue: false } } }
    : {
        state: { ...state, leaving: null },
        confirm: discard(state.leaving, [
          "The server could not be told of the answer you began. It is lost if you go.",
        ]),
      };

const discard = (to: Where, lines: readonly string[]): Confirm => ({
  id: `lose!:${to}`,
  title: "Leave now?",
  lines,
  yes: "Leave it",
  isFinal: true,
});
