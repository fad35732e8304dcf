/** The rungs of a draft: who sends what, and who is tried next. The first rung has no wait of its own. */
import {
  type Answer,
  Channel,
  type FallbackInput,
  type Localised,
  limits,
  type Result,
  type Sender,
} from "@headsup/contract";
import { replyLineOf } from "@headsup/core/answer/compose";
import { type CompiledMessage, compileMessage, languageFor } from "@headsup/core/answer/content";
import { z } from "zod";
import type { Draft } from "./draft.ts";
import { blank, carriedOver, contentOf, type Unwritten, type Written, writtenOf } from "./written.ts";

export const DraftRung = z.object({
  /** A sender's id; null until one is chosen. */
  sender: z.string().nullable(),
  channel: Channel,
  /** A stored answer's id: what it says in all its languages is sent, and `written` is its own-language copy. */
  answer: z.string().nullable(),
  written: z.record(z.string(), z.string()),
  /** Without delivery on the rung before for so long, it is this one's turn, ms. */
  afterMs: z.int(),
});
export type DraftRung = z.infer<typeof DraftRung>;

const afterMsUsual = 60 * 60_000;

export const freshRung = (sender: Pick<Sender, "id" | "channel"> | null): DraftRung => ({
  sender: sender?.id ?? null,
  channel: sender?.channel ?? "sms",
  answer: null,
  written: blank(sender?.channel ?? "sms"),
  afterMs: afterMsUsual,
});

type Rungs = { readonly rungs: readonly DraftRung[] };

export const firstRung = ({ rungs }: Rungs): DraftRung => rungs[0] ?? freshRung(null);

/** A rung changed, the others as they are. */
export const withRung = ({ rungs }: Rungs, at: number, change: Partial<DraftRung>): DraftRung[] =>
  rungs.map((rung, n) => (n === at ? { ...rung, ...change } : rung));

/** From another sender: on another channel the words are carried over, as far as that can be. */
export function withSender(draft: Rungs, at: number, { id, channel }: Pick<Sender, "id" | "channel">): DraftRung[] {
  const rung = draft.rungs[at];
  if (rung === undefined) return [...draft.rungs];
  if (rung.channel === channel) return withRung(draft, at, { sender: id });
  // What was written for the channel before stays beside it: whoever comes back finds it.
  const written = { ...carriedOver(rung, channel), ...rung.written };
  return withRung(draft, at, { sender: id, channel, answer: null, written });
}

/** One rung more, which begins with the words of the last. */
export const withFallback = ({ rungs }: Rungs, { id, channel }: Pick<Sender, "id" | "channel">): DraftRung[] => [
  ...rungs,
  {
    ...freshRung({ id, channel }),
    written: carriedOver(rungs.at(-1) ?? freshRung(null), channel),
  },
];

export const canGrow = ({ rungs }: Rungs): boolean => rungs.length < limits.rungsMax;

export const withoutRung = ({ rungs }: Rungs, at: number): DraftRung[] =>
  rungs.length === 1 ? [...rungs] : rungs.filter((_, n) => n !== at);

/** A rung one place earlier or later. Waits stay where they are: they belong to the turn, not to the channel. */
export function movedRung({ rungs }: Rungs, at: number, by: 1 | -1): DraftRung[] {
  const to = at + by;
  const [here, there] = [rungs[at], rungs[to]];
  if (here === undefined || there === undefined) return [...rungs];
  return rungs.map((rung, n) =>
    n === to ? { ...here, afterMs: rung.afterMs } : n === at ? { ...there, afterMs: rung.afterMs } : rung,
  );
}

/** Senders and channels in their order, as the server tells ladders apart. */
export const channelsOf = ({ rungs }: Rungs): Channel[] => rungs.map(({ channel }) => channel);

/** What is said on a rung: the stored answer in the campaign's language first, else what is written here. */
export function contentsOn(
  rung: DraftRung,
  { language, answers }: { language: string; answers: readonly Answer[] },
): Result<readonly Localised[], Unwritten> {
  const stored = answers
    .find(({ id }) => id === rung.answer)
    ?.variants.filter(({ content }) => content.channel === rung.channel);
  if (stored !== undefined && stored.length > 0) {
    const tags = stored.map((variant) => variant.language);
    const own = languageFor(tags, language);
    const isOwn = (variant: { readonly language: string }) => variant.language === own;
    return { ok: true, value: [...stored.filter(isOwn), ...stored.filter((each) => !isOwn(each))] };
  }
  const content = contentOf(rung.channel, rung.written);
  return content.ok ? { ok: true, value: [{ language, content: content.value }] } : content;
}

type Lines = Pick<Draft, "replies" | "replyLine" | "optOutText">;

export const compiledOf = (contents: readonly Localised[], { optOutText, ...reply }: Lines): Result<CompiledMessage> =>
  compileMessage({ contents, replyLine: replyLineOf(reply), optOutText: optOutText.trim() });

/** What a request says of a rung. Only complete rungs are sent. */
export function saidOf({ answer, channel, written }: DraftRung): Pick<FallbackInput, "answer" | "content"> {
  if (answer !== null) return { answer };
  const content = contentOf(channel, written);
  return content.ok ? { content: content.value } : {};
}

export const fallbacksOf = ({ rungs }: Rungs): FallbackInput[] =>
  rungs.slice(1).map((rung) => ({
    channel: rung.channel,
    sender: rung.sender ?? "",
    ...saidOf(rung),
    afterMs: rung.afterMs,
  }));

/** A rung as the server has it. */
export function rungFrom(
  {
    channel,
    sender,
    answer,
    contents: [own],
  }: {
    readonly channel: Channel;
    readonly sender: { readonly id: string };
    readonly answer: string | null;
    readonly contents: readonly Localised[];
  },
  afterMs: number,
): DraftRung {
  const written: Written = own === undefined ? blank(channel) : writtenOf(own.content);
  return { channel, sender: sender.id, answer, written, afterMs };
}

/** What a campaign says, to be told apart from what it said before. */
export const saidKey = ({ rungs }: Rungs): string =>
  JSON.stringify(rungs.map((rung) => [rung.channel, rung.answer ?? contentOf(rung.channel, rung.written)]));
