import type { Person } from "./people.ts";

/** Campaigns that wait for the word. */
interface Prepared {
  readonly start: () => Promise<void>;
  /** How many ended where, by what is stored, once nobody is left. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>;
}

/** One of the two that are compared. */
export interface Side {
  /** Makes everything ready for campaigns to these people, one each. */
  readonly prepare: (groups: readonly (readonly Person[])[]) => Promise<Prepared>;
  readonly close: () => Promise<void>;
}
