import { messageFor } from "@headsup/core/answer/compose";
import { measure } from "@headsup/core/answer/segments";
import { compileAnswer, renderAnswer } from "@headsup/core/answer/template";
import { type ParsedRow, parseRow, planRows, type RowPlan } from "@headsup/core/contact/row";
import type { Command } from "commander";
import { asCommandError, CommandError, exitCodes, usageError } from "../failure.ts";
import { type ListFile, openList } from "../import/listFile.ts";
import { twinFinder } from "../import/twins.ts";
import { gather } from "../options/count.ts";
import { type Shell, write } from "../shell.ts";
import { problemMessage, problemName, zoneWords } from "../show/recipients.ts";
import { count, visible } from "../terminal/text.ts";
import { examples, note, type Output, type OutputFlags, openOutput, withOutput } from "./session.ts";

interface CheckFlags extends OutputFlags {
  readonly text?: string | undefined;
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
    .option("--text <text>", "the message too: is every variable there?")
    .option("--reply-line <text>", "what it says about replying to it", "")
    .option("--opt-out-text <text>", "how to stop, as it will be sent", "Reply STOP to opt out.")
    .option("--country <code>", "country of numbers without one (default: US)")
    .option(
      "--column <header=role>",
      "what a column is: address, zone, language, ignored or a variable's name",
      gather,
    );
  examples(withOutput(command), [
    "headsup recipients check people.csv",
    "headsup recipients check people.csv --text 'Hi {{ first_name }}, …'",
    "headsup recipients check people.csv --json | grep INVALID",
  ]).action(async (path: string, flags: CheckFlags) => {
    const file = await openList(shell, path, flags);
    try {
      await check(openOutput(shell, flags), file, flags);
    } finally {
      await file.source.close();
    }
  });
}

async function check(output: Output, file: ListFile, flags: CheckFlags): Promise<void> {
  const whole = planFor(file, flags);
  const unknown = unknownVariables(whole);
  // What no row can have is told once, and each row is judged by the rest.
  const plan = unknown.length === 0 ? whole : planFor(file, { ...flags, text: undefined });
  const signal = output.shell.interruption();
  for (const line of file.notes) note(output, line);
  const judge = withoutTwins();
  const tally = { rows: 0, good: 0, problems: 0 };
  let sample: string | undefined;
  for await (const row of file.rows().rows) {
    if (signal.aborted) throw asCommandError(signal.reason);
    const parsed = judge(parseRow(row, plan));
    if (parsed.kind === "blank") continue;
    tally.rows++;
    if (parsed.kind === "recipient") {
      tally.good++;
      sample ??= sampleOf(plan, parsed.recipient.variables);
    } else tally.problems++;
    await write(output.shell.stdout, `${output.isJson ? rowJson(parsed) : rowText(parsed, output)}\n`);
  }
  if (output.isJson)
    await write(output.shell.stdout, `${JSON.stringify({ kind: "summary", ...tally, unknownVariables: unknown })}\n`);
  if (sample !== undefined) note(output, sampleWords(sample));
  const summary = `${count(tally.rows, "row")}: ${tally.good.toLocaleString("en")} good, ${tally.problems.toLocaleString("en")} with problems.`;
  if (unknown.length > 0) throw unknownError(unknown, summary);
  if (tally.problems > 0) throw new CommandError({ code: "rows_with_problems", message: summary }, exitCodes.failed);
  note(output, summary);
}

/** What the text shows and no column holds: the message is tried on a person who has a value in every column. */
function unknownVariables({ message, variables }: RowPlan): string[] {
  if (message === undefined) return [];
  const values: Record<string, string> = Object.fromEntries(variables.map(([name]) => [name, "1"]));
  const unknown: string[] = [];
  for (;;) {
    const rendered = renderAnswer(message.answer, values);
    if (rendered.ok || rendered.error.code !== "MISSING_VARIABLE") return unknown;
    const name = rendered.error.subject;
    if (name === null || Object.hasOwn(values, name)) return unknown;
    unknown.push(name);
    values[name] = "1";
  }
}

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

function planFor({ columns, country }: ListFile, { text, replyLine, optOutText }: CheckFlags): RowPlan {
  const answer = text === undefined ? undefined : compileAnswer(text);
  if (answer?.ok === false) throw usageError(`--text: ${answer.error.message}`);
  const message = answer && { answer: answer.value, replyLine, optOutText };
  const plan = planRows({ columns, country, ...(message && { message }) });
  if (!plan.ok) throw usageError(plan.error.message);
  return plan.value;
}

/** A row whose number stood on an earlier line is a problem. */
function withoutTwins(): (row: ParsedRow) => ParsedRow {
  const firstLineOf = twinFinder();
  return (row) => {
    if (row.kind !== "recipient") return row;
    const { address, line } = row.recipient;
    const twin = firstLineOf(address, line);
    if (twin === undefined) return row;
    const message = `line ${line}: ${address} stands on line ${twin} already. Nobody is contacted twice.`;
    return { kind: "problem", problem: { line, code: "DUPLICATE_ADDRESS", subject: null, seen: address, message } };
  };
}

function sampleOf({ message }: RowPlan, variables: Readonly<Record<string, string>>): string | undefined {
  if (message === undefined) return undefined;
  const composed = messageFor(message, variables);
  return composed.ok ? composed.value : undefined;
}

function sampleWords(text: string): string {
  const { segments, encoding, costly } = measure(text);
  const why = costly.length === 0 ? "" : ` because of ${costly.map((each) => `"${visible(each)}"`).join(" ")}`;
  return `The first message, ${count(segments, "segment")} in ${encoding}${why}: ${visible(text)}`;
}

type Told = Exclude<ParsedRow, { kind: "blank" }>;

const rowJson = (row: Told): string =>
  JSON.stringify({ kind: row.kind, ...(row.kind === "recipient" ? row.recipient : row.problem) });

function rowText(row: Told, { theme }: Output): string {
  if (row.kind === "recipient") {
    const { line, address, zones } = row.recipient;
    return `line ${String(line).padEnd(6)} ${theme.good("✓")} ${address.padEnd(16)} ${theme.quiet(zoneWords(zones))}`;
  }
  const { problem } = row;
  const name = theme.bad(`✗ ${visible(problemName(problem))}`);
  return `line ${String(problem.line).padEnd(6)} ${name} ${visible(problemMessage(problem))}`;
}
