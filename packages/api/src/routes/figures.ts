import { explainCode } from "@headsup/channels";
import { CampaignId, Figures, Overview } from "@headsup/contract";
import { explainReason } from "@headsup/core/campaign/reasons";
import { readFigures } from "@headsup/storage/catalog";
import { OpenAPIHono, z } from "@hono/zod-openapi";
import { campaignOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { guarded, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";
import { settingsOf } from "../shape.ts";

/** The span figures are of, unless another is asked for. */
const figuresSpanMs = 30 * 24 * 60 * 60_000;

export const figures = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/figures",
      tags: ["campaigns"],
      summary: "What became of all campaigns launched since an instant, epoch ms; of thirty days unless given.",
      request: { query: z.object({ since: z.coerce.number().int().min(0).optional() }) },
      responses: { 200: json(Figures, "The figures, as the campaigns last reported.") },
    }),
    async (c) => {
      const { services } = c.var;
      const now = services.now();
      const since = c.req.valid("query").since ?? now - figuresSpanMs;
      return c.json({ now, since, ...(await readFigures(services.catalogue, since)) }, 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/overview",
      tags: ["campaigns"],
      summary:
        "A campaign's pace, the time zones of those who wait, dispatches by hour, and why people were not reached.",
      request: { params: z.object({ id: CampaignId }) },
      responses: { 200: json(Overview, "The overview, live from the campaign's own object.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const { reasons, ...overview } = await services.campaign(row.id).overview(settingsOf(row));
      return c.json(
        { ...overview, reasons: reasons.map((reason) => ({ ...reason, ...explainReason(reason, explainCode) })) },
        200,
      );
    },
  );
