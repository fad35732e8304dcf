/** What the inbox does outside: asking again and again, taking, saying whether one is there. */
import type { AgentStatus } from "@headsup/contract";
import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { reopen } from "../../client/closed.ts";
import { everySoOften } from "../../client/look.ts";
import { readMe } from "../conversation/outside/me.ts";
import type { InboxAsk, InboxEvent, InboxQuery } from "./state.ts";

/** Between two looks at the list, ms: whoever waits should be seen soon. */
const listLookMs = 1_500;
/** Oneself and the campaigns change less often. */
const aroundLookMs = 5_000;
const conversationsMax = 200;
const campaignsMax = 100;

type InboxHost = Host<InboxEvent>;

export async function performInbox(ask: InboxAsk, host: InboxHost): Promise<void> {
  const { api, emit } = host;
  switch (ask.ask) {
    case "watch":
      await watch(ask, host);
      return;
    case "watch around":
      await watchAround(host);
      return;
    case "desk":
      emit({ type: "desk", desk: await readDesk(host) });
      return;
    case "order":
      emit({ type: "order", order: await read(api.v1.match.$get()) });
      return;
    case "next":
      emit({ type: "given", answer: await read(api.v1.next.$post()) });
      return;
    case "take": {
      const { id } = ask;
      const thread = await read(api.v1.conversations[":id"].$patch({ param: { id }, json: { agent: "me" } }));
      emit({ type: "taken", conversation: thread.conversation });
      return;
    }
    case "close": {
      const { closed, seen } = ask;
      const json = { status: "closed" as const, seen };
      await read(api.v1.conversations[":id"].$patch({ param: { id: closed.id }, json }));
      emit({ type: "closed", closed });
      return;
    }
    case "reopen":
      await reopen(api, ask.closed);
      emit({ type: "reopened", name: ask.closed.name });
      return;
    case "status":
      emit({ type: "me", agent: await changeStatus(ask.status, host) });
      return;
    case "enlist":
      await read(api.v1.agents.$post({ header: { "idempotency-key": host.shell.newKey() }, json: { user: "me" } }));
      emit({ type: "me", agent: await changeStatus("available", host) });
  }
}

const changeStatus = (status: AgentStatus, { api }: InboxHost) =>
  read(api.v1.agents[":id"].$patch({ param: { id: "me" }, json: { status } }));

/** The one question of a kind each open screen asks now and then: a newer one takes its place. */
const asking = {
  list: new WeakMap<AbortSignal, AbortController>(),
  around: new WeakMap<AbortSignal, AbortController>(),
};

function onlyNewest(kind: keyof typeof asking, left: AbortSignal): AbortSignal {
  asking[kind].get(left)?.abort();
  const mine = new AbortController();
  asking[kind].set(left, mine);
  return AbortSignal.any([left, mine.signal]);
}

async function watch({ serial, query }: Extract<InboxAsk, { ask: "watch" }>, host: InboxHost): Promise<void> {
  const signal = onlyNewest("list", host.signal);
  let seen = "";
  await everySoOften(host.shell, signal, async () => {
    const page = await read(host.api.v1.conversations.$get({ query: queryOf(query) }));
    host.setClock(page.now);
    const { now: _, ...told } = page;
    if (JSON.stringify(told) !== seen) host.emit({ type: "page", serial, page });
    seen = JSON.stringify(told);
    return listLookMs;
  });
}

function queryOf({ view, narrowing }: InboxQuery) {
  const { inbox, topic, skill, agent, campaign, search } = narrowing;
  return {
    status: view === "closed" ? ("closed" as const) : ("open" as const),
    view: view === "closed" ? ("all" as const) : view,
    limit: String(conversationsMax),
    ...(inbox === null ? {} : { inbox }),
    ...(topic === null ? {} : { topic }),
    ...(skill === null ? {} : { skill }),
    ...(agent === null ? {} : { agent }),
    ...(campaign === null ? {} : { campaign: campaign.id }),
    ...(search === "" ? {} : { search }),
  };
}

async function watchAround(host: InboxHost): Promise<void> {
  const { api, emit } = host;
  const signal = onlyNewest("around", host.signal);
  let seen = "";
  await everySoOften(host.shell, signal, async () => {
    const [me, { items }] = await Promise.all([
      readMe(api),
      read(api.v1.campaigns.$get({ query: { limit: String(campaignsMax) } })),
    ]);
    const campaigns = items.filter(({ status }) => ["scheduled", "in_progress", "paused"].includes(status));
    const told = JSON.stringify([me, campaigns]);
    if (told !== seen) {
      emit({ type: "me", agent: me });
      emit({ type: "campaigns", campaigns });
    }
    seen = told;
    return aroundLookMs;
  });
}

async function readDesk({ api }: InboxHost) {
  const [inboxes, topics, skills, agents] = await Promise.all([
    read(api.v1.inboxes.$get()),
    read(api.v1.topics.$get()),
    read(api.v1.skills.$get()),
    read(api.v1.agents.$get()),
  ]);
  return { inboxes: inboxes.items, topics: topics.items, skills: skills.items, agents: agents.items };
}
