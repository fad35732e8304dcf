import { type CustomerPanel, limits } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { customerId } from "../client/findDesk.ts";
import { eachOf, firstOf } from "../client/pages.ts";
import { parseCount } from "../options/count.ts";
import { orNone, someGiven } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { showCustomers, showPanel } from "../show/desk.ts";
import { examples, type Flags, openSession, type Session, tell, withConnection } from "./session.ts";

const customerArgument = ["<customer>", "their id, number or name"] as const;

export function addCustomer(program: Command, shell: Shell): void {
  const group = program.command("customer").description("Customers: people who wrote to us");
  const list = group
    .command("list")
    .description("Customers, the latest known first")
    .option("--search <words>", "whose name or number holds this")
    .option("--limit <n>", "how many", parseCount, 50);
  examples(withConnection(list), ["headsup customer list --search Ada"]).action(
    async ({ search, limit, ...flags }: Flags & { search?: string; limit: number }) => {
      const session = await openSession(shell, flags);
      const query = {
        limit: String(Math.min(limit, limits.pageSizeMax)),
        ...(search === undefined ? {} : { search }),
      };
      const pages = eachOf((cursor) => read(session.api.v1.customers.$get({ query: { ...query, ...cursor } })));
      const found = await firstOf(pages, limit);
      await tell(session, found, () => showCustomers(found, session));
    },
  );

  const show = group
    .command("show")
    .description("One customer: who they are, what was sent to them, whether they want to hear from us")
    .argument(...customerArgument);
  examples(withConnection(show), ["headsup customer show +16005550123"]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const id = await customerId(session.api, named);
    await tellPanel(session, await read(session.api.v1.customers[":id"].$get({ param: { id } })));
  });

  const edit = group
    .command("edit")
    .description("Say who a customer is, and what colleagues should know of them")
    .argument(...customerArgument)
    .option("--name <name>", "what they are called; none takes it away")
    .option("--about <text>", "what colleagues should know; none takes it away");
  examples(withConnection(edit), [
    'headsup customer edit +16005550123 --name "Ada L." --about "prefers mornings"',
  ]).action(async (named: string, { name, about, ...flags }: Flags & { name?: string; about?: string }) => {
    const json = someGiven({ name: orNone(name), about: about === "none" ? "" : about }, '--name "Ada L."');
    const session = await openSession(shell, flags);
    const id = await customerId(session.api, named);
    await tellPanel(session, await read(session.api.v1.customers[":id"].$patch({ param: { id }, json })));
  });
}

const tellPanel = (session: Session, panel: CustomerPanel): Promise<void> =>
  tell(session, panel, () => showPanel(panel, session));
