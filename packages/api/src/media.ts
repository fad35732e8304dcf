import type { Finding } from "@headsup/contract";
import { checkMediaFacts, type MediaFacts, mediaFinding } from "@headsup/core/answer/media";
import { isPublicHost } from "./publicHost.ts";

/**
 * Asks the addresses of a message's pictures and files what they are (B8), as the provider will. Every trouble is a finding:
 * the address of a picture is somebody's word, and what answers it somebody's server.
 */

/** An address has this long to answer, in machine time. */
const answerWithinMs = 5_000;
/** Redirects followed, each to be a public address over https again. */
const redirectsMax = 3;

export async function checkMedia(fetcher: typeof fetch, urls: readonly string[]): Promise<Finding[]> {
  const looked = await Promise.all([...new Set(urls)].map((url) => look(fetcher, url)));
  const facts = looked.flatMap((each) => ("facts" in each ? [each.facts] : []));
  return [...looked.flatMap((each) => ("finding" in each ? [each.finding] : [])), ...checkMediaFacts(facts)];
}

type Looked = { readonly facts: MediaFacts } | { readonly finding: Finding };

async function look(fetcher: typeof fetch, url: string): Promise<Looked> {
  let at = url;
  try {
    for (let hops = 0; hops <= redirectsMax; hops++) {
      const { protocol, hostname, username } = new URL(at);
      if (protocol !== "https:" || username !== "" || !isPublicHost(hostname))
        return unreachable(url, notPublic(at, url));
      const response = await fetcher(at, {
        method: "HEAD",
        // Followed by hand: what is public may send us on to what is not.
        redirect: "manual",
        signal: AbortSignal.timeout(answerWithinMs),
      });
      await response.body?.cancel();
      const onward = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (onward === null)
        return response.ok ? { facts: factsOf(url, response) } : unreachable(url, `it answered ${response.status}`);
      at = new URL(onward, at).href;
    }
    return unreachable(url, `it sends on more than ${redirectsMax} times`);
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return unreachable(url, isLate ? `it did not answer within ${answerWithinMs / 1_000} s` : "it was not reached");
  }
}

const notPublic = (at: string, url: string): string =>
  at === url ? "it is no public address over https" : "it sends on to what is no public address over https";

const unreachable = (url: string, why: string): Looked => ({
  finding: mediaFinding(url, {
    code: "media_unreachable",
    severity: "blocking",
    message: `A picture or file cannot be fetched: ${why}.`,
    remedy: "The provider fetches it without signing in: put it where everybody can, over https.",
  }),
});

function factsOf(url: string, { headers }: Response): MediaFacts {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const length = headers.get("content-length");
  return {
    url,
    type: type === undefined || type === "" ? null : type,
    bytes: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
  };
}
