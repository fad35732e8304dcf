/** What can be set of a campaign: which settings there are, how each stands, and whether it can still be changed. */
import type { CampaignDetail, Outreach } from "@headsup/contract";
import { wordsOf } from "@headsup/core/answer/words";
import { ladderOf } from "../../client/ladder.ts";
import { formatHours } from "../../options/hours.ts";
import {
  backPressureWays,
  duplicatesWords,
  openConversationWays,
  repliesWays,
  routesWays,
  usualSkill,
  type Way,
  wayOf,
} from "../../show/answering.ts";
import { channelWords } from "../../show/channels.ts";
import { paceWords } from "../../show/words.ts";
import { localTime, span } from "../../terminal/times.ts";
import { type AnsweringKey, isAlive, type Setting } from "./state.ts";

export interface SettingRow {
  readonly label: string;
  readonly value: string;
  /** Null: it never changes. */
  readonly setting: Setting | null;
  /** Why it cannot be changed now; null: it can. */
  readonly frozen: string | null;
}

const sinceLaunch = "Frozen since launch: clone it to change it (c in the list of campaigns).";

/** What may be changed while it runs. */
export function openRows(detail: CampaignDetail): SettingRow[] {
  const { zone, hours, expiresAt, tags } = detail;
  const over = isAlive(detail)
    ? null
    : `It is ${detail.status}: nothing more is sent, so when it sends stays as it was.`;
  const any = "any time within the window";
  const expires = expiresAt === null ? "never" : localTime(expiresAt, zone);
  return [
    { label: "Name", value: detail.name, setting: { key: "name" }, frozen: null },
    { label: "About", value: detail.description || "–", setting: { key: "description" }, frozen: null },
    { label: "Tags", value: tags.join(", ") || "none", setting: { key: "tags" }, frozen: null },
    { label: "Hours", value: hours === null ? any : hoursWords(hours), setting: { key: "hours" }, frozen: over },
    { label: "Zone", value: zone, setting: { key: "zone" }, frozen: over },
    { label: "Expires", value: expires, setting: { key: "expiresAt" }, frozen: over },
    ...answeringRows(detail, over),
  ];
}

/** Who answers its replies, and what it does when they are busy. */
function answeringRows(detail: CampaignDetail, over: string | null): SettingRow[] {
  const told = <T extends string>(ways: readonly Way<T>[], id: T) => {
    const { word, meaning } = wayOf(ways, id);
    return `${word}: ${meaning}`;
  };
  const { skill, lookBackMs, lookBackRoutes, openConversation, backPressure } = detail;
  const row = (label: string, key: AnsweringKey, value: string, frozen: string | null = null): SettingRow => ({
    label,
    value,
    setting: { key },
    frozen,
  });
  return [
    row("Skill", "skill", skill ?? usualSkill),
    row("Look-back", "lookBackMs", `a reply counts for ${span(lookBackMs)} after its message`),
    row("Takes", "lookBackRoutes", told(routesWays, lookBackRoutes)),
    row("If talking", "openConversation", told(openConversationWays, openConversation), over),
    row("If full", "backPressure", told(backPressureWays, backPressure), over),
  ];
}

const hoursWords = (hours: NonNullable<CampaignDetail["hours"]>): string =>
  formatHours(hours) || "never: every day is closed";

/** What a launch froze, and what is on record. */
export function frozenRows(detail: CampaignDetail): SettingRow[] {
  const { window, launchedAt, launchedBy, zone, replies, replyLine, duplicates, inbox } = detail;
  const row = (frozen: string) => (label: string, value: string) => ({ label, value, setting: null, frozen });
  const frozen = row(sinceLaunch);
  const onRecord = row("That is on record and does not change.");
  return [
    ...ladderOf(detail).map(({ channel, sender, contents, afterMs }, at) => {
      const languages = contents.length > 1 ? ` in ${contents.map(({ language }) => language).join(", ")}` : "";
      const said = contents[0] === undefined ? "" : wordsOf(contents[0].content);
      const wait = afterMs === null ? "" : `, after ${span(afterMs)}`;
      const label = detail.fallbacks.length === 0 ? "Text" : `Rung ${at + 1}`;
      const by =
        detail.fallbacks.length === 0 ? "" : `${channelWords[channel]} from ${sender.address}${wait}${languages}: `;
      return frozen(label, `${by}${said}`);
    }),
    frozen("Replies", `${wayOf(repliesWays, replies).word}${replyLine === "" ? "" : `: ${replyLine}`}`),
    frozen("Opt-out", detail.optOutText),
    frozen("Sender", `${detail.sender.address} (${detail.channel})`),
    frozen("Pace", `at most ${paceWords(detail.pace)}`),
    frozen("Window", `${window.open}–${window.close} in each person's own time zone`),
    frozen("Language", detail.language),
    frozen("Doubles", duplicates === null ? "kept: nobody was looked up" : duplicatesWords(duplicates)),
    onRecord("Replies to", inbox.name),
    onRecord("Launched", launchedAt === null ? "not yet" : `${localTime(launchedAt, zone)} by ${launchedBy ?? "?"}`),
    onRecord("Id", detail.id),
  ];
}

/** When a list starts and ends. */
export function listRows(list: Outreach, { zone }: Pick<CampaignDetail, "zone">): SettingRow[] {
  const { id, startAt, endAt } = list;
  return [
    {
      label: "starts",
      value: startAt === null ? "at launch" : localTime(startAt, zone),
      setting: { key: "startAt", list: id },
      frozen: isClosed(list) ? closedWords : hasBegun(list) ? "This list has begun: its start is past." : null,
    },
    {
      label: "ends",
      value: endAt === null ? "when everybody is reached" : localTime(endAt, zone),
      setting: { key: "endAt", list: id },
      frozen: isClosed(list) ? closedWords : null,
    },
  ];
}

const closedWords = "This list is closed. Whoever is left can be imported as a new list.";

const isClosed = ({ status }: Outreach): boolean => status === "completed" || status === "stopped";

/** While paused a list does not say whether it had begun before; if somebody was sent to, it had. */
const hasBegun = ({ status, counts: { total, ready } }: Outreach): boolean =>
  status === "in_progress" || (status === "paused" && ready < total);
