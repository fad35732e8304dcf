import {
  CampaignId,
  ChunkRequest,
  ChunkResult,
  Instant,
  List,
  ListCreate,
  ListId,
  limits,
  RowProblem,
  SealRequest,
} from "@headsup/contract";
import { z } from "zod";
import { audited } from "../audit.ts";
import { campaignOf } from "../find.ts";
import { sha256Hex } from "../hash.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { OpenAPIHono } from "../openapi.ts";
import { packRows } from "../packed.ts";
import { body, guarded, instant, json, LineCursor, pageQuery } from "../route.ts";
import { planFor, readRows } from "../rows.ts";
import type { ApiEnv } from "../services.ts";

const ofCampaign = z.object({ id: CampaignId });
const ofList = z.object({ id: CampaignId, list: ListId });

export const lists = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/lists",
      tags: ["recipients"],
      summary: "Open a list for a file, or find the one this campaign already has for it.",
      request: { params: ofCampaign, body: body(ListCreate) },
      responses: { 200: json(List, "The list; `chunks` says what is stored already.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const input = c.req.valid("json");
      unwrap(planFor(row, input));
      const startAt = instant(input.startAt);
      const endAt = instant(input.endAt);
      if (startAt !== null && endAt !== null && endAt <= startAt)
        refuse("invalid_request", "endAt: a list ends after it starts.");
      if (endAt !== null && endAt <= services.now()) refuse("invalid_request", "endAt: this end is already past.");
      const id = services.newId("list");
      const { list, isNew } = unwrap(await services.campaign(row.id).createList({ ...input, id, startAt, endAt }));
      if (isNew) {
        const detail = { list: list.id, name: list.name };
        await services.catalogue.together([audited(c, { action: "list.create", target: row.id, detail })]);
      }
      return c.json(list, 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/lists",
      tags: ["recipients"],
      summary: "A campaign's lists.",
      request: { params: ofCampaign },
      responses: { 200: json(z.object({ items: z.array(List) }), "The lists, oldest first.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      return c.json({ items: await services.campaign(row.id).lists() }, 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "put",
      path: "/campaigns/{id}/lists/{list}/chunks/{n}",
      tags: ["recipients"],
      summary: "Import some consecutive rows. Sending the same chunk again changes nothing.",
      bodyBytesMax: limits.chunkBytesMax,
      request: {
        params: ofList.extend({
          n: z
            .string()
            .regex(/^(0|[1-9]\d{0,3})$/)
            .transform(Number)
            .pipe(z.int().max(limits.chunksMax - 1)),
        }),
        body: body(ChunkRequest),
      },
      responses: { 200: json(ChunkResult, "How many became recipients, and every row that did not, with the reason.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list, n } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const campaign = services.campaign(id);
      const shape = unwrap(await campaign.shapeOf(list));
      const plan = unwrap(planFor(row, shape));
      const digest = await sha256Hex(await c.req.text());
      const { rows, bad } = await readRows(services, row, { rows: c.req.valid("json").rows, plan });
      const stored = await campaign.importChunk({ list, n, digest, rows: packRows(rows), bad, window: row.window });
      return c.json(unwrap(stored), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/lists/{list}/seal",
      tags: ["recipients"],
      summary: "Declare an import whole. Only sealed lists are launched.",
      request: { params: ofList, body: body(SealRequest) },
      responses: { 200: json(List, "The sealed list.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const sealed = unwrap(await services.campaign(row.id).sealList(list, c.req.valid("json")));
      const detail = { list, recipients: sealed.recipients, problems: sealed.problems };
      await services.catalogue.together([audited(c, { action: "list.seal", target: row.id, detail })]);
      return c.json(sealed, 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "patch",
      path: "/campaigns/{id}/lists/{list}",
      tags: ["recipients"],
      summary: "Change when a list starts and ends. `null` clears.",
      request: {
        params: ofList,
        body: body(z.strictObject({ startAt: Instant.nullable().optional(), endAt: Instant.nullable().optional() })),
      },
      responses: { 200: json(List, "The list as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const { startAt, endAt } = c.req.valid("json");
      const to = {
        ...(startAt === undefined ? {} : { startAt: instant(startAt) }),
        ...(endAt === undefined ? {} : { endAt: instant(endAt) }),
      };
      if (Object.keys(to).length === 0) refuse("invalid_request", "There is nothing to change in this request.");
      const changed = unwrap(await services.campaign(row.id).rescheduleList(list, to));
      await services.catalogue.together([
        audited(c, { action: "list.reschedule", target: row.id, detail: { list, ...to } }),
      ]);
      return c.json(changed, 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/campaigns/{id}/lists/{list}",
      tags: ["recipients"],
      summary: "Delete a list that was never launched, with its people and bad rows; its file can be imported again.",
      request: { params: ofList },
      responses: { 200: json(List, "The list as it was.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const campaign = services.campaign(row.id);
      // On record first: once it is gone, whoever asks again finds no list to put there.
      const { name, recipients, problems } = unwrap(await campaign.removable(list));
      const detail = { list, name, recipients, problems };
      await services.catalogue.together([audited(c, { action: "list.delete", target: row.id, detail })]);
      const removed = await campaign.removeList(list);
      if (!removed.ok) {
        const refusal = { list, code: removed.error.code };
        await services.catalogue.together([
          audited(c, { action: "list.delete.refused", target: row.id, detail: refusal }),
        ]);
      }
      return c.json(unwrap(removed), 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/problems",
      tags: ["recipients"],
      summary: "Rows that could not become recipients, with the row as uploaded. Repaired ones are left out.",
      request: {
        params: ofCampaign,
        query: pageQuery(LineCursor).extend({ list: ListId.optional() }),
      },
      responses: {
        200: json(
          z.object({
            items: z.array(RowProblem.extend({ list: ListId, cells: z.array(z.string()) })),
            next: z.string().nullable(),
          }),
          "A page of bad rows, in list and line order.",
        ),
      },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const { cursor, limit, list } = c.req.valid("query");
      const found = await services.campaign(row.id).problems({ cursor: cursor ?? null, limit, list: list ?? null });
      return c.json(found, 200);
    },
  );
