import { explainCode } from "@headsup/channels";
import { CampaignId, Figures, Forecast, Overview, Preview } from "@headsup/contract";
import type { Rendered } from "@headsup/core/answer/rendered";
import { measure } from "@headsup/core/answer/segments";
import { unitsOf } from "@headsup/core/answer/units";
import { previewNotes } from "@headsup/core/campaign/previewNotes";
import { explainReason } from "@headsup/core/campaign/reasons";
import { readDesk, readFigures } from "@headsup/storage/catalog";
import { z } from "zod";
import { agreementOf } from "../agreement.ts";
import { campaignOf } from "../find.ts";
import { flaggedOf } from "../health.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { findingsOf } from "../review.ts";
import { guarded, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";
import { settingsOf, showCampaign } from "../shape.ts";
import { pricesOf } from "./prices.ts";

const params = z.object({ id: CampaignId });

/** Requests of one message to take this long when nothing better is known. */
const roundTripMsDefault = 300;

/** The span figures are of, unless another is asked for. */
const figuresSpanMs = 30 * 24 * 60 * 60_000;

/** What a person looks at: how campaigns went, how one stands, and what is to come. */
export const outlook = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
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
      request: { params },
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
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/forecast",
      tags: ["campaigns"],
      summary: "When it will finish and who will not be reached, by the code that sends.",
      request: {
        params,
        query: z.object({ roundTripMs: z.coerce.number().int().min(0).max(60_000).default(roundTripMsDefault) }),
      },
      responses: { 200: json(Forecast, "The forecast, from now.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const { roundTripMs } = c.req.valid("query");
      return c.json(await services.campaign(row.id).forecast(settingsOf(row), roundTripMs), 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}/preview",
      tags: ["campaigns"],
      summary: "What launching would do: routing, a sample message, recipients, and what stands in the way.",
      request: { params },
      responses: { 200: json(Preview, "The preview.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const campaign = services.campaign(row.id);
      const { senderId, skill, ownInboxId: inboxId } = row;
      const [{ blocking: own, sample, estimate }, lists, agreement, desk, findings, flagged] = await Promise.all([
        campaign.preview(settingsOf(row), await pricesOf(services)),
        campaign.lists(),
        agreementOf(services),
        readDesk(services.catalogue, { senderId, skill, inboxId }),
        findingsOf(services, row),
        flaggedOf(services, row),
      ]);
      const blocking = flagged === null ? own : [flagged, ...own];
      return c.json(
        {
          campaign: showCampaign(row),
          agreementAccepted: agreement.acceptedAt !== null,
          repliesTo: row.senderAddress,
          recipients: lists.reduce((sum, list) => sum + list.recipients, 0),
          problems: lists.reduce((sum, list) => sum + list.problems, 0),
          sample: sample && showSample(sample),
          estimate,
          findings,
          blocking:
            agreement.acceptedAt === null
              ? [
                  { code: "agreement_missing", message: "The agreement is not accepted yet: headsup agreement accept" },
                  ...blocking,
                ]
              : blocking,
          notes: desk === undefined ? [] : previewNotes({ ...row, desk }),
        },
        200,
      );
    },
  );

/** A first message, with what it weighs. */
function showSample({ address, content }: { address: string; content: Rendered }) {
  const { text } = content;
  if (content.channel !== "sms") return { address, text, encoding: null, segments: unitsOf(content), costly: [] };
  const { encoding, segments, costly } = measure(text);
  return { address, text, encoding, segments, costly: [...costly] };
}
