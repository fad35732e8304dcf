import { BackPressure, type CampaignInput, LookBackRoutes, OpenConversation, Replies } from "@headsup/contract";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { gather } from "../options/count.ts";
import { parseDuration } from "../options/duration.ts";
import { parseHours } from "../options/hours.ts";
import { parsePace } from "../options/pace.ts";
import { parseWindow } from "../options/window.ts";

/** A campaign's settings as flags: what `campaign create` and `campaign edit` share. */
export interface SettingFlags {
  readonly description?: string;
  readonly language?: string;
  readonly zone?: string;
  readonly hours?: string;
  readonly window?: string;
  readonly pace?: string;
  readonly expires?: string;
  readonly tag?: readonly string[];
  readonly optOutText?: string;
  readonly inbox?: string;
  readonly skill?: string;
  readonly lookBack?: string;
  readonly lookBackRoutes?: LookBackRoutes;
  readonly openConversation?: OpenConversation;
  readonly backPressure?: BackPressure;
  readonly replies?: Replies;
  readonly replyLine?: string;
}

/** Each flag, what it means, and what is so where it is absent from a new campaign. */
const settings: readonly (readonly [flags: string, meaning: string, absent?: string])[] = [
  ["--description <text>", "why people are being contacted"],
  ["--language <tag>", "en, fr-CA, …", "en"],
  ["--zone <zone>", "time zone of the sending hours", "UTC"],
  ["--hours <hours>", "when it may run: 'mon-fri 09:00-17:00; sat 10:00-14:00'", "always"],
  ["--window <span>", "when a person may be contacted, in their own zone", "08:00-21:00"],
  ["--pace <pace>", "at most so many in any span", "10/5m"],
  ["--expires <instant>", "useless after this: 2026-11-24T18:00:00-05:00"],
  ["--opt-out-text <text>", "how to stop", "Reply STOP to opt out."],
  ["--inbox <inbox>", "the inbox its replies go to, by id or name", "its sender's"],
  ["--skill <skill>", "what it takes to answer its replies", "its sender's"],
  ["--look-back <span>", "how long after it a reply still counts for it: 1h to 30d", "30d"],
  ["--reply-line <text>", "what the message says about replies, or where to turn instead"],
];

/** The same, where there is a choice of a few. */
const choices: readonly (readonly [flags: string, meaning: string, choices: readonly string[], absent: string])[] = [
  ["--look-back-routes <which>", "which replies go to its skill", LookBackRoutes.options, "opening"],
  ["--open-conversation <what>", "to who is in conversation with its sender", OpenConversation.options, "send"],
  ["--back-pressure <what>", "while its inbox is over its limit or nobody is there", BackPressure.options, "off"],
  ["--replies <whether>", "whether the message asks for replies", Replies.options, "open"],
];

export function withSettings(command: Command, { absent }: { readonly absent: "default" | "stays" }): Command {
  const said = (meaning: string, otherwise: string | undefined) =>
    absent === "stays" || otherwise === undefined ? meaning : `${meaning} (default: ${otherwise})`;
  for (const [flags, meaning, otherwise] of settings) command.option(flags, said(meaning, otherwise));
  for (const [flags, meaning, of, otherwise] of choices)
    command.addOption(new Option(flags, said(meaning, otherwise)).choices(of));
  return command.option("--tag <tag>", "a tag; may be repeated", gather);
}

type Settings = Pick<
  z.input<typeof CampaignInput>,
  | "description"
  | "language"
  | "zone"
  | "hours"
  | "window"
  | "pace"
  | "expiresAt"
  | "tags"
  | "optOutText"
  | "inbox"
  | "skill"
  | "lookBackMs"
  | "lookBackRoutes"
  | "openConversation"
  | "backPressure"
  | "replies"
  | "replyLine"
>;

/** What was given, as the API takes it. */
export const settingsFrom = (flags: SettingFlags): Settings => ({
  description: flags.description,
  language: flags.language,
  zone: flags.zone,
  expiresAt: flags.expires,
  optOutText: flags.optOutText,
  hours: flags.hours === undefined ? undefined : parseHours(flags.hours),
  window: flags.window === undefined ? undefined : parseWindow(flags.window),
  pace: flags.pace === undefined ? undefined : parsePace(flags.pace),
  tags: flags.tag === undefined ? undefined : [...flags.tag],
  inbox: flags.inbox,
  skill: flags.skill,
  lookBackMs: flags.lookBack === undefined ? undefined : parseDuration("--look-back", flags.lookBack),
  lookBackRoutes: flags.lookBackRoutes,
  openConversation: flags.openConversation,
  backPressure: flags.backPressure,
  replies: flags.replies,
  replyLine: flags.replyLine,
});
