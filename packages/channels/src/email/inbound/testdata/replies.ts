/** Answers as mail programs write them, in four languages: what was said, and the mail around it. */

const notice = ["Hi Ada, please send us your meter reading by Friday.", "", "Acme Energy"];
const marked = notice.map((line) => `> ${line}`.trimEnd()).join("\n");

export interface Reply {
  readonly program: string;
  readonly type?: string;
  readonly text: string;
  readonly said: string;
}

const multipart = 'multipart/alternative; boundary="b1"';
const alternative = (text: string, html: string): string =>
  `--b1
Content-Type: text/plain; charset="UTF-8"

${text}

--b1
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

${html.replaceAll("=", "=3D")}

--b1--
`;

export const replies: readonly Reply[] = [
  {
    program: "Gmail, English",
    type: multipart,
    said: "It says 48213.\n\nDo you need a photo as well?",
    text: alternative(
      `It says 48213.\n\nDo you need a photo as well?\n\nOn Sun, Nov 22, 2026 at 9:15 AM Acme Energy <notices@acme.example>\nwrote:\n\n${marked}\n>`,
      `<div dir="ltr">It says 48213.<div><br></div><div>Do you need a photo as well?</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Sun, Nov 22, 2026 at 9:15 AM Acme Energy wrote:<br></div><blockquote class="gmail_quote">Hi Ada</blockquote></div>`,
    ),
  },
  {
    program: "Gmail on a phone, German",
    said: "Der Stand ist 48213. Grüße, Ada",
    text: `Der Stand ist 48213. Grüße, Ada\n\nAcme Energy <notices@acme.example> schrieb am So., 22. Nov. 2026, 09:15:\n\n${marked}\n`,
  },
  {
    program: "Gmail, German",
    said: "Geht es auch am Montag?",
    text: `Geht es auch am Montag?\n\nAm So., 22. Nov. 2026 um 09:15 Uhr schrieb Acme Energy <\nnotices@acme.example>:\n\n${marked}\n`,
  },
  {
    program: "Gmail, French",
    said: "Bonjour, le compteur indique 48213.",
    text: `Bonjour, le compteur indique 48213.\n\nLe dim. 22 nov. 2026 à 09:15, Acme Energy <notices@acme.example> a\nécrit :\n\n${marked}\n`,
  },
  {
    program: "Gmail, Spanish",
    said: "¿Puedo enviarlo el lunes?",
    text: `¿Puedo enviarlo el lunes?\n\nEl dom, 22 nov 2026 a las 9:15, Acme Energy (<notices@acme.example>)\nescribió:\n\n${marked}\n`,
  },
  {
    program: "Apple Mail",
    said: "48213, as of this morning.",
    text: `48213, as of this morning.\n\n> On 22 Nov 2026, at 09:15, Acme Energy <notices@acme.example> wrote:\n> \n${marked}\n`,
  },
  {
    program: "iPhone, German",
    said: "48213",
    text: `48213\n\nVon meinem iPhone gesendet\n\n> Am 22.11.2026 um 09:15 schrieb Acme Energy <notices@acme.example>:\n> \n> \ufeff${notice[0]}\n`,
  },
  {
    program: "iPhone, English, HTML alone",
    type: "text/html; charset=utf-8",
    said: "I’m away until Friday – is Saturday ok?",
    text: `<html><head><style>p { color: red }</style></head><body dir="auto">I&#8217;m away until Friday &ndash; is Saturday ok?<div><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 22 Nov 2026, at 09:15, Acme Energy &lt;notices@acme.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Hi Ada, please send us your meter reading by Friday.</div></blockquote></div></body></html>`,
  },
  {
    program: "Outlook for Windows, English",
    said: "It is 48213.\n\nKind regards,\nAda Ames",
    text: `It is 48213.\n\nKind regards,\nAda Ames\n\nFrom: Acme Energy <notices@acme.example>\nSent: Sunday, November 22, 2026 9:15 AM\nTo: Ada Ames <ada@example.com>\nSubject: Your meter reading\n\n${notice.join("\n")}\n`,
  },
  {
    program: "Outlook on the web, German",
    said: "Der Zähler zeigt 48213.",
    text: `Der Zähler zeigt 48213.\n\n________________________________\nVon: Acme Energy <notices@acme.example>\nGesendet: Sonntag, 22. November 2026 09:15\nAn: Ada Ames <ada@example.com>\nBetreff: Ihr Zählerstand\n\n${notice.join("\n")}\n`,
  },
  {
    program: "Outlook for iOS, French, HTML alone",
    type: "text/html; charset=utf-8",
    said: "Le relevé est de 48213.\n\nMerci",
    text: `<html><body><div>Le relev&eacute; est de 48213.</div><div><br></div><div>Merci</div><div id="ms-outlook-mobile-signature">T&eacute;l&eacute;charger <a href="https://aka.ms/o0ukef">Outlook pour iOS</a></div><hr><div id="divRplyFwdMsg" dir="ltr"><b>De :</b> Acme Energy &lt;notices@acme.example&gt;<br><b>Envoyé :</b> dimanche 22 novembre 2026 09:15<br><b>À :</b> Ada<br><b>Objet :</b> Votre relevé</div><div>Bonjour Ada, …</div></body></html>`,
  },
  {
    program: "Outlook for Windows, HTML alone",
    type: "text/html; charset=utf-8",
    said: "Can it wait until Monday?",
    text: `<div class="WordSection1"><p class="MsoNormal">Can it wait until Monday?<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Acme Energy<br><b>Sent:</b> Sunday<br></p></div><p>Hi Ada</p></div>`,
  },
  {
    program: "Thunderbird, written below the quotation",
    said: "It shows 48213 today.",
    text: `On 22/11/2026 09:15, Acme Energy wrote:\n${marked}\n\nIt shows 48213 today.\n\n-- \nAda Ames\nAmes & Daughters\n`,
  },
  {
    program: "Thunderbird, French, with a signature",
    said: "48213, merci.",
    text: `48213, merci.\n\n-- \nAda Ames\n06 12 34 56 78\n\nLe 22/11/2026 à 09:15, Acme Energy a écrit :\n${marked}\n`,
  },
  {
    program: "a program that says what is original",
    said: "Nein, erst nächste Woche.",
    text: `Nein, erst nächste Woche.\n\n-----Ursprüngliche Nachricht-----\nVon: Acme\nBetreff: Zählerstand\n\n${notice.join("\n")}\n`,
  },
];
