/** Cloudflare's list prices in US dollars, without what the paid plan includes (developers.cloudflare.com, November 2026). */
export const prices = {
  rowRead: 0.001e-6,
  rowWritten: 1e-6,
  objectRequest: 0.15e-6,
  workerRequest: 0.3e-6,
  cpuMs: 0.02e-6,
  gbSecond: 12.5e-6,
};

/** What an object is billed for as long as it is awake, whatever it holds. */
export const objectGb = 0.128;

/** What an object waits for while it hands messages over: a provider's answer, and how many it asks at once. */
export const roundTripMs = 200;
