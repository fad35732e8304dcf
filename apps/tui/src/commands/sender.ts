import type { Command } from "commander";
import { read } from "../client/api.ts";
import { findSender } from "../client/findDesk.ts";
import { given, orNone, several, someGiven } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

interface SettingFlags extends Flags {
  readonly name?: string;
  readonly helpText?: string;
  readonly inbox?: string;
  readonly skill?: string;
  readonly topics?: string;
}

/** Where replies to a number go. */
const withEntryPoint = (command: Command): Command =>
  command
    .option("--inbox <inbox>", "the inbox its replies go to, by id or name")
    .option("--skill <skill>", "what it takes to answer them, where no campaign says")
    .option("--topics <topics>", "what every conversation on it is about from the start: billing,refunds");

export function addSender(program: Command, shell: Shell): void {
  const group = program.command("sender").description("Senders: our own numbers");
  const create = group
    .command("create")
    .description("Add a number of ours to send from")
    .argument("<address>", "the number, for example +16005550100")
    .option("--name <name>", "what it is called (default: the number)")
    .option("--help-text <text>", "what HELP is answered with where the provider says nothing");
  examples(withConnection(withEntryPoint(create)), [
    "headsup sender create +16005550100 --name Service",
    "headsup sender create +16005550101 --inbox Billing --skill billing --topics invoices",
  ]).action(async (address: string, { name = address, helpText, inbox, skill, topics, ...flags }: SettingFlags) => {
    const session = await openSession(shell, flags);
    const json = { address, name, ...given({ helpText, inbox, skill, topics: several(topics) }) };
    const header = { "idempotency-key": shell.newKey() };
    const sender = await read(session.api.v1.senders.$post({ header, json }));
    await tell(session, sender, () => [`Added ${sender.address}: ${sender.id}`]);
  });

  const edit = group
    .command("edit")
    .description("Change a sender, or what becomes of replies to it; --skill, --topics and --help-text none take away")
    .argument("<sender>", "its number, id or name")
    .option("--name <name>", "what it is called")
    .option("--help-text <text>", "what HELP is answered with where the provider says nothing");
  examples(withConnection(withEntryPoint(edit)), [
    "headsup sender edit +16005550100 --inbox Billing --topics none",
  ]).action(async (named: string, { name, helpText, inbox, skill, topics, ...flags }: SettingFlags) => {
    const json = someGiven(
      { name, helpText: orNone(helpText), inbox, skill: orNone(skill), topics: several(topics) },
      "--inbox Billing",
    );
    const session = await openSession(shell, flags);
    const { id } = await findSender(session.api, named);
    const changed = await read(session.api.v1.senders[":id"].$patch({ param: { id }, json }));
    await tell(session, changed, ({ address, inbox }) => [
      `Changed ${address}: ${Object.keys(json).join(", ")}. Replies go to ${visible(inbox.name)}.`,
    ]);
  });

  const list = group.command("list").description("Our senders");
  examples(withConnection(list), ["headsup sender list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.senders.$get());
    const columns = [
      { title: "Number" },
      { title: "Name", shrinksTo: 8 },
      { title: "Channel" },
      { title: "Replies to", shrinksTo: 8 },
      { title: "Needs" },
      { title: "Topics", shrinksTo: 8 },
      { title: "Id", shrinksTo: 12, paint: session.theme.quiet },
    ];
    const rows = items.map(({ address, name, channel, inbox, skill, topics, id }) => [
      address,
      name,
      channel,
      inbox.name,
      skill ?? "",
      topics.join(" "),
      id,
    ]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no sender yet. Add one: headsup sender create +16005550100 --name Service"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });
}
