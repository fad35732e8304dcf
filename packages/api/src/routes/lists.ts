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
import { compileAnswer } from "@headsup/core/answer/template";
import { parseRow, planRows } from "@headsup/core/contact/row";
import { describeSuppression } from "@headsup/core/reply/reason";
import type { BadRow, ParsedRow } from "@headsup/engine";
import { type CampaignWithSender, liftableReasons, readStandings } from "@headsup/storage/catalog";
import { OpenAPIHono, z } from "@hono/zod-openapi";
import { audited } from "../audit.ts";
import { campaignOf } from "../find.ts";
import { sha256Hex } from "../hash.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { body, guarded, instant, json, LineCursor, pageQuery } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

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
      const rows: ParsedRow[] = [];
      const bad: BadRow[] = [];
      for (const each of c.req.valid("json").rows) {
        const parsed = parseRow(each, plan);
        if (parsed.kind === "recipient") {
          // A plain object: calls between Workers take no object without prototype.
          rows.push({ ...parsed.recipient, variables: { ...parsed.recipient.variables }, cells: each.cells });
        }
        if (parsed.kind === "problem") bad.push({ ...parsed.problem, cells: each.cells });
      }
      const digest = await sha256Hex(await c.req.text());
      const known = await withoutBarred(services, row, rows);
      const stored = await campaign.importChunk({
        list,
        n,
        digest,
        rows: known.rows,
        bad: [...bad, ...known.bad],
        window: row.window,
      });
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
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/problems",
      tags: ["recipients"],
      summary: "Rows that could not become recipients, with the row as uploaded.",
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

const planFor = (row: CampaignWithSender, { columns, country }: Pick<ListCreate, "columns" | "country">) => {
  const answer = unwrap(compileAnswer(row.text, { language: row.language }));
  return planRows({ columns, country, message: { answer, optOutText: row.optOutText } });
};

/** Those who opted out and numbers known to take no texts are problems from the start. They are asked again at dispatch. */
async function withoutBarred(
  { catalogue }: Services,
  { senderId, channel }: CampaignWithSender,
  rows: readonly ParsedRow[],
): Promise<{ rows: ParsedRow[]; bad: BadRow[] }> {
  const addresses = rows.map((row) => row.address);
  const barred = new Map(
    (await readStandings(catalogue, { addresses, senderId, channel })).map((known) => [known.address, known]),
  );
  const bad = rows.flatMap(({ address, line, cells }): BadRow[] => {
    const known = barred.get(address);
    if (known === undefined) return [];
    const row = { line, subject: null, seen: address, cells };
    return known.suppressed !== null
      ? [
          {
            ...row,
            code: "OPTED_OUT",
            message: `line ${line}: ${address} must not be contacted: ${describeSuppression(known.suppressed)}.${liftableReasons.includes(known.suppressed) ? " They can come back with START." : ""}`,
          },
        ]
      : [
          {
            ...row,
            code: "NOT_TEXTABLE",
            message: `line ${line}: ${address} takes no texts (${known.notTextable}). Use another number or channel.`,
          },
        ];
  });
  return { rows: rows.filter((row) => !barred.has(row.address)), bad };
}
