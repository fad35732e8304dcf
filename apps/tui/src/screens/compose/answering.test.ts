import { describe, expect, test } from "vitest";
import type { AnyEvent } from "./state.ts";
import { command, context, duplicates, opening, saying, typed, wizard } from "./testWizard.ts";
import { missingOf } from "./wizard.ts";

describe("whether replies are wanted", () => {
  const onReplies = () =>
    wizard(...typed("Hi"), command("message.down"), command("message.down"), command("message.replies"));
  const choose = (n: number) => [...Array.from({ length: n }, () => command("choose.down")), command("choose.take")];

  test("A12 not wanted offers a line that says so; what one writes instead stays", () => {
    const { tell, state } = onReplies();
    for (const event of choose(2)) tell(event);
    expect(state().draft).toMatchObject({ replies: "discourage", replyLine: "Please do not reply to this message." });
    for (let n = 0; n < 40; n++) tell({ type: "press", press: { name: "backspace", text: null } });
    expect(missingOf(state(), "message", context.now)).toEqual(["where to turn instead of replying"]);
    tell(command("message.replies"));
    tell(command("choose.up"));
    tell(command("choose.take"));
    expect(state().draft).toMatchObject({ replies: "encourage", replyLine: "" });
    for (const event of typed("Ask!")) tell(event);
    expect(state()).toMatchObject({ draft: { replyLine: "Ask!", ...saying("Hi") } });
  });
});

describe("what becomes of replies", () => {
  const skills = [{ name: "billing", description: "Invoices", createdAt: 0 }];
  const down = command("list.down");
  const opened = () =>
    wizard(
      { ...opening, skills },
      ...typed("Hi"),
      command("step.schedule"),
      command("list.last"),
      command("schedule.edit"),
    );

  test("F8 each setting is a list with what it means, and x brings back what is usual", () => {
    const { tell, state } = opened();
    for (const event of [command("schedule.edit"), command("choose.down"), command("choose.take")]) tell(event);
    expect(state().draft.skill).toBe("billing");
    for (const event of [down, down, down, command("schedule.edit")]) tell(event);
    expect(state().schedule.chooser?.options.map(({ label }) => label)).toEqual(["send", "wait", "skip"]);
    for (const event of [command("choose.down"), command("choose.take")]) tell(event);
    expect(state().draft.openConversation).toBe("hold");
    tell(command("answering.reset"));
    expect(state().draft).toMatchObject({ openConversation: "send", skill: "billing" });
    tell(command("answering.leave"));
    expect(state().schedule).toMatchObject({ answering: null, focus: "replies" });
  });

  test("it may all stay as it is: the step lacks nothing, and the key that goes on goes on", () => {
    const { state } = wizard(...typed("Hi"), command("step.schedule"), command("step.next"));
    expect(state().step).toBe("launch");
    expect(missingOf(state(), "schedule", context.now)).toEqual([]);
  });
});

describe("people other campaigns write to", () => {
  const people = {
    id: "cmp_1",
    status: "draft",
    counts: { total: 3 },
    outreaches: [{ sealed: true, counts: { total: 3 } }],
  };
  const preview = { blocking: [], notes: [], agreementAccepted: true };
  const ready = () => {
    const made = wizard(...typed("Hi"));
    made.tell({ type: "saved", draft: made.state().draft, campaign: people } as unknown as AnyEvent);
    made.tell(command("step.launch"));
    made.tell({
      type: "preview",
      preview,
      agents: [],
      forecast: { finishAt: null, perHour: [] },
    } as unknown as AnyEvent);
    made.tell(command("launch.consent"));
    return made;
  };
  const one = {
    checked: 3,
    people: 1,
    items: [{ address: "+12125550100", line: 2, campaign: { id: "cmp_2", name: "Outage" }, at: null }],
  };

  test("A8 they are looked for as the step is entered; launch pressed meanwhile is asked about after the answer", () => {
    const { tell, asks, state } = ready();
    const { serial } = state().launch.duplicates;
    expect(asks.filter(({ ask }) => ask === "duplicates")).toEqual([{ ask: "duplicates", id: "cmp_1", serial }]);
    expect(tell(command("launch.go")).confirm).toBeUndefined();
    const told = tell(duplicates(serial, { page: one }));
    expect(told.confirm?.lines).toContain("1 person also gets “Outage”: they are kept.");
  });

  test("A8 they are kept unless one says skip, and the launch is told so", () => {
    const { tell, asks, state } = ready();
    tell(duplicates(state().launch.duplicates.serial, { page: one }));
    tell(command("launch.go!"));
    expect(asks.at(-1)).toMatchObject({ ask: "launch", duplicates: { choice: "keep", days: 7 } });
    const other = ready();
    other.tell(duplicates(other.state().launch.duplicates.serial, { page: one }));
    other.tell(command("duplicates.choose"));
    other.tell(command("launch.go!"));
    expect(other.asks.at(-1)).toMatchObject({ ask: "launch", duplicates: { choice: "skip", days: 7 } });
  });

  test("A8 the look can be halted: the question comes with what is known", () => {
    const { tell, asks } = ready();
    tell(command("launch.go"));
    expect(tell(command("duplicates.halt")).confirm).toMatchObject({ id: "launch.go!" });
    expect(asks.at(-1)).toEqual({ ask: "haltDuplicates" });
  });

  test("A8 a server that cannot say lets the launch go on, and nothing is said of them to it", () => {
    const { tell, asks, state } = ready();
    tell({ type: "noDuplicates", serial: state().launch.duplicates.serial, message: "Away." });
    tell(command("launch.go!"));
    expect(asks.at(-1)).toMatchObject({ ask: "launch", duplicates: null });
  });
});
