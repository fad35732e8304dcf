/** The carrier was started by the configuration; it ends with the run. */
export async function teardown(): Promise<void> {
  await (globalThis as { headsupCarrier?: { close: () => Promise<void> } }).headsupCarrier?.close();
}
