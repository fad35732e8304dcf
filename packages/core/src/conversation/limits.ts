/** Bounds of deciding about conversations; those a client can run into are the contract's. */
export const conversationLimits = {
  /** Events of one run of the rules. A run begins with a handful, and a conversation can be given no more topics than it has room for. */
  eventsMax: 32,
  /** Values of text conditions whose reduced form is kept: more than all rules of a deployment usually hold. */
  comparablesMax: 8_192,
  /** Openings counted through for one due time. Hours so short that it takes more are counted like the clock from there on. */
  openingsMax: 1_000,
  /** Characters of a text that are read for what a machine says; it says so at the beginning. */
  machineCharactersMax: 1_600,
} as const;
