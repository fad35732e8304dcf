import type { Answer, Sender } from "@headsup/contract";
import { describe, expect, test } from "vitest";
import { plainTheme } from "../../terminal/theme.ts";
import { roleChooser } from "./columns.ts";
import { changeOf, creationOf, isOtherCampaign } from "./draft.ts";
import { updateLaunch } from "./launch.ts";
import { launchLines } from "./launchPicture.ts";
import { messageMissing } from "./messageParts.ts";
import { messageLines } from "./messagePicture.ts";
import { obstaclesOf } from "./obstacles.ts";
import { previewLines } from "./previewPicture.ts";
import type { AnyEvent, WizardState } from "./state.ts";
import { command, context, opening, typed, wizard } from "./testWizard.ts";
import { contentOf, fieldsOf, keysOf, writtenOf } from "./written.ts";

const [sms] = opening.senders;
const senderOf = (id: string, channel: Sender["channel"], address: string): Sender => ({
  ...(sms as Sender),
  id,
  channel,
  address,
  type: channel === "sms" ? "long_code" : channel,
});
const senders = [
  sms as Sender,
  senderOf("snd_wa", "whatsapp", "+12125550198"),
  senderOf("snd_mail", "email", "notices@acme.com"),
  senderOf("snd_call", "voice", "+12125550197"),
];
const contentSid = `HX${"0".repeat(32)}`;
const all = { ...opening, senders } as AnyEvent;
const choose = (about: string, id: string): AnyEvent[] => [
  command(about),
  ...typed(senders.find((each) => each.id === id)?.address ?? id),
  command("choose.take"),
];
const press = (name: string): AnyEvent => ({ type: "press", press: { name, text: null } });
const frame = (columns: number, rows: number) => ({ ...context, columns, rows, theme: plainTheme, isOffline: false });
const picture = (state: WizardState, columns: number, rows: number) =>
  messageLines(state, frame(columns, rows), rows - 3).join("\n");

/** WhatsApp first, then a text, then an email. */
function threeRungs() {
  const driven = wizard(
    all,
    ...choose("message.sender", "snd_wa"),
    ...typed(contentSid),
    command("message.down"),
    command("message.down"),
    command("message.down"),
    ...typed("Hi {{1}}, reply STOP to opt out"),
    command("message.down"),
    command("message.down"),
    ...typed("{{ first_name }}"),
  );
  for (const event of choose("ladder.add", "snd_1")) driven.tell(event);
  for (const event of typed("Hi {{ first_name }}, it is late")) driven.tell(event);
  for (const event of choose("ladder.add", "snd_mail")) driven.tell(event);
  for (const event of typed("About {{ order }}")) driven.tell(event);
  return driven;
}

describe("E3 a ladder is written rung by rung", () => {
  test("E3 with a sender its channel is chosen, and what was written goes along", () => {
    const { state } = wizard(
      all,
      ...typed("It is late"),
      ...choose("message.sender", "snd_mail"),
      ...typed("Your order"),
    );
    expect(state().draft.rungs).toMatchObject([
      { sender: "snd_mail", channel: "email", written: { text: "It is late", subject: "Your order" } },
    ]);
    expect(messageMissing(state())).toEqual([]);
  });

  test("E3 WhatsApp, then a text, then an email: each with its content and its wait, as the server takes it", () => {
    const { state } = threeRungs();
    expect(messageMissing(state())).toEqual([]);
    expect(creationOf(state().draft)).toMatchObject({
      channel: "whatsapp",
      sender: "snd_wa",
      content: { channel: "whatsapp", contentSid, variables: { "1": "{{ first_name }}" } },
      fallbacks: [
        { channel: "sms", sender: "snd_1", content: { text: "Hi {{ first_name }}, it is late" }, afterMs: 3_600_000 },
        { channel: "email", sender: "snd_mail", content: { subject: "About {{ order }}" }, afterMs: 3_600_000 },
      ],
    });
  });

  test("E3 rungs change places and are taken out; a wait stays with its turn", () => {
    const { tell, state } = threeRungs();
    for (const event of [command("message.up"), command("ladder.wait")]) tell(event);
    tell({ type: "answer", id: "ladder.wait", text: "2d" });
    expect(state().draft.rungs.map(({ afterMs }) => afterMs / 3_600_000)).toEqual([1, 1, 48]);
    tell(command("ladder.earlier"));
    expect(state().draft.rungs.map(({ channel, afterMs }) => [channel, afterMs / 3_600_000])).toEqual([
      ["whatsapp", 1],
      ["email", 1],
      ["sms", 48],
    ]);
    tell(command("ladder.remove"));
    expect(state().draft.rungs.map(({ channel }) => channel)).toEqual(["whatsapp", "sms"]);
  });

  test("E3 a wait out of bounds is asked for again, with the bounds", () => {
    const { tell } = threeRungs();
    tell(command("message.up"));
    expect(tell({ type: "answer", id: "ladder.wait", text: "30d" }).prompt?.trouble).toContain("to 7 d");
  });

  test("E3 once there are people its channels stay, and one is told what to do", () => {
    const { tell, state } = threeRungs();
    const known = {
      ...state(),
      campaign: { outreaches: [{ id: "lst_1", counts: { total: 1 } }] },
    } as never as WizardState;
    Object.assign(state(), known);
    const step = tell(command("ladder.remove"));
    expect(step.state.draft.rungs).toHaveLength(3);
    expect(step.note?.text).toContain("Take their lists out first");
  });

  test("E3 the same sender twice is no ladder", () => {
    const { tell, state } = wizard(all, ...typed("Hi"), command("message.up"));
    for (const event of choose("ladder.add", "snd_1")) tell(event);
    expect(messageMissing(state())).toEqual(["another sender, as it is there twice, for 2 SMS"]);
  });

  test.each([
    [80, 24],
    [120, 40],
  ])("E3 at %i×%i the rungs are numbered lines and one is written at a time", (columns, rows) => {
    const { tell, state } = threeRungs();
    tell(command("message.up"));
    const shown = picture(state(), columns, rows - 3);
    expect(shown).toMatch(/1 WhatsApp +\+12125550198/);
    expect(shown).toMatch(/2 SMS +after 1 h: \+12125550199/);
    expect(shown).toMatch(/3 Email +after 1 h: notices@acme\.com/);
    expect(shown).toContain("About {{ order }}");
    expect(shown).not.toContain("Template");
    tell(press("up"));
    for (let n = 0; n < 2; n++) tell(command("ladder.up"));
    const first = picture(state(), columns, rows - 3);
    expect(first).toContain("Template");
    expect(first).toContain("Hi Ada, reply STOP to opt out");
    for (const line of first.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test("E3 a draft brought to another first channel is another campaign to the server, a further rung is not", () => {
    const { state } = wizard(all, ...typed("Hi"));
    const before = state().draft;
    const mail = wizard(all, ...choose("message.sender", "snd_mail")).state().draft;
    expect(isOtherCampaign(before, mail)).toBe(true);
    const ladder = { ...before, rungs: [...before.rungs, ...mail.rungs] };
    expect(isOtherCampaign(before, ladder)).toBe(false);
    expect(Object.keys(changeOf(before, ladder) ?? {})).toEqual(["fallbacks"]);
  });
});

describe("B1 stored answers", () => {
  const answer: Answer = {
    id: "ans_1",
    name: "Delay",
    channel: "sms",
    language: "en",
    text: "It is late.",
    variables: [],
    variants: [
      { language: "en", content: { channel: "sms", text: "It is late.", media: [] } },
      { language: "es", content: { channel: "sms", text: "Va con retraso.", media: [] } },
    ],
    createdAt: 0,
  };
  const spanish = {
    address: "+12125550101",
    also: null,
    language: "es-MX",
    ownText: null,
    variables: {},
  };

  test("B1 it is said in all its languages, and the preview is in the person's own", () => {
    const { tell, state } = wizard(
      { ...opening, answers: [answer], sample: spanish } as AnyEvent,
      command("message.answer"),
      command("choose.take"),
    );
    expect(creationOf(state().draft)).toMatchObject({ answer: "ans_1" });
    const shown = previewLines(state(), 0, frame(80, 21), { width: 80, height: 9 }).join("\n");
    expect(shown).toContain("Va con retraso.");
    tell(command("message.answer"));
    tell(command("choose.up"));
    tell(command("choose.take"));
    expect(state().draft.rungs[0]).toMatchObject({ answer: null, written: { text: "It is late." } });
  });
});

describe("what is written for a channel", () => {
  test("E5 keys of a call are read as they are written, and come back the same", () => {
    const said = "1 agent; 2 inbox Billing: For bills, press 2.; 9 stop";
    const content = contentOf("voice", { greeting: "This is Acme.", message: "Late.", keys: said });
    expect(content).toMatchObject({
      ok: true,
      value: { keys: [{ digit: "1" }, { inbox: "Billing" }, { action: "stop" }] },
    });
    expect(content.ok && writtenOf(content.value).keys).toBe(said);
    expect(keysOf("1 agnet")).toMatchObject({ ok: false });
  });

  test("E5 an address alone is a recording", () => {
    const written = { greeting: "This is Acme.", message: "https://acme.com/late.mp3", keys: "9 stop" };
    expect(contentOf("voice", written)).toMatchObject({
      ok: true,
      value: { message: { play: "https://acme.com/late.mp3" } },
    });
  });

  test("B5 each placeholder of a template is a field of its own", () => {
    expect(fieldsOf("whatsapp", { body: "Hi {{1}}, {{day}}" }).map(({ id }) => id)).toEqual(
      expect.arrayContaining(["var.1", "var.day"]),
    );
  });

  test("B8 what is no https address is said to be none", () => {
    const content = contentOf("sms", { text: "Hi", media: "http://acme.com/a.png" });
    expect(content).toMatchObject({ ok: false, error: { message: expect.stringContaining("https") } });
  });

  test("B7 what the content check finds stands beside the message, the gravest first", () => {
    const { state } = wizard(...typed("Pay at https://bit.ly/x now"));
    const shown = previewLines(state(), 0, frame(80, 21), { width: 80, height: 12 }).join("\n");
    expect(shown).toMatch(/✗ bit\.ly is a public link shortener/);
  });

  test("E4 an email's preview has its subject and reads as it will", () => {
    const { state } = wizard(
      all,
      ...choose("message.sender", "snd_mail"),
      ...typed("Late"),
      command("message.down"),
      ...typed("Your **order** is late."),
    );
    const shown = previewLines(state(), 0, frame(80, 21), { width: 80, height: 12 }).join("\n");
    expect(shown).toContain("│ Late");
    expect(shown).toContain("Your order is late.");
  });
});

describe("B7 what the content check blocks", () => {
  const finding = {
    code: "url_shortener",
    severity: "blocking" as const,
    message: "bit.ly is a public link shortener.",
    remedy: "Write the whole link.",
    where: null,
    rung: 0,
    channel: "sms" as const,
  };
  const blocked = (): WizardState => {
    const { state } = wizard(...typed("See https://bit.ly/x"));
    const preview = { agreementAccepted: true, blocking: [], notes: [], findings: [finding] } as never;
    return { ...state(), launch: { ...state().launch, preview } };
  };

  test("B7 stands in the way of the launch until an admin's reason is written", () => {
    const state = blocked();
    const found = (of: WizardState) => obstaclesOf(of, context.now).filter(({ text }) => text.includes("bit.ly"));
    expect(found(state)).toMatchObject([{ key: "Alt+1 o" }]);
    const overruled = updateLaunch(state, { type: "answer", id: "launch.override", text: "It is our own." }, context);
    expect(overruled?.state.launch.override).toBe("It is our own.");
    expect(found(overruled?.state ?? state)).toEqual([]);
    const back = updateLaunch(state, { type: "answer", id: "launch.override", text: " " }, context);
    expect(found(back?.state ?? state)).toHaveLength(1);
  });
});

describe("E3 who is on the lists", () => {
  const people = [
    { id: "rcp_1", address: "+12125550101", also: "ada@example.com", variables: { first_name: "Ada", order: "HU-1" } },
    { id: "rcp_2", address: "+12125550102", also: null, variables: { first_name: "Ben", order: "HU-2" } },
  ].map((person) => ({ ...person, language: null, ownText: null, zones: ["America/New_York"] }));
  const atLaunch = (index: number, rung: number): WizardState => {
    const { state } = threeRungs();
    return { ...state(), launch: { ...state().launch, people: people as never, index, rung } };
  };
  const shown = (state: WizardState) => launchLines(state, frame(80, 21), 18).join("\n");

  test("B6 anybody's message is shown rung by rung, to the address of that rung", () => {
    expect(shown(atLaunch(0, 0))).toContain("Hi Ada, reply STOP to opt out");
    const mail = shown(atLaunch(0, 2));
    expect(mail).toContain("ada@example.com by 3 Email");
    expect(mail).toContain("About HU-1");
  });

  test("E3 where somebody has no address of a rung's kind it is said that it is passed over", () => {
    expect(shown(atLaunch(1, 2))).toContain("They have no email address: this rung is passed over.");
  });

  test("C1 a column can be the number, the email address or, without WhatsApp, the whole message", () => {
    const checked = {
      columns: [{ title: "Contact", role: { role: "variable", name: "contact" }, example: "" }],
    } as never;
    const options = (channels: Sender["channel"][]) =>
      roleChooser(checked, 0, { asked: [], channels })?.options.map(({ id }) => id);
    expect(options(["whatsapp", "email"])).toEqual([
      "address",
      "email",
      "variable:contact",
      "zone",
      "language",
      "ignored",
    ]);
    expect(options(["email"])).toContain("message");
  });
});

test("J3 what is half written on any rung is kept when one leaves, not only the first one's words; what is usual is not", () => {
  const left = (...events: AnyEvent[]) => wizard(all, ...events, command("step.leave")).step();
  const subject = left(...choose("message.sender", "snd_mail"), ...typed("About {{ order }}"));
  expect(subject.asks).toMatchObject([{ ask: "keep" }]);
  expect(subject.note?.text).toMatch(/Draft kept/);
  expect(left(...choose("ladder.add", "snd_mail")).asks).toMatchObject([{ ask: "keep" }]);
  expect(left(...choose("message.sender", "snd_call")).asks).toEqual([{ ask: "forget" }]);
});

test("E4 a call is not asked how to stop in words, for a key does that; a text after it is", () => {
  const { tell, state } = wizard(all, ...choose("message.sender", "snd_call"));
  expect(picture(state(), 80, 24)).not.toContain("To stop");
  for (const event of choose("ladder.add", "snd_1")) tell(event);
  expect(picture(state(), 80, 24)).toContain("To stop");
});
