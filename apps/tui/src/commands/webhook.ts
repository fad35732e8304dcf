import type { Webhook } from "@headsup/contract";
import type { Command } from "commander";
import type { z } from "zod";
import { type Api, read } from "../client/api.ts";
import { pick } from "../client/findDesk.ts";
import type { Shell } from "../shell.ts";
import { table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { ownZone, shortTime } from "../terminal/times.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

type Shown = z.infer<typeof Webhook>;

const webhookArgument = ["<webhook>", "its id or address"] as const;

const findWebhook = async (api: Api, named: string): Promise<Shown> =>
  pick((await read(api.v1.webhooks.$get())).items, named, {
    kind: "webhook",
    list: "headsup webhook list",
    nameOf: ({ url }) => url,
  });

export function addWebhook(program: Command, shell: Shell): void {
  const group = program
    .command("webhook")
    .description("Webhooks: addresses of yours that are told of campaigns as they start, pause and end (admin)");
  const list = group.command("list").description("Webhooks, and what the last try came to");
  examples(withConnection(list), ["headsup webhook list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.webhooks.$get());
    const columns = [
      { title: "Address", shrinksTo: 12 },
      { title: "Waiting", align: "right" as const },
      { title: "Last try", shrinksTo: 12 },
      { title: "When" },
      { title: "Id", shrinksTo: 12, paint: session.theme.quiet },
    ];
    const rows = items.map(({ url, pending, lastOutcome, lastAt, id }) => [
      url,
      String(pending),
      lastOutcome ?? "",
      lastAt === null ? "" : shortTime(lastAt, ownZone()),
      id,
    ]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no webhook yet. Make one: headsup webhook create https://…"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });

  const create = group
    .command("create")
    .description("Have an address told, signed by Standard Webhooks 1.0. Its secret is shown this once")
    .argument("<url>", "the address, https")
    .option("--description <text>", "whose it is");
  examples(withConnection(create), ["headsup webhook create https://example.com/headsup"]).action(
    async (url: string, { description, ...flags }: Flags & { description?: string }) => {
      const session = await openSession(shell, flags);
      const header = { "idempotency-key": shell.newKey() };
      const json = description === undefined ? { url } : { url, description };
      const made = await read(session.api.v1.webhooks.$post({ header, json }));
      await tell(session, made, () => [
        `${made.id} tells ${visible(made.url)}. Its secret, shown this once:`,
        made.secret,
        `Try it: headsup webhook test ${made.id}`,
      ]);
    },
  );

  const test = group
    .command("test")
    .description("Send a test notice now")
    .argument(...webhookArgument);
  examples(withConnection(test), ["headsup webhook test whk_01j…"]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const { id } = await findWebhook(session.api, named);
    const told = await read(session.api.v1.webhooks[":id"].test.$post({ param: { id } }));
    await tell(session, told, ({ url, lastOutcome }) => [
      `${visible(url)}: ${visible(lastOutcome ?? "not answered yet")}`,
    ]);
  });

  addDeletion(group, shell, {
    kind: "webhook",
    description: "Delete a webhook, with the notices that wait for it",
    argument: webhookArgument,
    example: "headsup webhook delete whk_01j… --yes",
    find: ({ api }, named) => findWebhook(api, named),
    nameOf: ({ url }) => url,
    remove: ({ api }, { id }) => read(api.v1.webhooks[":id"].$delete({ param: { id } })),
  });
}
