/** Bounds of one call. */
export const callLimits = {
  /** The menu is said so often to who presses nothing. */
  menusMax: 2,
  /** Keys that mean nothing before we give up. */
  wrongKeysMax: 2,
  /** The message said once more, at their wish. */
  repeatsMax: 3,
  /** Waiting for a key after the menu. */
  keySeconds: 7,
  /** How long their phone rings: four or five rings, about when voicemail takes it. */
  ringSeconds: 30,
  /** How long an agent's phone rings while the customer waits. */
  dialSeconds: 25,
  /** A message left for us. */
  recordSecondsMax: 180,
  /** Silence that ends one. */
  recordSilenceSeconds: 5,
} as const;
