import { type Role, roles } from "@headsup/contract";
import { findTokenByHash } from "@headsup/storage/catalog";
import type { MiddlewareHandler } from "hono";
import { sha256Hex } from "../hash.ts";
import type { ApiEnv, Caller, Services } from "../services.ts";
import { refuse } from "./errors.ts";

/** The token the operator sets as a secret, so that a fresh deployment has an admin. */
const bootstrap: Caller = { tokenId: "bootstrap", name: "bootstrap admin", role: "admin" };

/** Lets in callers whose token has at least `role`. Tokens are compared by their hash; the secret is kept nowhere. */
export const requireRole = (role: Role): MiddlewareHandler<ApiEnv> => {
  const needed = roles.indexOf(role);
  return async (c, next) => {
    const [, secret] = /^Bearer ([\x21-\x7e]{8,200})$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (secret === undefined) return refuse("unauthenticated", "Send a token: Authorization: Bearer <token>.");
    const caller = await identify(c.var.services, secret);
    if (caller === null) return refuse("unauthenticated", "This token is not known here, or it was revoked.");
    if (roles.indexOf(caller.role) < needed)
      return refuse("forbidden", `This needs the role ${role}; your token has ${caller.role}.`);
    c.set("caller", caller);
    return next();
  };
};

async function identify({ config, catalogue }: Services, secret: string): Promise<Caller | null> {
  const hash = await sha256Hex(secret);
  if (config.adminToken !== null && hash === (await sha256Hex(config.adminToken))) return bootstrap;
  const token = await findTokenByHash(catalogue, hash);
  return token === undefined ? null : { tokenId: token.id, name: token.name, role: token.role };
}
