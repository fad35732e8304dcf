/** What is chosen in the inbox: what the list is narrowed to, and whether one is given work. */
import { AgentStatus } from "@headsup/contract";
import type { Confirm } from "../../app/screen.ts";
import { type Chooser, chooserAwaited, chooserFilled, chooserOf, chosenOption, type Option } from "../../ui/chooser.ts";
import { type Desk, type InboxState, type InboxStep, type Narrowing, notNarrowed } from "./state.ts";

const kinds = ["inbox", "topic", "skill", "agent"] as const;

const narrowAsked = { about: "narrow", title: "Only those of …" };

/** Open while what one may narrow by is looked up. */
export const narrowingAwaited = chooserAwaited(narrowAsked);

/** All that one may narrow by in one list: letters find it, those typed while it was looked up too. */
export function chooseNarrowing(desk: Desk, narrowing: Narrowing, awaited: Chooser): Chooser {
  const { inboxes, topics, skills, agents } = desk;
  const options: Option[] = [
    { id: "all", label: "All of them", aside: "no filter" },
    ...inboxes.map(({ name }) => ({ id: `inbox:${name}`, label: name, aside: "inbox" })),
    ...topics.map(({ name, description }) => ({ id: `topic:${name}`, label: name, aside: `topic  ${description}` })),
    ...skills.map(({ name, description }) => ({ id: `skill:${name}`, label: name, aside: `skill  ${description}` })),
    ...agents.map(({ name, status }) => ({ id: `agent:${name}`, label: name, aside: `agent, ${status}` })),
  ];
  const chosen = kinds.flatMap((kind) => (narrowing[kind] === null ? [] : [`${kind}:${narrowing[kind]}`]))[0];
  return chooserFilled(awaited, { ...narrowAsked, options, chosen: chosen ?? null });
}

const statusAsides: Readonly<Record<AgentStatus, string>> = {
  available: "next gives me work",
  away: "I keep mine and get no more",
  offline: "I am gone: rules may hand mine on",
};

export const enlistQuestion: Confirm = {
  id: "enlist",
  title: "You are no agent yet",
  lines: ["Only agents are given conversations. You would hold up to 8 at once, from every inbox."],
  yes: "Become an agent",
};

/** Available, away or offline; one who is no agent is asked to become one. */
export function askStatus(state: InboxState): InboxStep {
  const { me } = state;
  if (me === undefined) return { state };
  if (me === null) return { state, confirm: enlistQuestion };
  const options = AgentStatus.options.map((status) => ({ id: status, label: status, aside: statusAsides[status] }));
  return {
    state: { ...state, chooser: chooserOf({ about: "status", title: "I am …", options, chosen: me.status }) },
  };
}

/** What was chosen; undefined: nothing. */
export function taken(
  chooser: Chooser,
  narrowing: Narrowing,
): { readonly narrowing: Narrowing } | { readonly status: AgentStatus } | undefined {
  const id = chosenOption(chooser)?.id;
  if (id === undefined) return undefined;
  if (chooser.about === "status") return { status: AgentStatus.parse(id) };
  if (id === "all") return { narrowing: { ...notNarrowed, search: narrowing.search } };
  const kind = kinds.find((each) => id.startsWith(`${each}:`));
  return kind === undefined ? undefined : { narrowing: { ...narrowing, [kind]: id.slice(kind.length + 1) } };
}
