import {
  Campaign,
  CampaignCreate,
  CampaignDetail,
  CampaignId,
  CampaignPatch,
  LaunchRequest,
  OutreachStatus,
  PauseRequest,
  page,
} from "@headsup/contract";
import type { Command } from "@headsup/core/campaign/lifecycle";
import {
  type CampaignWithSender,
  deleteDraft,
  insertCampaign,
  pageCampaigns,
  updateCampaign,
  updateDraft,
} from "@headsup/storage/catalog";
import type { Context } from "hono";
import { z } from "zod";
import { audited, auditedOfDraft } from "../audit.ts";
import { asStored, newCampaign } from "../draft.ts";
import { campaignOf, requireSkill, senderOf } from "../find.ts";
import { refuseFlagged } from "../health.ts";
import { onInvalid } from "../invalid.ts";
import { fallbacksOf, ladderOf, plain, refuseTwice, saidAnew, saidOn } from "../ladder.ts";
import { launchCampaign } from "../launch.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { naming, resolve } from "../references.ts";
import { body, guarded, idempotencyHeader, instant, json, pageQuery } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";
import { isLaunched, showCampaign, showDetail } from "../shape.ts";

const params = z.object({ id: CampaignId });
const detail = { 200: json(CampaignDetail, "The campaign as it stands.") };

const order = (verb: Command, description: string) =>
  guarded({
    role: "manager",
    method: "post",
    path: `/campaigns/{id}/${verb}`,
    tags: ["campaigns"],
    summary: description,
    request: { params, body: { required: false, content: { "application/json": { schema: PauseRequest } } } },
    responses: detail,
  });

export const campaigns = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns",
      tags: ["campaigns"],
      summary: "Create a campaign, as a draft.",
      request: { headers: idempotencyHeader, body: body(CampaignCreate) },
      responses: { 201: json(Campaign, "The draft.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof Campaign>>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const {
        sender: named,
        answer,
        text,
        content,
        fallbacks,
        expiresAt,
        hours,
        skill,
        inbox,
        ...input
      } = c.req.valid("json");
      refuseSilence(input);
      const sender = await senderOf(services, { channel: input.channel, sender: named });
      if (skill !== undefined) await requireSkill(services, skill);
      const contents = await saidOn(services, input, { answer, text, content });
      const further = await fallbacksOf(services, input.language, fallbacks);
      refuseTwice(ladderOf({ channel: input.channel, senderId: sender.id, fallbacks: further }));
      const row = newCampaign(c, {
        ...input,
        kind: "campaign",
        senderId: sender.id,
        answerId: answer ?? null,
        text: plain(contents),
        contents,
        fallbacks: further,
        hours: hours ?? null,
        expiresAt: instant(expiresAt),
        skill: skill ?? null,
        ownInboxId: inbox === undefined ? null : await inboxOf(services, inbox),
      });
      const statements = [
        insertCampaign(services.catalogue, row),
        audited(c, { action: "campaign.create", target: row.id, detail: { name: row.name } }),
      ];
      const shown = showCampaign(await asStored(services, row, sender));
      return c.json(await key.commit(statements, shown, 201), 201);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns",
      tags: ["campaigns"],
      summary: "Campaigns, newest first. Single messages to one person only where asked for.",
      request: {
        query: pageQuery(CampaignId).extend({
          kind: z.enum(["campaign", "single", "all"]).default("campaign"),
          status: OutreachStatus.optional(),
        }),
      },
      responses: { 200: json(page(Campaign), "A page of campaigns.") },
    }),
    async (c) => {
      const { cursor, limit, kind, status = null } = c.req.valid("query");
      const rows = await pageCampaigns(c.var.services.catalogue, {
        before: cursor ?? null,
        kind: kind === "all" ? null : kind,
        status,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map(showCampaign);
      return c.json({ items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }, 200);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/campaigns/{id}",
      tags: ["campaigns"],
      summary: "A campaign with its outreaches and history, live from its own object.",
      request: { params },
      responses: detail,
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      return c.json(showDetail(row, await services.campaign(row.id).describe()), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "patch",
      path: "/campaigns/{id}",
      tags: ["campaigns"],
      summary:
        "Change a draft; of a launched campaign only how it is called, its hours, zone and expiry, and what becomes of replies.",
      request: { params, body: body(CampaignPatch) },
      responses: { 200: json(Campaign, "The campaign as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const { sender: named, answer, text, content, fallbacks, expiresAt, inbox, ...patch } = c.req.valid("json");
      const frozen = [
        "sender",
        "text",
        "answer",
        "content",
        "fallbacks",
        "language",
        "window",
        "pace",
        "optOutText",
        "replies",
        "replyLine",
      ].filter((field) => field in c.req.valid("json"));
      if (isLaunched(row) && frozen.length > 0) {
        refuse("campaign_not_draft", `This campaign was launched: its ${frozen.join(", ")} cannot change any more.`);
      }
      refuseSilence({ ...row, ...patch });
      if (patch.skill != null) await requireSkill(services, patch.skill);
      const change = {
        ...patch,
        ...(named === undefined
          ? {}
          : { senderId: (await senderOf(services, { channel: row.channel, sender: named })).id }),
        ...(await saidAnew(services, row, { answer, text, content, fallbacks, language: patch.language })),
        ...(expiresAt === undefined ? {} : { expiresAt: instant(expiresAt) }),
        ...(inbox === undefined ? {} : { ownInboxId: inbox === null ? null : await inboxOf(services, inbox) }),
      };
      if (Object.keys(change).length === 0) refuse("invalid_request", "There is nothing to change in this request.");
      const { hours, zone, expiresAt: until, openConversation, backPressure, skill, ownInboxId } = change;
      const goesBy = {
        ...(hours === undefined ? {} : { hours }),
        ...(zone === undefined ? {} : { zone }),
        ...(until === undefined ? {} : { expiresAt: until }),
        ...(openConversation === undefined ? {} : { openConversation }),
        ...(backPressure === undefined ? {} : { backPressure }),
        ...(skill === undefined ? {} : { skill }),
        ...(ownInboxId === undefined ? {} : { inboxId: ownInboxId }),
      };
      // How it is called and what becomes of replies may change as long as it is on record, also when it is over.
      if (isLaunched(row) && Object.keys(goesBy).length > 0) unwrap(await services.campaign(row.id).amend(goesBy));
      await stored(c, row, change);
      return c.json(showCampaign(await campaignOf(services, row.id)), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/campaigns/{id}",
      tags: ["campaigns"],
      summary: "Delete a draft that was never launched, with its lists.",
      request: { params },
      responses: { 200: json(Campaign, "The draft as it was.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await campaignOf(services, c.req.valid("param").id);
      const launched = () =>
        refuse(
          "campaign_not_draft",
          "This campaign was launched: who was contacted stays on record. To contact nobody further, stop it.",
        );
      if (isLaunched(row)) launched();
      // The object first: what is cut off half-way leaves a draft in sight, to be deleted again.
      unwrap(await services.campaign(row.id).discard());
      const [, deleted] = await services.catalogue.together([
        auditedOfDraft(c, { action: "campaign.delete", target: row.id, detail: { name: row.name } }),
        deleteDraft(services.catalogue, row.id),
      ]);
      if (deleted?.length === 0) {
        await campaignOf(services, row.id); // gone by another request meanwhile, or
        refuse(
          "conflict",
          "A launch of this campaign was asked for meanwhile. It finds nobody to send to; delete it again.",
        );
      }
      return c.json(showCampaign(row), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/campaigns/{id}/launch",
      tags: ["campaigns"],
      summary: "Launch every sealed list not yet launched. Launching again changes nothing.",
      request: { params, headers: idempotencyHeader, body: body(LaunchRequest) },
      responses: detail,
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof CampaignDetail>>(c);
      if (key.before !== null) return c.json(key.before, 200);
      const draft = await campaignOf(services, c.req.valid("param").id);
      const launched = await launchCampaign(c, draft, c.req.valid("json"));
      return c.json(await key.commit([], launched, 200), 200);
    },
  )
  .openapi(order("pause", "Pause. Answers when nothing is in flight any more."), (c) =>
    commanded(c, "pause", { ...c.req.valid("json"), ...c.req.valid("param") }),
  )
  .openapi(order("resume", "Resume. Nobody is contacted again."), (c) =>
    commanded(c, "resume", { ...c.req.valid("json"), ...c.req.valid("param") }),
  )
  .openapi(order("stop", "Stop, for good. Answers when nothing is in flight any more."), (c) =>
    commanded(c, "stop", { ...c.req.valid("json"), ...c.req.valid("param") }),
  );

/** The id of an inbox named by id or name. */
const inboxOf = async (services: Services, named: string): Promise<string> =>
  (await resolve(services, naming("inbox", "inbox", named)))("inbox", named);

/** Whoever discourages replies says where to turn instead. */
function refuseSilence({ replies, replyLine }: Pick<CampaignWithSender, "replies" | "replyLine">): void {
  if (replies === "discourage" && replyLine === "")
    refuse(
      "invalid_request",
      'replyLine: a message that discourages replies says where to turn, such as "Please do not reply. Call us at +1 202 555 0100."',
    );
}

/** What says how a campaign is called and found: nothing that is sent goes by it, launched or not. */
const descriptive: ReadonlySet<string> = new Set(["name", "description", "tags"]);

/** Stores a change. One made of a draft is stored only if it still is one: what a launch froze is written no more. */
async function stored(
  c: Context<ApiEnv>,
  row: CampaignWithSender,
  change: Parameters<typeof updateCampaign>[2],
): Promise<void> {
  const { catalogue } = c.var.services;
  const fields = Object.keys(change);
  const entry = { action: "campaign.change", target: row.id, detail: { fields } };
  if (isLaunched(row) || fields.every((field) => descriptive.has(field))) {
    await catalogue.together([updateCampaign(catalogue, row.id, change), audited(c, entry)]);
    return;
  }
  const [, changed] = await catalogue.together([auditedOfDraft(c, entry), updateDraft(catalogue, row.id, change)]);
  if (changed?.length === 0)
    refuse(
      "conflict",
      "This campaign was launched or deleted while it was being changed, and nothing was changed. Look at it, then change what can be.",
    );
}

async function commanded(
  c: Context<ApiEnv>,
  verb: Command,
  { id, reason = null }: { id: string; reason?: string | null | undefined },
) {
  const { services, caller } = c.var;
  const row = await campaignOf(services, id);
  if (verb === "resume") await refuseFlagged(services, row);
  const state = unwrap(await services.campaign(row.id).command(verb, { actor: caller.name, reason }));
  await services.catalogue.together([
    audited(c, { action: `campaign.${verb}`, target: row.id, detail: reason === null ? {} : { reason } }),
  ]);
  return c.json(showDetail(row, state), 200);
}
