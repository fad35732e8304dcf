import type { Content, Finding } from "@headsup/contract";
import { describe, expect, test } from "vitest";
import { type ContentToCheck, checkContent } from "./check.ts";

const optOutText = "Reply STOP to opt out.";
const check = (content: Content, over: Partial<ContentToCheck> = {}): Finding[] =>
  checkContent({
    contents: [{ language: "en", content }],
    replyLine: "",
    optOutText,
    names: ["Acme"],
    countries: ["US"],
    ...over,
  });
const sms = (text: string): Content => ({ channel: "sms", text, media: [] });
const email = (subject: string, text: string): Content => ({ channel: "email", subject, text });
const whatsapp = (over: Partial<Extract<Content, { channel: "whatsapp" }>>): Content => ({
  channel: "whatsapp",
  contentSid: `HX${"0".repeat(32)}`,
  category: "utility",
  header: "",
  body: "Hi {{1}}, your order is on its way. Reply STOP to opt out.",
  button: "",
  variables: { "1": "{{ first_name }}" },
  ...over,
});
const voice = (over: Partial<Extract<Content, { channel: "voice" }>> = {}): Content => ({
  channel: "voice",
  greeting: "This is Acme Energy.",
  message: { say: "The power is off tomorrow from nine to eleven." },
  keys: [{ digit: "9", action: "stop" }],
  ...over,
});

/** What teams tell their customers. */
const notices = [
  "Hi {{ first_name }}, your order {{ order }} is delayed until {{ day | date: '%A' }}. Sorry for the wait.",
  "Your parcel arrives today between 2 and 4 PM. Track it: https://acme.example/t/{{ order }}",
  "Acme: we tried to deliver your package and missed you. We will try again tomorrow.",
  "Your appointment with Dr. Lee is on March 3 at 9:30 AM. Reply C to confirm or R to reschedule.",
  "Reminder: your invoice 20391 of $84.20 is due on June 1. Pay at https://pay.acme.example",
  "Your payment of €129.00 was received. Thank you.",
  "Your plan renews on March 1 for $9.99. Nothing to do; to change it see acme.example/plan",
  "Power outage in your area. Crews are at work; we expect it back by 6 PM.",
  "Planned maintenance tonight from 1 to 3 AM. Internet may drop for up to 20 minutes.",
  "Your flight AC 1234 to Boston is delayed. New departure: 18:45 from gate B12.",
  "Train 214 is cancelled today. Take train 216 at 17:20; your ticket is valid on it.",
  "Boil-water notice for the Elm Street area until further notice. Bring water to a rolling boil for 1 minute.",
  "Your verification code is 482913. Do not share it with anyone.",
  "A card ending in 4821 was declined for your subscription. Update it in the app under Settings.",
  "Your prescription is ready for pickup at the Main St pharmacy. Bring your ID.",
  "Your refill of Ozempic is ready. Questions? Call 555-0100.",
  "Your lab results are in. Sign in to the patient portal to read them.",
  "School is closed tomorrow because of snow. Classes go on online.",
  "Your table for 4 at 7 PM is confirmed. Reply CANCEL to cancel.",
  "Your repair is done. Pick it up until Friday, 10 AM to 6 PM.",
  "Recall: the battery in your drill model X200 may overheat. Stop using it; we replace it at no cost.",
  "Your return was received. The refund of $42.10 reaches your account in 3 to 5 days.",
  "We moved your technician's visit to Tuesday, 8 AM to noon. Reply if that does not suit you.",
  "Your lease ends on May 31. Tell us by March 31 whether you stay.",
  "Trash collection moves to Saturday this week because of the holiday.",
  "Your car is ready. Total: $312.40. We are open until 6 PM.",
  "Your claim 88213 was approved. Payment goes out on Monday.",
  "Your password was changed today at 10:14. If it was not you, call us.",
  "Your account was locked after five failed sign-ins. Call 555-0100 to unlock it.",
  "Road works on Route 9 from Monday: please allow 20 extra minutes to our store.",
  "Your loan payment of $210 is due on the 5th.",
  'The library book "Weeds of New England" is due on Friday.',
  "Weed control on the sports fields tomorrow; please keep off until noon.",
  "Your membership expires on April 30. Renew at the desk or online.",
  "Heads up: roaming in Canada is included in your plan, 2 GB a day.",
  "Water will be off on Tuesday 9–11 AM for pipe repair.",
  "Your 5kΩ resistor order (10 µF capacitors too) ships on Monday.",
  "Storm warning: our office closes at 1 PM today. Stay safe!",
  "Your ballot was received and counted. Thank you for voting.",
  "Your bus pass was renewed through 12/31. No action is needed.",
  "Gate code for tonight: 4821#. Parking is on level P2.",
  "The fire alarm test is on Wednesday at 10. Please do not leave the building.",
  "Your child was signed out at 3:12 PM by Grandma.",
  "Your gym class at 6 PM is cancelled; your credit is back on your account.",
  "IMPORTANT: your meter is read on Friday. Please keep the gate open.",
  "NASA and FEMA ask us to tell you: the road to the cape is closed until noon.",
  "Your prescription for tramadol is ready. Price: $12. Pick up by 6 PM.",
  "Your Xanax refill order was sent to the pharmacy.",
  "Your offer of employment is attached; please sign by Friday.",
  "Your account will be suspended on May 3 unless $40 is paid. Pay at https://pay.acme.example",
  "Your account is limited to 5 GB. Tap here to see what you use: https://acme.example/u",
  "Never share your password. We will not ask for it.",
  "Do not send your PIN to anyone.",
  "Enter your PIN at the terminal when you collect.",
  "Use code 4821 at the door.",
  "Order 5512 now ships on Friday instead of Thursday. Your order now ships from Ohio.",
  "Take 2 tablets daily, as told by your doctor.",
  "Kill every running job before the maintenance window at 6 PM.",
  "Save 15 minutes: check in online before your visit.",
  "Votre commande {{ commande }} est en retard. Livraison prévue le 12 mars.",
  "Rappel : votre rendez-vous chez Acme est le 3 mars à 9 h 30.",
  "Coupure d'eau mardi de 9 h à 11 h dans votre rue. Merci de votre patience.",
  "Votre facture de mars est disponible. Montant : 84,20 €, à régler avant le 15.",
  "La empresa indica que su pedido llega hoy.",
  "Su pedido llega hoy entre las 14 y las 16 h.",
  "Recordatorio: su cita es el martes 3 a las 9:30. Responda C para confirmar.",
  "Corte de luz programado el jueves de 1 a 3 a. m. por mantenimiento.",
  "Recibimos su pago de $129. Gracias.",
  "Ihre Lieferung kommt heute zwischen 14 und 16 Uhr.",
  "Erinnerung: Ihr Termin ist am 3. März um 9:30 Uhr.",
  "Ihr Vertrag verlängert sich am 1. Mai. Sie müssen nichts tun.",
  "Stromausfall in Ihrem Gebiet. Wir arbeiten daran und melden uns bis 18 Uhr.",
  "Ваш заказ задерживается до пятницы. Извините за ожидание.",
  "ご注文の商品は本日１４時に届きます。",
  "سيصل طلبك اليوم بين الساعة 2 و4 مساءً.",
  "می‌خواهیم به شما خبر دهیم که سفارش شما امروز می‌رسد.",
  "Your order is out for delivery 🚚 Thanks, the Acme family 👨‍👩‍👧‍👦",
  "La tienda cierra hoy a las 3 por la tormenta 🏴󠁧󠁢󠁥󠁮󠁧󠁿.",
  "Your ticket 5512 was answered. Read it at https://help.acme.example/5512 and reply there.",
];

describe("B7 plain notices raise nothing worse than a note", () => {
  test.each(notices)("B7 %s", (text) => {
    expect(check(sms(text)).filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  test.each<[string, Content]>([
    [
      "email",
      email("Your order {{ order }} is late", "Hello,\n\n**We are sorry.** See [your order](https://a.example)."),
    ],
    ["WhatsApp", whatsapp({})],
    ["a call", voice()],
    ["a call with a voicemail", voice({ voicemail: { say: "Acme here. To get no more calls, call 555-0100." } })],
    ["a call in French", voice({ greeting: "Bonjour, ici Électricité Martin." })],
    ["a call that names its brand alone", voice({ greeting: "Acme with a notice for {{ first_name }}." })],
    ["a call in German", voice({ greeting: "Guten Tag, hier ist die Stadtwerke GmbH." })],
  ])("B7 so by %s", (_, content) => expect(check(content).filter(({ severity }) => severity !== "note")).toEqual([]));

  test("B7 how to stop may be said in any language, by its word", () =>
    expect(check(sms("ご注文の商品が届きます。"), { optOutText: "停止するにはSTOPと返信" })).toEqual([]));
});

/** What is not a notice, or will not arrive; with the code that must catch it. */
const bad: readonly (readonly [code: string, text: string])[] = [
  ["marketing", "Flash sale! 30% off everything today only. Shop now at acme.example"],
  ["marketing", "Get 20% off your next order with code SPRING20. Limited time offer."],
  ["marketing", "Don't miss our special offer: buy one get one free drink"],
  ["marketing", "Our new collection just landed. Treat yourself!"],
  ["marketing", "Refer a friend and earn double points on your next order"],
  ["marketing", "Your plan renews soon. Upgrade now and save 50% with our exclusive offer!"],
  ["marketing", "Last chance: the summer sale ends tonight"],
  ["marketing", "Start your free trial today, cancel any time"],
  ["marketing", "Solo hoy: 20% de descuento en toda la tienda. Compra ahora"],
  ["marketing", "Rebajas: oferta especial con el código promocional VERANO"],
  ["marketing", "Soldes : -30 % de remise, ne manquez pas nos offres exclusives"],
  ["marketing", "Profitez de notre offre spéciale, achetez aujourd'hui seulement"],
  ["marketing", "Nur heute: 20 % Rabatt auf alles, jetzt bestellen"],
  ["marketing", "Exklusives Angebot für Sie: jetzt zugreifen, solange der Vorrat reicht"],
  ["cannabis", "New CBD gummies in store, come by"],
  ["cannabis", "Your dispensary order is ready for pickup"],
  ["cannabis", "Weed delivery in 30 minutes"],
  ["cannabis", "THC vapes are back"],
  ["prescription_offer", "Buy Viagra online, shipped in a day"],
  ["prescription_offer", "Ozempic for only $99, order today"],
  ["prescription_offer", "Xanax and more, no prescription needed"],
  ["prescription_offer", "Compra tramadol sin receta"],
  ["hate", "Kill all the immigrants"],
  ["hate", "Death to all foreigners"],
  ["hate", "White power rally on Sunday"],
  ["hate", "Mort aux étrangers"],
  ["phishing", "Your account has been suspended. Click https://acme-secure.example to restore it"],
  ["phishing", "Please reply with your password to keep your mailbox"],
  ["phishing", "Confirm your card number to receive the refund"],
  ["phishing", "Suspicious activity: verify at https://acme.example/login within 24 hours"],
  ["phishing", "Your parcel is on hold. Pay the small customs fee at https://post.example/x"],
  ["phishing", "Su cuenta ha sido bloqueada, haga clic en el enlace"],
  ["phishing", "Votre compte a été suspendu, cliquez sur ce lien"],
  ["phishing", "Ihr Konto wurde gesperrt: https://bank.example/entsperren"],
  ["fraud", "You have won a new phone. Claim your prize"],
  ["fraud", "Double your bitcoin in a week"],
  ["fraud", "Guaranteed returns of 20% a month"],
  ["fraud", "There is a warrant for your arrest. Call now"],
  ["fraud", "Pay with gift cards to settle what you owe"],
  ["fraud", "Vous avez gagné un voyage"],
  ["illegal_goods", "Fake IDs that scan, any state"],
  ["illegal_goods", "Counterfeit watches, first class"],
  ["malware_link", "Your tracking app: https://files.example/track.apk"],
  ["malware_link", "Install this app to track your order"],
  ["filter_evasion", "F R E E tickets inside"],
  ["filter_evasion", "V1agra and more"],
  ["filter_evasion", "Cl1ck below for c4sh"],
  ["gambling", "50 free spins at our casino tonight"],
  ["gambling", "Place your bets before kick-off"],
  ["loans", "Payday loans in minutes, no credit check"],
  ["loans", "You are pre-approved for a personal loan"],
  ["loans", "Préstamos rápidos hoy mismo"],
  ["url_shortener", "Track it: https://bit.ly/3xYz12"],
  ["url_shortener", "Track it: tinyurl.com/acme1"],
  ["url_shortener", "Suivi : https://t.co/abc"],
  ["link_with_credentials", "See https://acme.example@evil.example/login"],
  ["link_to_ip", "See http://192.0.2.10/order"],
  ["insecure_link", "See http://acme.example/order"],
  ["look_alike", "Your Аcme order is late"],
  ["look_alike", "Your pаypаl receipt"],
  ["look_alike", "𝐅𝐫𝐞𝐞 for members"],
  ["look_alike", "Your ＡＣＭＥ order is late"],
  ["look_alike", "Your order: сорс at the desk today"],
  ["invisible_character", "Your pass\u200bword was changed"],
  ["invisible_character", "Your order\u202e is late"],
  ["invisible_character", "Your deli\u00advery is late"],
  ["invisible_character", "Your par\u200dcel is late"],
  ["shouting", "YOUR ORDER IS LATE PLEASE CALL THE STORE TODAY"],
  ["excessive_punctuation", "Your order is late!!! Call us"],
  ["excessive_punctuation", "Hi! It is here! Come by! Today!"],
  ["unresolved_placeholder", "Hi [First Name], your order is late"],
  ["unresolved_placeholder", "Hi {first_name}, your order is late"],
  ["unresolved_placeholder", "Hi *|FNAME|*, your order is late"],
  ["unresolved_placeholder", "Hi %FIRST_NAME%, your order is late"],
  ["unresolved_placeholder", "Your order comes on TBD"],
];

describe("B7 what should not go out is caught, by its name", () => {
  test.each(bad)("B7 %s: %s", (code, text) => {
    const findings = check(sms(text)).filter(({ severity }) => severity !== "note");
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  test.each<[string, Content, Partial<ContentToCheck>]>([
    ["no_way_to_stop", sms("Your order is late."), { optOutText: "Have a nice day." }],
    ["no_way_to_stop", whatsapp({ body: "Hi {{1}}, your order is late." }), {}],
    ["no_way_to_stop", voice({ keys: [{ digit: "1", action: "agent" }] }), {}],
    ["whatsapp_marketing", whatsapp({ category: "marketing" }), { countries: [] }],
    ["whatsapp_marketing_us", whatsapp({ category: "marketing" }), { countries: ["CA", "US"] }],
    ["caller_unnamed", voice({ greeting: "Hello {{ first_name }}, we have a notice for you." }), { names: [] }],
    ["caller_unnamed", voice({ greeting: "This is an important notice." }), {}],
    ["voicemail_without_stop", voice({ voicemail: { say: "This is Acme. The power is off tomorrow." } }), {}],
    ["url_shortener", email("Late", "See [here](https://bit.ly/3x)"), {}],
    ["marketing", email("20% off for you", "Shop now."), {}],
    ["cannabis", voice({ message: { say: "Your cannabis order is ready." } }), {}],
    ["look_alike", whatsapp({ header: "Your Аcme order" }), {}],
  ])("B7 %s", (code, content, over) =>
    expect(
      check(content, over)
        .filter(({ severity }) => severity !== "note")
        .map((each) => each.code),
    ).toContain(code),
  );
});

describe("B7 a finding says what, where and what to do", () => {
  test("B7 places are in what was written, variables and all", () => {
    const text = "Hi {{ first_name }}, see https://bit.ly/x";
    const [finding] = check(sms(text));
    expect(finding).toMatchObject({
      code: "url_shortener",
      severity: "blocking",
      remedy: expect.stringMatching(/whole link/),
      where: { language: "en", field: "text", at: text.indexOf("https"), excerpt: expect.stringContaining("bit.ly") },
    });
  });

  test("B7 each language and field is looked at, the line about replies too; the gravest comes first", () => {
    const findings = checkContent({
      contents: [
        { language: "en", content: email("Hello!!!", "Your order is late.") },
        { language: "fr", content: email("Bonjour", "https://bit.ly/x") },
      ],
      replyLine: "Questions: http://acme.example",
      optOutText,
      names: [],
      countries: [],
    });
    expect(findings.map(({ code, where }) => [code, where?.language, where?.field])).toEqual([
      ["url_shortener", "fr", "text"],
      ["excessive_punctuation", "en", "subject"],
      ["insecure_link", "en", "replyLine"],
      ["insecure_link", "fr", "replyLine"],
    ]);
  });

  test("B7 what is in a variable's own words is not ours", () =>
    expect(check(sms('Hi {{ name | default: "FREE!!!" }}{% if vip %} x{% endif %}'))).toEqual([]));

  test("B7 a marketing finding says which words made it one", () =>
    expect(check(sms("Flash sale: 30% off"))[0]?.message).toMatch(/“Flash sale”.*“30% off”/));

  test("B7 a recording and an idle variable are noted", () => {
    const recorded = voice({ message: { play: "https://example.com/a.mp3" } });
    expect(check(recorded)).toMatchObject([{ code: "voicemail_recording", severity: "note" }]);
    const idle = whatsapp({ variables: { "1": "a", "2": "b" } });
    expect(check(idle)).toMatchObject([{ code: "idle_variable", where: { field: "variables.2" } }]);
  });

  test.each([
    "a",
    "a ",
    "https://",
    "click verify your ",
    "$9 ",
    "F R ",
    "[",
    "{",
    "!",
    "\u200d",
    "account is suspended ",
  ])("11 a long text of %j is looked through, and ends", (piece) => {
    expect(check(email("Late", piece.repeat(Math.floor(20_000 / piece.length))))).toBeInstanceOf(Array);
  });
});
