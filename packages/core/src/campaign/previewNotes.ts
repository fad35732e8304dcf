import type { BackPressure, Channel, Replies } from "@headsup/contract";
import { saysHowToStop } from "../answer/compose.ts";
import { type DeskLoad, pressureOf } from "./pressure.ts";

/** What a preview remarks on: worth a second look, and refusing nothing. */
export interface PreviewNote {
  readonly code: string;
  readonly message: string;
}

interface Previewed {
  readonly channel: Channel;
  readonly text: string;
  readonly replies: Replies;
  readonly replyLine: string;
  readonly backPressure: BackPressure;
  /** The desk its replies go to, with how many agents could ever answer them. */
  readonly desk: DeskLoad & { readonly agents: number };
}

const asksForReply =
  /(?<!\p{L})(?:reply|respond|(?:text|write|message)\s+(?:us\s+)?back|text us|let us know|répond|antwort|responda|responde)/iu;
const forbidsReply =
  /(?<!\p{L})(?:(?:do not|don['’]t|cannot|can['’]t|please no|no)\s+(?:reply|respond|replies)|not monitored|unmonitored|ne\s+(?:pas\s+)?répond|nicht\s+antwort|no\s+respond)/iu;

/** What a text says about replying to it, its word about stopping left out. */
function saysOfReplies(text: string): "asks" | "forbids" | null {
  const sentences = text.split(/(?<=[.!?])\s+|\n/u).filter((sentence) => !saysHowToStop(sentence));
  if (sentences.some((sentence) => forbidsReply.test(sentence))) return "forbids";
  return sentences.some((sentence) => asksForReply.test(sentence)) ? "asks" : null;
}

/** What of a campaign is worth a second look before it is launched. */
export function previewNotes({ channel, text, replies, replyLine, backPressure, desk }: Previewed): PreviewNote[] {
  const notes: PreviewNote[] = [];
  const note = (code: string, message: string) => notes.push({ code, message });
  const said = saysOfReplies(text);
  const { inbox, skill, agents, waitingMax } = desk;
  const nobody = skill === null ? `${inbox} has no agent` : `no agent of ${inbox} has the skill ${skill}`;
  // A template is as it was approved, and a call says what may be pressed.
  const isOurs = channel === "sms" || channel === "email";
  if (isOurs && replies === "open" && said === null && replyLine === "")
    note(
      "replies_unsaid",
      "The message does not say whether to reply. Encourage replies, or say where to turn instead.",
    );
  if (replies === "discourage" && said === "asks")
    note(
      "discouraged_but_text_invites",
      "Replies are discouraged, but the text itself asks for one. Change one of the two.",
    );
  if (replies === "encourage" && said === "forbids")
    note(
      "encouraged_but_text_forbids",
      "Replies are encouraged, but the text itself says not to reply. Change one of the two.",
    );
  if (agents === 0 && replies === "encourage")
    note("encouraged_but_nobody", `Replies are encouraged, but ${nobody}: nobody would be given them.`);
  else if (agents === 0 && skill !== null)
    note("skill_without_agent", `Replies take the skill ${skill}, but ${nobody}.`);
  if (backPressure !== "off") {
    if (waitingMax === null)
      note("inbox_without_limit", `${inbox} has no limit of people waiting: only who is on shift is heeded.`);
    const reason = pressureOf(desk);
    if (reason !== null)
      note("pressed_now", `${reason}: launched now it would be ${backPressure === "hold" ? "held" : "slowed"}.`);
  }
  return notes;
}
