import { limits, type RepairResult } from "@headsup/contract";
import type { Row } from "@headsup/core/contact/row";
import type { Shell } from "../shell.ts";
import { type Api, read } from "./api.ts";
import { retrying } from "./retry.ts";

interface Way {
  readonly api: Api;
  readonly shell: Pick<Shell, "wait">;
  readonly signal: AbortSignal;
}

interface ListPlace {
  /** The campaign. */
  readonly id: string;
  readonly list: string;
}

/** Sends one chunk of mended rows. The same rows again change nothing, so that a lost answer is no matter. */
export function repairRows(
  { api, shell, signal }: Way,
  param: ListPlace,
  rows: readonly Pick<Row, "line" | "cells">[],
): Promise<RepairResult> {
  const json = { rows: rows.map(({ line, cells }) => ({ line, cells: [...cells] })) };
  return retrying(shell, signal, () =>
    read(api.v1.campaigns[":id"].lists[":list"].repair.$post({ param: { ...param }, json })),
  );
}

/** Takes repairs back, as many in one request as the server allows. Yields the lines of each as they are done. */
export async function* takeRepairsBack(
  { api, shell, signal }: Way,
  param: ListPlace,
  all: readonly number[],
): AsyncGenerator<readonly number[], void> {
  const { undo } = api.v1.campaigns[":id"].lists[":list"].repair;
  for (let from = 0; from < all.length; from += limits.chunkRowsMax) {
    const lines = all.slice(from, from + limits.chunkRowsMax);
    await retrying(shell, signal, () => read(undo.$post({ param: { ...param }, json: { lines } })));
    yield lines;
  }
}
