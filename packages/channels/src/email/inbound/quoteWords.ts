/**
 * How mail programs say that what follows is quoted, in the languages we know: data to be edited, not logic. Compared in lower case.
 */

/** "On …, … wrote:". What the line begins with, and what says it. */
export const attributions: readonly { readonly begins: RegExp; readonly says: RegExp }[] = [
  { begins: /^on\s/, says: /\bwrote\s*:?$/ },
  { begins: /^am\s|^[a-z]{2},?\s+\d/, says: /\bschrieb(?:en)?\b.{0,200}:$/ },
  { begins: /<[^<>\s]+@[^<>\s]+>\s+schrieb\b/, says: /:$/ },
  { begins: /^le\s/, says: /\ba\s[ée]crit\s*:?$/ },
  { begins: /^el\s/, says: /\bescribi[óo]\s*:?$/ },
  { begins: /^il\s/, says: /\bha scritto\s*:?$/ },
  { begins: /^op\s/, says: /\bschreef\b.{0,200}:$/ },
  { begins: /^em\s|^no\s/, says: /\bescreveu\s*:?$/ },
  { begins: /^den\s|^d\.\s|^på\s/, says: /\bskrev\b.{0,200}:$/ },
  { begins: /^w dniu\s|^dnia\s/, says: /\bnapisał\S{0,3}\s*:?$/ },
  { begins: /^\d/, says: /<[^<>\s]+@[^<>\s]+>\s*:?$/ },
];

/** "-----Original Message-----". */
export const originals =
  /^[-_*]{2,}\s*(?:original message|forwarded message|urspr[üu]ngliche nachricht|weitergeleitete nachricht|message d['’]origine|message transf[ée]r[ée]|mensaje original|mensaje reenviado|messaggio originale|oorspronkelijk bericht|mensagem original|oprindelig meddelelse|ursprungligt meddelande)\s*[-_*]{2,}$/;

/** Outlook's header of what it quotes: names of its lines. */
export const headerFrom = /^\*?(?:from|von|de|expéditeur|da|van|från|fra|od|remitente)\s*:\*?\s/;
export const headerOther =
  /^\*?(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|date d['’]envoi|à|objet|cc|enviado|enviado el|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne)\s*:\*?\s/;

/** What phones and programs put below a mail by themselves. */
export const deviceLines: readonly RegExp[] = [
  /^sent from (?:my|mail for|outlook|yahoo|samsung|proton)\b.{0,80}$/,
  /^get outlook for (?:ios|android)\b.{0,80}$/,
  /^(?:von meinem|vom|mit meinem) .{1,40} gesendet.?$/,
  /^gesendet (?:von|mit|aus) .{1,80}$/,
  /^(?:holen sie sich|laden sie) outlook .{1,80}$/,
  /^envoyé (?:de|depuis|à partir de) .{1,80}$/,
  /^t[ée]l[ée]charger outlook .{1,80}$/,
  /^(?:enviado|obtener outlook) (?:desde|para) .{1,80}$/,
  /^inviato (?:da|dal) .{1,80}$/,
  /^verzonden (?:vanaf|met) .{1,80}$/,
];
