/**
 * An import, from an open file to a sealed list: open the list by the file's fingerprint, send the chunks it does not
 * have yet, seal it. Interrupt it anywhere and run it again: it goes on. The server decides about every row.
 */
import { type ChunkResult, type List, type ListCreate, limits } from "@headsup/contract";
import { fileError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import type { ProgressState } from "../terminal/progress.ts";
import type { Chunk } from "./chunks.ts";
import { inChunks } from "./chunks.ts";
import type { ListFile } from "./listFile.ts";

/** The four requests of an import; each may be repeated safely. */
export interface ImportPort {
  readonly openList: (list: ListCreate) => Promise<List>;
  readonly sendChunk: (list: string, chunk: Chunk) => Promise<ChunkResult>;
  readonly seal: (list: string, whole: { chunks: number; rows: number }) => Promise<List>;
}

export interface ImportRequest {
  readonly file: ListFile;
  readonly name: string;
  readonly startAt?: string | undefined;
  readonly endAt?: string | undefined;
  readonly onProgress: (state: ProgressState) => void;
}

export interface Imported {
  readonly list: List;
  /** The whole file had been imported before: nobody was added. */
  readonly isRepeat: boolean;
  /** Rows an interrupted import had already brought in. */
  readonly resumedRows: number;
}

export async function importFile(port: ImportPort, request: ImportRequest): Promise<Imported> {
  const { file, name, startAt, endAt } = request;
  const list = await port.openList({
    name,
    fingerprint: await file.source.fingerprint(),
    columns: [...file.columns],
    country: file.country,
    ...(startAt === undefined ? {} : { startAt }),
    ...(endAt === undefined ? {} : { endAt }),
  });
  if (list.sealed) return { list, isRepeat: true, resumedRows: 0 };
  const whole = await sendMissing(port, list, request);
  await file.source.checkUnchanged();
  return { list: await port.seal(list.id, whole), isRepeat: false, resumedRows: list.rows };
}

async function sendMissing(port: ImportPort, list: List, { file, onProgress }: ImportRequest) {
  const { rows: source, done } = file.batches();
  const whole = { chunks: 0, rows: 0 };
  const told = { rows: 0, rowsBefore: 0, problems: list.problems };
  const lanes = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const send = async (chunk: Chunk): Promise<void> => {
    const { problems } = await port.sendChunk(list.id, chunk);
    told.problems += problems.length;
    told.rows += chunk.rows.length;
    onProgress({ ...told, done: done() });
  };
  for await (const chunk of inChunks(source)) {
    if (chunk.n >= limits.chunksMax)
      throw fileError(
        `${file.source.name} has more rows than one list takes (${limits.chunksMax * cliLimits.chunkRows}).`,
        "Split it.",
      );
    whole.chunks++;
    whole.rows += chunk.rows.length;
    if (list.chunks.some(([first, last]) => first <= chunk.n && chunk.n <= last)) {
      told.rows += chunk.rows.length;
      told.rowsBefore += chunk.rows.length;
      continue;
    }
    await file.source.checkUnchanged();
    const lane = send(chunk)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
    if (lanes.size >= cliLimits.lanes) await Promise.race(lanes);
    if (failure !== undefined) break;
  }
  await Promise.all(lanes);
  if (failure !== undefined) throw failure.error;
  return whole;
}
