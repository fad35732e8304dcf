/** This host's bounds and waits; machine time. */
export const hostLimits = {
  /** Campaigns whose files (three each) are held open; beyond it those longest unused, and idle, are closed. */
  openCampaignsMax: 100,
  /** A timer further off is set in parts: the platform's overflow, and a machine may have slept meanwhile. */
  timerMsMax: 60 * 60_000,
  /** A wake that failed altogether is tried again after this. */
  wakeRetryMs: 30_000,
  /** A live tail that leaves this much unread is told to come back for it. */
  tailUnreadBytesMax: 8 * 1024 * 1024,
  /** At start nobody is woken until the provider has told what people said meanwhile, or this long. */
  catchUpMsMax: 15_000,
  /** On closing, requests under way may take this long. */
  requestsEndMsMax: 5_000,
  /** On closing, steps may take this long: a request to the provider and its settling. */
  stepsEndMsMax: 15_000,
} as const;
