/** A list file read through on this machine, by the very code the server imports it with: nothing leaves it yet. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel, RowProblem } from "@headsup/contract";
import { normaliseName } from "@headsup/core/contact/columns";
import { parseRow, planRows, type RowRung } from "@headsup/core/contact/row";
import { isAllDay } from "@headsup/core/schedule/index";
import { fileError } from "../../../failure.ts";
import { type ListFile, openList } from "../../../import/listFile.ts";
import type { Shell } from "../../../shell.ts";
import { missingColumns } from "../columns.ts";
import { askedOf, type Known, type Sample } from "../composed.ts";
import type { Draft } from "../draft.ts";
import { channelsOf, compiledOf, contentsOn, type DraftRung, firstRung, saidKey } from "../ladder.ts";
import type { Checked, ListSource, Reading } from "../reading.ts";

const problemsMax = 200;
/** Addresses remembered to find those that come twice; beyond it the server alone finds them. */
const addressesMax = 200_000;
const tellEveryRows = 2_000;

/** What a list is for: the channels of its campaign, and the columns that what it says asks for. */
interface ListUse {
  readonly channels: readonly Channel[];
  readonly asked: readonly string[];
}

export const listOf = (draft: Draft, known: Known): ListUse => ({
  channels: channelsOf(draft),
  asked: askedOf(draft, known).variables,
});

/** Opens the source for reading, and cleans up behind it. */
export async function withList<T>(
  shell: Shell,
  source: ListSource,
  reading: Reading,
  of: ListUse,
  use: (file: ListFile) => Promise<T>,
): Promise<T> {
  const folder = source.from === "rows" ? await mkdtemp(join(tmpdir(), "headsup-rows-")) : null;
  try {
    const path = source.from === "file" ? source.path : join(folder ?? "", "rows.csv");
    if (source.from === "rows") await writeFile(path, source.text, { mode: 0o600 });
    const file = await openList(shell, path, { country: reading.country, column: reading.columns, ...of });
    try {
      return await use(file);
    } finally {
      await file.source.close();
    }
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

interface CheckOptions {
  readonly reading: Reading;
  readonly draft: Draft;
  readonly known: Known;
  readonly signal: AbortSignal;
  readonly onProgress: (state: { rows: number; bad: number; done: number }) => void;
}

/**
 * Names for columns of which nothing was said. A heading written as the text writes it is what the text means, whatever
 * its letters' case: "First Name" is {{ First_Name }} too. Without a header, as many columns behind the number as the text
 * uses are those, in its order. Shown to the person importing like any other guess.
 */
export function guessedReading(
  { header, columns }: ListFile,
  reading: Reading,
  { asked: variables }: ListUse,
): Reading {
  if (reading.columns.length > 0) return reading;
  const unnamed = columns.flatMap(({ role }, at) => (role === "variable" ? [at] : []));
  if (header.length > 0) {
    const roles = columns.map((role, at) => ({ role, title: header[at] ?? "", example: "" }));
    const alike = missingColumns(roles, variables).flatMap((name) => {
      const at = columns.findIndex((column) => column.role === "variable" && column.name === normaliseName(name));
      return at === -1 || variables.includes(normaliseName(name)) ? [] : [`${at + 1}=variable:${name}`];
    });
    return { ...reading, columns: alike };
  }
  if (variables.length !== unnamed.length || variables.some((name) => /^\d+$/.test(name))) return reading;
  return { ...reading, columns: unnamed.map((at, n) => `${at + 1}=variable:${variables[n]}`) };
}

/** Reads every row as the server will. Who opted out only the server knows. */
export async function checkList(
  file: ListFile,
  { reading, draft, known, signal, onProgress }: CheckOptions,
): Promise<Checked> {
  const rungOf = (rung: DraftRung): RowRung => {
    const contents = contentsOn(rung, { language: draft.language, answers: known.answers });
    const message = contents.ok ? compiledOf(contents.value, draft) : contents;
    return { channel: rung.channel, ...(message.ok ? { message: message.value } : {}) };
  };
  const plan = planRows({
    columns: file.columns,
    country: file.country,
    rungs: [rungOf(firstRung(draft)), ...draft.rungs.slice(1).map(rungOf)],
    isAlwaysOpen: isAllDay(draft.window),
  });
  if (!plan.ok) throw fileError(plan.error.message);
  const seen = new Map<string, number>();
  const problems: RowProblem[] = [];
  const reasons = new Map<string, { count: number; first: RowProblem }>();
  let good = 0;
  let bad = 0;
  let sample: Sample | null = null;
  let first: readonly string[] | null = null;
  const { rows, done } = file.rows();
  const refuse = (problem: RowProblem) => {
    bad++;
    const reason = `${problem.code}=${problem.subject}`;
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, { count: 1, first: problem });
    else known.count++;
    if (problems.length < problemsMax) problems.push(problem);
  };
  for await (const row of rows) {
    if (signal.aborted) break;
    first ??= row.cells;
    const parsed = parseRow(row, plan.value);
    if (parsed.kind === "problem") refuse(parsed.problem);
    if (parsed.kind === "recipient") {
      const { address, also, language, ownText, variables } = parsed.recipient;
      const twin = seen.get(address);
      if (twin !== undefined) refuse(twinProblem(row.line, address, twin));
      else {
        if (seen.size < addressesMax) seen.set(address, row.line);
        good++;
        sample ??= { address, also, language, ownText, variables: { ...variables } };
      }
    }
    if ((good + bad) % tellEveryRows === 0) onProgress({ rows: good + bad, bad, done: done() });
  }
  const columns = file.columns.map((role, at) => ({
    title: file.header[at]?.trim() || `column ${at + 1}`,
    role,
    example: first?.[at]?.trim() ?? "",
  }));
  const byCount = [...reasons.values()].toSorted((a, b) => b.count - a.count);
  return { reading, said: saidKey(draft), columns, notes: file.notes, good, bad, problems, reasons: byCount, sample };
}

const twinProblem = (line: number, address: string, twin: number): RowProblem => ({
  line,
  code: "DUPLICATE_ADDRESS",
  subject: null,
  seen: address,
  message: `line ${line}: ${address} is on line ${twin} already. Nobody is contacted twice.`,
});
