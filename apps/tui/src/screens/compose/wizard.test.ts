import type { CampaignDetail } from "@headsup/contract";
import { describe, expect, test } from "vitest";
import { CommandError, exitCodes } from "../../failure.ts";
import { freshRung } from "./ladder.ts";
import type { AnyEvent, WizardAsk, WizardState } from "./state.ts";
import { command, context, duplicates, opening, saying, typed, wizard } from "./testWizard.ts";
import { missingOf, updateWizard, wizardBindings } from "./wizard.ts";
import { wordsOfDraft } from "./written.ts";

const rested = (state: WizardState): AnyEvent => ({ type: "rested", revision: state.revision });
const away = (ask: WizardAsk | undefined): AnyEvent => ({
  type: "failed",
  ask,
  error: new CommandError({ code: "unreachable", message: "Nothing answers." }, exitCodes.unreachable),
});
const saves = (asks: readonly WizardAsk[]) => asks.filter(({ ask }) => ask === "save");

test("what was typed a moment before ctrl+c is kept, though no server heard of it", () => {
  const { step } = wizard(...typed("Your order is late"), command("step.quit"));
  expect(step().go).toBe("quit");
  expect(step().asks).toEqual([
    {
      ask: "keep",
      kept: expect.objectContaining({
        draft: expect.objectContaining({
          rungs: [expect.objectContaining({ written: { text: "Your order is late" } })],
        }),
      }),
    },
  ]);
  expect(wizard(command("step.quit")).step()).toMatchObject({ go: "quit", asks: [] });
});

describe("nothing is asked that can be known", () => {
  test("one sender is chosen, the zone is this machine's, the name is suggested, and one stands on the text", () => {
    const { draft, message } = wizard().state();
    expect(draft).toMatchObject({
      rungs: [{ sender: "snd_1", channel: "sms", written: {} }],
      zone: "America/New_York",
      name: "Notice of 24 Nov",
      startAt: null,
      hours: null,
      window: { open: "08:00", close: "21:00" },
      pace: { count: 10, spanMs: 300_000 },
    });
    expect(message.focus).toBe("text");
  });

  test("a name that is taken is not suggested again", () => {
    expect(wizard({ ...opening, names: ["Notice of 24 Nov"] }).state().draft.name).toBe("Notice of 24 Nov (2)");
  });

  test("what is typed or pasted while one stands on the sender is the text, and is not lost", () => {
    const bare = wizard({ ...opening, senders: [] }, ...typed("Hi there"));
    expect(bare.state()).toMatchObject({ draft: saying("Hi there"), message: { focus: "text" } });
    const pasted = wizard({ ...opening, senders: [] }, { type: "paste", text: "Hello" });
    expect(pasted.state()).toMatchObject({ draft: saying("Hello"), message: { focus: "text" } });
    const back = wizard(...typed("Hi"), command("message.up"), {
      type: "press",
      press: { name: "backspace", text: null },
    });
    expect(back.state()).toMatchObject({ draft: saying("Hi"), message: { focus: "sender" } });
  });

  test("without a sender one stands on it, and is told so", () => {
    const bare = wizard({ ...opening, senders: [] });
    expect(bare.state().message.focus).toBe("sender");
    expect(missingOf(bare.state(), "message", context.now)).toEqual(["a number to send from", "the text"]);
  });
});

describe("going on", () => {
  test("a step that lacks something is not left by the key that goes on; any step can be jumped to", () => {
    const { tell } = wizard();
    expect(tell(command("step.next"))).toMatchObject({ state: { step: "message" }, note: { tone: "attention" } });
    expect(tell(command("step.launch")).state.step).toBe("launch");
  });

  test("going back loses nothing", () => {
    const { tell, state } = wizard(...typed("Hi"), command("step.next"), command("step.next"), command("step.back"));
    expect(state().step).toBe("message");
    expect(wordsOfDraft(tell(command("step.recipients")).state.draft)).toBe("Hi");
  });

  test("every binding that leads on is reachable while somebody types", () => {
    const ids = wizardBindings(wizard().state()).filter(({ keys }) => keys.some((key) => key.includes("+")));
    expect(ids.map(({ id }) => id)).toEqual(expect.arrayContaining(["step.next", "step.recipients", "step.launch"]));
  });
});

test("n twice at home throws no kept draft away: starting anew is asked first", () => {
  const kept = {
    id: null,
    key: "key-0",
    creating: null,
    draft: { ...wizard().state().draft, rungs: [{ ...freshRung(null), written: { text: "Hello" } }] },
    url: "",
    at: 0,
  };
  const { tell, asks, state } = wizard({ ...opening, kept } as AnyEvent);
  const asked = tell(command("offer.anew"));
  expect(asked.confirm).toMatchObject({ isFinal: true, lines: ["“Hello”"] });
  expect(asks.some(({ ask }) => ask === "forget")).toBe(false);
  tell(command(asked.confirm?.id ?? ""));
  expect(asks.at(-1)).toEqual({ ask: "forget" });
  expect(wordsOfDraft(state().draft)).toBe("");
});

describe("finding a list", () => {
  const list = { name: "mine.csv", path: "/lists/mine.csv", kind: "list", sizeBytes: 9, modifiedAt: 0 } as const;
  const folder = (asked: string | null, entries: readonly (typeof list)[]): AnyEvent => ({
    type: "folder",
    asked,
    folder: "/lists",
    shown: "/lists",
    entries,
  });
  const typing = () => wizard(...typed("Hi"), command("step.next"), ...typed("/lists/mine.csv"));

  test("a path opened before its folder is read is checked once it is", () => {
    const { tell } = typing();
    expect(tell(command("pick.open")).note).toBeUndefined();
    expect(tell(folder("/lists/", [list])).asks).toMatchObject([{ ask: "check", source: { path: list.path } }]);
  });

  test("one that is not there is said then; typing on calls it off", () => {
    const gone = typing();
    gone.tell(command("pick.open"));
    expect(gone.tell(folder("/lists/", [])).note).toMatchObject({ tone: "attention" });
    const other = typing();
    other.tell(command("pick.open"));
    for (const event of typed("x")) other.tell(event);
    expect(other.tell(folder("/lists/", [list])).asks).toBeUndefined();
  });
});

test("rows repaired since are not lost to a new check of their list unasked", () => {
  const { tell, state } = wizard(...typed("Hi"), command("step.next"), ...typed("/lists/mine.csv"));
  tell(rested(state()));
  const campaignOf = (total: number) => ({
    id: "cmp_1",
    status: "draft",
    counts: { total },
    outreaches: [{ id: "lst_1", counts: { total } }],
  });
  const list = { name: "mine.csv", path: "/lists/mine.csv", kind: "list", sizeBytes: 9, modifiedAt: 0 };
  const told = (event: object) => tell(event as AnyEvent);
  told({ type: "saved", draft: state().draft, campaign: campaignOf(0) });
  told({ type: "folder", asked: "/lists/", folder: "/lists", shown: "/lists", entries: [list] });
  tell(command("pick.open"));
  told({
    type: "checked",
    serial: 1,
    checked: { reading: { country: "US", columns: [] }, said: "", columns: [], good: 4 },
  });
  tell(command("checked.import"));
  told({ type: "imported", list: "lst_1", people: 4, note: "", draft: state().draft });
  tell(command("step.message"));
  for (const event of typed(" {{ name }}")) tell(event);
  tell(command("step.recipients"));
  told({ type: "campaign", campaign: campaignOf(4), sample: null });
  const untouched = updateWizard(state(), command("lists.again"), context);
  expect(untouched.confirm).toBeUndefined();
  told({ type: "campaign", campaign: campaignOf(6), sample: null });
  const asked = tell(command("lists.again"));
  expect(asked.confirm).toMatchObject({
    id: "again!",
    isFinal: true,
    lines: [expect.stringContaining("2 rows repaired")],
  });
  expect(state().recipients.mode).toBe("lists");
  tell(command("again!"));
  expect(state().recipients.mode).toBe("importing");
});

describe("saving", () => {
  test("waits until nothing was typed for a moment, then sends the last state once", () => {
    const { tell, asks, state } = wizard(...typed("Hi there"));
    expect(saves(asks)).toEqual([]);
    tell({ type: "rested", revision: state().revision - 1 });
    expect(saves(asks)).toEqual([]);
    tell(rested(state()));
    tell(rested(state()));
    expect(saves(asks)).toMatchObject([{ id: null, key: "key-1", draft: saying("Hi there") }]);
  });

  test("a draft the server would not take is kept here instead", () => {
    const { tell, asks, state } = wizard(...typed("Hi {{ fir"));
    tell(rested(state()));
    expect(asks.at(-1)).toMatchObject({ ask: "keep", kept: { id: null, draft: saying("Hi {{ fir") } });
  });

  test("leaving a step sends what was not sent yet, and what needs it waits", () => {
    const { tell, asks } = wizard(...typed("Hi"));
    tell(command("step.schedule"));
    expect(asks.at(-1)).toMatchObject({ ask: "save" });
    expect(asks.some(({ ask }) => ask === "forecast")).toBe(false);
  });

  test("a creation whose answer was lost is asked for again word for word, and what was written since follows", () => {
    const { tell, asks, state } = wizard(...typed("Hi"));
    tell(rested(state()));
    tell(away(asks.at(-1)));
    for (const event of typed(" you")) tell(event);
    tell(rested(state()));
    expect(saves(asks)).toMatchObject([{ draft: saying("Hi") }, { draft: saying("Hi"), key: "key-1" }]);
    expect(wordsOfDraft(state().draft)).toBe("Hi you");
  });

  test("once told that the server is away one is not told again", () => {
    const { tell, asks, state } = wizard(...typed("Hi"));
    tell(rested(state()));
    expect(tell(away(asks.at(-1))).note).toMatchObject({ tone: "attention" });
    tell(rested(state()));
    expect(tell(away(asks.at(-1))).note).toBeUndefined();
  });

  test("leaving with what cannot be saved keeps it here and says so", () => {
    const { tell, asks } = wizard(...typed("Hi"), command("step.leave"));
    const left = tell(away(asks.findLast(({ ask }) => ask === "save")));
    expect(left).toMatchObject({ go: "back", note: { text: expect.stringContaining("kept on this machine") } });
    expect(left.asks).toMatchObject([{ ask: "keep", kept: { draft: saying("Hi") } }]);
  });

  test("leaving with nothing written leaves nothing behind", () => {
    expect(wizard(command("step.leave")).step()).toMatchObject({ go: "back", asks: [{ ask: "forget" }] });
  });
});

test("launch pressed before the server has told how things stand is asked about when it has", () => {
  const { tell, state } = wizard(...typed("Hi"));
  const campaign = {
    id: "cmp_1",
    status: "draft",
    counts: { total: 3 },
    outreaches: [{ sealed: true, counts: { total: 3 } }],
  };
  tell(rested(state()));
  tell({ type: "saved", draft: state().draft, campaign } as unknown as AnyEvent);
  tell(command("step.launch"));
  tell(command("launch.consent"));
  expect(tell(command("launch.go")).confirm).toBeUndefined();
  const preview = { blocking: [], notes: [], agreementAccepted: true };
  expect(tell(duplicates(state().launch.duplicates.serial)).confirm).toBeUndefined();
  const told = tell({ type: "preview", preview, forecast: { finishAt: null, perHour: [] } } as unknown as AnyEvent);
  expect(told.confirm).toMatchObject({ id: "launch.go!" });
  expect(told.confirm?.lines.join(" ")).toContain("at once where it is day");
  expect(
    tell({ type: "preview", preview, forecast: { finishAt: null, perHour: [] } } as unknown as AnyEvent).confirm,
  ).toBeUndefined();
});

test("A9 consent is given for the people there are: others ask for it anew", () => {
  const { tell, state } = wizard(...typed("Hi"));
  const campaign = (total: number) =>
    ({ id: "cmp_1", status: "draft", counts: { total }, outreaches: [] }) as unknown as CampaignDetail;
  tell({ type: "saved", draft: state().draft, campaign: campaign(3) });
  tell(command("step.launch"));
  tell(command("launch.consent"));
  tell({ type: "campaign", campaign: campaign(3), sample: null });
  expect(state().launch.isConsenting).toBe(true);
  tell({ type: "campaign", campaign: campaign(4), sample: null });
  expect(state().launch.isConsenting).toBe(false);
});

describe("the schedule", () => {
  const at = (...events: AnyEvent[]) => wizard(...typed("Hi"), command("step.schedule"), ...events);

  test("a start is read in the campaign's zone", () => {
    const { state } = at(command("schedule.edit"), ...typed("tomorrow 9:00"), command("schedule.done"));
    expect(state().draft.startAt).toBe(Date.parse("2026-11-25T14:00:00Z"));
    expect(state().schedule.field).toBeNull();
  });

  test("what is no moment stays in the field, with what to write", () => {
    const { state } = at(command("schedule.edit"), ...typed("soonish"), command("schedule.done"));
    expect(state().draft.startAt).toBeNull();
    expect(state().schedule).toMatchObject({
      field: { text: "soonish" },
      trouble: expect.stringContaining("tomorrow"),
    });
  });

  test("office hours are one key, and a day copied is the same on all", () => {
    const down = command("list.down");
    const { tell, state } = at(down, down, command("schedule.edit"), command("preset.office"));
    expect(Object.keys(state().draft.hours ?? {})).toHaveLength(5);
    expect(tell(command("day.copy")).state.draft.hours?.sunday).toEqual([{ open: "09:00", close: "17:00" }]);
  });

  test("an end before the start is missing sense, and is said", () => {
    const { state } = at();
    const draft = { ...state().draft, startAt: context.now + 7_200_000, endAt: context.now + 3_600_000 };
    expect(missingOf({ ...state(), draft }, "schedule", context.now)).toEqual(["an end after the start"]);
  });
});
