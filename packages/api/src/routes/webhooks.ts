import { limits, page, Webhook, WebhookCreate, WebhookCreated, WebhookId } from "@headsup/contract";
import {
  deleteWebhook,
  findWebhook,
  insertNotice,
  insertWebhook,
  readWebhooks,
  type WebhookWithPending,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { refuseFull } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { localHosts, newSecret, tell, testNotice } from "../notices.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

const params = z.object({ id: WebhookId });

/** Webhooks: addresses of the team's own that are told of campaigns. */
export const webhooks = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "admin",
      method: "get",
      path: "/webhooks",
      tags: ["account"],
      summary: "Webhooks, with what waits for them and what the last try came to.",
      responses: { 200: json(page(Webhook), "All of them, without secrets.") },
    }),
    async (c) => c.json({ items: (await readWebhooks(c.var.services.catalogue)).map(showWebhook), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/webhooks",
      tags: ["account"],
      summary:
        "Have an address told of campaigns as they are scheduled, start, pause, end. Signed by Standard Webhooks 1.0; the secret is shown this once.",
      request: { headers: idempotencyHeader, body: body(WebhookCreate) },
      responses: { 201: json(WebhookCreated, "The webhook with its secret.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<Webhook>(c);
      if (key.before !== null) refuseSecret(key.before.id);
      const { url, description } = c.req.valid("json");
      checkUrl(url);
      refuseFull("webhooks", { count: (await readWebhooks(services.catalogue)).length, max: limits.webhooksMax });
      const row = {
        id: services.newId("webhook"),
        url,
        description,
        secret: newSecret(services),
        createdAt: services.now(),
        lastOutcome: null,
        lastAt: null,
      };
      const statements = [
        insertWebhook(services.catalogue, row),
        audited(c, { action: "webhook.create", target: row.id, detail: { description } }),
      ];
      const made = await key.commit(statements, showWebhook({ ...row, pending: 0 }), 201);
      if (made.id !== row.id) refuseSecret(made.id); // of two requests at once the other one won
      return c.json({ ...made, secret: row.secret }, 201);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "delete",
      path: "/webhooks/{id}",
      tags: ["account"],
      summary: "Delete a webhook, with the notices that wait for it.",
      request: { params },
      responses: { 200: json(Webhook, "The webhook as it was.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await webhookOf(services, c.req.valid("param").id);
      await services.catalogue.together([
        deleteWebhook(services.catalogue, row.id),
        audited(c, { action: "webhook.delete", target: row.id }),
      ]);
      return c.json(showWebhook(row), 200);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/webhooks/{id}/test",
      tags: ["account"],
      summary: "Send a test notice now. One that does not arrive is tried again like any other.",
      request: { params },
      responses: { 200: json(Webhook, "The webhook; `lastOutcome` says what came of it.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, url, secret } = await webhookOf(services, c.req.valid("param").id);
      const notice = testNotice(services, id);
      await services.catalogue.together([
        insertNotice(services.catalogue, notice),
        audited(c, { action: "webhook.test", target: id }),
      ]);
      await tell(services, { ...notice, url, secret });
      return c.json(showWebhook(await webhookOf(services, id)), 200);
    },
  );

const showWebhook = ({ secret: _, ...row }: WebhookWithPending): Webhook => row;

const webhookOf = async ({ catalogue }: Services, id: string): Promise<WebhookWithPending> =>
  (await findWebhook(catalogue, id)) ?? refuse("not_found", `There is no webhook ${id}.`);

/** Notices travel encrypted, unless they stay on this machine. */
function checkUrl(written: string): void {
  const url = new URL(written);
  if (url.protocol !== "https:" && !localHosts.includes(url.hostname))
    refuse("invalid_request", "url: use https. Plain http is for this machine alone: localhost or 127.0.0.1.");
  if (url.username !== "" || url.password !== "")
    refuse("invalid_request", "url: leave out the user name and password. Notices are signed; check the signature.");
}

/** Repeating the request does not tell the secret again: an answer kept for repeats would keep it too. */
const refuseSecret = (id: string): never =>
  refuse(
    "conflict",
    `This request made the webhook ${id} before; its secret was shown that once. Delete it and make another.`,
  );
