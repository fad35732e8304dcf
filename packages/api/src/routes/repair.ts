import { CampaignId, List, ListId, limits, RepairRequest, RepairResult, RepairUndo } from "@headsup/contract";
import type { BadRow, ParsedRow } from "@headsup/engine";
import { z } from "zod";
import { audited } from "../audit.ts";
import { campaignOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { unwrap } from "../middleware/errors.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json } from "../route.ts";
import { planFor, readRows } from "../rows.ts";
import type { ApiEnv } from "../services.ts";

const params = z.object({ id: CampaignId, list: ListId });

export const repair = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/lists/{list}/repair",
      tags: ["recipients"],
      summary: "Mend bad rows: those that are good now become recipients. Sending the same rows again changes nothing.",
      bodyBytesMax: limits.chunkBytesMax,
      request: { params, body: body(RepairRequest) },
      responses: {
        200: json(RepairResult, "The lines that are recipients now, and what is still wrong with the others."),
      },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const campaign = services.campaign(id);
      const plan = unwrap(planFor(row, unwrap(await campaign.shapeOf(list))));
      const { rows, bad, blank } = await readRows(services, row, { rows: c.req.valid("json").rows, plan });
      const repaired = unwrap(
        await campaign.repair({
          list,
          rows: rows.map(plain),
          bad: [...bad, ...blank.map(emptied)],
          window: row.window,
        }),
      );
      if (repaired.accepted.length > 0) {
        const detail = { list, lines: repaired.accepted };
        await services.catalogue.together([audited(c, { action: "list.repair", target: row.id, detail })]);
      }
      return c.json(repaired, 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/lists/{list}/repair/undo",
      tags: ["recipients"],
      summary: "Take repairs back, until the list is launched: the rows are bad rows again, as uploaded.",
      request: { params, body: body(RepairUndo) },
      responses: { 200: json(List, "The list as it is then.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, list } = c.req.valid("param");
      const row = await campaignOf(services, id);
      const { lines } = c.req.valid("json");
      const undone = unwrap(await services.campaign(row.id).undoRepair(list, lines));
      await services.catalogue.together([
        audited(c, { action: "list.repair.undo", target: row.id, detail: { list, lines } }),
      ]);
      return c.json(undone, 200);
    },
  );

/** Calls between Workers take plain objects alone. */
const plain = (row: ParsedRow): ParsedRow => ({ ...row, variables: { ...row.variables } });

/** An import passes over a blank row in silence; as the repair of one it mends nothing. */
const emptied = ({ line, cells }: { line: number; cells: string[] }): BadRow => ({
  line,
  code: "EMPTY_ADDRESS",
  subject: null,
  seen: "",
  message: `line ${line}: every cell is empty. Fill in the number, or leave the row as it is.`,
  cells,
});
