import type { Channel } from "@headsup/contract";
import { compileMessage, renderMessage } from "@headsup/core/answer/content";
import type { Rendered } from "@headsup/core/answer/rendered";
import { measure } from "@headsup/core/answer/segments";
import { addressesOf, addressOn } from "@headsup/core/contact/address";
import {
  type ParsedRecipient,
  type ParsedRow,
  parseRow,
  planRows,
  type RowPlan,
  type RowRung,
} from "@headsup/core/contact/row";
import type { Command } from "commander";
import { asCommandError, CommandError, exitCodes, usageError } from "../failure.ts";
import { type ListFile, openList } from "../import/listFile.ts";
import { twinFinder } from "../import/twins.ts";
import { type Shell, write } from "../shell.ts";
import { problemMessage, problemName, zoneWords } from "../show/recipients.ts";
import { count, visible } from "../terminal/text.ts";
import { columnOption } from "./importing.ts";
import { channelOption, contentOf, type Said, type Saying, withSaying } from "./saying.ts";
import { examples, note, type Output, type OutputFlags, openOutput, withOutput } from "./session.ts";

interface CheckFlags extends OutputFlags {
  readonly channel: Channel;
  readonly replyLine: string;
  readonly optOutText: string;
  readonly country?: string;
  readonly column?: readonly string[];
}

export function addRecipientsCheck(group: Command, shell: Shell): void {
  const command = group
    .command("check")
    .description("Check a CSV file, every row, without a server: exit code 1 if any has a problem")
    .argument("<file>", "the CSV file, - for stdin")
    .addOption(channelOption("how they are to be reached").default("sms"));
  const saying = withSaying(command, { rungs: true, answers: false });
  command
    .option("--reply-line <text>", "what it says about replying to it", "")
    .option("--opt-out-text <text>", "how to stop, as it will be sent", "Reply STOP to opt out.")
    .option("--country <code>", "country of numbers without one (default: US)")
    .option(...columnOption)
    .addHelpText(
      "after",
      "\nWith a message, each row is tried with it: is every variable there?\n--then adds a further way to reach them, with or without what is said there.",
    );
  examples(withOutput(command), [
    "headsup recipients check people.csv",
    "headsup recipients check people.csv --text 'Hi {{ first_name }}, …'",
    "headsup recipients check people.csv --channel whatsapp --then sms --then email",
    "headsup recipients check people.csv --json | grep INVALID",
  ]).action(async (path: string, flags: CheckFlags) => {
    if (path === "-" && saying.takesStdin())
      throw usageError("stdin can be read once.", "Put the people or the message into a file.");
    const ladder = await ladderFrom(shell, { flags, saying });
    const channels = ladder.map(({ channel }) => channel);
    const asked = ladder.flatMap(({ message }) => message?.variables ?? []);
    const file = await openList(shell, path, { ...flags, channels, asked });
    try {
      await check(openOutput(shell, flags), file, ladder);
    } finally {
      await file.source.close();
    }
  });
}

type Ladder = readonly [RowRung, ...RowRung[]];

async function ladderFrom(shell: Shell, { flags, saying }: { flags: CheckFlags; saying: Saying }): Promise<Ladder> {
  const { channel, replyLine, optOutText } = flags;
  const { first, fallbacks } = await saying.read(shell, channel);
  const rungOf = (on: Channel, said: Said | null): RowRung => {
    const content = said && contentOf(said);
    if (content === null) return { channel: on };
    const message = compileMessage({ contents: [{ language: "en", content }], replyLine, optOutText });
    if (!message.ok) throw usageError(message.error.message);
    return { channel: on, message: message.value };
  };
  return [rungOf(channel, first), ...(fallbacks ?? []).map((rung) => rungOf(rung.channel, rung.said))];
}

async function check(output: Output, file: ListFile, ladder: Ladder): Promise<void> {
  const whole = planFor(file, ladder);
  const unknown = unknownVariables(whole);
  // What no row can have is told once, and each row is judged by the rest.
  const plan = unknown.length === 0 ? whole : planFor(file, wordless(ladder));
  const signal = output.shell.interruption();
  for (const line of file.notes) note(output, line);
  const judge = withoutTwins();
  const tally = { rows: 0, good: 0, problems: 0 };
  const samples = new Map<RowRung, string>();
  for await (const row of file.rows().rows) {
    if (signal.aborted) throw asCommandError(signal.reason);
    const parsed = judge(parseRow(row, plan));
    if (parsed.kind === "blank") continue;
    tally.rows++;
    if (parsed.kind === "recipient") {
      tally.good++;
      takeSamples(samples, plan, parsed.recipient);
    } else tally.problems++;
    await write(output.shell.stdout, `${output.isJson ? rowJson(parsed) : rowText(parsed, output)}\n`);
  }
  if (output.isJson)
    await write(output.shell.stdout, `${JSON.stringify({ kind: "summary", ...tally, unknownVariables: unknown })}\n`);
  for (const sample of samples.values()) note(output, sample);
  const summary = `${count(tally.rows, "row")}: ${tally.good.toLocaleString("en")} good, ${tally.problems.toLocaleString("en")} with problems.`;
  if (unknown.length > 0) throw unknownError(unknown, summary);
  if (tally.problems > 0) throw new CommandError({ code: "rows_with_problems", message: summary }, exitCodes.failed);
  note(output, summary);
}

/** What the messages show, cannot do without, and no column holds. */
function unknownVariables({ rungs, variables }: RowPlan): string[] {
  const held = new Set(variables.map(([name]) => name));
  const required = new Set(rungs.flatMap(({ message }) => message?.required ?? []));
  return [...required].filter((name) => !held.has(name));
}

const wordless = ([first, ...further]: Ladder): Ladder => [
  { channel: first.channel },
  ...further.map(({ channel }) => ({ channel })),
];

function unknownError(unknown: readonly string[], summary: string): CommandError {
  const shown = unknown.map((name) => `{{ ${visible(name)} }}`).join(" and ");
  const [first = ""] = unknown;
  return new CommandError(
    {
      code: "rows_with_problems",
      message: `${summary} But the text shows ${shown}, and no column is called that: no row could be sent.`,
      hint: `Say which column it is, e.g. --column 2=${visible(first)}, or give it a default in the text.`,
    },
    exitCodes.failed,
  );
}

function planFor({ columns, country }: ListFile, rungs: Ladder): RowPlan {
  const plan = planRows({ columns, country, rungs });
  if (!plan.ok) throw usageError(plan.error.message);
  return plan.value;
}

/** A row one of whose addresses stood on an earlier line is a problem. */
function withoutTwins(): (row: ParsedRow) => ParsedRow {
  const firstLineOf = twinFinder();
  return (row) => {
    if (row.kind !== "recipient") return row;
    const { line } = row.recipient;
    for (const address of addressesOf(row.recipient)) {
      const twin = firstLineOf(address, line);
      if (twin === undefined) continue;
      const message = `line ${line}: ${address} stands on line ${twin} already. Nobody is contacted twice.`;
      return { kind: "problem", problem: { line, code: "DUPLICATE_ADDRESS", subject: null, seen: address, message } };
    }
    return row;
  };
}

/** The first message of each rung. */
function takeSamples(samples: Map<RowRung, string>, { rungs }: RowPlan, recipient: ParsedRecipient): void {
  for (const rung of rungs) {
    if (rung.message === undefined || samples.has(rung) || addressOn(recipient, rung.channel) === null) continue;
    const rendered = renderMessage(rung.message, recipient);
    if (rendered.ok) samples.set(rung, sampleWords(rendered.value));
  }
}

function sampleWords(rendered: Rendered): string {
  const text = visible(rendered.text);
  if (rendered.channel !== "sms") return `The first message on ${rendered.channel}: ${text}`;
  const { segments, encoding, costly } = measure(rendered.text);
  const why = costly.length === 0 ? "" : ` because of ${costly.map((each) => `"${visible(each)}"`).join(" ")}`;
  return `The first message, ${count(segments, "segment")} in ${encoding}${why}: ${text}`;
}

type Told = Exclude<ParsedRow, { kind: "blank" }>;

const rowJson = (row: Told): string =>
  JSON.stringify({ kind: row.kind, ...(row.kind === "recipient" ? row.recipient : row.problem) });

function rowText(row: Told, { theme }: Output): string {
  if (row.kind === "recipient") {
    const { line, zones } = row.recipient;
    const reached = addressesOf(row.recipient).join(" ").padEnd(16);
    return `line ${String(line).padEnd(6)} ${theme.good("✓")} ${reached} ${theme.quiet(zoneWords(zones))}`;
  }
  const { problem } = row;
  const name = theme.bad(`✗ ${visible(problemName(problem))}`);
  return `line ${String(problem.line).padEnd(6)} ${name} ${visible(problemMessage(problem))}`;
}
