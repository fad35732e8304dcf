import type { CampaignPatch, Channel, Content, Fallback, FallbackInput, Localised } from "@headsup/contract";
import { compileMessage, languageFor } from "@headsup/core/answer/content";
import { wordsOf } from "@headsup/core/answer/words";
import type { CampaignWithSender } from "@headsup/storage/catalog";
import { contentsOf } from "./answers.ts";
import { senderOf } from "./find.ts";
import { refuse, unwrap } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** What a campaign says, rung by rung, as requests put it and as it is stored. */

/** One of them is given. */
interface Said {
  readonly answer?: string | undefined;
  readonly text?: string | undefined;
  readonly content?: Content | undefined;
}

/** What is said on a channel, in the campaign's language first. Checked here, so that what is stored always compiles. */
export async function saidOn(
  services: Services,
  { channel, language }: { channel: Channel; language: string },
  { answer, text, content }: Said,
): Promise<Localised[]> {
  const contents =
    answer === undefined
      ? [{ language, content: content ?? inText(channel, text) }]
      : ownFirst(await contentsOf(services, { answerId: answer, channel }), language);
  const stray = contents.find((each) => each.content.channel !== channel);
  if (stray !== undefined)
    refuse("invalid_request", `content: it is written for ${stray.content.channel}, and this rung is ${channel}.`);
  unwrap(compileMessage({ contents, replyLine: "", optOutText: "" }));
  return contents;
}

function inText(channel: Channel, text: string | undefined): Content {
  switch (channel) {
    case "sms":
      return { channel, text: text ?? "", media: [] };
    case "whatsapp":
      return refuse("invalid_request", "text: WhatsApp takes approved templates: give `content` with a contentSid.");
    case "email":
      return refuse("invalid_request", "text: an email has a subject: give `content` with subject and text.");
    case "voice":
      return refuse("invalid_request", "text: a call has a greeting and a message: give `content` with both.");
  }
}

/** The variant in the campaign's language ahead of the others; without one, the answer's first stands for it. */
function ownFirst(contents: readonly Localised[], language: string): Localised[] {
  const tags = contents.map((each) => each.language);
  const own = languageFor(tags, language);
  return [...contents.filter((each) => each.language === own), ...contents.filter((each) => each.language !== own)];
}

/** The rungs after the first. */
export const fallbacksOf = (
  services: Services,
  language: string,
  inputs: readonly FallbackInput[],
): Promise<Fallback[]> =>
  Promise.all(
    inputs.map(async ({ channel, sender: named, afterMs, ...said }): Promise<Fallback> => {
      const { id, address } = await senderOf(services, { channel, sender: named });
      const contents = await saidOn(services, { channel, language }, said);
      return { channel, sender: { id, address }, answer: said.answer ?? null, contents, afterMs };
    }),
  );

/** Each rung's turn comes once for somebody: one that is there twice would contact them twice the same way. */
export function refuseTwice(rungs: readonly { readonly channel: Channel; readonly senderId: string }[]): void {
  const seen = new Set<string>();
  for (const { channel, senderId } of rungs) {
    const key = `${channel} ${senderId}`;
    if (seen.has(key))
      refuse("invalid_request", `fallbacks: ${channel} from the same sender is there twice. Take one of them out.`);
    seen.add(key);
  }
}

/** Each rung of a campaign by its channel and sender. */
export const ladderOf = ({
  channel,
  senderId,
  fallbacks,
}: Pick<CampaignWithSender, "channel" | "senderId" | "fallbacks">) => [
  { channel, senderId },
  ...fallbacks.map((each) => ({ channel: each.channel, senderId: each.sender.id })),
];

/** What a campaign says, in its own language, as people would read it. */
export const plain = ([own]: readonly Localised[]): string => (own === undefined ? "" : wordsOf(own.content));

type Anew = Pick<CampaignPatch, "answer" | "text" | "content" | "fallbacks" | "language">;

/** What a change of a draft makes of what it says. */
export async function saidAnew(services: Services, row: CampaignWithSender, { fallbacks, ...anew }: Anew) {
  const { language = row.language, answer, text, content } = anew;
  const said = { answer, text, content };
  const isSaid = Object.values(said).some((each) => each !== undefined);
  if (Object.values(said).filter((each) => each !== undefined).length > 1)
    refuse("invalid_request", "Give one of `answer` (a stored answer's id), `text` and `content`.");
  const further = fallbacks && (await fallbacksOf(services, language, fallbacks));
  if (further !== undefined) await refuseOtherChannels(services, row, further);
  const contents = isSaid
    ? await saidOn(services, { channel: row.channel, language }, said)
    : language === row.language
      ? undefined
      : row.contents.map((each, nth) => (nth === 0 && row.answerId === null ? { ...each, language } : each));
  return {
    ...(contents === undefined ? {} : { contents, text: plain(contents) }),
    ...(isSaid ? { answerId: answer ?? null } : {}),
    ...(further === undefined ? {} : { fallbacks: further }),
  };
}

/** People stand on the first rung that can reach them: once there are any, the channels and their order stay. */
async function refuseOtherChannels(
  services: Services,
  row: CampaignWithSender,
  further: readonly Fallback[],
): Promise<void> {
  const channelsOf = (fallbacks: readonly Fallback[]) => fallbacks.map(({ channel }) => channel).join();
  if (channelsOf(row.fallbacks) === channelsOf(further)) return;
  if ((await services.campaign(row.id).lists()).length > 0)
    refuse(
      "conflict",
      "fallbacks: this campaign has people on its lists already, and their addresses were read for the channels it has. Delete the lists, or create a new campaign.",
    );
}
