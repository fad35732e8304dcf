import type { Agent, Preview, Recipient, Sender } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { formatHours } from "../../options/hours.ts";
import { paceWords } from "../../show/words.ts";
import { count, cutTo, hanging, visible, withFewZones } from "../../terminal/text.ts";
import { shortTime, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import { wrapped } from "../../ui/textArea.ts";
import { composedOf } from "./composed.ts";
import { duplicatesTold } from "./duplicates.ts";
import { consentWords } from "./launch.ts";
import { nameOf, sizeWords } from "./messagePicture.ts";
import { obstaclesOf } from "./obstacles.ts";
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
  const sender = senders.find(({ id }) => id === draft.sender);
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
    launch.cost === null
      ? ""
      : `${launch.cost.isExact ? "" : "about "}${count(launch.cost.segments, "segment")} altogether. `;
  return [
    fact(
      "Who",
      `${count(people, "person", "people")}${bad === 0 ? "" : `, ${count(bad, "bad row")} left out (b repairs)`}${unreached === 0 ? "" : `, ${unreached.toLocaleString("en")} will not be reached (Alt+3 says why)`}`,
    ),
    ...others,
    fact("When", `starts ${starts}${finish}`),
    fact("How", `${paceWords(draft.pace)}, ${draft.window.open}–${draft.window.close} by each person's own clock`),
    ...(launch.preview === null ? [] : [fact("Replies", repliesWords(launch.preview, launch.agents, sender))]),
    fact("From", `${sender?.address ?? "?"} ${sender?.name ?? ""}`),
    fact("Cost", `${cost}To stop: “${draft.optOutText}”`),
    ...(draft.hours === null ? [] : [fact("Hours", `${formatHours(draft.hours)} (${draft.zone})`)]),
  ];
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

function messageOfPerson(
  { launch, draft, campaign }: WizardState,
  { theme, columns }: Frame,
  height: number,
): string[] {
  const person = launch.people[launch.index];
  const total = campaign?.counts.total ?? 0;
  const composed = composedOf(draft, person ?? null);
  const which =
    person === undefined ? "" : ` ${(launch.index + 1).toLocaleString("en")} of ${total.toLocaleString("en")}, n next`;
  const title =
    person === undefined
      ? " The message"
      : ` To ${visible(nameOf(person.variables))}${person.address} ${zoneOf(person)}`;
  const aside = [which, sizeWords(composed)].filter(Boolean).join("; ").trim();
  const head =
    launch.search === null
      ? ruleLine({ title: cutTo(title, columns - aside.length - 4), theme, columns, aside })
      : ` ${theme.accent("Find by number or name:")} ${fieldLine(launch.search, { width: columns - 28, theme, isFocused: true })}`;
  const trouble = composed.personTrouble;
  const said = trouble === null ? (composed.text ?? "") : `✗ ${trouble}`;
  const rows = wrapped({ text: said, cursor: 0 }, columns - 5).rows;
  const room = height - 1;
  const shown = rows.slice(0, room).map(({ segments }) => ` ${theme.quiet("│")} ${segments.join("")}`);
  if (composed.cost !== null && rows.length < room)
    shown.push(theme.attention(cutTo(` ! ${composed.cost.replace("^R", "Ctrl+R in step 1")}`, columns - 1)));
  if (rows.length > room) shown[room - 1] = theme.quiet(` │ … and ${count(rows.length - room + 1, "more line")}`);
  return [head, ...shown];
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
  const noted = (state.launch.preview?.notes ?? [])
    .flatMap(({ message }) => hanging(`   ! ${visible(message)}`, 5, columns - 1))
    .map(theme.attention);
  return [
    head,
    ...listed.slice(0, 6),
    ...noted.slice(0, notesMax),
    ...[first, ...rest].map((line) => `   ${paint(line)}`),
  ];
}
