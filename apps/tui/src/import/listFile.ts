/** A list file, read as far as is needed to know how to read all of it. */
import { type AddressKind, addressKinds, type Channel, type ColumnRole } from "@headsup/contract";
import { type DetectOptions, detectColumns } from "@headsup/core/contact/columns";
import { type Dialect, sniffDialect } from "@headsup/core/contact/dialect";
import type { Row } from "@headsup/core/contact/row";
import { firstOf } from "../client/pages.ts";
import { cellAsWritten } from "../export/csv.ts";
import { ownColumnsAt } from "../export/problems.ts";
import { isRecipientsHeader } from "../export/recipients.ts";
import { fileError, usageError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import type { Shell } from "../shell.ts";
import { visible } from "../terminal/text.ts";
import { chooseColumns, describeColumns } from "./columns.ts";
import { readRows } from "./csv.ts";
import { openSource, type Source } from "./source.ts";

export interface ListFile {
  readonly source: Source;
  readonly columns: readonly ColumnRole[];
  /** The columns' titles as written; empty where the file has no header. */
  readonly header: readonly string[];
  readonly country: string;
  /** What the addresses of the campaign's own channel are. */
  readonly own: AddressKind;
  /** How the file is being read, as sentences. */
  readonly notes: readonly string[];
  /** The rows after the header, and how much of the file has been read, 0 to 1. */
  rows(): Reading<Row>;
  /** The same, some rows at a time: for who hands on all of them. */
  batches(): Reading<readonly Row[]>;
}

interface Reading<Item> {
  readonly rows: AsyncGenerator<Item, void>;
  readonly done: () => number;
}

export interface ListOptions {
  readonly country?: string | undefined;
  readonly column?: readonly string[] | undefined;
  /** Of the campaign's rungs, the first first; texts alone if absent. */
  readonly channels?: readonly Channel[];
  /** The variables that what it says asks for. */
  readonly asked?: readonly string[];
}

/** Opens a list file. Close its source when done. */
export async function openList(shell: Shell, path: string, options: ListOptions): Promise<ListFile> {
  const country = parseCountry(options.country ?? "US");
  const source = await openSource(shell, path);
  try {
    const { column: choices = [], channels = ["sms"], asked = [] } = options;
    return await describeList(source, { country, choices, channels, asked });
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function describeList(
  source: Source,
  { choices, ...reading }: { choices: readonly string[] } & DetectOptions,
): Promise<ListFile> {
  const { country } = reading;
  const { name, sizeBytes } = source;
  if (sizeBytes === 0) throw fileError(`${name} is empty.`);
  const sniffed = sniffDialect(source.head);
  if (!sniffed.ok) throw fileError(`${name}: ${sniffed.error.message}`);
  const dialect = sniffed.value;
  const read = () => {
    const { stream, position } = source.bytes(dialect.bomBytes);
    return { rows: readRows({ bytes: stream, dialect, name }), done: () => position() / sizeBytes };
  };

  const sample = await firstOf(eachIn(read().rows), cliLimits.sampleRows);
  const detected = detectColumns(
    sample.map(({ cells }) => cells),
    reading,
  );
  const header = detected.hasHeader ? (sample[0]?.cells ?? []) : [];
  if (sample.length <= (detected.hasHeader ? 1 : 0))
    throw fileError(`${name} has no rows${detected.hasHeader ? " below its header" : ""}.`);
  const columns = chooseColumns({ detected, header, choices });
  const isOurs = ownColumnsAt(header) !== -1 || isRecipientsHeader(header);
  const batches = () => {
    const { rows, done } = read();
    const below = detected.hasHeader ? afterFirst(rows) : rows;
    return { rows: isOurs ? asWritten(below) : below, done };
  };
  return {
    source,
    columns,
    header,
    country,
    own: addressKinds[reading.channels?.[0] ?? "sms"],
    notes: [
      `${visible(name)}: ${describeDialect(dialect)}, ${detected.hasHeader ? "with" : "without"} a header. ${visible(describeColumns(columns, header))}.`,
      ...(dialect.notice === undefined ? [] : [dialect.notice]),
      ...(choices.length > 0 ? [] : detected.notes),
    ],
    rows() {
      const { rows, done } = batches();
      return { rows: eachIn(rows), done };
    },
    batches,
  };
}

async function* afterFirst(batches: AsyncGenerator<readonly Row[], void>): AsyncGenerator<readonly Row[], void> {
  let isHeaderPast = false;
  for await (const batch of batches) {
    yield isHeaderPast ? batch : batch.slice(1);
    isHeaderPast ||= batch.length > 0;
  }
}

/** In a file that we wrote ourselves the marks before what looks like a formula are nobody's words. */
async function* asWritten(batches: AsyncGenerator<readonly Row[], void>): AsyncGenerator<readonly Row[], void> {
  for await (const batch of batches) yield batch.map(({ line, cells }) => ({ line, cells: cells.map(cellAsWritten) }));
}

async function* eachIn(batches: AsyncGenerator<readonly Row[], void>): AsyncGenerator<Row, void> {
  for await (const batch of batches) for (const row of batch) yield row;
}

const delimiterNames = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" } as const;
const describeDialect = ({ encoding, delimiter }: Dialect): string =>
  `${encoding.toUpperCase()}, parted by ${delimiterNames[delimiter]}`;

function parseCountry(written: string): string {
  const country = written.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(country)) return country;
  throw usageError(`--country "${written}" is not a country code.`, "Use two letters, for example: --country CA");
}
