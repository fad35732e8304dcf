import type { Label } from "@headsup/contract";
import type { Command } from "commander";
import { type Api, read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import type { Shell } from "../shell.ts";
import { showLabels } from "../show/desk.ts";
import { visible } from "../terminal/text.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

/** Skills and topics are alike: names with a description. */
export function addLabels(program: Command, shell: Shell): void {
  addLabel(program, shell, {
    kind: "skill",
    says: "Skills: what it takes to answer a conversation",
    example: "billing",
    routes: ({ v1 }) => v1.skills,
  });
  addLabel(program, shell, {
    kind: "topic",
    says: "Topics: what a conversation is about",
    example: "late-delivery",
    routes: ({ v1 }) => v1.topics,
  });
}

interface LabelKind {
  readonly kind: "skill" | "topic";
  readonly says: string;
  readonly example: string;
  readonly routes: (api: Api) => Routes;
}

/** What the routes of both can do. */
interface Routes {
  $get(): Promise<{ json(): Promise<{ items: Label[] }> }>;
  $post(request: {
    header: { "idempotency-key": string };
    json: { name: string; description?: string };
  }): Promise<{ json(): Promise<Label> }>;
  readonly ":name": { $delete(request: { param: { name: string } }): Promise<{ json(): Promise<Label> }> };
}

function addLabel(program: Command, shell: Shell, { kind, says, example, routes }: LabelKind): void {
  const group = program.command(kind).description(says);
  const list = group.command("list").description(`The ${kind}s`);
  examples(withConnection(list), [`headsup ${kind} list`]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(routes(session.api).$get());
    await tell(session, items, () =>
      items.length === 0
        ? [`There is no ${kind} yet. Make one: headsup ${kind} create ${example}`]
        : showLabels(items, session),
    );
  });

  const create = group
    .command("create")
    .description(`Make a ${kind}`)
    .argument("<name>", `small letters, digits and hyphens: ${example}`)
    .option("--description <text>", "what it means");
  examples(withConnection(create), [`headsup ${kind} create ${example}`]).action(
    async (name: string, { description, ...flags }: Flags & { description?: string }) => {
      const session = await openSession(shell, flags);
      const header = { "idempotency-key": shell.newKey() };
      const json = description === undefined ? { name } : { name, description };
      const made = await retrying(shell, session.signal, () => read(routes(session.api).$post({ header, json })));
      await tell(session, made, () => [`Made the ${kind} ${visible(made.name)}.`]);
    },
  );

  addDeletion(group, shell, {
    kind,
    description: `Delete a ${kind} that nothing refers to`,
    argument: ["<name>", "its name"],
    example: `headsup ${kind} delete ${example} --yes`,
    find: async (_, name) => name,
    nameOf: (name) => name,
    remove: ({ api }, name) => read(routes(api)[":name"].$delete({ param: { name } })),
  });
}
