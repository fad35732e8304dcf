/** Every bound of the sandbox carrier. Where Twilio publishes the number, it is Twilio's. */
export const limits = {
  /** Twilio: error 21617 above this many characters. */
  bodyCharsMax: 1_600,
  /** Twilio: error 21623 above. */
  mediaMax: 10,
  /** Clock time after what somebody wrote on WhatsApp in which anything may be said to them. */
  whatsappSessionMs: 24 * 3_600_000,
  validityPeriodMinS: 1,
  validityPeriodMaxS: 36_000,
  /** Twilio keeps a message in a sender's queue for ten hours at most; a longer queue is error 21611. */
  queueMaxMs: 36_000_000,
  pageSizeDefault: 50,
  pageSizeMax: 1_000,
  logPageDefault: 1_000,
  logPageMax: 10_000,
  /** Twilio: the `rc` connection override allows at most five retries. */
  callbackRetriesMax: 5,
  callbackRetriesDefault: 1,
  /** Clock time between two tries of one callback. */
  callbackRetryDelayMs: 1_000,
  /** System time a receiver has to answer a callback. Twilio's read timeout. */
  callbackTimeoutMs: 15_000,
  callbacksInFlightMax: 32,
  /** Due callbacks read at a time to find some that may start: those under way, and those waiting behind them. */
  callbacksLookedAtMax: 128,
  /** System time after which a request left hanging on purpose is cut. */
  hangMs: 120_000,
  /** Clock time of quiet after which a further message of ours is a new notice to a person. */
  conversationQuietMs: 7 * 24 * 3_600_000,
  /** Messages a person remembers of what passed between them and a sender; far more than anybody's turns. */
  conversationMessagesMax: 200,
  /** Longest delay `setTimeout` takes; a later timer is armed again when this one fires. */
  timerMaxMs: 2_147_483_647,
} as const;
