import { Customer, CustomerId, CustomerPanel, CustomerPatch, page, Text } from "@headsup/contract";
import { pageCustomers, readAddresses, updateCustomer } from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { refuseNothing } from "../checked.ts";
import { panelOf, showCustomer } from "../conversations/show.ts";
import { customerOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json, pageQuery } from "../route.ts";
import type { ApiEnv } from "../services.ts";

const params = z.object({ id: CustomerId });
const panel = {
  200: json(CustomerPanel, "The customer, what was sent to them, and whether they want to hear from us."),
};

/** Customers' profiles. They are made when somebody writes. */
export const customers = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/customers",
      tags: ["conversations"],
      summary: "Customers, the latest known first; with `search`, those whose name or address holds it.",
      request: { query: pageQuery(CustomerId).extend({ search: Text.trim().min(1).max(100).optional() }) },
      responses: { 200: json(page(Customer), "A page of customers.") },
    }),
    async (c) => {
      const { catalogue } = c.var.services;
      const { cursor, limit, search } = c.req.valid("query");
      const rows = await pageCustomers(catalogue, { search, before: cursor ?? null, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const addresses = await readAddresses(
        catalogue,
        shown.map(({ id }) => id),
      );
      const items = shown.map((row) => showCustomer(row, addresses));
      return c.json({ items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }, 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/customers/{id}",
      tags: ["conversations"],
      summary: "A customer, with conversations, past outreach and opt-outs.",
      request: { params },
      responses: panel,
    }),
    async (c) => c.json(await panelOf(c.var.services, c.req.valid("param").id), 200),
  )
  .openapi(
    guarded({
      role: "agent",
      method: "patch",
      path: "/customers/{id}",
      tags: ["conversations"],
      summary: "Say who a customer is, and what colleagues should know of them.",
      request: { params, body: body(CustomerPatch) },
      responses: panel,
    }),
    async (c) => {
      const { services } = c.var;
      const { catalogue } = services;
      const { id } = c.req.valid("param");
      const change = c.req.valid("json");
      refuseNothing(change);
      await customerOf(services, id);
      await catalogue.together([
        updateCustomer(catalogue, id, change),
        audited(c, { action: "customer.update", target: id }),
      ]);
      return c.json(await panelOf(services, id), 200);
    },
  );
