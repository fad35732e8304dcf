import type { Sender } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError } from "../../failure.ts";
import { answeredOf, begun, type PersonStep, refusedOf, sendOf } from "./person.ts";

const senders = [
  { address: "+12125550199", name: "Acme" },
  { address: "+12125550198", name: "Billing" },
] as unknown as readonly Sender[];

const answers = (step: PersonStep, ...texts: string[]): PersonStep =>
  texts.reduce((now, text) => answeredOf(now.person, { id: now.prompt?.id ?? "", text }), step);

test("A11 with several numbers one is asked for, by its number or its name", () => {
  const step = answers(begun(senders), "(212) 555-0100", "bill", "Your bill is here.");
  expect(sendOf(step.person)).toEqual({
    ask: "send",
    message: { to: "+12125550100", sender: "+12125550198", text: "Your bill is here.", zone: null },
  });
  expect(answers(begun(senders), "+12125550100", "shop").prompt?.trouble).toContain("“shop”");
});

test("A11 nothing goes without a yes to the message as it will be sent, and to consent", () => {
  const { confirm } = answers(begun(senders.slice(0, 1)), "+12125550100", "It’s here 🎉");
  expect(confirm?.lines.join("\n")).toContain("│ It’s here 🎉\n│ Reply STOP to opt out.");
  expect(confirm?.lines.join("\n")).toMatch(/1 segment, \d+ characters, Unicode, from \+12125550199/);
  expect(confirm?.lines.join("\n")).toContain("they agreed to be contacted");
});

test("A11 what the server refuses is asked for again where it names it, and told where it does not", () => {
  const { person } = answers(begun(senders.slice(0, 1)), "+12125550100", "Hi");
  const refused = (message: string) => refusedOf(person, new CommandError({ code: "invalid_request", message }));
  expect(refused("to: this is a landline.")?.prompt).toMatchObject({ id: "person.to", trouble: "this is a landline." });
  expect(refused("zone: their number does not tell it.")?.prompt).toMatchObject({ id: "person.zone" });
  expect(refused("They said stop.")).toBeNull();
});
