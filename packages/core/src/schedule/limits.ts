const dayMs = 24 * 60 * 60 * 1_000;

/** Every bound of the schedule. */
export const scheduleLimits = {
  /**
   * How far ahead an opening is looked for: a year and a month, so that every pair of summer times is seen both ways.
   * What has not opened by then is called never.
   */
  horizonMs: 400 * dayMs,
  /**
   * Distance between two looks at a zone's offset. A change undone within it would be missed. The shortest such
   * excursion in any zone from 2000 to 2045 (tz database 2026c) lasts a week: Gaza around Ramadan 2040, Recife in 2000.
   */
  probeMs: 4 * dayMs,
  /** Stretch of one zone's offsets learnt at a time; a whole number of probes. */
  pageMs: 128 * dayMs,
  /** Pages kept per zone: more than the horizon touches. */
  pagesPerZoneMax: 16,
  /** Zones whose pages are kept. The tz database has 418 of them, some 600 with aliases. */
  zonesMax: 640,
  /** Intl formatters kept. They are the heavy part (tens of kilobytes each), and needed only to learn a page. */
  formattersMax: 32,
  /** Rule lists kept by `rulesFor`: about one per telephone prefix and campaign in use. */
  ruleListsMax: 1_024,
} as const;
