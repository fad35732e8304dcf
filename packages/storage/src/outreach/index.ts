export * from "./batches.ts";
export * from "./db.ts";
export * from "./history.ts";
export * from "./hours.ts";
export * from "./imports.ts";
export * from "./later.ts";
export * from "./lists.ts";
export * from "./queue.ts";
export * from "./recipients.ts";
export * from "./state.ts";
export type {
  AddressFact,
  BatchRow,
  BatchSums,
  LaterKind,
  LaterRow,
  RecipientRow,
  SenderTotals,
  StateValues,
  StoredClaim,
  StoredShare,
} from "./tables.ts";
