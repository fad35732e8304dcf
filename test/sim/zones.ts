/** A zone's clock as the platform's own tz database tells it: what the simulation judges by, and no code of ours. */

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The minute of the day on a zone's clock. */
export function clockOf(zone: string, at: number): { readonly minute: number } {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", hour: "numeric", minute: "numeric" });
  formatters.set(zone, formatter);
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { minute: (parts.get("hour") ?? 0) * 60 + (parts.get("minute") ?? 0) };
}
