import { usageError } from "../failure.ts";

/** A server's address as it is kept and compared: no user, no query, no trailing slash. */
export function cleanUrl(written: string): string {
  const url = URL.parse(written.trim());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError(`"${written}" is not the address of a server.`, "For example: http://127.0.0.1:8787");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** What to say of an address that a token would travel to in clear text; undefined where it would not. */
export function clearTextWarning(url: string): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || isThisMachine(hostname)) return undefined;
  return `${url} is plain http: your token and everything else travel readable by anyone on the way. Use https.`;
}

/** An address as people say it, with its scheme: "headsup.example.com" is https, what runs on this machine is http. */
export function withScheme(written: string): string {
  const given = written.trim();
  if (/^https?:\/\//i.test(given) || given === "") return given;
  const hostname = URL.parse(`http://${given}`)?.hostname ?? "";
  return `${isThisMachine(hostname) ? "http" : "https"}://${given}`;
}

/** By name or by loopback address: what is sent there leaves no machine. */
const isThisMachine = (hostname: string): boolean =>
  hostname === "[::1]" || /^(.+\.)?localhost\.?$/.test(hostname) || /^127(\.\d+){3}$/.test(hostname);
