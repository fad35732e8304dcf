import { explainCode } from "@headsup/channels";
import {
  CampaignId,
  ListId,
  limits,
  page,
  Recipient,
  RecipientId,
  RecipientPreview,
  Text,
  Why,
} from "@headsup/contract";
import { explainReason } from "@headsup/core/campaign/reasons";
import { storedStatuses } from "@headsup/core/campaign/status";
import { cutSeen } from "@headsup/core/contact/problem";
import { readInbound } from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { anyAddress, campaignOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json, LineCursor, pageQuery } from "../route.ts";
import type { ApiEnv } from "../services.ts";
import { settingsOf } from "../shape.ts";
import { pricesOf } from "./prices.ts";

const repliesShown = 20;
const codeCharactersMax = 64;
/** A recipient's id, or one of their addresses however written. */
const named = Text.min(2).max(255);
const idOf = (recipient: string): string =>
  RecipientId.safeParse(recipient).success ? recipient : (anyAddress(recipient) ?? recipient);

export const recipients = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/recipients",
      tags: ["recipients"],
      summary: "Recipients: in line order to look at, in id order to download.",
      request: {
        params: z.object({ id: CampaignId }),
        query: pageQuery(z.union([LineCursor, RecipientId]))
          .extend({
            order: z.enum(["line", "id"]).default("line"),
            status: z.enum(storedStatuses).optional(),
            list: ListId.optional(),
            code: Text.trim()
              .min(1)
              .max(codeCharactersMax)
              .optional()
              .describe(
                'Only those shown with this reason, a provider\'s ("30003") or ours ("opted_out", "expired"). Who was left unreached is stored as ready: their reason is why their list closed ("ended", "stopped").',
              ),
            search: Text.trim()
              .min(1)
              .max(limits.nameCharactersMax)
              .optional()
              .describe("Part of the number, however grouped, or of any column's value; in line order."),
          })
          .refine(({ cursor, order }) => cursor === undefined || cursor.startsWith("rcp_") === (order === "id"), {
            path: ["cursor"],
            message: "This cursor is of a page in another order.",
          })
          .refine(({ search, order }) => search === undefined || order === "line", {
            path: ["search"],
            message: "A search answers in line order. Leave `order` out, or download everybody and search there.",
          }),
      },
      responses: { 200: json(page(Recipient), "A page of recipients.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const { cursor = null, status = null, list = null, code = null, search = null, ...rest } = c.req.valid("query");
      const query = { ...rest, cursor, status, list, code, search };
      return c.json(await services.campaign(row.id).recipients(query), 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/recipients/{recipient}/why",
      tags: ["recipients"],
      summary: "Why this person has, or has not, got it: what happened, or every gate between them and it.",
      request: { params: z.object({ id: CampaignId, recipient: named }) },
      responses: { 200: json(Why, "The explanation.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, recipient } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const why = explained(unwrap(await services.campaign(id).why(idOf(recipient), settingsOf(row))));
      const { address, also } = why.recipient;
      const addresses = also === null ? [address] : [address, also];
      const replies = (
        await Promise.all(addresses.map((each) => readInbound(services.catalogue, each, repliesShown)))
      ).flat();
      const senders = [row.senderId, ...row.fallbacks.map(({ sender }) => sender.id)];
      const said = replies
        // Ordinary replies answer the campaign that wrote last; STOP, START and HELP concern every campaign of the sender.
        .filter(
          ({ senderId, campaignId, kind }) =>
            senders.includes(senderId ?? "") && (kind !== "none" || (campaignId ?? id) === id),
        )
        .map(({ at, kind, body }) => ({
          at,
          what: `replied "${cutSeen(body)}"${kind === "none" ? "" : `, understood as ${kind.toUpperCase()}`}`,
        }));
      return c.json({ ...why, events: [...why.events, ...said].sort((a, b) => a.at - b.at) }, 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/recipients/{recipient}/message",
      tags: ["recipients"],
      summary: "What this person would get, rung by rung, to the letter, and what it would cost.",
      request: { params: z.object({ id: CampaignId, recipient: named }) },
      responses: { 200: json(RecipientPreview, "The preview.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, recipient } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const prices = await pricesOf(services);
      const preview = await services.campaign(id).previewRecipient(idOf(recipient), settingsOf(row), prices);
      return c.json(preview ?? refuse("not_found", `This campaign has no recipient ${recipient}.`), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/recipients/{recipient}/resolve",
      tags: ["recipients"],
      summary: "Decide an outcome that could not be found out: it was sent, or it was not and may go again.",
      request: {
        params: z.object({ id: CampaignId, recipient: RecipientId }),
        body: body(z.strictObject({ verdict: z.enum(["sent", "not_sent"]) })),
      },
      responses: { 200: json(Why, "The recipient, explained anew.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { id, recipient } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const { verdict } = c.req.valid("json");
      unwrap(await services.campaign(id).resolve(recipient, verdict, caller.name));
      await services.catalogue.together([
        audited(c, { action: "recipient.resolve", target: id, detail: { recipient, verdict } }),
      ]);
      return c.json(explained(unwrap(await services.campaign(id).why(recipient, settingsOf(row)))), 200);
    },
  );

/** With what the codes of its rungs mean. */
const explained = (why: Why): Why => ({
  ...why,
  rungs: why.rungs.map((rung) =>
    rung.code === null
      ? rung
      : { ...rung, meaning: explainReason({ status: "undelivered", code: rung.code }, explainCode).meaning },
  ),
});
