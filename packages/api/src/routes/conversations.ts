import {
  ConversationId,
  ConversationPage,
  ConversationPatch,
  ConversationQuery,
  DraftPut,
  limits,
  NoteCreate,
  ReplyCreate,
  Thread,
} from "@headsup/contract";
import { type ConversationShown, countDesk, findAgentOfUser, pageConversations } from "@headsup/storage/catalog";
import { z } from "zod";
import { refuseNothing } from "../checked.ts";
import { note, patch, reply, writeDraft } from "../conversations/act.ts";
import { dispatchMessage } from "../conversations/outgoing.ts";
import { showConversation, threadOf } from "../conversations/show.ts";
import { onInvalid } from "../invalid.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { naming, resolve } from "../references.ts";
import { body, guarded, idempotencyHeader, json, pageQuery } from "../route.ts";
import type { ApiEnv } from "../services.ts";

/** A place among conversations: `<when it changed, or since when it waits>.<id>`. */
const Cursor = z
  .string()
  .regex(/^\d{1,16}\.cnv_[0-9a-z]{26}$/)
  .transform((text) => ({ at: Number(text.slice(0, text.indexOf("."))), id: text.slice(text.indexOf(".") + 1) }));
const cursorOf = ({ id, waitingSince, changedAt }: ConversationShown, isWaiting: boolean) =>
  `${isWaiting ? waitingSince : changedAt}.${id}`;

const params = z.object({ id: ConversationId });
const thread = { 200: json(Thread, "The conversation with its thread.") };

/** The threads with customers, and what agents do in them. */
export const conversations = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/conversations",
      tags: ["conversations"],
      summary: "Conversations: those that wait, the longest first; any others, the latest change first.",
      request: { query: pageQuery(Cursor).extend(ConversationQuery.shape) },
      responses: { 200: json(ConversationPage, "A page, and how many there are in each view.") },
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { cursor, limit, view, inbox, agent, ...filter } = c.req.valid("query");
      const me = await findAgentOfUser(services.catalogue, caller.tokenId);
      const isWaiting = view === "waiting";
      const idOf = await resolve(services, [...naming("agent", "agent", agent), ...naming("inbox", "inbox", inbox)]);
      const [rows, counts] = await Promise.all([
        pageConversations(services.catalogue, {
          filter: {
            ...filter,
            isWaiting,
            agentId: view === "mine" ? (me?.id ?? "") : agent && idOf("agent", agent),
            inboxId: inbox && idOf("inbox", inbox),
          },
          after: cursor ?? null,
          limit: limit + 1,
        }),
        countDesk(services.catalogue, { agentId: me?.id ?? null, now: services.now() }),
      ]);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return c.json(
        {
          now: services.now(),
          items: rows.slice(0, limit).map(showConversation),
          next: last === undefined ? null : cursorOf(last, isWaiting),
          counts,
        },
        200,
      );
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/conversations/{id}",
      tags: ["conversations"],
      summary: `A conversation with the latest ${limits.threadMessagesMax} entries of its thread, the oldest first.`,
      request: { params },
      responses: thread,
    }),
    async (c) => c.json(await threadOf(c.var.services, c.req.valid("param").id, c.var.caller), 200),
  )
  .openapi(
    guarded({
      role: "agent",
      method: "patch",
      path: "/conversations/{id}",
      tags: ["conversations"],
      summary: "Hand a conversation on, sort it, close it or open it again.",
      request: { params, body: body(ConversationPatch) },
      responses: thread,
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { id } = c.req.valid("param");
      refuseNothing(c.req.valid("json"));
      await patch(services, caller, id, c.req.valid("json"));
      return c.json(await threadOf(services, id, caller), 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "post",
      path: "/conversations/{id}/replies",
      tags: ["conversations"],
      summary: "Answer the customer. Refused where something was said since its writer looked, unless `anyway`.",
      request: { params, headers: idempotencyHeader, body: body(ReplyCreate) },
      responses: thread,
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { id } = c.req.valid("param");
      const key = await keyed<{ messageId: string }>(c);
      const stored = { messageId: services.newId("message") };
      const asked = { ...c.req.valid("json"), id, ...stored };
      const { messageId } =
        key.before ?? (await key.attempt(() => reply(services, caller, asked, key.record(stored, 200)), stored));
      // Asked again, it may be left by a request that broke off: whoever claims it hands it over.
      await dispatchMessage(services, messageId);
      return c.json(await threadOf(services, id, caller), 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "post",
      path: "/conversations/{id}/notes",
      tags: ["conversations"],
      summary: "Leave a note for colleagues. No customer sees it.",
      request: { params, headers: idempotencyHeader, body: body(NoteCreate) },
      responses: thread,
    }),
    async (c) => {
      const { services, caller } = c.var;
      const { id } = c.req.valid("param");
      const key = await keyed<{ done: true }>(c);
      const stored = { done: true } as const;
      const { text } = c.req.valid("json");
      if (key.before === null)
        await key.attempt(() => note(services, caller, { id, text }, key.record(stored, 200)), stored);
      return c.json(await threadOf(services, id, caller), 200);
    },
  )
  .openapi(
    guarded({
      role: "agent",
      method: "put",
      path: "/conversations/{id}/draft",
      tags: ["conversations"],
      summary: "Say what one is writing, for colleagues to see. An empty text takes it back.",
      request: { params, body: body(DraftPut) },
      responses: { 200: json(z.object({ ok: z.literal(true) }), "It is kept.") },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      await writeDraft(c.var.services, c.var.caller, { id, text: c.req.valid("json").text });
      return c.json({ ok: true as const }, 200);
    },
  );
