import { Agent, AgentCreate, AgentId, AgentPatch, limits, page, roles } from "@headsup/contract";
import {
  type AgentRow,
  type AgentWithHolding,
  deleteAgent,
  findToken,
  findUseOfAgent,
  insertAgent,
  readAgents,
  updateAgent,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { checked, refuseFull, refuseNothing, refuseUsed } from "../checked.ts";
import { agentWentOffline } from "../conversations/due.ts";
import { agentOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { naming, resolve } from "../references.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv, Caller, Services } from "../services.ts";

/** `me` is the agent the caller is. */
const params = z.object({ id: z.union([AgentId, z.literal("me")]) });

const isManager = ({ role }: Caller): boolean => roles.indexOf(role) >= roles.indexOf("manager");

/** Agents: users who answer. */
export const agents = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/agents",
      tags: ["desk"],
      summary: "Agents, with what they can do and what they hold.",
      responses: { 200: json(page(Agent), "All of them.") },
    }),
    async (c) => c.json({ items: (await readAgents(c.var.services.catalogue)).map(showAgent), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "agent",
      method: "post",
      path: "/agents",
      tags: ["desk"],
      summary: "Make a user an agent: yourself, or as a manager anyone.",
      request: { headers: idempotencyHeader, body: body(AgentCreate) },
      responses: { 201: json(Agent, "The agent, offline at first.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const key = await keyed<Agent>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const input = c.req.valid("json");
      const user =
        input.user === "me" ? { id: caller.tokenId, name: caller.name } : await userOf(services, caller, input.user);
      const row: AgentRow = {
        id: services.newId("agent"),
        userId: user.id,
        name: input.name ?? user.name,
        status: "offline",
        capacity: input.capacity,
        skills: [],
        inboxes: [],
        ...(await placed(services, input)),
        createdAt: services.now(),
      };
      const statements = [
        insertAgent(services.catalogue, row),
        audited(c, { action: "agent.create", target: row.id, detail: { name: row.name, user: row.userId } }),
      ];
      const made = await checked(
        async () => {
          const others = await refuseTaken(services, row);
          refuseFull("agents", { count: others.length, max: limits.agentsMax });
        },
        () => key.commit(statements, showAgent({ ...row, holding: 0 }), 201),
      );
      return c.json(made, 201);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/agents/{id}",
      tags: ["desk"],
      summary: "One agent, or yourself with `me`.",
      request: { params },
      responses: { 200: json(Agent, "The agent.") },
    }),
    async (c) => c.json(showAgent(await agentOf(c.var.services, c.req.valid("param").id, c.var.caller)), 200),
  )
  .openapi(
    guarded({
      role: "agent",
      method: "patch",
      path: "/agents/{id}",
      tags: ["desk"],
      summary: "Change your own status; as a manager, anything of any agent.",
      request: { params, body: body(AgentPatch) },
      responses: { 200: json(Agent, "The agent as changed.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const agent = await agentOf(services, c.req.valid("param").id, caller);
      const change = c.req.valid("json");
      refuseNothing(change);
      const isOwnStatus = agent.userId === caller.tokenId && Object.keys(change).every((field) => field === "status");
      if (!isManager(caller) && !isOwnStatus)
        refuse("forbidden", "An agent may change their own status and nothing else. Ask a manager for the rest.");
      const settled = { ...change, ...(await placed(services, change)) };
      const changed = { ...agent, ...settled };
      await checked(
        () => refuseTaken(services, changed),
        () =>
          services.catalogue.together([
            updateAgent(services.catalogue, agent.id, settled),
            audited(c, { action: "agent.change", target: agent.id, detail: settled }),
          ]),
      );
      // Asked again it does no harm, and whoever repeats a request that broke off has it done.
      if (change.status === "offline") await agentWentOffline(services, changed);
      return c.json(showAgent(await agentOf(services, agent.id, caller)), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/agents/{id}",
      tags: ["desk"],
      summary: "Delete an agent who holds no conversation and whom no rule names.",
      request: { params },
      responses: { 200: json(Agent, "The agent as they were.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { catalogue } = services;
      const agent = await agentOf(services, c.req.valid("param").id, caller);
      await checked(
        async () => refuseUsed(`The agent ${agent.name}`, await findUseOfAgent(catalogue, agent.id)),
        () =>
          catalogue.together([
            ...deleteAgent(catalogue, agent.id),
            audited(c, { action: "agent.delete", target: agent.id, detail: { name: agent.name } }),
          ]),
      );
      return c.json(showAgent(agent), 200);
    },
  );

const showAgent = ({ userId, ...row }: AgentWithHolding): Agent => ({ ...row, user: userId });

/** The user another is made an agent of: one who may answer at all. */
async function userOf({ catalogue }: Services, caller: Caller, id: string) {
  if (!isManager(caller) && id !== caller.tokenId)
    refuse("forbidden", 'Only a manager makes others agents. For yourself send user: "me".');
  const token = await findToken(catalogue, id);
  if (token === undefined || token.revokedAt !== null)
    return refuse("invalid_request", `user: there is no token ${id}, or it was revoked.`);
  if (roles.indexOf(token.role) < roles.indexOf("agent"))
    refuse(
      "invalid_request",
      `user: ${token.name} has the role ${token.role} and may not answer. Make a token with the role agent.`,
    );
  return token;
}

/** Skills that are there, each once, and inboxes by their ids. */
async function placed(
  services: Services,
  { skills, inboxes }: { skills?: string[] | undefined; inboxes?: string[] | undefined },
): Promise<Partial<Pick<AgentRow, "skills" | "inboxes">>> {
  const idOf = await resolve(services, [...naming("skill", "skills", skills), ...naming("inbox", "inboxes", inboxes)]);
  return {
    ...(skills && { skills: [...new Set(skills)] }),
    ...(inboxes && { inboxes: [...new Set(inboxes.map((written) => idOf("inbox", written)))] }),
  };
}

/** Refuses a name or a user that another agent has; answers the others. */
async function refuseTaken({ catalogue }: Services, { id, name, userId }: AgentRow): Promise<AgentRow[]> {
  const others = (await readAgents(catalogue)).filter((other) => other.id !== id);
  const same = others.find((other) => other.userId === userId);
  if (same !== undefined) refuse("conflict", `This user is an agent already: ${same.name} (${same.id}).`);
  if (others.some((other) => other.name.toLowerCase() === name.toLowerCase()))
    refuse("conflict", `There is an agent ${name} already. Give another name.`);
  return others;
}
