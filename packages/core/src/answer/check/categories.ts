/**
 * What providers and carriers forbid, whoever consented (B7): Twilio's Messaging Policy and the US carriers' SHAFT rules, read
 * 2026-11. Patterns ask for a combination wherever a single word has an honest use: a pharmacy may say that a prescription is
 * ready, a bank that a payment is due. Names of codes are stable, the words are data: add what you meet.
 */
import type { Severity } from "@headsup/contract";
import { type CheckedText, placeOf, type Report } from "./text.ts";

interface Category {
  readonly code: string;
  readonly severity: Severity;
  readonly what: string;
  /** Made when first asked for: making all of them took longer than reading a text. */
  readonly patterns: readonly (() => RegExp)[];
}

const once = (source: string): (() => RegExp) => {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source, "iu");
    return made;
  };
};

/** Alternatives as whole words. */
const words = (...alternatives: string[]) => once(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}])`);

/** Both, in either order, not too far apart. */
const together = (one: string, other: string) =>
  once(
    `(?<![\\p{L}])(?:(?:${one})(?![\\p{L}])[^]{0,80}?(?<![\\p{L}])(?:${other})|(?:${other})(?![\\p{L}])[^]{0,80}?(?<![\\p{L}])(?:${one}))(?![\\p{L}])`,
  );

const anyLink =
  "https?:\\/\\/\\S{1,100}|www\\.\\S{1,100}|[\\w-]{1,63}\\.\\p{L}{2,}\\/\\S{0,100}|click|tap|link|enlace|lien|klicken|haga clic|cliquez";
/** Before the name of a medicine: "your order of" one is theirs already. */
const buying =
  "buy|(?<!your )order(?! of)|get(?! your)|cheap(?:est)?|discount(?:ed)?|compra|compre|comprar|achetez|acheter|kaufen sie|bestellen sie";
/** After it. */
const onSale =
  "for only|from [$€£]|cheap|discount|\\d+ ?% off|online|(?:no|without(?: a)?) prescription|sin receta|sans ordonnance|ohne rezept|kaufen|bestellen";
const controlled =
  "viagra|cialis|sildenafil|tadalafil|xanax|valium|ativan|ambien|adderall|ritalin|oxycodone|oxycontin|percocet|vicodin|hydrocodone|tramadol|codeine|fentanyl|ozempic|wegovy|mounjaro|semaglutide|tirzepatide|phentermine|modafinil|steroids|hgh";
const credentials =
  "passwords?|pin(?: code| number)?|(?:social security|ssn)(?: number)?|cvv|card (?:number|details)|bank (?:details|login)|login details|contraseña|número de tarjeta|mot de passe|numéro de carte|code secret|passwort|kennwort|kartennummer|tan";
const sending =
  "send(?: us)?|reply with|text (?:us|back)|confirm|verify|share|envíe(?:nos)?|confirme|envoyez(?:-nous)?|confirmez|senden sie(?: uns)?|bestätigen sie|antworten sie mit";
/** "Never share your password" is what honest people say. */
const unlessWarned = "(?<!(?:never|not|n['’]t|nunca|no|jamais|pas|nie|nicht) (?:\\p{L}{1,12} )?)";

/** Whom hatred is against. */
const groups =
  "jews|muslims|christians|hindus|blacks|whites|asians|arabs|gays|lesbians|queers|trans people|immigrants|migrants|refugees|foreigners|infidels|women|judíos|musulmanes|inmigrantes|negros|extranjeros|gais|juifs|musulmans|immigrés|étrangers|noirs|arabes|homosexuels|juden|muslime|ausländern?|flüchtlingen?|schwulen";

export const categories: readonly Category[] = [
  {
    code: "cannabis",
    severity: "blocking",
    what: "cannabis or CBD, which US carriers refuse wherever it is legal",
    patterns: [
      words(
        "cannabis|marijuana|marihuana|cbd|thc|delta[- ]?(?:8|9)|dispensar(?:y|ies)|kush|hashish|haschisch|hanföl|(?:fleurs?|huile) de chanvre|hemp (?:oil|flower|gummies)|pre-?rolls?",
      ),
      together("weed", "delivery|ounce|gram|strains?|menu|stoned|420"),
    ],
  },
  {
    code: "prescription_offer",
    severity: "blocking",
    what: "an offer of medicine that takes a prescription",
    patterns: [
      words(`(?:${buying})[^.!?]{0,25}? (?:${controlled})`, `(?:${controlled})[^.!?]{0,40}? (?:${onSale})`),
      words(
        "(?:no|without(?: a)?) prescription(?: needed| required)?|sin receta médica|sans ordonnance|rezeptfrei(?:es)? (?:viagra|potenzmittel)",
      ),
    ],
  },
  {
    code: "hate",
    severity: "blocking",
    what: "hatred or a call to violence",
    patterns: [
      words(
        `(?:kill|exterminate|gas)(?: all)?(?: the)? (?:${groups})|death to(?: all)?(?: the)? (?:${groups})|muerte a (?:los|las) (?:${groups})|mort aux (?:${groups})|tod (?:den|allen) (?:${groups})`,
        "white power|heil hitler|sieg heil|race war|ausländer raus|go back to your (?:own )?country|ethnic cleansing|master race|subhumans?|untermenschen",
      ),
    ],
  },
  {
    code: "phishing",
    severity: "blocking",
    what: "what phishing says",
    patterns: [
      together(
        "account|card|profile|cuenta|tarjeta|compte|carte|konto|karte",
        `(?:(?:is|has been|was|ha sido|a été|wurde) (?:suspended|locked|blocked|disabled|restricted|suspendid[ao]|bloquead[ao]|suspendue?|bloquée?|gesperrt|eingeschränkt))[^]{0,60}?(?:${anyLink})`,
      ),
      words(`${unlessWarned}(?:${sending}) (?:your|su|tu|votre|ihre?n?|deine?n?) (?:\\p{L}{1,12} )?(?:${credentials})`),
      together(
        "unusual|suspicious|unauthorized|actividad inusual|activité inhabituelle|ungewöhnliche aktivität",
        `(?:verify|confirm|log ?in|sign in|verifi(?:que|car)|confirme[rz]?|bestätigen)[^]{0,60}?(?:${anyLink})`,
      ),
      together(
        "parcel|package|shipment|delivery|paquete|colis|paket",
        `(?:pay|paga|pague|payez|zahlen sie)[^]{0,30}?(?:small|unpaid|fee|customs|tarifa|aduana|frais|gebühr|zollgebühr)[^]{0,60}?(?:${anyLink})`,
      ),
    ],
  },
  {
    code: "fraud",
    severity: "blocking",
    what: "what fraud says",
    patterns: [
      words(
        "you(?:['’]ve| have)(?: been)? (?:won|selected to win|chosen to receive)|(?:claim|collect) (?:your|the) (?:prize|reward|gift ?card|winnings|inheritance|free money)|ha ganado (?:un|una|el)|has ganado (?:un|una|el)|vous avez gagné|sie haben (?:einen?|das) .{0,20}gewonnen",
        "pay (?:with|in|by) (?:gift ?cards?|itunes cards|bitcoin|western union)|double your (?:money|bitcoin|investment)|guaranteed (?:returns?|profits?|income)|risk[- ]free (?:investment|profit)|ganancias garantizadas|gains garantis|garantierte(?:r)? gewinn|make \\$?\\d[\\d,.]* (?:a|per) (?:day|week)(?: from home)?|work from home and earn",
        "warrant for your arrest|you will be arrested|orden de arresto|mandat d['’]arrêt contre vous|haftbefehl gegen sie|irs (?:lawsuit|agent|arrest)|nigerian prince|unclaimed (?:funds|inheritance)",
      ),
    ],
  },
  {
    code: "illegal_goods",
    severity: "blocking",
    what: "goods or services that are against the law",
    patterns: [
      words(
        "fake (?:ids?|passports?|diplomas?|documents|driver['’]?s licen[cs]es?)|counterfeit \\p{L}+|stolen (?:cards?|credit cards?|goods|accounts)|cloned cards?|cocaine|heroin|meth(?:amphetamine)?|mdma|ecstasy pills|ghost guns?|untraceable (?:guns?|firearms?)|hitman|cocaína|faux papiers|gefälschte \\p{L}+|documentos falsos|billetes falsos",
      ),
    ],
  },
  {
    code: "malware_link",
    severity: "blocking",
    what: "an invitation to install something from outside a store",
    patterns: [
      together(
        "install|download|instale|descargue|installez|téléchargez|installieren sie|laden sie",
        "apk|\\.exe|this app to (?:track|see|unlock)|update your (?:browser|flash)|desde este enlace",
      ),
    ],
  },
  {
    code: "filter_evasion",
    severity: "blocking",
    what: "words written so that filters do not know them",
    patterns: [
      () =>
        /(?<![\p{L}\p{N}])(?:(?:\p{L}[ .*_-]){4,}\p{L}|f[ .*_-]r[ .*_-]e[ .*_-]e|c[ .*_-]a[ .*_-]s[ .*_-]h|l[ .*_-]o[ .*_-]a[ .*_-]n|s[ .*_-]a[ .*_-]l[ .*_-]e)(?![\p{L}\p{N}])/iu,
      () =>
        /(?<![\p{L}\p{N}])(?=\p{L}*(?:[\d@|]|!(?=\p{L})))(?:v[i1!|]agr[a@4]|c[i1!|]al[i1!|]s|fr[e3]{2}|c[a@4]s[i1!|]n[o0]|w[i1!|]nn[e3]r|c[a@4]sh|l[o0][a@4]ns?|m[o0]n[e3]y|cl[i1!|]ck|d[i1!|]sc[o0]unt|p[a@4]ssw[o0]rd)(?![\p{L}\p{N}])/iu,
    ],
  },
  {
    code: "gambling",
    severity: "warning",
    what: "gambling, which takes the carriers' own permission",
    patterns: [
      words(
        "casinos?|sportsbook|free (?:spins|bets?)|place (?:a|your) bets?|betting|jackpots?|slot machines?|poker (?:room|night bonus)|lottery tickets?|apuestas?|tragaperras|paris sportifs|machines à sous|sportwetten|freispiele|spielautomaten",
      ),
    ],
  },
  {
    code: "loans",
    severity: "warning",
    what: "loans or debt relief by somebody else, which US carriers refuse",
    patterns: [
      words(
        "payday loans?|cash advances?|(?:instant|quick|fast|easy) (?:loans?|cash|credit)|loans? (?:up to|from) [$€£]?\\d[\\d,.]*|(?:pre-?approved|qualify) for (?:a |an )?(?:\\p{L}+ )?(?:loan|credit card|cash)|no credit check|bad credit(?: ok| welcome)?|debt (?:relief|consolidation|forgiveness)|credit repair|student loan forgiveness|préstamos? (?:rápidos?|inmediatos?|al instante)|crédit (?:rapide|immédiat)|rachat de crédits?|sofortkredite?|kredit ohne schufa",
      ),
    ],
  },
];

const remedies: Readonly<Record<Severity, string>> = {
  blocking: "Carriers and providers forbid it, and may close the sender. Take it out.",
  warning: "Carriers filter it unless the sender is registered for it. Take it out, or make sure it is.",
  note: "Look at it again.",
};

/** One finding for each category, at its first place. */
export function checkCategories(checked: CheckedText, report: Report): void {
  for (const { code, severity, what, patterns } of categories) {
    const found = patterns.map((pattern) => pattern().exec(checked.text)).find((match) => match !== null);
    if (found === null || found === undefined) continue;
    report({
      code,
      severity,
      message: `“${found[0].replace(/\s+/g, " ").slice(0, 60)}” reads as ${what}.`,
      remedy: remedies[severity],
      where: placeOf(checked, found.index, found[0].length),
    });
  }
}
