import { type Agent, AgentStatus } from "@headsup/contract";
import { Argument, type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { findAgent, inboxNames } from "../client/findDesk.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { parseCount } from "../options/count.ts";
import { given, several, someGiven } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { showAgent, showAgents } from "../show/desk.ts";
import { visible } from "../terminal/text.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, openSession, type Session, tell, withConnection } from "./session.ts";

interface SettingFlags {
  readonly name?: string;
  readonly capacity?: number;
  readonly skills?: string;
  readonly inboxes?: string;
}

export function addAgent(program: Command, shell: Shell): void {
  const group = program
    .command("agent")
    .description("Agents: users who answer, what they can do, whether they are there");
  const list = group.command("list").description("Agents, with what they hold");
  examples(withConnection(list), ["headsup agent list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.agents.$get());
    const shown = session.isJson ? [] : await withInboxNames(session, items);
    await tell(session, items, () => showAgents(shown, session));
  });

  const show = group
    .command("show")
    .description("One agent; without a name yourself")
    .argument("[agent]", agentSays, "me");
  examples(withConnection(show), ["headsup agent show", "headsup agent show Maya"]).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      await tellAgent(session, await findAgent(session.api, named));
    },
  );

  const create = withSettings(
    group
      .command("create")
      .description("Make a user an agent: yourself, or as a manager anyone. Offline at first")
      .addOption(new Option("--me", "yourself").conflicts("user"))
      .option("--user <token>", "whose token signs in as this agent: tok_…"),
  );
  examples(withConnection(create), [
    "headsup agent create --me --name Maya",
    "headsup agent create --user tok_01j… --skills billing,refunds --inboxes Billing --capacity 5",
  ]).action(async ({ me, user, ...flags }: Flags & SettingFlags & { me?: boolean; user?: string }) => {
    if (!me && user === undefined) throw usageError("Say who: --me or --user tok_…", "See: headsup token list");
    const json = { user: user ?? "me", ...given(settingsFrom(flags)) };
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    await tellAgent(
      session,
      await retrying(shell, session.signal, () => read(session.api.v1.agents.$post({ header, json }))),
    );
  });

  const edit = withSettings(
    group
      .command("edit")
      .description("Change an agent; --skills none and --inboxes none take those away (no inbox named: every inbox)")
      .argument("<agent>", agentSays),
  );
  examples(withConnection(edit), ["headsup agent edit Maya --skills billing,refunds --capacity 12"]).action(
    async (named: string, flags: Flags & SettingFlags) => {
      const json = someGiven(settingsFrom(flags), "--capacity 12");
      const session = await openSession(shell, flags);
      const { id } = await findAgent(session.api, named);
      await tellAgent(session, await read(session.api.v1.agents[":id"].$patch({ param: { id }, json })));
    },
  );

  addStatus(group, shell);
  addDeletion(group, shell, {
    kind: "agent",
    description: "Delete an agent who holds no conversation and whom no rule names",
    argument: ["<agent>", agentSays],
    example: "headsup agent delete Maya --yes",
    find: ({ api }, named) => findAgent(api, named),
    nameOf: ({ name }) => name,
    remove: ({ api }, { id }) => read(api.v1.agents[":id"].$delete({ param: { id } })),
  });
}

function addStatus(group: Command, shell: Shell): void {
  const status = group
    .command("status")
    .description("Say whether you are there. Only an agent who is available is given work")
    .addArgument(new Argument("<status>", "how it is now").choices(AgentStatus.options))
    .option("--agent <agent>", "as a manager, of somebody else", "me");
  examples(withConnection(status), [
    "headsup agent status available",
    "headsup agent status offline --agent Maya",
  ]).action(async (to: AgentStatus, { agent, ...flags }: Flags & { agent: string }) => {
    const session = await openSession(shell, flags);
    const { id } = await findAgent(session.api, agent);
    const changed = await read(session.api.v1.agents[":id"].$patch({ param: { id }, json: { status: to } }));
    await tell(session, changed, ({ name, holding, capacity }) => [
      `${visible(name)} is ${to}, holding ${holding} of ${capacity}.`,
    ]);
  });
}

const agentSays = "their id or name, or me";

const withSettings = (command: Command): Command =>
  command
    .option("--name <name>", "as customers and colleagues see it")
    .option("--capacity <n>", "open conversations they may hold (default: 8)", parseCount)
    .option("--skills <skills>", "what they can answer: billing,refunds")
    .option("--inboxes <inboxes>", "where they answer, by name or id (default: everywhere)");

const settingsFrom = ({ name, capacity, skills, inboxes }: SettingFlags) => ({
  name,
  capacity,
  skills: several(skills),
  inboxes: several(inboxes),
});

async function tellAgent(session: Session, agent: Agent): Promise<void> {
  const [shown = agent] = session.isJson ? [] : await withInboxNames(session, [agent]);
  await tell(session, agent, () => showAgent(shown, session));
}

/** Agents with their inboxes by name instead of by id. */
async function withInboxNames({ api }: Session, agents: readonly Agent[]): Promise<Agent[]> {
  const names = await inboxNames(api);
  return agents.map((agent) => ({ ...agent, inboxes: agent.inboxes.map((id) => names.get(id) ?? id) }));
}
