/** The bounds of the command line, named once. */
export const cliLimits = {
  /** Rows in one import chunk: a million rows are two thousand requests. */
  chunkRows: 500,
  /** Room for one chunk's rows, well under the server's bound on a body, whatever JSON makes of the characters. */
  chunkBytesMax: 1_500_000,
  /** Chunks on their way at once. */
  lanes: 4,
  /** One row of a file. Beyond it a quote was never closed, or the file is no list. */
  rowBytesMax: 256 * 1024,
  /** Rows looked at to tell what the columns mean. */
  sampleRows: 100,
  /** Tries at one request before giving up, the first included. */
  triesMax: 6,
  retryDelayMsFirst: 500,
  retryDelayMsMax: 8_000,
  /** A reconnect that keeps failing gives up after this many in a row. */
  reconnectsMax: 20,
  /** Half the silence after which a live connection is taken for dead. */
  heartbeatMs: 20_000,
  /** Pages looked through for a campaign named otherwise than by its id. */
  searchPagesMax: 20,
  /** Bad rows printed after an import; the rest by command or file. */
  problemsShown: 20,
  /** Hours and reasons shown of a forecast. */
  forecastHoursShown: 12,
  unreachedShown: 3,
  historyShown: 8,
  /** Events of a live tail kept to scroll back in. */
  eventsKept: 2_000,
  /** How far back in sequence numbers earlier events are asked for, where there are more people than events kept. */
  eventsFetched: 1_000,
  /** Frames of a live tail are handed on together, so many ms apart: forty pictures a second are as much as is seen. */
  framesGatheredMs: 25,
  /**
   * Above what anything here asks for. Ink's own throttle (thirty by default) begins its wait anew with each picture it
   * is given: gathered frames would come out at every other of them, and late.
   */
  picturesPerSecondMax: 120,
  /** People asked for at once as one moves down a list, and how many of them are kept. */
  peoplePage: 100,
  peopleKept: 20_000,
  /** Above so many people a campaign's overview, which reads each of them, is read more rarely. */
  overviewPeopleMax: 20_000,
} as const;
