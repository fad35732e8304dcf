import {
  addressKinds,
  type Channel,
  defaultInboxId,
  defaultSenderTypes,
  page,
  Sender,
  SenderCreate,
  SenderId,
  SenderPatch,
  type SenderType,
  senderTypes,
} from "@headsup/contract";
import {
  findInbox,
  findSender,
  findSenderByAddress,
  insertSender,
  readFlagged,
  readSenders,
  type SenderRow,
  updateSender,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { checked, refuseNothing } from "../checked.ts";
import { addressFor } from "../find.ts";
import { flaggedIn } from "../health.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { naming, resolve } from "../references.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";
import { showSender } from "../shape.ts";

/** Senders: few, listed whole. */
export const directory = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/senders",
      tags: ["directory"],
      summary: "Add a number of ours to send from.",
      request: { headers: idempotencyHeader, body: body(SenderCreate) },
      responses: { 201: json(Sender, "The sender.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof Sender>>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const { channel, address: written, name, type, perSecond, helpText, ...rest } = c.req.valid("json");
      const address = addressFor(channel, written) ?? refuseAddress(channel, written);
      refuseType(channel, type);
      const row: SenderRow = {
        id: services.newId("sender"),
        channel,
        address,
        name,
        type: type ?? defaultSenderTypes[channel],
        perSecond: perSecond ?? null,
        helpText: helpText ?? null,
        ...{ inboxId: defaultInboxId, skill: null, ...(await settled(services, rest)) },
        polledAt: null,
        createdAt: services.now(),
      };
      const statements = [
        insertSender(services.catalogue, row),
        audited(c, { action: "sender.create", target: row.id, detail: { name } }),
      ];
      const shown = showSender({ ...row, inboxName: await inboxNameOf(services, row.inboxId) });
      const made = await checked(
        async () => {
          if (await findSenderByAddress(services.catalogue, { channel, address }))
            refuse("conflict", `${address} is a sender already.`);
          await settled(services, rest);
        },
        () => key.commit(statements, shown, 201),
      );
      return c.json(made, 201);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/senders",
      tags: ["directory"],
      summary: "Our senders.",
      responses: { 200: json(page(Sender), "All of them.") },
    }),
    async (c) => {
      const { catalogue } = c.var.services;
      const [rows, flags] = await Promise.all([readSenders(catalogue), readFlagged(catalogue)]);
      const flagOf = (id: string) => {
        const flagged = flaggedIn(flags.find(({ senderId }) => senderId === id));
        return flagged === null ? {} : { flagged };
      };
      return c.json({ items: rows.map((row) => ({ ...showSender(row), ...flagOf(row.id) })), next: null }, 200);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "patch",
      path: "/senders/{id}",
      tags: ["directory"],
      summary: "Change a sender, or what becomes of replies to it.",
      request: { params: z.object({ id: SenderId }), body: body(SenderPatch) },
      responses: { 200: json(Sender, "The sender as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id } = c.req.valid("param");
      const row = (await findSender(services.catalogue, id)) ?? refuse("not_found", `There is no sender ${id}.`);
      refuseNothing(c.req.valid("json"));
      refuseType(row.channel, c.req.valid("json").type);
      const changed = await checked(
        () => settled(services, c.req.valid("json")),
        async (change) => {
          await services.catalogue.together([
            updateSender(services.catalogue, id, change),
            audited(c, { action: "sender.change", target: id, detail: change }),
          ]);
          return { ...row, ...change };
        },
      );
      return c.json(showSender({ ...changed, inboxName: await inboxNameOf(services, changed.inboxId) }), 200);
    },
  );

/** What was given of a sender's settings, as stored: an inbox by its id, labels that are there. */
async function settled<Given extends Pick<SenderPatch, "inbox" | "skill" | "topics">>(
  services: Services,
  { inbox, ...given }: Given,
) {
  const { skill, topics } = given;
  const idOf = await resolve(services, [
    ...naming("inbox", "inbox", inbox),
    ...naming("skill", "skill", skill),
    ...naming("topic", "topics", topics),
  ]);
  return {
    ...given,
    ...(topics && { topics: [...new Set(topics)] }),
    ...(inbox !== undefined && { inboxId: idOf("inbox", inbox) }),
  };
}

const inboxNameOf = async ({ catalogue }: Services, id: string): Promise<string> =>
  (await findInbox(catalogue, id))?.name ?? id;

const refuseAddress = (channel: Channel, written: string): never =>
  refuse(
    "invalid_request",
    addressKinds[channel] === "email"
      ? `address: "${written}" is not an email address. Write it as notices@example.com.`
      : `address: "${written}" is not a phone number. Write it as +12125550100.`,
  );

function refuseType(channel: Channel, type: SenderType | undefined): void {
  if (type === undefined || senderTypes[type].channel === channel) return;
  const fitting = Object.entries(senderTypes).flatMap(([name, of]) => (of.channel === channel ? [name] : []));
  refuse("invalid_request", `type: a ${type} sends no ${channel}. Use ${fitting.join(", ")}.`);
}
