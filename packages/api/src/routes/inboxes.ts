import { defaultInboxId, Inbox, InboxCreate, InboxId, InboxPatch, limits, page } from "@headsup/contract";
import { mayAnswer } from "@headsup/core/conversation/state";
import {
  deleteInbox,
  findInbox,
  findUseOfInbox,
  type InboxRow,
  insertInbox,
  readAgents,
  readInboxes,
  readInboxFigures,
  readSenders,
  updateInbox,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { checked, refuseFull, refuseNothing, refuseUsed } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

const params = z.object({ id: InboxId });

/** Inboxes, with who writes to them and who waits there. */
export const inboxes = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/inboxes",
      tags: ["desk"],
      summary: "Inboxes, with their entry points, who waits in them and who is there to answer.",
      responses: { 200: json(page(Inbox), "All of them.") },
    }),
    async (c) => {
      const { services } = c.var;
      const [rows, show] = await Promise.all([readInboxes(services.catalogue), showing(services)]);
      return c.json({ items: rows.map(show), next: null }, 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/inboxes",
      tags: ["desk"],
      summary: "Make an inbox: a place for conversations, with business hours and a time to answer within.",
      request: { headers: idempotencyHeader, body: body(InboxCreate) },
      responses: { 201: json(Inbox, "The inbox.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<Inbox>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const row: InboxRow = { ...c.req.valid("json"), id: services.newId("inbox"), createdAt: services.now() };
      const statements = [
        insertInbox(services.catalogue, row),
        audited(c, { action: "inbox.create", target: row.id, detail: { name: row.name } }),
      ];
      const show = await showing(services);
      const made = await checked(
        async () => {
          const others = await refuseTaken(services, row);
          refuseFull("inboxes", { count: others.length, max: limits.inboxesMax });
        },
        () => key.commit(statements, show(row), 201),
      );
      return c.json(made, 201);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "patch",
      path: "/inboxes/{id}",
      tags: ["desk"],
      summary: "Change an inbox.",
      request: { params, body: body(InboxPatch) },
      responses: { 200: json(Inbox, "The inbox as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await inboxOf(services, c.req.valid("param").id);
      const change = c.req.valid("json");
      refuseNothing(change);
      const changed: InboxRow = { ...row, ...change };
      await checked(
        () => refuseTaken(services, changed),
        () =>
          services.catalogue.together([
            updateInbox(services.catalogue, row.id, change),
            audited(c, { action: "inbox.change", target: row.id, detail: change }),
          ]),
      );
      return c.json((await showing(services))(changed), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/inboxes/{id}",
      tags: ["desk"],
      summary: "Delete an inbox that nothing refers to and that never had a conversation.",
      request: { params },
      responses: { 200: json(Inbox, "The inbox as it was.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { catalogue } = services;
      const row = await inboxOf(services, c.req.valid("param").id);
      if (row.id === defaultInboxId)
        refuse(
          "in_use",
          `${row.name} is the inbox of all that nothing else decides on. It stays; rename it if you like.`,
        );
      const shown = (await showing(services))(row);
      await checked(
        async () => refuseUsed(`The inbox ${row.name}`, await findUseOfInbox(catalogue, row.id)),
        () =>
          catalogue.together([
            ...deleteInbox(catalogue, row.id),
            audited(c, { action: "inbox.delete", target: row.id, detail: { name: row.name } }),
          ]),
      );
      return c.json(shown, 200);
    },
  );

const inboxOf = async ({ catalogue }: Services, id: string): Promise<InboxRow> =>
  (await findInbox(catalogue, id)) ?? refuse("not_found", `There is no inbox ${id}.`);

/** Refuses a name that another inbox has, however written; answers the others. */
async function refuseTaken({ catalogue }: Services, { id, name }: InboxRow): Promise<InboxRow[]> {
  const others = (await readInboxes(catalogue)).filter((other) => other.id !== id);
  const taken = others.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (taken !== undefined) refuse("conflict", `There is an inbox ${taken.name} already. Take another name.`);
  return others;
}

/** Shows inboxes with what is known of all of them: three queries, however many there are. */
async function showing({ catalogue, now }: Services): Promise<(row: InboxRow) => Inbox> {
  const [senders, figures, agents] = await Promise.all([
    readSenders(catalogue),
    readInboxFigures(catalogue, now()),
    readAgents(catalogue),
  ]);
  const figuresOf = new Map(figures.map(({ inboxId, ...rest }) => [inboxId, rest]));
  const entryPoints = Map.groupBy(senders, ({ inboxId }) => inboxId);
  const available = agents.filter(({ status }) => status === "available");
  return (row) => ({
    ...row,
    entryPoints: (entryPoints.get(row.id) ?? []).map(({ id, address }) => ({ id, address })),
    ...(figuresOf.get(row.id) ?? { open: 0, waiting: 0, waitingSince: null, overdue: 0 }),
    onShift: available.filter((agent) => mayAnswer(agent, { inboxId: row.id, skill: null })).length,
  });
}
