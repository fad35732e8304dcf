/** Characters that HTML mail names, as far as people write them. */
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  euro: "€",
  pound: "£",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  bdquo: "„",
  copy: "©",
  reg: "®",
  trade: "™",
  deg: "°",
  szlig: "ß",
  iexcl: "¡",
  iquest: "¿",
  ccedil: "ç",
  Ccedil: "Ç",
  ntilde: "ñ",
  Ntilde: "Ñ",
  oslash: "ø",
  Oslash: "Ø",
  aelig: "æ",
  AElig: "Æ",
  aring: "å",
  Aring: "Å",
  zwnj: "",
  zwj: "",
  shy: "",
  bull: "•",
  middot: "·",
  times: "×",
};
const accents: Readonly<Record<string, string>> = {
  acute: "\u0301",
  grave: "\u0300",
  circ: "\u0302",
  tilde: "\u0303",
  uml: "\u0308",
};

/** `&eacute;`, `&#233;`, `&#xE9;` → "é". What is no entity stays as it is. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}\d{0,2}));/gi, (written, decimal, hex, name) => {
    if (name === undefined) {
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "";
    }
    if (Object.hasOwn(named, name)) return named[name] ?? written;
    const [, letter = "", accent = ""] = /^([a-z])(acute|grave|circ|tilde|uml)$/i.exec(name) ?? [];
    return letter === "" ? written : (letter + (accents[accent] ?? "")).normalize("NFC");
  });

/**
 * The same as a table, as postal-mime keeps its own of 2,231 names: in the worker's bundle this stands for that one (`[alias]` in
 * wrangler.toml). It is asked only for mail whose text stands partly in HTML parts.
 *
 * @public
 */
export const htmlEntities = new Proxy<Readonly<Record<string, string>>>(
  {},
  {
    get(_, written) {
      const decoded = decodeEntities(String(written));
      // Characters by their numbers are not asked for by name.
      return decoded === written || String(written).startsWith("&#") ? undefined : decoded;
    },
  },
);
