import { defaultPrices, Prices } from "@headsup/contract";
import { findPrices, putPrices } from "@headsup/storage/catalog";
import { audited } from "../audit.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

/** What the account pays: its own list, or ours until somebody put one in. */
export const pricesOf = async ({ catalogue }: Services): Promise<Prices> =>
  (await findPrices(catalogue)) ?? defaultPrices;

export const prices = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/prices",
      tags: ["account"],
      summary: "What costs are reckoned by, in millionths of its currency.",
      responses: { 200: json(Prices, "The price list.") },
    }),
    async (c) => c.json(await pricesOf(c.var.services), 200),
  )
  .openapi(
    guarded({
      role: "admin",
      method: "put",
      path: "/prices",
      tags: ["account"],
      summary: "Put in what this account pays. What something costs is shown by it from then on; no bill changes.",
      request: { body: body(Prices) },
      responses: { 200: json(Prices, "The price list as put in.") },
    }),
    async (c) => {
      const { catalogue } = c.var.services;
      const list = c.req.valid("json");
      await catalogue.together([
        putPrices(catalogue, list),
        audited(c, { action: "prices.put", target: "prices", detail: { source: list.source } }),
      ]);
      return c.json(list, 200);
    },
  );
