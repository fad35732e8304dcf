import type { Command } from "commander";
import { read } from "../client/api.ts";
import type { Shell } from "../shell.ts";
import { table } from "../terminal/table.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

export function addSender(program: Command, shell: Shell): void {
  const group = program.command("sender").description("Senders: our own numbers");
  const create = group
    .command("create")
    .description("Add a number of ours to send from")
    .argument("<address>", "the number, for example +16005550100")
    .option("--name <name>", "what it is called (default: the number)")
    .option("--help-text <text>", "what HELP is answered with where the provider says nothing");
  examples(withConnection(create), ["headsup sender create +16005550100 --name Service"]).action(
    async (address: string, { name = address, helpText, ...flags }: Flags & { name?: string; helpText?: string }) => {
      const session = await openSession(shell, flags);
      const json = { address, name, ...(helpText === undefined ? {} : { helpText }) };
      const header = { "idempotency-key": shell.newKey() };
      const sender = await read(session.api.v1.senders.$post({ header, json }));
      await tell(session, sender, () => [`Added ${sender.address}: ${sender.id}`]);
    },
  );

  const list = group.command("list").description("Our senders");
  examples(withConnection(list), ["headsup sender list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.senders.$get());
    const columns = [
      { title: "Number" },
      { title: "Name", shrinksTo: 8 },
      { title: "Channel" },
      { title: "Id", paint: session.theme.quiet },
    ];
    const rows = items.map(({ address, name, channel, id }) => [address, name, channel, id]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no sender yet. Add one: headsup sender create +16005550100 --name Service"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });
}
