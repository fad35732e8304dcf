import {
  Agreement,
  AuditId,
  AuditRow,
  agreementVersion,
  maskAddress,
  page,
  Suppression,
  SuppressionCreate,
  SuppressionScope,
  Text,
  Token,
  TokenCreate,
  TokenCreated,
  TokenId,
} from "@headsup/contract";
import {
  acceptAgreement,
  deleteSuppressions,
  findAgentOfUser,
  findSuppressions,
  findToken,
  insertToken,
  liftableReasons,
  pageAudit,
  pageSuppressions,
  readTokens,
  replaceSuppression,
  revokeToken,
  updateAgent,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { agreementOf } from "../agreement.ts";
import { audited } from "../audit.ts";
import { agentWentOffline } from "../conversations/due.ts";
import { anyAddress } from "../find.ts";
import { sha256Hex } from "../hash.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json, pageQuery } from "../route.ts";
import type { ApiEnv } from "../services.ts";
import { showToken } from "../shape.ts";

const secretBytes = 32;

/** A place among suppressions: `<address>|<scope>|<what the scope names>`. */
const SuppressionCursor = z
  .string()
  .max(200)
  .transform((text) => text.split("|"))
  .pipe(z.tuple([Text, SuppressionScope, Text]))
  .transform(([address, scope, scopeId]) => ({ address, scope, scopeId }));
const cursorOf = ({ address, scope, scopeId }: z.infer<typeof Suppression>) => `${address}|${scope}|${scopeId}`;

/** Tokens, the agreement, suppressions and the audit log. */
export const account = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/tokens",
      tags: ["account"],
      summary: "Make a token for a named user. Its secret is shown this once.",
      request: { headers: idempotencyHeader, body: body(TokenCreate) },
      responses: { 201: json(TokenCreated, "The token with its secret.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const key = await keyed<z.infer<typeof Token>>(c);
      if (key.before !== null) refuseSecret(key.before.id);
      const bytes = new Uint8Array(secretBytes);
      services.random(bytes);
      const secret = `hup_${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
      const row = {
        ...c.req.valid("json"),
        id: services.newId("token"),
        hash: await sha256Hex(secret),
        createdAt: services.now(),
        createdBy: caller.name,
        revokedAt: null,
      };
      const detail = { name: row.name, role: row.role };
      const statements = [
        insertToken(services.catalogue, row),
        audited(c, { action: "token.create", target: row.id, detail }),
      ];
      const made = await key.commit(statements, showToken(row), 201);
      if (made.id !== row.id) refuseSecret(made.id); // of two requests at once the other one won
      return c.json({ ...made, secret }, 201);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "get",
      path: "/tokens",
      tags: ["account"],
      summary: "Tokens, revoked ones too.",
      responses: { 200: json(page(Token), "All of them, without secrets.") },
    }),
    async (c) => c.json({ items: (await readTokens(c.var.services.catalogue)).map(showToken), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "admin",
      method: "delete",
      path: "/tokens/{id}",
      tags: ["account"],
      summary: "Revoke a token, at once and for good.",
      request: { params: z.object({ id: TokenId }) },
      responses: { 200: json(Token, "The revoked token.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id } = c.req.valid("param");
      const known = (await findToken(services.catalogue, id)) ?? refuse("not_found", `There is no token ${id}.`);
      if (known.revokedAt !== null) return c.json(showToken(known), 200);
      const agent = await findAgentOfUser(services.catalogue, id);
      await services.catalogue.together([
        revokeToken(services.catalogue, { id, at: services.now() }),
        ...(agent === undefined ? [] : [updateAgent(services.catalogue, agent.id, { status: "offline" })]),
        audited(c, { action: "token.revoke", target: id }),
      ]);
      if (agent !== undefined) await agentWentOffline(services, agent);
      const row = (await findToken(services.catalogue, id)) ?? refuse("not_found", `There is no token ${id}.`);
      return c.json(showToken(row), 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/agreement",
      tags: ["account"],
      summary: "The agreement, and who accepted it for this account.",
      responses: { 200: json(Agreement, "The agreement.") },
    }),
    async (c) => c.json(await agreementOf(c.var.services), 200),
  )
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/agreement",
      tags: ["account"],
      summary: "Accept the agreement for this account, once.",
      request: { body: body(z.strictObject({ version: z.literal(agreementVersion) })) },
      responses: { 200: json(Agreement, "The accepted agreement.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const before = await agreementOf(services);
      if (before.acceptedAt === null) {
        const row = { version: agreementVersion, acceptedAt: services.now(), acceptedBy: caller.name };
        await services.catalogue.together([
          acceptAgreement(services.catalogue, row),
          audited(c, { action: "agreement.accept", target: agreementVersion }),
        ]);
      }
      return c.json(await agreementOf(services), 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/suppressions",
      tags: ["account"],
      summary: "Addresses that must not be contacted; one address with `address`.",
      request: { query: pageQuery(SuppressionCursor).extend({ address: Text.max(32).optional() }) },
      responses: { 200: json(page(Suppression), "A page, by address.") },
    }),
    async (c) => {
      const { catalogue } = c.var.services;
      const { cursor, limit, address } = c.req.valid("query");
      if (address !== undefined)
        return c.json({ items: await findSuppressions(catalogue, anyAddress(address) ?? address), next: null }, 200);
      const rows = await pageSuppressions(catalogue, { after: cursor ?? null, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return c.json({ items, next: last ? cursorOf(last) : null }, 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "post",
      path: "/suppressions",
      tags: ["account"],
      summary: "Never contact this address again, from anywhere.",
      request: { body: body(SuppressionCreate) },
      responses: { 201: json(Suppression, "The suppression.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { address: written, reason } = c.req.valid("json");
      const address =
        anyAddress(written) ??
        refuse("invalid_request", `address: "${written}" is neither a phone number nor an email address.`);
      if (liftableReasons.includes(reason))
        refuse("invalid_request", `reason: "${reason}" is what a reply is stored as. Say why in other words.`);
      const row = { address, scope: "global" as const, scopeId: "", reason, createdAt: services.now() };
      await services.catalogue.together([
        replaceSuppression(services.catalogue, row),
        audited(c, { action: "suppression.create", target: maskAddress(address), detail: { reason } }),
      ]);
      return c.json(row, 201);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "delete",
      path: "/suppressions/{address}",
      tags: ["account"],
      summary: "Lift every suppression of an address. Only with the person's own word.",
      request: { params: z.object({ address: Text.max(32) }) },
      responses: { 200: json(z.object({ lifted: z.int() }), "How many there were.") },
    }),
    async (c) => {
      const { services } = c.var;
      const written = c.req.valid("param").address;
      const address = anyAddress(written) ?? written;
      const before = await findSuppressions(services.catalogue, address);
      if (before.length === 0) refuse("not_found", "This address is not suppressed.");
      await services.catalogue.together([
        deleteSuppressions(services.catalogue, address),
        audited(c, {
          action: "suppression.lift",
          target: maskAddress(address),
          detail: { scopes: before.map(({ scope }) => scope) },
        }),
      ]);
      return c.json({ lifted: before.length }, 200);
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "get",
      path: "/audit",
      tags: ["account"],
      summary: "Every change, newest first: who, when, what.",
      request: { query: pageQuery(AuditId) },
      responses: { 200: json(page(AuditRow), "A page of the log.") },
    }),
    async (c) => {
      const { cursor, limit } = c.req.valid("query");
      const rows = await pageAudit(c.var.services.catalogue, { before: cursor ?? null, limit: limit + 1 });
      const items = rows.slice(0, limit);
      return c.json({ items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }, 200);
    },
  );

/** A secret is kept nowhere, so a repeated request cannot be answered with it. */
const refuseSecret = (id: string): never =>
  refuse(
    "conflict",
    `This request made the token ${id} before; its secret was shown that once. Revoke it and make another.`,
  );
