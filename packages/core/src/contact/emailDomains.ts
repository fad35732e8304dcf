import { distance } from "../nearest.ts";

/**
 * Domains that are surely misspelt, and what was meant. Only what nobody's mailbox is at, or what is known to be kept for
 * the slips of other people's fingers: a notice sent there would be read by a stranger.
 */

/** Where most people's mailboxes are. */
const providers = [
  "gmail.com",
  "googlemail.com",
  "hotmail.com",
  "outlook.com",
  "yahoo.com",
  "icloud.com",
  "aol.com",
  "comcast.net",
  "verizon.net",
] as const;

/** Known slips, by what was meant. Spelled out: a rule would catch `gmx.com` or `mail.com` sooner or later. */
const slips: Readonly<Record<(typeof providers)[number], string>> = {
  "gmail.com": "gmial.com gmai.com gmal.com gmil.com gamil.com gnail.com gmaill.com gmaul.com gmali.com ggmail.com",
  "googlemail.com": "googlemial.com goglemail.com googelmail.com",
  "hotmail.com": "hotmial.com hotmal.com hotmai.com hotmil.com hotnail.com hotmaill.com htomail.com homail.com",
  "outlook.com": "outlok.com outloook.com outlock.com otulook.com outllook.com",
  "yahoo.com": "yaho.com yahooo.com yhaoo.com yahoo.co.com yaoo.com",
  "icloud.com": "iclould.com icoud.com icloud.co.com iclod.com iclud.com",
  "aol.com": "aol.co.com aoll.com",
  "comcast.net": "comcats.net concast.net comcst.net",
  "verizon.net": "verison.net verzon.net",
};

const bySlip = new Map(
  Object.entries(slips).flatMap(([meant, written]) => written.split(" ").map((slip) => [slip, meant] as const)),
);

/** Last labels that were never delegated, and the one next to them on the keyboard. */
const endings: Readonly<Record<string, string>> = {
  con: "com",
  cpm: "com",
  vom: "com",
  xom: "com",
  cim: "com",
  comm: "com",
  ocm: "com",
  cmo: "com",
  coom: "com",
  ney: "net",
  met: "net",
  nett: "net",
  ogr: "org",
  orgg: "org",
};

/** What was probably meant by a domain that cannot be right; `undefined` where it may be right or nothing comes to mind. */
export function meantDomain(domain: string): string | undefined {
  const slip = bySlip.get(domain);
  if (slip !== undefined) return slip;
  const dotted = domain.replace(/[,:;]+|\.{2,}/g, ".").replace(/^\.|\.$/g, "");
  const dot = dotted.lastIndexOf(".");
  if (dot === -1)
    return providers.find((name) => distance(dotted, name.replace(".", ""), 1) <= 1 || name.startsWith(`${dotted}.`));
  const ending = dotted.slice(dot + 1);
  const mended = Object.hasOwn(endings, ending) ? `${dotted.slice(0, dot)}.${endings[ending]}` : dotted;
  if (mended === domain || !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(mended)) return undefined;
  return bySlip.get(mended) ?? mended;
}
