/** Changing a setting: the question, what the answer means, and what came of it. */
import { type CampaignDetail, type Forecast, LookBack } from "@headsup/contract";
import type { Note } from "../../app/screen.ts";
import { CommandError, isPassing } from "../../failure.ts";
import { durationMs } from "../../options/duration.ts";
import { formatHours, parseHours } from "../../options/hours.ts";
import { readMoment, writtenMoment } from "../../options/moment.ts";
import { readZone } from "../../options/zone.ts";
import { backPressureWays, openConversationWays, routesWays, type Way, wayOf } from "../../show/answering.ts";
import { laterForecast } from "../../show/forecast.ts";
import { localTime, shortTime } from "../../terminal/times.ts";
import { fieldOf } from "../../ui/field.ts";
import { looked } from "./looking.ts";
import type { AnsweringKey, CampaignAsk, CampaignState, CampaignStep, Setting } from "./state.ts";

type ChangeAsk = Extract<CampaignAsk, { ask: "change" }>;

const promptStart = "change:";
/** Of the prompt's answer: whether it is about a setting. */
export const isChange = (id: string): boolean => id.startsWith(promptStart);
const promptIdOf = (setting: Setting): string =>
  `${promptStart}${setting.key}${"list" in setting ? `:${setting.list}` : ""}`;

function settingOf(id: string): Setting {
  const [, key, list = ""] = id.split(":");
  return key === "startAt" || key === "endAt" ? { key, list } : ({ key } as Setting);
}

/** Asks for a setting's new value; the old one stands in the field. */
export function asked(
  state: CampaignState,
  setting: Setting,
  { now, text, trouble }: { now: number; text?: string; trouble?: string },
): CampaignStep {
  const { detail } = state;
  if (detail === null) return { state };
  return {
    state,
    prompt: {
      id: promptIdOf(setting),
      title: titleOf(setting, detail),
      hint: hintOf(setting, detail, now),
      field: fieldOf(text ?? writtenOf(setting, detail)),
      trouble,
    },
  };
}

const listOf = ({ outreaches }: CampaignDetail, setting: Setting) =>
  "list" in setting ? outreaches.find(({ id }) => id === setting.list) : undefined;

/** "The hours" */
function nameOf(setting: Setting, detail: CampaignDetail): string {
  const list = listOf(detail, setting)?.name ?? "the list";
  return {
    name: "The name",
    description: "The description",
    tags: "The tags",
    hours: "The hours",
    zone: "The zone",
    expiresAt: "The expiry",
    startAt: `The start of ${list}`,
    endAt: `The end of ${list}`,
    skill: "The skill",
    lookBackMs: "The look-back",
    lookBackRoutes: "Which replies come to the skill",
    openConversation: "Who is in an open conversation",
    backPressure: "When the inbox is full",
  }[setting.key];
}

const titleOf = (setting: Setting, detail: CampaignDetail): string =>
  "list" in setting ? nameOf(setting, detail) : `${nameOf(setting, detail)}, of "${detail.name}"`;

/** A setting's value as it is typed. */
function writtenOf(setting: Setting, detail: CampaignDetail): string {
  const { zone } = detail;
  const moment = (instant: number | null | undefined) => (instant == null ? "none" : writtenMoment(instant, zone));
  switch (setting.key) {
    case "name":
    case "description":
    case "zone":
      return detail[setting.key];
    case "tags":
      return detail.tags.join(", ");
    case "hours":
      return detail.hours === null ? "none" : formatHours(detail.hours);
    case "expiresAt":
      return moment(detail.expiresAt);
    case "skill":
      return detail.skill ?? "none";
    case "lookBackMs":
      return writtenSpan(detail.lookBackMs);
    case "lookBackRoutes":
      return wayOf(routesWays, detail.lookBackRoutes).word;
    case "openConversation":
      return wayOf(openConversationWays, detail.openConversation).word;
    case "backPressure":
      return wayOf(backPressureWays, detail.backPressure).word;
    case "startAt":
    case "endAt":
      return moment(listOf(detail, setting)?.[setting.key]);
  }
}

/** "30d", "36h": as it is read again. */
function writtenSpan(ms: number): string {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000}d`;
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${Math.round(ms / 60_000)}min`;
}

/** "send: they get it all the same. wait: …" */
const waysWords = (ways: readonly Way[]): string => ways.map(({ word, meaning }) => `${word}: ${meaning}.`).join(" ");

function hintOf(setting: Setting, detail: CampaignDetail, now: number): string {
  const { zone } = detail;
  const moments = `Such as tomorrow 9:00, fri 17:30, 2026-11-25 09:00 or in 2 hours. In ${zone} it is ${localTime(now, zone)}.`;
  switch (setting.key) {
    case "name":
      return "What your team calls it. The people it is sent to never see it.";
    case "description":
      return "Why these people are contacted, for your team. It may be left empty.";
    case "tags":
      return "With commas between them. none: no tags.";
    case "hours":
      return `When it may send, by the clock in ${zone}: mon-fri 09:00-17:00; sat 10:00-14:00. none: any time within the window.`;
    case "zone":
      return "Whose clock the hours go by: a city near you, such as America/New_York or just London.";
    case "expiresAt":
      return `Whoever has not been reached by then is left out. none: it never expires. ${moments}`;
    case "skill":
      return "What an agent must know to be given its replies, such as billing. none: as usual for this number.";
    case "lookBackMs":
      return "How long after its message a reply counts for it: 1h to 30d. Later ones are ordinary messages.";
    case "lookBackRoutes":
      return waysWords(routesWays);
    case "openConversation":
      return waysWords(openConversationWays);
    case "backPressure":
      return waysWords(backPressureWays);
    case "startAt":
      return `none: ${listOf(detail, setting)?.status === "draft" ? "at launch" : "now"}. ${moments}`;
    case "endAt":
      return `Whoever has not been reached by then is left out. none: it ends when everybody is. ${moments}`;
  }
}

/** The question was answered: the change is asked for, or what is wrong with it stands under the question. */
export function changed(
  state: CampaignState,
  { id, text }: { readonly id: string; readonly text: string },
  now: number,
): CampaignStep {
  const { detail } = state;
  if (detail === null) return { state };
  const setting = settingOf(id);
  if (text.trim() === writtenOf(setting, detail).trim()) return { state };
  const read = readSetting(setting, text, { now, zone: detail.zone });
  if ("trouble" in read) return asked(state, setting, { now, text, trouble: read.trouble });
  return { state, asks: [{ ask: "change", id: state.id, setting, text, change: read.change }] };
}

type Read = { readonly change: ChangeAsk["change"] } | { readonly trouble: string };

const nothing = /^(none|no|never|-|)$/i;

/** What was typed, as the server takes it, or what is wrong with it. */
function readSetting({ key }: Setting, written: string, where: { now: number; zone: string }): Read {
  const text = written.trim();
  const isNone = nothing.test(text);
  switch (key) {
    case "name":
      return text === "" ? { trouble: "A campaign needs a name." } : { change: { name: text } };
    case "description":
      return { change: { description: text } };
    case "tags":
      return {
        change: {
          tags: isNone
            ? []
            : text
                .split(",")
                .map((tag) => tag.trim())
                .filter(Boolean),
        },
      };
    case "hours":
      return isNone || /^any( time)?$/i.test(text) ? { change: { hours: null } } : readHours(text);
    case "zone": {
      const zone = readZone(text);
      return zone === null
        ? { trouble: `“${text}” is no time zone. Write it as America/New_York, or a city's name.` }
        : { change: { zone } };
    }
    case "skill":
      return { change: { skill: isNone ? null : text.toLowerCase() } };
    case "lookBackMs":
      return readLookBack(text);
    case "lookBackRoutes":
      return readWay(key, routesWays, text);
    case "openConversation":
      return readWay(key, openConversationWays, text);
    case "backPressure":
      return readWay(key, backPressureWays, text);
    case "expiresAt":
    case "startAt":
    case "endAt":
      if (isNone || (key === "startAt" && /^now$/i.test(text))) return { change: { [key]: null } };
      return readInstant(key, text, where);
  }
}

function readLookBack(text: string): Read {
  const lookBackMs = durationMs(text);
  if (lookBackMs === null) return { trouble: `“${text}” is no length of time. Write it as 12h or 7d.` };
  return LookBack.safeParse(lookBackMs).success
    ? { change: { lookBackMs } }
    : { trouble: "A reply can count for 1h at the least and for 30d at the most." };
}

/** A way by its word, or by how the word begins. */
function readWay(key: AnsweringKey, ways: readonly Way[], text: string): Read {
  const typed = text.toLowerCase();
  const found = ways.filter(({ id, word }) => [id, word].some((each) => each.startsWith(typed)));
  const [only] = found;
  return only !== undefined && found.length === 1 && typed !== ""
    ? { change: { [key]: only.id } }
    : { trouble: `Write one of: ${ways.map(({ word }) => word).join(", ")}.` };
}

function readHours(text: string): Read {
  try {
    return { change: { hours: parseHours(text) } };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { trouble: error.message.replace(/^--hours /, "") };
  }
}

function readInstant(key: string, text: string, { now, zone }: { now: number; zone: string }): Read {
  const instant = readMoment(text, { now, zone });
  if (instant === null) return { trouble: `“${text}” is no moment. Write it as tomorrow 9:00, or none.` };
  if (instant <= now) return { trouble: `${localTime(instant, zone)} is past.` };
  return { change: { [key]: new Date(instant).toISOString() } };
}

/** It was not changed: the question comes again, with what was typed and what was wrong with it. */
export function refused(
  state: CampaignState,
  { setting, text }: ChangeAsk,
  { now, error }: { now: number; error: CommandError },
): CampaignStep {
  const trouble = isPassing(error) ? "No answer came. Enter tries again." : error.trouble.message;
  return asked(state, setting, { now, text, trouble });
}

/** It was changed: how it stands now and, where that may be otherwise, whom it will reach and when. */
export function settled(
  state: CampaignState,
  { setting, detail, forecast }: { setting: Setting; detail: CampaignDetail; forecast: Forecast | null },
): CampaignStep {
  const step =
    forecast === null
      ? looked(state, detail)
      : { state: { ...state, detail, forecast: laterForecast(state.forecast, forecast) } };
  return { ...step, note: changedNote(setting, detail, forecast) };
}

function changedNote(setting: Setting, detail: CampaignDetail, forecast: Forecast | null): Note {
  if (forecast === null) return { tone: "good", text: `${nameOf(setting, detail)} changed.` };
  const { finishAt, unreachedTotal } = forecast;
  const isHalted = detail.status === "paused" || detail.status === "missed";
  const lead = isHalted ? "resumed now, the last goes" : "now the last goes";
  const told = [
    ...(finishAt === null ? [] : [`${lead} ${shortTime(finishAt, detail.zone)}`]),
    ...(unreachedTotal === 0 ? [] : [`${unreachedTotal.toLocaleString("en")} will not be reached`]),
  ].join(", ");
  return { tone: unreachedTotal > 0 ? "attention" : "good", text: `Changed${told === "" ? "" : `: ${told}`}.` };
}
