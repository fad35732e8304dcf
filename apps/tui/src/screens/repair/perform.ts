/** What the desk asks of the world: pages of bad rows, saving, taking back, an import. */
import { createHash } from "node:crypto";
import { setImmediate as breath } from "node:timers/promises";
import { limits } from "@headsup/contract";
import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { repairRows, takeRepairsBack } from "../../client/repair.ts";
import { retrying } from "../../client/retry.ts";
import { CommandError } from "../../failure.ts";
import { inChunks } from "../../import/chunks.ts";
import { importPort } from "../../import/port.ts";
import { type Found, foundAlike } from "./bulk.ts";
import type { RepairAsk, RepairEvent, Sending } from "./events.ts";
import { repairLimits } from "./limits.ts";
import { namedFiles, readFile, writeFile } from "./outside/files.ts";

type RepairHost = Host<RepairEvent>;
type Ask<T extends RepairAsk["ask"]> = RepairAsk & { ask: T };

export async function performRepair(ask: RepairAsk, host: RepairHost): Promise<void> {
  switch (ask.ask) {
    case "open":
      return open(ask, host);
    case "page":
      return readPage(ask, host);
    case "sweep":
      return sweep(ask, host);
    case "save":
      return save(ask, host);
    case "takeBack":
      return takeBack(ask, host);
    case "import":
      return importRows(ask, host);
    case "files":
      host.emit({ type: "askPath", files: await namedFiles(host.shell) });
      return;
    case "download":
      return writeFile(ask, host);
    case "upload":
      return readFile(ask, host);
  }
}

async function open({ id }: Ask<"open">, { api, shell, signal, emit }: RepairHost): Promise<void> {
  const param = { id };
  const [campaign, lists] = await Promise.all([
    retrying(shell, signal, () => read(api.v1.campaigns[":id"].$get({ param }))),
    retrying(shell, signal, () => read(api.v1.campaigns[":id"].lists.$get({ param }))),
  ]);
  emit({ type: "opened", campaign, lists: lists.items });
}

async function readPage({ id, cursor }: Ask<"page">, { api, shell, signal, emit }: RepairHost): Promise<void> {
  const query = { limit: String(repairLimits.pageRows), ...(cursor === null ? {} : { cursor }) };
  const page = await retrying(shell, signal, () =>
    read(api.v1.campaigns[":id"].problems.$get({ param: { id }, query })),
  );
  emit({ type: "page", cursor, items: page.items, next: page.next });
}

/** Looks for rows alike, with a breath now and then so that keys are heard. */
async function sweep({ rows, alike, staged, sheets }: Ask<"sweep">, { signal, emit }: RepairHost): Promise<void> {
  const found: Found[] = [];
  for (let from = 0; from < rows.length && !signal.aborted; from += repairLimits.sweepRows) {
    if (from > 0) {
      emit({ type: "progress", words: "Looking for rows alike", done: from, total: rows.length });
      await breath();
    }
    found.push(...foundAlike(rows.slice(from, from + repairLimits.sweepRows), { alike, staged, sheets }));
  }
  emit({ type: "found", alike, found });
}

const rowsIn = (sendings: readonly Sending[]): number => sendings.reduce((sum, { rows }) => sum + rows.length, 0);

async function save({ id, sendings }: Ask<"save">, host: RepairHost): Promise<void> {
  const { emit } = host;
  const total = rowsIn(sendings);
  let done = 0;
  for (const { sheet, rows } of sendings) {
    const list = sheet.id;
    for await (const chunk of inChunks([rows])) {
      const answer = await repairRows(host, { id, list }, chunk.rows).catch((error: unknown) =>
        closing(error, list, host),
      );
      if (answer === null) break;
      emit({ type: "saved", list, ...answer });
      done += chunk.rows.length;
      emit({ type: "progress", words: "Saving", done, total });
    }
  }
  emit({ type: "saveEnded" });
}

/** A list that takes nobody further is told as such; a conflict about one line is a failure like any other. */
function closing(error: unknown, list: string, { emit }: RepairHost): null {
  if (!(error instanceof CommandError)) throw error;
  const { code, message, details } = error.trouble;
  const isStopped = code === "campaign_stopped";
  if (!isStopped && (code !== "conflict" || details !== undefined)) throw error;
  emit({ type: "closed", list, message, isStopped });
  return null;
}

async function takeBack({ id, lists }: Ask<"takeBack">, host: RepairHost): Promise<void> {
  const { emit } = host;
  const total = lists.reduce((sum, { lines }) => sum + lines.length, 0);
  let done = 0;
  try {
    for (const { list, lines: all } of lists) {
      for await (const lines of takeRepairsBack(host, { id, list }, all)) {
        emit({ type: "tookBack", list, lines });
        done += lines.length;
        emit({ type: "progress", words: "Taking back what was saved", done, total });
      }
    }
  } catch (error) {
    return emit({ type: "takingBackEnded", refusal: refusalOf(error) });
  }
  emit({ type: "takingBackEnded", refusal: null });
}

function refusalOf(error: unknown): string {
  if (error instanceof CommandError && error.trouble.code === "conflict") return error.message;
  throw error;
}

/** The mended rows as a list of their own. Asked for again with the same rows it adds nobody. */
async function importRows({ id, sending, name }: Ask<"import">, host: RepairHost): Promise<void> {
  const { sheet, rows } = sending;
  const port = importPort(host, id);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([sheet.id, rows]))
    .digest("hex");
  const title = name.slice(0, limits.nameCharactersMax);
  const list = await port.openList({ name: title, fingerprint, columns: [...sheet.columns], country: sheet.country });
  const whole = { chunks: 0, rows: 0 };
  const problems = [];
  for await (const chunk of inChunks([rows])) {
    const answer = await port.sendChunk(list.id, chunk);
    problems.push(...answer.problems);
    whole.chunks++;
    whole.rows += chunk.rows.length;
    host.emit({ type: "progress", words: "Importing", done: whole.rows, total: rows.length });
  }
  if (!list.sealed) await port.seal(list.id, whole);
  const lines = rows.map(({ line }) => line);
  host.emit({ type: "imported", list: sheet.id, name: title, lines, problems });
}
