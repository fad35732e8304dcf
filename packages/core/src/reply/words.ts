/**
 * The words of opting out and in, as reduced by `plainWords`: lower case, no accents, no punctuation ("don't" is
 * "dont"). Data to be edited and dated, not logic. Last reviewed 2026-11.
 */

/** A whole reply that is one of these means stop, without doubt. The first ten are the carriers' and the FCC's own. */
export const stopPhrases: ReadonlySet<string> = new Set([
  "stop",
  "stopall",
  "unsubscribe",
  "cancel",
  "end",
  "quit",
  "revoke",
  "optout",
  "opt out",
  "stop all",
  "arret",
  "arrete",
  "arretez",
  "desabonner",
  "desabonnez moi",
  "stopp",
  "abmelden",
  "alto",
  "parar",
  "baja",
  "cancelar",
  "no mas",
  "no mas mensajes",
  "end all",
  "cancel all",
  "quit all",
  "stop it",
  "stop this",
  "stop that",
  "stop everything",
  "stop texts",
  "stop messages",
  "stop texting",
  "stop texting me",
  "stop messaging me",
  "stop contacting me",
  "unsubscribe me",
  "unsubscribe all",
  "opt me out",
  "opting out",
  "remove",
  "remove me",
  "remove my number",
  "remove me from your list",
  "remove me from this list",
  "take me off",
  "take me off your list",
  "take me off this list",
  "delete me",
  "delete my number",
  "do not text me",
  "dont text me",
  "do not text",
  "do not contact me",
  "dont contact me",
  "do not message me",
  "dont message me",
  "no more",
  "no more texts",
  "no more messages",
  "leave me alone",
  "i revoke my consent",
  "revoke my consent",
  "i revoke consent",
]);

/** A whole reply that is one of these very probably means stop: slips of the thumb, and less polite ways to say it. */
export const stopLikely: ReadonlySet<string> = new Set([
  "stpo",
  "sotp",
  "tsop",
  "spot",
  "stap",
  "unsuscribe",
  "unsubcribe",
  "unsubscibe",
  "unsubscirbe",
  "unsubscribed",
  "unsub",
  "cancle",
  "cancell",
  "remov",
  "delete",
  "block",
  "not interested",
  "im not interested",
  "no longer interested",
  "wrong number",
  "wrong person",
  // "You have …": a leading "you" is set aside as a courtesy is.
  "have the wrong number",
  "this is the wrong number",
  "lose my number",
  "go away",
  "fuck off",
  "piss off",
]);

/** Words that mean stop at the head of a short text, whatever follows: "stop now you fools". */
export const stopHeads: ReadonlySet<string> = new Set([
  "stop",
  "stopall",
  "stopp",
  "unsubscribe",
  "unsuscribe",
  "optout",
  "quit",
  "arret",
  "arrete",
]);

/**
 * Words that mean stop at the head of a short text only before one of `stopObjects`: "cancel these texts" stops, while
 * "cancel my appointment" is what the notice was about.
 */
export const stopHeadsWithObject: ReadonlySet<string> = new Set(["cancel", "end", "revoke", "remove", "delete"]);
export const stopObjects: ReadonlySet<string> = new Set(
  (
    "all this these them it everything me texts text texting messages message messaging msgs sms notifications alerts " +
    "subscription subscriptions consent number contact spam"
  ).split(" "),
);

/** What may stand before or after without changing the meaning. */
export const courtesies: ReadonlySet<string> = new Set(
  (
    "please pls plz plss thanks thank thankyou you u thx ty tks hi hello hey dear ok okay kindly now immediately asap " +
    "sir madam maam guys bye sorry just ffs omg ugh merci svp gracias porfavor danke bitte"
  ).split(" "),
);

/** What people put before the word: "I said STOP". Matched at the beginning of the reduced text. */
export const leadIns =
  /^(?:i said|i have said|i told you to|i want to|i want you to|i would like to|id like to|i need to|i need you to|i wish to|can you|could you|would you|will you|you need to|you have to|you must|how do i|how can i|no|yes|and|reply|text) +/;

/**
 * What means stop wherever it stands. Each speaks of messages or of lists, so that stopping a bus or a laugh does not
 * match; `negations` before it undo it.
 */
const messages = "(?:texts?|texting|messages?|messaging|msgs?|sms|notifications?|alerts?|reminders?|spam|spamming)";
const number = "(?:me|us|my (?:phone )?number|this (?:phone )?number|my name|my cell)";
export const stopPatterns: readonly RegExp[] = [
  new RegExp(`\\bstop (?:(?:sending|all|the|these|this|your|any|me|getting|receiving|with|fucking) )*${messages}\\b`),
  /\bstop (?:contacting|bothering|harassing|emailing) (?:me|us)\b/,
  /\b(?:do not|dont|never|quit|cease) (?:text|texting|message|messaging|msg|contact|contacting|sms) (?:me|us|this number|my number|here|again|anymore)\b/,
  new RegExp(
    `\\b(?:do not|dont|quit|never) (?:send|sending) (?:me |us |any |more |anymore |these |the |your )*${messages}\\b`,
  ),
  new RegExp(
    `\\b(?:do not|dont|no longer) (?:want|wish|need|like) (?:to )?(?:get |getting |receive |receiving |have |be |any |more |your |these |the |this |further )*(?:${messages}|contacted|texted)\\b`,
  ),
  new RegExp(`\\bno (?:more|further) (?:of )?(?:these |your )?${messages}\\b`),
  new RegExp(`\\b(?:take|get|remove|delete|drop) ${number} (?:off|from|out of)\\b`),
  /\bremove (?:me|my (?:phone )?number)\b/,
  /\bunsubscribe\b/,
  /\bopt(?:ing)? (?:me |us )?out\b/,
  /\b(?:revoke|withdraw|revoking|withdrawing) (?:my )?consent\b/,
  /\bleave (?:me|us) alone\b/,
  /\blose my number\b/,
];

/** Right before a phrase, these turn it around: "please don't unsubscribe me", "I did not mean to opt out". */
export const negations =
  /\b(?:not|dont|didnt|never|cant|cannot|wont|without|havent|shouldnt|wasnt|undo|nor) (?:(?:ever|please|really|mean|want|wish|intend|ask|to) ){0,3}$/;

/** Back in: the whole reply, nothing else. */
export const startWords: ReadonlySet<string> = new Set(["start", "unstop", "yes"]);
export const helpWords: ReadonlySet<string> = new Set(["help", "info"]);

/**
 * What Twilio answers by itself, as whole messages. Source: help.twilio.com, "Twilio support for opt-out keywords (SMS
 * STOP filtering)": STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, since 2025 REVOKE and OPTOUT; START, YES, UNSTOP;
 * HELP, INFO. French words are not among its defaults.
 */
export const providerWords: ReadonlySet<string> = new Set(
  "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START YES UNSTOP HELP INFO".split(" "),
);

/** Cyrillic and Greek letters that look like Latin ones, lower case after folding. */
export const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    в: "b",
    с: "c",
    е: "e",
    н: "h",
    і: "i",
    ј: "j",
    к: "k",
    м: "m",
    п: "n",
    о: "o",
    р: "p",
    ѕ: "s",
    т: "t",
    у: "y",
    х: "x",
    α: "a",
    β: "b",
    ε: "e",
    ι: "i",
    κ: "k",
    ν: "n",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
  }),
);
