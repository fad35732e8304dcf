import { type CampaignDetail, defaultPrices } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError, exitCodes } from "../../failure.ts";
import { freshRung, saidKey } from "./ladder.ts";
import { staleLists } from "./recipientsState.ts";
import type { AnyEvent, WizardAsk, WizardStep } from "./state.ts";
import { saying } from "./testWizard.ts";
import { beginWizard, updateWizard, wizardBindings } from "./wizard.ts";
import { wordsOfDraft } from "./written.ts";

/** Answers that come when the wizard has moved on. */

const context = { now: Date.parse("2026-11-24T15:00:00Z"), columns: 80, rows: 21 };
const opening: AnyEvent = {
  type: "opened",
  senders: [
    {
      id: "snd_1",
      channel: "sms",
      address: "+12125550199",
      name: "Acme",
      type: "long_code",
      perSecond: 1,
      helpText: null,
      inbox: { id: "inb_00000000000000000000000000", name: "Inbox" },
      skill: null,
      topics: [],
      createdAt: 0,
    },
  ],
  answers: [],
  skills: [],
  prices: defaultPrices,
  campaign: null,
  sample: null,
  kept: null,
  names: [],
  key: "key-1",
  zone: "America/New_York",
};
const command = (id: string): AnyEvent => ({ type: "command", id });
const pasted = (text: string): AnyEvent => ({ type: "paste", text });
const campaignOf = (total: number) =>
  ({
    id: "cmp_1",
    status: "draft",
    counts: { total },
    outreaches: [{ id: "lst_1", sealed: true, counts: { total }, problems: 0 }],
  }) as never as CampaignDetail;

function wizard(...events: AnyEvent[]) {
  let step: WizardStep = beginWizard({ screen: "compose", id: null });
  const tell = (event: AnyEvent): WizardStep => {
    step = updateWizard(step.state, event, context);
    return step;
  };
  for (const event of [opening, ...events]) tell(event);
  const asked = <K extends WizardAsk["ask"]>(kind: K) =>
    (step.asks ?? []).find((ask): ask is Extract<WizardAsk, { ask: K }> => ask.ask === kind);
  return { tell, asked, state: () => step.state, step: () => step };
}

/** With rows typed and being checked. */
const checkingRows = () =>
  wizard(pasted("Hi"), command("step.recipients"), pasted("+12125550101\n"), command("rows.check"));
const said = saidKey({ rungs: [{ ...freshRung(null), written: { text: "Hi" } }] });
const checked = (serial: number, good: number) =>
  ({
    type: "checked",
    serial,
    checked: { reading: { country: "US", columns: [] }, said, columns: [], good, bad: 0 },
  }) as never as AnyEvent;

test("a second answer to how things stand does not undo what was written since", () => {
  const { tell, state } = wizard(pasted("Your order is late"));
  tell(opening);
  expect(wordsOfDraft(state().draft)).toBe("Your order is late");
  const error = new CommandError({ code: "internal", message: "It broke." }, exitCodes.usage);
  expect(tell({ type: "failed", ask: { ask: "open", id: null }, error }).go).toBeUndefined();
});

test("what comes of a check one left is not taken for the list that is read now", () => {
  const { tell, state } = checkingRows();
  for (const id of ["recipients.leave", "rows.check"]) tell(command(id));
  tell(checked(1, 999));
  expect(state().recipients).toMatchObject({ mode: "checking", checked: null });
  tell(checked(2, 4));
  expect(state().recipients).toMatchObject({ mode: "checked", checked: { good: 4 } });
});

test("a check that fails when it was left long ago halts no import", () => {
  const { tell, asked, state } = checkingRows();
  const ask = asked("check");
  for (const id of ["recipients.leave", "rows.check"]) tell(command(id));
  tell(checked(2, 4));
  tell(command("checked.import"));
  const error = new CommandError({ code: "file", message: "It cannot be read." }, exitCodes.usage);
  tell({ type: "failed", ask, error });
  expect(state().recipients.mode).toBe("importing");
});

test("a save that fails halts no import that is under way", () => {
  const { tell, asked, state } = checkingRows();
  const { draft } = state();
  tell(checked(1, 4));
  tell(command("checked.import"));
  tell({ type: "saved", draft, campaign: campaignOf(0) });
  expect(asked("import")).toMatchObject({ id: "cmp_1" });
  for (const event of [command("step.message"), pasted(" there")]) tell(event);
  tell({ type: "rested", revision: state().revision });
  const error = new CommandError({ code: "unreachable", message: "Nothing answers." }, exitCodes.unreachable);
  tell({ type: "failed", ask: asked("save"), error });
  expect(state().recipients.mode).toBe("importing");
});

test("a text changed while its list is imported makes that list one to check again", () => {
  const { tell, state } = checkingRows();
  tell(checked(1, 4));
  tell(command("checked.import"));
  const { draft } = state();
  tell(command("step.message"));
  tell(pasted(" {{ name }}"));
  tell({ type: "saved", draft, campaign: campaignOf(0) });
  tell({ type: "imported", list: "lst_1", people: 4, note: "", draft });
  tell({ type: "campaign", campaign: campaignOf(4), sample: null });
  expect(staleLists(state())).toEqual(["lst_1"]);
});

test("A9 a yes to the launch holds for the people there were when it was asked", () => {
  const { tell, asked, state, step } = wizard(pasted("Hi"));
  tell({ type: "saved", draft: state().draft, campaign: campaignOf(4) });
  tell(command("step.launch"));
  tell({
    type: "preview",
    preview: { blocking: [], agreementAccepted: true },
    forecast: { perHour: [], finishAt: null },
  } as never);
  const page = { checked: 4, people: 0, items: [] };
  tell({ type: "duplicates", serial: state().launch.duplicates.serial, page, unasked: [], isLast: true });
  for (const id of ["launch.consent", "launch.go"]) tell(command(id));
  expect(step().confirm?.id).toBe("launch.go!");
  tell({ type: "campaign", campaign: campaignOf(5), sample: null });
  tell(command("launch.go!"));
  expect(asked("launch")).toBeUndefined();
  for (const id of ["launch.consent", "launch.go!"]) tell(command(id));
  expect(asked("launch")).toMatchObject({ id: "cmp_1", key: "key-1:launch" });
  expect(tell(command("launch.go!")).asks).toBeUndefined();
});

test("a forecast made before the last change was saved does not take the place of the one made after", () => {
  const { tell, state } = wizard(pasted("Hi"), command("step.schedule"));
  const forecastFrom = (from: number) => ({ type: "forecast", forecast: { from } }) as never as AnyEvent;
  for (const from of [2, 1]) tell(forecastFrom(from));
  expect(state().schedule.forecast?.from).toBe(2);
});

test("leaving ends even where what was typed last is nothing the server would take", () => {
  const { tell, state } = wizard(pasted("Hi"));
  tell({ type: "rested", revision: state().revision });
  const { draft } = state();
  tell(pasted(" {{ fir"));
  tell(command("step.leave"));
  const { go, asks } = tell({ type: "saved", draft, campaign: campaignOf(0) });
  expect(go).toBe("back");
  expect(asks).toMatchObject([{ ask: "keep", kept: { draft: saying("Hi {{ fir") } }]);
});

test("Q keeps the draft as ctrl+c does, where nobody types", () => {
  const keysOf = (...events: AnyEvent[]) =>
    wizardBindings(wizard(pasted("Hi"), ...events).state()).find(({ id }) => id === "step.quit")?.keys;
  expect(keysOf(command("step.schedule"))).toEqual(["ctrl+c", "Q"]);
  expect(keysOf()).toEqual(["ctrl+c"]);
});
