/**
 * Service or Marketing (B7)? A service notice tells people of something that is theirs: an order, an account, an appointment.
 * Marketing wants them to buy. Carriers, WhatsApp and the law treat the two apart, and consent to one is none to the other.
 *
 * Words speak for one or the other, with a weight; what speaks for marketing is told, so that a person can judge. In English,
 * Spanish, French and German, read together: brand names and notices mix languages.
 */

export interface Purpose {
  readonly kind: "service" | "marketing";
  /** What speaks for marketing less what speaks for service. */
  readonly score: number;
  /** The words that spoke for marketing, as they stand. */
  readonly reasons: readonly string[];
  /** Where the first of them stands. */
  readonly at: number;
}

interface Weighted {
  readonly weight: number;
  /** Alternatives, each a part of a regular expression. */
  readonly words: readonly string[];
}

const from = (weight: number, ...words: string[]): Weighted => ({ weight, words });

const compiled = new WeakMap<readonly string[], RegExp>();

/** Made when first asked for, as they take long to be made. */
function patternOf(words: readonly string[]): RegExp {
  const known = compiled.get(words);
  if (known !== undefined) return known;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  compiled.set(words, pattern);
  return pattern;
}

const marketingFrom = 3;

const selling: readonly Weighted[] = [
  from(
    3,
    "\\d{1,3} ?% (?:off|discount|de descuento|de réduction|de remise|rabatt|reducción)",
    "(?:get|take|save|enjoy|ahorra|ahorre|économisez|spare|sparen sie) (?:up to |an extra |hasta (?:un )?|jusqu['’]à |bis zu )?(?:[$€£] ?\\d+|\\d+ ?[%€£])",
    "(?:promo|discount|coupon|voucher) codes?|use code (?=\\p{L}{3})[\\p{L}\\d]+|código promocional|code promo|gutscheincode|rabattcode",
    "buy (?:now|one|today)|shop (?:now|today|online)|order (?:now|today)(?= ?[!.,;]| and | at | for | to | online|$)|compra (?:ya|ahora)|compre (?:ya|ahora)|achetez|jetzt (?:kaufen|bestellen|shoppen|zugreifen)|commandez (?:vite|maintenant)",
    "(?:flash|clearance|summer|winter|spring|holiday|black friday|cyber monday|weekend|mega|big) sale|sale (?:ends|starts|now on|is on)|rebajas|soldes|ventes? privées?|ausverkauf|schlussverkauf",
    "(?:limited[- ]time|exclusive|special|amazing|unbeatable|great) (?:offers?|deals?|price|savings)|oferta (?:especial|exclusiva|limitada)|ofertas exclusivas|offres? (?:spéciales?|exclusives?|limitées?)|(?:exklusives?|tolle[rs]?|sonder|super) ?angebote?|sonderangebote?",
    "(?:don['’]t|do not) miss (?:out|this|our)|no te lo pierdas|no se lo pierda|ne manquez pas|nicht verpassen|nur (?:heute|für kurze zeit)|solo por hoy|solo hoy|aujourd['’]hui seulement",
    "while (?:stocks?|supplies) lasts?|hurry(?= ?[!,]| in\\b)|act (?:now|fast)|last chance|última oportunidad|dernière chance|letzte chance|hasta agotar existencias|solange der vorrat reicht|dépêchez[- ]vous",
    "free (?:trial|gift|sample|shipping on|dessert|drink|coffee with)|regalo gratis|prueba gratis|cadeau (?:offert|gratuit)|essai gratuit|gratis(?:probe|geschenk)|kostenlos testen",
    "upgrade (?:now|today)|subscribe (?:now|today)|sign up (?:now|today)|suscríbete|inscríbete ya|abonnez-vous|jetzt (?:upgraden|abonnieren|anmelden und)",
    "(?:our|the) new (?:collection|arrivals|range|menu|line)|nueva colección|nouvelle collection|neue kollektion|new arrivals|just landed|back in stock",
    "refer a friend|recomienda a un amigo|parrainez|freunde werben|double (?:points|rewards)|earn (?:double|triple|extra|bonus)|puntos dobles",
    "half[- ]price|2 for 1|two for one|two-for-one|bogo|2x1|mitad de precio|moitié prix|zum halben preis|lowest prices?|best prices?|mejor precio|meilleurs? prix|bester? preis",
    "treat yourself|you deserve|upgrade your (?:style|look)|date un capricho|faites-vous plaisir|gönn(?:en sie)? (?:dir|sich)",
  ),
  from(
    1,
    "deals?",
    "offers?",
    "discounts?",
    "exclusive",
    "bargains?",
    "savings",
    "promotions?",
    "promo",
    "oferta",
    "descuento",
    "promoción",
    "remise",
    "promo(?:tion)?s?",
    "offre",
    "rabatt",
    "angebot",
    "aktion",
    "cheap",
    "bonus",
    "rewards?",
  ),
];

const serving: readonly Weighted[] = [
  from(
    2,
    "your (?:order|appointment|delivery|parcel|package|shipment|invoice|bill|payment|account|booking|reservation|flight|train|subscription|plan|policy|prescription|claim|ticket|case|refund|statement|card|meter|service|visit|technician|results?|claim|repair|request|registration|class|table|lease|membership|loan)",
    "(?:has been|have been|was|is|are) (?:delayed|cancelled|canceled|confirmed|rescheduled|shipped|delivered|received|approved|moved)",
    "outages?|maintenance|reminder|verification code|security code|out for delivery|due (?:on|by|date)|boil[- ]water|recall",
    "(?:su|tu) (?:pedido|cita|entrega|paquete|factura|pago|cuenta|reserva|vuelo|plan|póliza|suscripción|reembolso)",
    "votre (?:commande|rendez-vous|livraison|colis|facture|paiement|compte|réservation|vol|abonnement|contrat|remboursement|dossier|colis)",
    "ihre?[nrms]? (?:bestellung|termin|lieferung|paket|rechnung|zahlung|konto|buchung|flug|vertrag|abonnement|erstattung|sendung)",
    "recordatorio|corte de (?:luz|agua)|mantenimiento|rappel|coupure|panne|erinnerung|störung|wartung|stromausfall",
  ),
];
/** However much speaks for service, an offer beside it stays one. */
const serviceMax = 2;

export function purposeOf(text: string): Purpose {
  const found = selling
    .flatMap(({ weight, words }) =>
      [...text.matchAll(patternOf(words))].map((match) => ({ weight, at: match.index, said: match[0] })),
    )
    .toSorted((a, b) => a.at - b.at);
  const sum = (items: readonly { readonly weight: number }[]) => items.reduce((total, { weight }) => total + weight, 0);
  const served = serving.flatMap(({ weight, words }) => [...text.matchAll(patternOf(words))].map(() => ({ weight })));
  const score = sum(found) - Math.min(serviceMax, sum(served));
  return {
    kind: score >= marketingFrom ? "marketing" : "service",
    score,
    reasons: [...new Set(found.map(({ said }) => said.trim()))],
    at: found[0]?.at ?? 0,
  };
}
