/** Links that carriers filter, that betray a secret, or that nobody should follow. */
import { type CheckedText, placeOf, type Report } from "./text.ts";

/** Shorteners anybody can use. Carriers filter them, as what is behind cannot be seen. As of 2026-11; add what you meet. */
const publicShorteners: ReadonlySet<string> = new Set(
  (
    "bit.ly bitly.com tinyurl.com goo.gl t.co ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly t.ly rb.gy shorturl.at short.io tiny.cc " +
    "bl.ink s.id lnkd.in fb.me adf.ly dub.sh dub.co soo.gd clck.ru qrco.de shorte.st mcaf.ee urlz.fr tny.im u.to x.co j.mp " +
    "trib.al snip.ly tr.im cli.re kutt.it n9.cl acortar.link vk.cc shrtco.de l.ead.me hyperurl.co smarturl.it"
  ).split(" "),
);

/** What runs when it is opened. */
const programs = /\.(?:exe|scr|bat|cmd|msi|apk|jar|vbs|ps1|hta|pif|dmg)(?:[?#]|$)/i;

const link = /\b(?:https?:\/\/|www\.)[^\s<>"')\]]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s<>"')\]]+/giu;

export function checkLinks(checked: CheckedText, report: Report): void {
  for (const { 0: found, index } of checked.text.matchAll(link)) {
    const written = found.replace(/[.,;:!?]+$/, "");
    const where = placeOf(checked, index, written.length);
    const url = readUrl(written);
    if (url === null) continue;
    const host = url.hostname.toLowerCase().replace(/^www\./, "");
    if (url.username !== "" || url.password !== "")
      report({
        code: "link_with_credentials",
        severity: "blocking",
        message: "A link carries a user name or password, or pretends to lead elsewhere than it does.",
        remedy: "Take out what stands before the @.",
        where,
      });
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.startsWith("["))
      report({
        code: "link_to_ip",
        severity: "blocking",
        message: `A link leads to the bare address ${host}, as phishing does.`,
        remedy: "Use a name of your own domain.",
        where,
      });
    if (publicShorteners.has(host))
      report({
        code: "url_shortener",
        severity: "blocking",
        message: `${host} is a public link shortener: carriers filter messages with one.`,
        remedy: "Write the whole link, or use a short domain of your own.",
        where,
      });
    if (programs.test(url.pathname))
      report({
        code: "malware_link",
        severity: "blocking",
        message: "A link leads to a program.",
        remedy: "Link to a page or to the store where it can be had.",
        where,
      });
    if (host.split(".").some((label) => label.startsWith("xn--")))
      report({
        code: "look_alike",
        severity: "warning",
        message: "A link's domain has letters that may look like others.",
        remedy: "Use a domain in plain letters, if you have one.",
        where,
      });
    if (/^http:/i.test(written))
      report({
        code: "insecure_link",
        severity: "warning",
        message: "A link is not encrypted: phones warn of it, and carriers trust it less.",
        remedy: "Write https:// instead.",
        where,
      });
  }
}

function readUrl(written: string): URL | null {
  try {
    return new URL(/^https?:\/\//i.test(written) ? written : `https://${written}`);
  } catch {
    return null;
  }
}
