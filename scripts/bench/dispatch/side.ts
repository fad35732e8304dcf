import type { Person } from "./people.ts";

/** One of the two that are compared. */
export interface Side {
  /**
   * Makes everything ready for campaigns to these people, one each.
   *
   * @returns what sends to them all; it answers how many ended where, by what is stored, when nobody is left
   */
  readonly prepare: (
    groups: readonly (readonly Person[])[],
  ) => Promise<() => Promise<Readonly<Record<string, number>>>>;
  readonly close: () => Promise<void>;
}
