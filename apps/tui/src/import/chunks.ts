import type { Row } from "@headsup/core/contact/row";
import { cliLimits } from "../limits.ts";

export interface Chunk {
  readonly n: number;
  readonly rows: readonly Row[];
}

/** JSON writes a UTF-16 unit in at most six bytes, `\u0000`. */
const bytesPerUnitMax = 6;
const rowOverheadBytes = 40;
const cellOverheadBytes = 3;

/**
 * Rows, which come in batches, in chunks: so many, fewer where they are large. The same file always gives the same chunks,
 * however it is batched, which is what lets an interrupted import go on with those that are missing.
 */
export async function* inChunks(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): AsyncGenerator<Chunk, void> {
  let n = 0;
  let held: Row[] = [];
  let heldBytes = 0;
  for await (const batch of batches)
    for (const row of batch) {
      const bytes = bytesOf(row);
      if (held.length > 0 && (held.length === cliLimits.chunkRows || heldBytes + bytes > cliLimits.chunkBytesMax)) {
        yield { n: n++, rows: held };
        held = [];
        heldBytes = 0;
      }
      held.push(row);
      heldBytes += bytes;
    }
  if (held.length > 0) yield { n, rows: held };
}

function bytesOf({ cells }: Row): number {
  let units = 0;
  for (const cell of cells) units += cell.length;
  return rowOverheadBytes + units * bytesPerUnitMax + cells.length * cellOverheadBytes;
}
