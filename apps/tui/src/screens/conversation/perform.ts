/** What the screen of a conversation does outside: looking, sending, changing, taking the next. */
import { RuleTrial } from "@headsup/contract";
import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { reopen } from "../../client/closed.ts";
import { everySoOften } from "../../client/look.ts";
import { retrying } from "../../client/retry.ts";
import { readMe } from "./outside/me.ts";
import type { About, ConversationAsk, ConversationEvent, Sending } from "./state.ts";

/** Between two looks at the thread, ms: a colleague's answer should be seen before one's own is sent. */
const threadLookMs = 1_500;
/** Whoever looks at the screen has noticed what stands there for so long. Two quick keys are less apart. */
const glanceMs = 1_000;
/** What is typed is told once in so long. */
const draftDelayMs = 1_000;
const answersMax = 500;

type ConversationHost = Host<ConversationEvent>;

export async function performConversation(ask: ConversationAsk, host: ConversationHost): Promise<void> {
  const { api, emit, shell, signal } = host;
  switch (ask.ask) {
    case "watch": {
      let seen = "";
      await everySoOften(shell, signal, async () => {
        seen = await readThread(host, ask.id, seen);
        return threadLookMs;
      });
      return;
    }
    case "look":
      await readThread(host, ask.id, "");
      return;
    case "me":
      emit({ type: "me", agent: await readMe(api) });
      return;
    case "panel":
      emit({ type: "panel", panel: await read(api.v1.customers[":id"].$get({ param: { id: ask.customer } })) });
      return;
    case "send":
      await send(ask, host);
      return;
    case "await glance":
      await shell.wait(glanceMs, signal);
      emit({ type: "glanced", message: ask.message });
      return;
    case "await draft":
      await shell.wait(draftDelayMs, signal);
      emit({ type: "draft due" });
      return;
    case "draft": {
      const { id, text } = ask;
      await read(api.v1.conversations[":id"].draft.$put({ param: { id }, json: { text } }));
      emit({ type: "drafted", text });
      return;
    }
    case "patch": {
      const { id, change, onward } = ask;
      const thread = await read(api.v1.conversations[":id"].$patch({ param: { id }, json: change }));
      emit({ type: "patched", thread, change, onward });
      return;
    }
    case "reopen":
      emit({ type: "reopened", thread: await reopen(api, ask.closed) });
      return;
    case "next":
      emit({ type: "given", answer: await read(api.v1.next.$post()) });
      return;
    case "choices":
      emit({ type: "choices", about: ask.about, ...(await readChoices(ask.about, host)) });
      return;
    case "customer": {
      const { customer, change: json } = ask;
      emit({ type: "panel", panel: await read(api.v1.customers[":id"].$patch({ param: { id: customer }, json })) });
      await readThread(host, ask.id, ""); // which bears their name
      return;
    }
    case "trial":
      emit({
        type: "trial",
        // The client's types lose themselves in a tree.
        trial: RuleTrial.parse(await read(api.v1.rules.try.$post({ json: { conversation: ask.id } }))),
      });
  }
}

/** Tells the thread, unless it is what was seen before; answers what was seen. */
async function readThread({ api, emit, setClock }: ConversationHost, id: string, before: string): Promise<string> {
  const thread = await read(api.v1.conversations[":id"].$get({ param: { id } }));
  setClock(thread.now);
  const seen = JSON.stringify({ ...thread, now: 0 });
  if (seen !== before) emit({ type: "thread", thread });
  return seen;
}

/** Sends, the same again while the server is away: by its key it is one message. */
async function send({ id, sending, anyway }: Extract<ConversationAsk, { ask: "send" }>, host: ConversationHost) {
  const { api, emit, shell, signal } = host;
  const header = { "idempotency-key": shell.newKey() };
  const thread = await retrying(shell, signal, () => read(sendOnce({ id, sending, anyway, header }, api)));
  emit({ type: "sent", thread, sending });
}

interface Sent {
  readonly id: string;
  readonly sending: Sending;
  readonly anyway: boolean;
  readonly header: { readonly "idempotency-key": string };
}

function sendOnce({ id, sending, anyway, header }: Sent, api: ConversationHost["api"]) {
  const { kind, text, seen, close } = sending;
  const conversation = api.v1.conversations[":id"];
  const param = { id };
  if (kind === "note") return conversation.notes.$post({ param, header, json: { text } });
  return conversation.replies.$post({ param, header, json: { text, seen: seen.version, anyway, close } });
}

async function readChoices(about: Exclude<About, "priority" | "others">, { api }: ConversationHost) {
  switch (about) {
    case "agent": {
      const { items } = await read(api.v1.agents.$get());
      const options = items.map(({ id, name, status, holding, capacity }) => ({
        id,
        label: name,
        aside: `${status}, holding ${holding} of ${capacity}`,
      }));
      return { options };
    }
    case "inbox": {
      const { items } = await read(api.v1.inboxes.$get());
      return { options: items.map(({ id, name, waiting }) => ({ id, label: name, aside: `${waiting} waiting` })) };
    }
    case "answers": {
      const { items: answers } = await read(api.v1.answers.$get({ query: { limit: String(answersMax) } }));
      return { answers, options: [] };
    }
    default: {
      const { items } = await read(about === "topics" ? api.v1.topics.$get() : api.v1.skills.$get());
      return { options: items.map(({ name, description }) => ({ id: name, label: name, aside: description })) };
    }
  }
}
