/** Every addressed channel by command (J3): against the real API and engines, on a clock the test moves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publicUrl, twilioAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { serverAndShell } from "./testServer.ts";

const template = `HX${"0".repeat(32)}`;
const whatsapp = "+12025550111";
const mailbox = "notices@acme.example";
const voice = "+12025550133";
const outage = ["campaign", "create", "--name", "Outage"];

/** With a sender on every channel. */
async function serverWithSenders() {
  const server = await serverAndShell();
  await server.type("sender", "create", whatsapp, "--channel", "whatsapp", "--name", "Service");
  await server.type("sender", "create", mailbox, "--name", "Notices", "--per-second", "5");
  await server.type("sender", "create", voice, "--channel", "voice");
  return server;
}

const ladder = [
  ...["--channel", "whatsapp", "--sender", whatsapp],
  ...["--whatsapp", template, "--body", "Hi {{1}}, no power.", "--var", "1={{ first_name | default: 'there' }}"],
  ...["--then", "sms from +12025550100 after 30m", "--text", "Hi {{ first_name | default: 'there' }}, no power."],
  ...["--then", `email from ${mailbox}`, "--subject", "No power", "--text", "Until **nine**."],
];

test("E3 J3 a ladder is made in one line: what follows a --then is said there", async () => {
  const { type, read } = await serverWithSenders();
  const { code, result } = await type(...outage, ...ladder);
  expect(code).toBe(0);
  expect(result).toMatchObject({
    channel: "whatsapp",
    contents: [{ content: { contentSid: template, variables: { "1": "{{ first_name | default: 'there' }}" } } }],
    fallbacks: [
      { channel: "sms", afterMs: 30 * 60_000, contents: [{ content: { media: [] } }] },
      { channel: "email", afterMs: 60 * 60_000, contents: [{ content: { subject: "No power" } }] },
    ],
  });
  const shown = await read("campaign", "show", "Outage");
  expect(shown).toContain("WhatsApp → SMS → Email");
  expect(shown).toMatch(/2 SMS from \+12025550100, without delivery for 30 min/);
  expect(shown).toMatch(/subject +No power/);
});

test("E3 a list for a ladder has people by number, by email and by both, and each is told where they are reached", async () => {
  const { shell, type, read } = await serverWithSenders();
  await type(...outage, ...ladder);
  shell.file(
    "people.csv",
    "phone,email,zone,first_name\n" +
      "+12125550101,ann@example.com,,Ann\n,bob@example.com,America/New_York,Bob\n+12125550103,,,Cy\n,,,Dee\n",
  );
  const imported = await type("recipients", "import", "Outage", "people.csv", "--problems", "bad.csv");
  expect(imported.result).toMatchObject({ recipients: 3, problems: 1 });
  const { result: people } = await type("recipients", "list", "Outage");
  expect(people.map(({ address, also, rung }: Record<string, unknown>) => [address, also, rung])).toEqual([
    ["+12125550101", "ann@example.com", 0],
    ["bob@example.com", null, 2],
    ["+12125550103", null, 0],
  ]);
  expect(await read("recipients", "list", "Outage")).toMatch(/Also at/);
  shell.file(
    "mended.csv",
    readFileSync(join(shell.cwd, "bad.csv"), "utf8").replace(",,,Dee", ",dee@example.com,America/New_York,Dee"),
  );
  expect((await type("recipients", "repair", "Outage", "mended.csv")).result).toMatchObject({ accepted: 1 });
});

test("B6 each person's message is shown to the letter, rung by rung, with its size and cost", async () => {
  const { shell, type, read } = await serverWithSenders();
  await type(...outage, ...ladder);
  shell.file("people.csv", "phone,email,first_name\n+12125550101,ann@example.com,Ann\n");
  await type("recipients", "import", "Outage", "people.csv");
  const { result } = await type("campaign", "preview", "Outage", "--recipient", "ann@example.com");
  expect(result.rungs.map(({ channel, text }: Record<string, unknown>) => [channel, text])).toEqual([
    ["whatsapp", "Hi Ann, no power."],
    ["sms", "Hi Ann, no power.\nReply STOP to opt out."],
    ["email", "Until **nine**.\n\nReply STOP to opt out."],
  ]);
  const shown = await read("campaign", "preview", "Outage", "--recipient", "(212) 555-0101");
  expect(shown).toMatch(/2 SMS from \+12025550100 to \+12125550101/);
  expect(shown).toMatch(/1 segment in GSM-7/);
  expect(shown).toMatch(/cost +\$0\.0083/);
  expect(shown).toMatch(/│ Reply STOP to opt out\./);
  const whole = await read("campaign", "preview", "Outage");
  expect(whole).toMatch(/by +WhatsApp → SMS → Email/);
  expect(whole).toMatch(/cost +about \$0\.009/);
});

test("B7 what the content check finds is told with its place and remedy, and what it blocks takes an admin's reason", async () => {
  const { shell, type, read } = await serverAndShell();
  await type(...outage, "--sender", "+12025550100", "--text", "You won! Claim your prize at https://bit.ly/x now.");
  shell.file("people.csv", "phone\n+12125550101\n");
  await type("recipients", "import", "Outage", "people.csv");
  const shown = await read("campaign", "preview", "Outage");
  expect(shown).toMatch(/✗ rung 1, SMS, text \(en\): /);
  const refused = await type("campaign", "launch", "Outage", "--consent", "--yes");
  expect(refused.trouble).toMatchObject({ code: "content_blocked" });
  const launched = await type("campaign", "launch", "Outage", "--consent", "--yes", "--override", "They asked for it");
  expect(launched.code).toBe(0);
});

test("E5 a call's greeting, message, keys and voicemail are options; a key that leads nowhere is refused", async () => {
  const { type } = await serverWithSenders();
  const call = [...outage, "--channel", "voice", "--sender", voice, "--greeting", "This is Acme."];
  const { code, result } = await type(
    ...call,
    ...["--say", "No power until nine.", "--key", "1=agent", "--key", "2=inbox:Inbox", "--key", "9=stop"],
    ...["--voicemail", "https://acme.example/voicemail.mp3"],
  );
  expect(code).toBe(0);
  expect(result.contents[0].content).toMatchObject({
    message: { say: "No power until nine." },
    keys: [
      { digit: "1", action: "agent" },
      { digit: "2", action: "inbox", inbox: "Inbox" },
      { digit: "9", action: "stop" },
    ],
    voicemail: { play: "https://acme.example/voicemail.mp3" },
  });
  const wrong = await type(...call, "--say", "x", "--key", "2=inbox");
  expect([wrong.code, wrong.trouble.hint]).toEqual([2, "For example: --key 2=inbox:Billing"]);
});

test.each([
  [
    "an email without its subject",
    /An email needs --subject/,
    ["--channel", "email", "--sender", mailbox, "--text", "x"],
  ],
  ["a template without its id", /needs --whatsapp/, ["--channel", "whatsapp", "--sender", whatsapp, "--body", "x"]],
  [
    "a subject of a text",
    /--subject says nothing on sms/,
    ["--sender", "+12025550100", "--subject", "x", "--text", "y"],
  ],
  ["a number to mail from", /no email address, and the channel is email/, ["--channel", "email", "--sender", whatsapp]],
  ["two texts at once", /--text is there twice/, ["--sender", "+12025550100", "--text", "x", "--text", "y"]],
  [
    "a rung with nothing to say",
    /Nothing is said on rung 2, email/,
    ["--sender", "+12025550100", "--text", "x", "--then", `email from ${mailbox}`],
  ],
  [
    "a rung from nobody",
    /Rung 2, sms, has no sender/,
    ["--sender", "+12025550100", "--text", "x", "--then", "sms", "--text", "y"],
  ],
  ["a rung by pigeon", /begins with no channel/, ["--sender", "+12025550100", "--text", "x", "--then", "pigeon"]],
  [
    "a wait that is none",
    /"soon" is no length of time/,
    ["--sender", "+12025550100", "--then", "sms from +1 after soon"],
  ],
])("J3 %s is refused before anything is made, with what to do", async (_, message, args) => {
  const { type } = await serverAndShell();
  const { code, trouble } = await type(...outage, ...args);
  expect([code, trouble.message, trouble.hint]).toEqual([2, expect.stringMatching(message), expect.any(String)]);
  expect((await type("campaign", "list")).result).toEqual([]);
});

test("J3 content comes from a file or stdin as well, and its channel may be left out there", async () => {
  const { shell, type, pipe } = await serverWithSenders();
  const content = JSON.stringify({ subject: "No power", text: "Until nine." });
  shell.file("email.json", content);
  const email = [...outage, "--channel", "email", "--sender", mailbox];
  for (const made of [
    await type(...email, "--content", "email.json"),
    await pipe(content, ...email, "--content", "-"),
    await pipe("Until nine.", ...email, "--subject", "No power", "--text", "-"),
  ])
    expect(made.result.contents[0].content).toEqual({ channel: "email", subject: "No power", text: "Until nine." });
  const both = await pipe("x", ...email, "--subject", "x", "--text", "-", "--recipients", "-");
  expect([both.code, both.trouble.message]).toEqual([2, "stdin can be read once."]);
});

test("E3 J3 a draft's message and its further rungs are changed apart, and what is not given stays", async () => {
  const { type } = await serverWithSenders();
  await type(...outage, "--sender", "+12025550100", "--text", "One.");
  const longer = await type("campaign", "edit", "Outage", "--then", `email from ${mailbox} after 2h`, ...mail);
  expect(longer.result).toMatchObject({ text: "One.", fallbacks: [{ channel: "email", afterMs: 2 * 3_600_000 }] });
  const other = await type("campaign", "edit", "Outage", "--text", "Two.");
  expect(other.result).toMatchObject({ text: "Two.", fallbacks: [{ channel: "email" }] });
  expect((await type("campaign", "edit", "Outage", "--then", "none")).result.fallbacks).toEqual([]);
});
const mail = ["--subject", "No power", "--text", "Until nine."];

test("F3 J3 a campaign has an inbox of its own for its replies, or its sender's again", async () => {
  const { type } = await serverAndShell();
  await type("inbox", "create", "Billing");
  const made = await type(...outage, "--sender", "+12025550100", "--text", "One.", "--inbox", "Billing");
  expect(made.result.inbox.name).toBe("Billing");
  expect((await type("campaign", "edit", "Outage", "--inbox", "none")).result.inbox.name).toBe("Inbox");
});

test("B1 J3 an answer says something on each channel and in each language, set and removed one by one", async () => {
  const { type, read } = await serverWithSenders();
  await type("answer", "create", "--name", "outage", "--text", "No power, {{ first_name }}.");
  await type("answer", "variant", "set", "outage", "--language", "fr", "--text", "Panne, {{ first_name }}.");
  const set = await type("answer", "variant", "set", "outage", "--channel", "email", ...mail);
  expect(set.result.variants).toHaveLength(3);
  expect(await read("answer", "list")).toMatch(/outage +SMS en fr, Email en/);
  expect(await read("answer", "show", "outage")).toMatch(/Email in en\n +subject +No power/);
  const ladder = await type(
    ...[...outage, "--sender", "+12025550100", "--answer", "outage"],
    ...["--then", `email from ${mailbox}`, "--answer", "outage"],
  );
  expect(ladder.result).toMatchObject({ contents: [{ language: "en" }, { language: "fr" }], fallbacks: [{}] });
  const removed = await type("answer", "variant", "remove", "outage", "--channel", "sms", "--language", "fr");
  expect(removed.result.variants).toHaveLength(2);
  const gone = await type("answer", "variant", "remove", "outage", "--channel", "voice", "--language", "fr");
  expect([gone.code, gone.trouble.code]).toEqual([1, "not_found"]);
});

test("A3 J3 a sender has its type and what it lets through; one address on two channels is asked which", async () => {
  const { type, read } = await serverAndShell();
  await type("sender", "create", "+12025550100", "--channel", "whatsapp");
  const asked = await type("sender", "edit", "+12025550100", "--name", "x");
  expect([asked.code, asked.trouble.code]).toEqual([1, "ambiguous"]);
  const edit = ["sender", "edit", "+12025550100", "--channel", "sms"];
  expect((await type(...edit, "--type", "toll_free")).result).toMatchObject({ type: "toll_free", perSecond: 3 });
  expect((await type(...edit, "--per-second", "0.5")).result).toMatchObject({ perSecond: 0.5 });
  expect((await type(...edit, "--per-second", "none")).result).toMatchObject({ perSecond: 3 });
  expect(await read("sender", "list")).toMatch(/WhatsApp +80 messages a second/);
});

test("J3 a sender's health is told, and exit code 0 says that it may go on", async () => {
  const { type, read } = await serverAndShell();
  const { code, result } = await type("sender", "health", "+12025550100");
  expect([code, result.verdict]).toEqual([0, "good"]);
  expect(await read("sender", "health", "+12025550100")).toMatch(/good\n(.*\n)+lets through +long code, 1 segment/);
  expect((await type("sender", "clear", "+12025550100", "--reason", "looked into")).code).toBe(0);
});

test("B4 J3 prices go out as JSON, come back changed, and costs are reckoned by them", async () => {
  const { type, read, pipe } = await serverAndShell();
  const { result: prices } = await type("prices");
  const own = { ...prices, source: "Ours", sms: { ...prices.sms, byPrefix: { "+1": 10_000 } } };
  expect((await pipe(JSON.stringify(own), "prices", "set", "-")).code).toBe(0);
  expect(await read("prices")).toMatch(/a segment to \+1 +\$0\.01/);
  const wrong = await pipe(JSON.stringify({ ...own, currency: "$" }), "prices", "set", "-");
  expect([wrong.code, wrong.trouble.message]).toEqual([2, expect.stringContaining("currency")]);
});

test("A11 E4 E5 one person is written to on any channel; a text and an email go to the letter", async () => {
  const { world, type } = await serverWithSenders();
  const consent = ["--consent", "--yes", "--zone", "America/New_York"];
  const called = await type(
    ...["message", "send", "+12125550101", "--channel", "voice", "--sender", voice],
    ...["--greeting", "This is Acme.", "--say", "Your parcel is here.", ...consent],
  );
  expect(called.result).toMatchObject({ kind: "single", channel: "voice" });
  const mailed = await type(
    ...[
      "message",
      "send",
      "ann@example.com",
      "--sender",
      mailbox,
      "--subject",
      "Hi",
      "--text",
      "{{ Here }}.",
      ...consent,
    ],
  );
  expect(mailed.result).toMatchObject({ channel: "email", contents: [{ content: { subject: "Hi" } }] });
  await world.pass(60_000);
  const heard = world.carrier.log({ kind: "call" }).map(({ body }) => body);
  expect(heard).toContainEqual(expect.stringContaining("Your parcel is here."));
  const silent = await type("message", "send", "ann@example.com", "--sender", mailbox, "--text", "Hi", ...consent);
  expect([silent.code, silent.trouble.message]).toEqual([2, "An email needs --subject."]);
});

test("E3 why tells each rung of who was not on WhatsApp, and who awaits delivery is counted so", async () => {
  const { world, shell, type, read } = await serverWithSenders();
  world.carrier.configure({
    people: {
      "+12125550101": { whatsapp: "not-on-whatsapp", sms: "delivers" },
      "+12125550102": { whatsapp: "silent" },
    },
  });
  const [body, stop] = ["Hi {{1}}, no power. ", "To get no more of these, reply STOP."];
  const told = ladder.map((word) => (word.startsWith("Hi {{1}}") ? body + stop : word));
  shell.file("people.csv", "phone,first_name\n+12125550101,Ann\n+12125550102,Bob\n");
  expect((await type(...outage, ...told, "--recipients", "people.csv", "--consent", "--launch")).code).toBe(0);
  await world.pass(10 * 60_000);
  const why = await read("why", "Outage", "(212) 555-0101");
  expect(why).toMatch(/1 WhatsApp {2}from \+12025550111 {2}undelivered \(63024\)/);
  expect(why).toMatch(/2 SMS {7}from \+12025550100 {2}delivered/);
  expect(await read("why", "Outage", "+12125550102")).toMatch(/✗ rung .*reached by text from \+12025550100/);
  expect(await read("campaign", "show", "Outage")).toContain("1 awaiting delivery");
  expect(await read("recipients", "list", "Outage")).toMatch(/\+12125550101 +SMS +delivered/);
});

test("E4 F2 an email that comes in is read by command with its subject, and what it repeats is folded away", async () => {
  const key = "a-key-for-mail-that-comes-in";
  const settings = {
    EMAIL_PROVIDER: "sendgrid",
    EMAIL_POSTAL_ADDRESS: "Acme, 1 Main Street",
    SENDGRID_API_KEY: twilioAccount.authToken,
    SENDGRID_API_BASE_URL: "https://sendgrid.test",
    INBOUND_MAIL_KEY: key,
  } as const;
  const mail = { parseUrl: `${publicUrl}/hooks/sendgrid/parse/${key}` };
  const { world, type, read } = await serverAndShell({ email: { settings }, carrier: { mail } });
  await type("sender", "create", mailbox, "--name", "Notices");
  const { accountSid, authToken } = twilioAccount;
  const written = {
    from: "ann@example.com",
    to: mailbox,
    subject: "Re: No power",
    text: "When is it back?\n\nOn Sunday Acme wrote:\n> Until nine.\n> Sorry.",
  };
  await world.carrier.fetch(
    new Request("https://carrier.test/__carrier/mail/inbound", {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`, "content-type": "application/json" },
      body: JSON.stringify(written),
    }),
  );
  await world.pass(60_000);
  const thread = await read("conversation", "show", "ann@example.com");
  expect(thread).toMatch(/by +Email to notices@acme\.example/);
  expect(thread).toMatch(/When is it back\?/);
  expect(thread).toMatch(/… \d lines of earlier emails/);
  expect(thread).not.toContain("Sorry.");
});

test("C4 E3 check judges each row by every rung that can reach it: addresses, twins of either kind, values, a message of its own", async () => {
  const { shell, read } = await serverAndShell();
  shell.file(
    "people.csv",
    "phone,email,zone,first_name,message\n" +
      "+12125550101,ann@example.com,,Ann,\n" +
      ",Ann@Example.com,America/New_York,Ann again,\n" +
      ",bob@example,America/New_York,Bob,\n" +
      "+12125550104,,,,Your parcel is here.\n",
  );
  const line = [
    ...["recipients", "check", "people.csv", "--text", "Hi {{ first_name | default: 'there' }}."],
    ...["--then", "email", "--subject", "Hi {{ first_name }}", "--text", "Late."],
  ];
  const said = (await read(...line, "--json")).split("\n").filter((each) => each.startsWith("{"));
  expect(said.map((each) => JSON.parse(each))).toMatchObject([
    { kind: "recipient", address: "+12125550101", also: "ann@example.com" },
    { kind: "problem", line: 3, code: "DUPLICATE_ADDRESS", seen: "ann@example.com" },
    { kind: "problem", line: 4, code: "INVALID_ADDRESS" },
    { kind: "recipient", ownText: "Your parcel is here." },
    { kind: "summary", good: 2, problems: 2 },
    { error: { code: "rows_with_problems" } },
  ]);
  const told = await read(...line);
  expect(told).toMatch(/The first message, 1 segment in GSM-7: Hi Ann\.⏎Reply STOP/);
  expect(told).toContain("The first message on email: Late.");
  expect(told).toMatch(/Column 5, "message", is taken as each row's whole message/);
});
