/**
 * How the provider is asked: each request over a connection of its own.
 *
 * Deno's `fetch` sends a request again, POST or not, when a connection it had kept open is cut before the answer — also
 * when the server took the request in. A message would be sent twice behind the engine's back. A connection that was
 * never used before is not retried; a cut one is then a failed request, whose outcome the engine knows to be unknown.
 */
export function openProviderFetch(): { readonly fetch: typeof fetch; readonly close: () => void } {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  return {
    fetch: (input, init) => fetch(input, { ...init, client }),
    close: () => client.close(),
  };
}
