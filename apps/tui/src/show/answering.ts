/** What becomes of replies, in plain words: the same wherever it is chosen, shown or told. */
import {
  type BackPressure,
  type Campaign,
  type DuplicateChoice,
  type LookBackRoutes,
  limits,
  type OpenConversation,
  type Replies,
} from "@headsup/contract";
import { count } from "../terminal/text.ts";
import { ownZone, shortTime, span } from "../terminal/times.ts";

/** One way a setting may be: the word for it, and what it means for the people concerned. */
export interface Way<T extends string = string> {
  readonly id: T;
  readonly word: string;
  readonly meaning: string;
}

export const repliesWays: readonly Way<Replies>[] = [
  { id: "open", word: "may come", meaning: "the message says nothing of them" },
  { id: "encourage", word: "wanted", meaning: "a line of the message asks for them" },
  { id: "discourage", word: "not wanted", meaning: "a line says so, and where to turn" },
];

export const routesWays: readonly Way<LookBackRoutes>[] = [
  { id: "opening", word: "new ones", meaning: "one under way stays with whoever has it" },
  { id: "all", word: "all of them", meaning: "one under way comes to the skill too" },
];

export const openConversationWays: readonly Way<OpenConversation>[] = [
  { id: "send", word: "send", meaning: "they get it all the same" },
  { id: "hold", word: "wait", meaning: "they get it once that is closed" },
  { id: "skip", word: "skip", meaning: "they are left out" },
];

export const backPressureWays: readonly Way<BackPressure>[] = [
  { id: "off", word: "go on", meaning: "it sends as fast as it may" },
  { id: "slow", word: "slow down", meaning: "a quarter of the pace meanwhile" },
  { id: "hold", word: "hold", meaning: "nothing goes out meanwhile" },
];

export function wayOf<T extends string>(ways: readonly Way<T>[], id: T): Way<T> {
  const found = ways.find((way) => way.id === id);
  if (found === undefined) throw new Error(`No way is called ${id}.`);
  return found;
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** Of a campaign that asks for no skill of its own. */
export const usualSkill = "as usual for this number";

/** Look-backs offered, ms: from the shortest there is to the longest. */
export const lookBacks: readonly number[] = [
  limits.lookBackMsMin,
  4 * hourMs,
  12 * hourMs,
  dayMs,
  3 * dayMs,
  7 * dayMs,
  14 * dayMs,
  limits.lookBackMsMax,
];

type Answered = Pick<Campaign, "skill" | "lookBackMs" | "openConversation" | "backPressure">;

/** "answered as usual; they count for 30 d": what is as usual besides is not told. */
export function answeringWords({ skill, lookBackMs, openConversation, backPressure }: Answered): string {
  const open = { send: "", hold: "; waits for open conversations", skip: "; skips open conversations" };
  const pressed = { off: "", slow: "; slows when the desk is full", hold: "; holds when the desk is full" };
  return `${skill === null ? "answered as usual" : `answered by agents with ${skill}`}; they count for ${span(lookBackMs)}${open[openConversation]}${pressed[backPressure]}`;
}

/** What was decided of people other campaigns write to. */
export const duplicatesWords = ({ choice, days }: DuplicateChoice): string =>
  `${choice === "skip" ? "left out if" : "kept, also if"} another campaign wrote to them within ${count(days, "day")}`;

/** "Held", "Slowed": what its inbox does to a campaign that runs; null: nothing. */
export function pressureWord({
  status,
  pressure,
  backPressure,
}: Pick<Campaign, "status" | "pressure" | "backPressure">): "Held" | "Slowed" | null {
  if (pressure === null || status !== "in_progress") return null;
  return backPressure === "hold" ? "Held" : "Slowed";
}

/** "Held since 24 Nov 14:05 EST: Deliveries has 41 waiting, its limit is 40"; null while nothing presses. */
export function pressureWords(campaign: Pick<Campaign, "status" | "pressure" | "backPressure">): string | null {
  const word = pressureWord(campaign);
  const { pressure } = campaign;
  return word === null || pressure === null
    ? null
    : `${word} since ${shortTime(pressure.since, ownZone())}: ${pressure.reason}`;
}
