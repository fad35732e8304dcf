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
 * Rows in chunks: so many, fewer where they are large. The same file always gives the same chunks, which is what lets an
 * interrupted import go on with those that are missing.
 */
export async function* inChunks(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Chunk, void> {
  let n = 0;
  let held: Row[] = [];
  let heldBytes = 0;
  for await (const row of rows) {
    const bytes = row.cells.reduce(
      (sum, cell) => sum + cell.length * bytesPerUnitMax + cellOverheadBytes,
      rowOverheadBytes,
    );
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
