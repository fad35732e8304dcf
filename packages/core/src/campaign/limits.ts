/** The engine's bounds and waits. Clock time unless named `real`: those are of the machine, whatever the clock's rate. */
export const engineLimits = {
  /** Claims a batch may have whatever the provider's pace, and until that is known. */
  batchMin: 60,
  /** Claims in the largest batch. */
  batchMax: 240,
  /** Between the two a batch is as large as the lanes get through in this long. */
  batchSpanRealMs: 2_000,
  /** Requests to a provider under way at once: Workers allow six connections that await headers. */
  lanes: 6,
  requestTimeoutRealMs: 10_000,
  /** A crash between claim and settle is noticed no later than this. */
  leaseMs: 60_000,
  /** A directory check older than this no longer allows a dispatch. */
  checkAgeRealMsMax: 5_000,
  /** While there is more to dispatch at once, the catalogue is told no more often than this. */
  projectRealMs: 1_000,
  /** Nothing is dispatched this close to a closing: the provider needs time to hand it on. */
  closingMarginRealMs: 15_000,
  /** Twilio's longest queue time; `ValidityPeriod` may not exceed it. */
  validityMsMax: 36_000_000,
  /** The longest `Retry-After` honoured. */
  retryAfterMsMax: 60 * 60_000,
  /** Used when a 429 names no time. */
  retryAfterMsDefault: 60_000,
  /** Waits before the second and third attempt after a failure of the retry class. */
  retryDelaysMs: [15 * 60_000, 60 * 60_000],
  /** Dispatches for one recipient, those lost on the way to the provider included. */
  dispatchesMax: 20,
  /** After a dispatch of unknown outcome, when to look at the provider's list. */
  lookDelaysMs: [2 * 60_000, 15 * 60_000],
  /** A look that failed (provider unreachable) is tried again after this. */
  lookRetryMs: 5 * 60_000,
  /** An outcome still unknown after this is shown as unconfirmed. */
  unknownMsMax: 24 * 60 * 60_000,
  /** Without a receipt for this long the message is asked after once, then shown as unconfirmed. */
  receiptMsMax: 72 * 60 * 60_000,
  /** A batch's recipients are counted one by one until at least this long after it settled, then folded into totals. */
  foldMs: 10 * 60_000,
  /** Scheduled starts missed by more than this need a person. */
  startGraceMs: 60 * 60_000,
  /** Carrier-filtered messages (30007) that pause the campaign. */
  filteredMax: 5,
  /** Somebody held for their open conversation is looked at again after this. */
  conversationLookMs: 10 * 60_000,
  /** While a campaign is slowed or held by the inbox it feeds, that is looked at this often. */
  deskLookMs: 60_000,
  /** Part of its pace that a campaign keeps while it is slowed: one in so many. */
  slowedPart: 4,
  /** Waits between tries while the directory (D1) does not answer. */
  directoryRetryMs: [5_000, 15_000, 60_000],
  /** Deferred work taken up in one step. */
  laterPerStepMax: 100,
  /** Questions to the provider in one step: whoever waits to send, or to pause, waits for no more than these. */
  asksPerStepMax: 6,
  /** Batches a forecast plays before it stops and says so. */
  forecastBatchesMax: 50_000,
} as const;
