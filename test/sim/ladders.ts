import type { SettingsChange } from "@headsup/carrier";
import { addressKindOf, addressKinds, type Channel } from "@headsup/contract";
import { type Call, expectStatus, ourNumber, type Random } from "@headsup/testkit";

/** By which ways a campaign reaches people, where from, and what they are like there. */

/** One rung of a ladder. */
interface RungPlan {
  readonly channel: Channel;
  /** Without delivery for so long the next rung's turn comes, ms; null on the last. */
  readonly waitMs: number | null;
}

export type Ladder = readonly [RungPlan, ...RungPlan[]];

const minute = 60_000;
const hour = 60 * minute;

export const textAlone: Ladder = [{ channel: "sms", waitMs: null }];

/** A sender of ours for each channel; prepared accounts have that for texts. */
export const ourSenders: Readonly<Record<Channel, string>> = {
  sms: ourNumber,
  whatsapp: "+12025550101",
  voice: "+12025550102",
  email: "notices@acme.example",
};

export const ladderOf = (channels: readonly [Channel, ...Channel[]], waitOf: () => number): Ladder => {
  const [first, ...further] = channels.map((channel, nth) => ({
    channel,
    waitMs: nth === channels.length - 1 ? null : waitOf(),
  }));
  return first === undefined ? textAlone : [first, ...further];
};

const ladders: readonly (readonly [Channel, ...Channel[]])[] = [
  ["whatsapp"],
  ["whatsapp", "sms"],
  ["whatsapp", "sms"],
  ["whatsapp", "sms"],
  ["sms", "whatsapp"],
  ["whatsapp", "sms", "email"],
  ["sms", "email"],
  ["email", "sms"],
  ["whatsapp", "sms", "voice"],
];

/** Waits are often over before the trouble is. */
export const drawLadder = (random: Random): Ladder => {
  const channels = random.pick(ladders);
  const usual = random.pick([2 * minute, 10 * minute, 30 * minute, hour, 3 * hour]);
  return ladderOf(channels, () => (random.chance(0.7) ? usual : random.between(minute, hour)));
};

export const hasChannel = (ladder: Ladder, channel: Channel): boolean =>
  ladder.some((rung) => rung.channel === channel);

/** Which rung of a ladder a request was on. */
export const rungOn = (ladder: Ladder, channel: Channel): number =>
  ladder.findIndex((rung) => rung.channel === channel);

export const isReachedOn = (address: string, channel: Channel): boolean =>
  addressKindOf(address) === addressKinds[channel];

/** Mailboxes are called after what they are like: `silent.7@example.com`. */
const mailboxes = [
  "delivers",
  "delivers",
  "slow",
  "silent",
  "bounces",
  "full",
  "spam",
  "scanner",
  "one-click",
] as const;
export const mailboxOf = (random: Random, n: number): string =>
  `${random.pick([...mailboxes, "unsubscribes", "gmail", "stops", "away"])}.${n}@example.com`;

/** The people a ladder is for: those it reaches at once, those it does not, and those whose word comes late. */
export const ladderPeople: SettingsChange = {
  mix: {
    delivers: 6,
    slow: 2,
    silent: 1,
    unreachable: 1,
    landline: 2,
    "unknown-handset": 1,
    blocked: 1,
    "unknown-error": 1,
    replies: 1,
    "auto-replies": 1,
    stops: 1,
    "stops-awkwardly": 1,
    "comes-back": 1,
  },
  whatsappMix: {
    delivers: 3,
    reads: 4,
    late: 3,
    silent: 4,
    "not-on-whatsapp": 4,
    limited: 1,
    "has-blocked": 1,
    blocks: 1,
    replies: 2,
    impatient: 1,
    stops: 1,
    "stops-awkwardly": 1,
    "comes-back": 1,
  },
};

const words = "Your order is late.";

/** What is said on a rung, as a request puts it. */
function saidOn(channel: Channel, text: string): Readonly<Record<string, unknown>> {
  switch (channel) {
    case "sms":
      return { text };
    case "whatsapp":
      return { content: { channel, contentSid: `HX${"0".repeat(32)}`, body: `${words} Reply STOP to opt out.` } };
    case "email":
      return { content: { channel, subject: "Your order", text: words } };
    case "voice":
      return {
        content: {
          channel,
          greeting: "This is Acme.",
          message: { say: words },
          keys: [{ digit: "9", action: "stop" }],
        },
      };
  }
}

/** A campaign's ladder, as a request puts it. */
export function ladderBody([first, ...further]: Ladder, text: string): Readonly<Record<string, unknown>> {
  let before: RungPlan = first;
  const fallbacks = further.map((rung) => {
    const afterMs = before.waitMs ?? hour;
    before = rung;
    return { channel: rung.channel, sender: ourSenders[rung.channel], afterMs, ...saidOn(rung.channel, text) };
  });
  const { channel } = first;
  return { text: undefined, channel, sender: ourSenders[channel], fallbacks, ...saidOn(channel, text) };
}

/** Units a minute that a sender of this ceiling lets through. */
export const capacityOf = (perSecond: number): number => Math.max(1, Math.floor(perSecond * 60));

/** The senders these ladders send from, those of texts apart, which an account has; and the ceilings that are not the usual ones. */
export async function openSenders(
  call: Call,
  used: readonly Ladder[],
  ceilings: Readonly<Partial<Record<Channel, number>>>,
): Promise<void> {
  const channels = new Set(used.flatMap((ladder) => ladder.map(({ channel }) => channel)));
  for (const channel of channels) {
    if (channel === "sms") continue;
    const body = { channel, address: ourSenders[channel], name: "Service" };
    expectStatus(await call("POST", "/v1/senders", { body }), 201);
  }
  const known = expectStatus(await call("GET", "/v1/senders"), 200).json.items as { id: string; channel: Channel }[];
  for (const { id, channel } of known) {
    const perSecond = ceilings[channel];
    if (perSecond !== undefined) expectStatus(await call("PATCH", `/v1/senders/${id}`, { body: { perSecond } }), 200);
  }
}
