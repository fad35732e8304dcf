import { type Agent, addressKinds, type Preview, type Recipient, type Sender } from "@headsup/contract";
import { addressOn } from "@headsup/core/contact/address";
import type { Frame } from "../../app/screen.ts";
import { formatHours } from "../../options/hours.ts";
import { channelWords, costWords } from "../../show/channels.ts";
import { paceWords } from "../../show/words.ts";
import { count, cutTo, hanging, visible, withFewZones } from "../../terminal/text.ts";
import { shortTime, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import type { Composed } from "./composed.ts";
import { composedNow } from "./composedNow.ts";
import type { Draft } from "./draft.ts";
import { duplicatesTold } from "./duplicates.ts";
import { firstRung } from "./ladder.ts";
import { consentWords, type TotalCost } from "./launch.ts";
import { linesUsed } from "./messageParts.ts";
import { obstaclesOf } from "./obstacles.ts";
import { barred, findingLines, nameOf, renderedRows, sizeWords } from "./previewPicture.ts";
import { chartLines } from "./schedulePicture.ts";
import type { WizardState } from "./state.ts";

/** Rows of a person's message and its heading, however little room there is. */
const messageRowsMin = 4;

export function launchLines(state: WizardState, frame: Frame, height: number): string[] {
  const way = wayLines(state, frame);
  const facts = factLines(state, frame).slice(0, Math.max(2, height - way.length - messageRowsMin));
  const message = messageOfPerson(state, frame, Math.max(2, height - facts.length - way.length));
  const chart = soonLines(state, frame, height - facts.length - message.length - way.length);
  return [...facts, ...message, ...chart, ...way].slice(0, height);
}

function factLines(
  { campaign, draft, launch, schedule, senders }: WizardState,
  { theme, columns, now }: Frame,
): string[] {
  const lists = campaign?.outreaches ?? [];
  const people = lists.reduce((sum, { counts }) => sum + counts.total, 0);
  const bad = lists.reduce((sum, { problems }) => sum + problems, 0);
  const sender = senders.find(({ id }) => id === firstRung(draft).sender);
  const { forecast } = schedule;
  const unreached = forecast?.unreachedTotal ?? 0;
  const fact = (title: string, text: string) => ` ${theme.quiet(fit(title, 9))} ${cutTo(visible(text), columns - 12)}`;
  const paints = { quiet: theme.quiet, attention: theme.attention, plain: (text: string) => text };
  const others = duplicatesTold(launch.duplicates, people)
    .flatMap(({ tone, text }) => hanging(text, 0, columns - 12).map(paints[tone]))
    .map((line, at) => ` ${theme.quiet(fit(at === 0 ? "Others" : "", 9))} ${line}`)
    .slice(0, othersMax);
  const starts = draft.startAt === null ? "at launch" : shortTime(draft.startAt, draft.zone);
  const finish =
    forecast === null
      ? ""
      : forecast.finishAt === null
        ? "; nobody would be contacted"
        : `; the last goes ${lastWords(forecast.finishAt, draft.zone, now)}`;
  const cost =
    launch.cost === null ? "" : `${launch.cost.isExact ? "" : "about "}${totalWords(launch.cost)} altogether. `;
  return [
    fact(
      "Who",
      `${count(people, "person", "people")}${bad === 0 ? "" : `, ${count(bad, "bad row")} left out (b repairs)`}${unreached === 0 ? "" : `, ${unreached.toLocaleString("en")} will not be reached (Alt+3 says why)`}`,
    ),
    ...others,
    fact("When", `starts ${starts}${finish}`),
    fact("How", `${paceWords(draft.pace)}, ${draft.window.open}–${draft.window.close} by each person's own clock`),
    ...(launch.preview === null ? [] : [fact("Replies", repliesWords(launch.preview, launch.agents, sender))]),
    ...fromWords(draft, senders).map((words, at) => fact(at === 0 ? "From" : "", words)),
    fact("Cost", `${cost}${linesUsed({ draft }).optOut ? `To stop: “${draft.optOutText}”` : ""}`),
    ...(draft.hours === null ? [] : [fact("Hours", `${formatHours(draft.hours)} (${draft.zone})`)]),
  ];
}

/** "12 segments, $0.10" */
const totalWords = ({ segments, micro, currency }: TotalCost): string =>
  [segments === 0 ? "" : count(segments, "segment"), costWords({ currency, micro })].filter(Boolean).join(", ");

/** Each rung with its sender: "1 WhatsApp +1… Acme", "2 SMS after 1 h +1… Acme". */
function fromWords({ rungs }: Draft, senders: readonly Sender[]): string[] {
  return rungs.map(({ channel, sender, afterMs }, at) => {
    const { address = "?", name = "" } = senders.find(({ id }) => id === sender) ?? {};
    const place = rungs.length === 1 ? channelWords[channel] : `${at + 1} ${channelWords[channel]}`;
    return `${place}${at === 0 ? "" : ` after ${span(afterMs)}`} ${address} ${name}`;
  });
}

/** Lines about people other campaigns write to. */
const othersMax = 4;

/** "go to Deliveries; 2 of its agents are on shift" */
function repliesWords({ campaign }: Preview, agents: readonly Agent[], sender: Sender | undefined): string {
  const { inbox } = campaign;
  const skill = campaign.skill ?? sender?.skill ?? null;
  const onShift = agents.filter(
    ({ status, inboxes, skills }) =>
      status === "available" &&
      (inboxes.length === 0 || inboxes.includes(inbox.id)) &&
      (skill === null || skills.includes(skill)),
  ).length;
  const who = skill === null ? "of its agents" : `of its agents with ${skill}`;
  return `go to ${inbox.name}; ${onShift === 0 ? `none ${who} is` : `${onShift} ${who} ${onShift === 1 ? "is" : "are"}`} on shift`;
}

/** A forecast stands still while the clock goes on: what was to go by now goes at launch. */
const lastWords = (finishAt: number, zone: string, now: number): string =>
  finishAt <= now ? "at once" : `${shortTime(finishAt, zone)}, in ${span(finishAt - now)}`;

/** A person's message, rung by rung. */
function messageOfPerson(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const { launch, draft, campaign } = state;
  const person = launch.people[launch.index];
  const total = campaign?.counts.total ?? 0;
  const at = Math.min(launch.rung, draft.rungs.length - 1);
  const composed = composedNow(state, at, person ?? null);
  const which =
    person === undefined ? "" : ` ${(launch.index + 1).toLocaleString("en")} of ${total.toLocaleString("en")}`;
  const by = draft.rungs.length === 1 ? "" : ` by ${at + 1} ${channelWords[composed.channel]}`;
  const to = person === undefined ? "" : (addressOn(person, composed.channel) ?? person.address);
  const title =
    person === undefined
      ? ` The message${by}`
      : ` To ${visible(nameOf(person.variables))}${to} ${by === "" ? zoneOf(person) : by.trim()}`;
  const aside = [which, sizeWords(composed)].filter(Boolean).join("; ").trim();
  const head =
    launch.search === null
      ? ruleLine({ title: cutTo(title, columns - aside.length - 4), theme, columns, aside })
      : ` ${theme.accent("Find by number or name:")} ${fieldLine(launch.search, { width: columns - 28, theme, isFocused: true })}`;
  const rows = personRows(state, composed, { width: columns - 5, theme });
  const room = height - 1;
  const shown = barred(rows, room, theme);
  if (composed.cost !== null && rows.length < room)
    shown.push(theme.attention(cutTo(` ! ${composed.cost.replace("^R", "Ctrl+R in step 1")}`, columns - 1)));
  return [head, ...shown];
}

function personRows(
  { launch }: WizardState,
  { channel, personTrouble, preview }: Composed,
  { width, theme }: { width: number; theme: Frame["theme"] },
): string[] {
  const person = launch.people[launch.index];
  if (person !== undefined && addressOn(person, channel) === null)
    return [
      theme.quiet(
        `They have no ${addressKinds[channel] === "email" ? "email address" : "phone number"}: this rung is passed over.`,
      ),
    ];
  if (personTrouble !== null) return hanging(`✗ ${personTrouble}`, 2, width).map(theme.bad);
  const rows = preview === null ? [] : renderedRows(preview.rendered, { width, theme });
  const language = preview === null || person?.language == null ? [] : [theme.quiet(`in ${preview.language}`)];
  return [...rows, ...language];
}

const chartRows = 7;

/** Messages by the hour once more, where there is room to spare. */
function soonLines({ schedule, draft }: WizardState, { theme, columns }: Frame, room: number): string[] {
  const { forecast } = schedule;
  if (forecast === null || forecast.perHour.length < 2 || room < chartRows + 2) return [];
  const lines = chartLines(forecast, draft.zone, { width: columns - 4, height: chartRows });
  return [ruleLine({ title: " When they go", theme, columns }), ...lines.map((line) => ` ${theme.accent(line)}`)];
}

const zoneOf = ({ zones }: Recipient): string => (zones.length === 1 ? `(${zones[0]})` : "");

const obstacleFree = (isConsenting: boolean): string =>
  isConsenting ? " Nothing stands in the way" : " Nothing stands in the way but your word";

/** Lines about what is worth a second look. */
const notesMax = 4;

/** What stands in the way, what is worth a second look, and the promise. */
function wayLines(state: WizardState, { theme, columns, now }: Frame): string[] {
  const obstacles = obstaclesOf(state, now);
  const listed = obstacles.flatMap(({ text, key }) => {
    const [first = "", ...rest] = hanging(`   ✗ ${withFewZones(visible(text))}`, 5, columns - 9);
    return [`${theme.bad(fit(first, columns - 8))} ${theme.accent(key)}`, ...rest.map(theme.bad)];
  });
  const head = ruleLine({
    title: obstacles.length === 0 ? obstacleFree(state.launch.isConsenting) : " First",
    theme,
    columns,
    aside: obstacles.length === 0 ? "" : "the key that mends it",
  });
  const box = state.launch.isConsenting ? "[x]" : "[ ]";
  const [first = "", ...rest] = hanging(`${box} ${consentWords}`, 4, columns - 5);
  const paint = state.launch.isConsenting ? theme.good : theme.attention;
  const { preview, override } = state.launch;
  const findings = (preview?.findings ?? []).filter(({ severity }) => severity !== "blocking");
  const noted = [
    ...(override === null
      ? []
      : hanging(`   ! You overrule the content check: “${visible(override)}”`, 5, columns - 1).map(theme.attention)),
    ...(preview?.notes ?? [])
      .flatMap(({ message }) => hanging(`   ! ${visible(message)}`, 5, columns - 1))
      .map(theme.attention),
    ...findingLines(findings, { width: columns - 4, theme }).map((line) => `   ${line}`),
  ];
  return [
    head,
    ...listed.slice(0, 6),
    ...noted.slice(0, notesMax),
    ...[first, ...rest].map((line) => `   ${paint(line)}`),
  ];
}
