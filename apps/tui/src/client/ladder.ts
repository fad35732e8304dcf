/** A campaign's rungs as they go, made ready by the very code that sends them: what is shown and checked here is what is sent. */
import type { Campaign, Channel, Fallback, List, Localised } from "@headsup/contract";
import { type CompiledMessage, compileMessage } from "@headsup/core/answer/content";
import type { ListShape, RowRung } from "@headsup/core/contact/row";
import { isAllDay } from "@headsup/core/schedule/index";

/** One rung of a campaign, the first among them. */
export interface LadderRung {
  readonly channel: Channel;
  readonly sender: Fallback["sender"];
  readonly contents: readonly Localised[];
  /** Without delivery on the rung before for so long it is this one's turn, ms; null on the first. */
  readonly afterMs: number | null;
}

type Said = Pick<Campaign, "channel" | "sender" | "contents" | "fallbacks" | "replyLine" | "optOutText" | "window">;

export const ladderOf = ({
  channel,
  sender,
  contents,
  fallbacks,
}: Pick<Campaign, "channel" | "sender" | "contents" | "fallbacks">): readonly LadderRung[] => [
  { channel, sender, contents, afterMs: null },
  ...fallbacks,
];

/** What a rung says; undefined where it cannot be read, which the server does not store. */
export function messageOn(
  { contents }: Pick<LadderRung, "contents">,
  { replyLine, optOutText }: Pick<Campaign, "replyLine" | "optOutText">,
): CompiledMessage | undefined {
  const compiled = compileMessage({ contents, replyLine, optOutText });
  return compiled.ok ? compiled.value : undefined;
}

/** A list's shape as the server has it. */
export function shapeOf(campaign: Said, { columns, country }: Pick<List, "columns" | "country">): ListShape {
  const rungOf = (rung: LadderRung): RowRung => {
    const message = messageOn(rung, campaign);
    return { channel: rung.channel, ...(message && { message }) };
  };
  const { channel, sender, contents, fallbacks } = campaign;
  const first = rungOf({ channel, sender, contents, afterMs: null });
  return {
    columns,
    country,
    rungs: [first, ...fallbacks.map(rungOf)],
    isAlwaysOpen: isAllDay(campaign.window),
  };
}
