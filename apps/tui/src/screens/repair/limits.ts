/** The bounds of the repair desk, named once. */
export const repairLimits = {
  /** Bad rows asked for at once. */
  pageRows: 500,
  /** Bad rows held at once. With more, these are mended and saved first, then the next are loaded. */
  rowsMax: 20_000,
  /** Rows from the end at which the next page is asked for. */
  aheadRows: 100,
  /** Rows looked at for a fix alike before keys are heard again. */
  sweepRows: 250,
  /** Files named beside a question for a path. */
  filesShown: 4,
} as const;
