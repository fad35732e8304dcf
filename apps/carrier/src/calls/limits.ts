/** Bounds and durations of calls. Where Twilio publishes the figure, it is Twilio's. */
export const callLimits = {
  /** From the request to dialling, and from there to the first ring. */
  dialMs: 400,
  ringDefaultS: 60,
  ringMaxS: 600,
  /** Answering machine detection: when it gives up, and what it needs. */
  detectionTimeoutDefaultS: 30,
  detectionTimeoutMaxS: 59,
  detectsHumanMs: [1_800, 3_600],
  detectsSilenceMs: 5_000,
  detectsMachineMs: 4_000,
  /** Silence after a greeting that proves its end. */
  detectsEndMs: 1_200,
  detectsFaxMs: 3_000,
  faxMs: 30_000,
  /** A voice says 150 words a minute. */
  wordMs: 400,
  /** Every recording we play is so long. */
  playMs: 8_000,
  /** From the end of a menu to the key, and into a menu for who does not wait. */
  pressMs: [800, 2_600],
  hasteMs: 1_500,
  beepMs: 500,
  /** A call that goes on for longer is cut: something asks for ever. */
  turnsMax: 200,
  pageSizeMax: 1_000,
} as const;
