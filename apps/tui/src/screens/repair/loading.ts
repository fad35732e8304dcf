/** Bad rows come in pages, as one moves; what needs all of them waits until they are there. */
import type { Context } from "../../app/screen.ts";
import type { RepairAsk, RepairEvent, RepairStep } from "./events.ts";
import { downloadNow, uploadNow } from "./fileActs.ts";
import { repairLimits } from "./limits.ts";
import { merged, rowOf } from "./rows.ts";
import { isAllLoaded, type RepairState, settled } from "./state.ts";

export function paged(state: RepairState, event: RepairEvent & { type: "page" }, context: Context): RepairStep {
  const { cursor, items, next } = event;
  const isFirst = cursor === null;
  if (!isFirst && cursor !== state.next) return { state };
  const before = isFirst ? [] : state.rows;
  const rows = merged(before, items.map(rowOf), state.sheets ?? new Map());
  const loaded = settled({ ...state, rows, next, isLoading: false, trouble: null }, context);
  if (loaded.pending === null) return { state: loaded };
  if (!isAllLoaded(loaded)) return loadingMore(loaded);
  return whenLoaded({ ...loaded, work: null }, context);
}

/** Asks for the next page, and shows how far it is where something waits for the last. */
export function loadingMore(state: RepairState): RepairStep {
  const { rows, total, pending, id } = state;
  const known = Math.min(repairLimits.rowsMax, Math.max(total, rows.length));
  const work = pending === null ? state.work : { words: "Loading bad rows", done: rows.length, total: known };
  return {
    state: { ...state, isLoading: true, work },
    asks: [{ ask: "page", id, cursor: state.next ?? null }],
  };
}

/** Does at once what needs every bad row, or loads them first. */
export function withAllRows(state: RepairState, context: Context): RepairStep {
  if (isAllLoaded(state)) return whenLoaded(state, context);
  return state.isLoading ? { state } : loadingMore(state);
}

function whenLoaded(state: RepairState, context: Context): RepairStep {
  const { pending } = state;
  const free = { ...state, pending: null };
  switch (pending?.type) {
    case "all": {
      const { history, rows, sheets } = state;
      const ask: RepairAsk = {
        ask: "sweep",
        rows,
        staged: history.staged,
        sheets: sheets ?? new Map(),
        alike: pending.alike,
      };
      return { state: free, asks: [ask] };
    }
    case "download":
      return downloadNow(free, pending);
    case "upload":
      return uploadNow(free, pending);
    default:
      return { state: settled(free, context) };
  }
}
