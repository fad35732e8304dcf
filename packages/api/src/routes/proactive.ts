import {
  Campaign,
  type ColumnRole,
  type Content,
  defaultPace,
  defaultWindow,
  limits,
  maskAddress,
  ProactiveMessageCreate,
  type RowProblem,
} from "@headsup/contract";
import { literally } from "@headsup/core/answer/template";
import { type CampaignWithSender, insertCampaign } from "@headsup/storage/catalog";
import type { Context } from "hono";
import type { z } from "zod";
import { audited } from "../audit.ts";
import { asStored, newCampaign } from "../draft.ts";
import { campaignOf, requireSkill, senderOf } from "../find.ts";
import { sha256Hex } from "../hash.ts";
import { onInvalid } from "../invalid.ts";
import { plain, saidOn } from "../ladder.ts";
import { launchCampaign, requireAgreement } from "../launch.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { type Keyed, keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { packRows } from "../packed.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import { planFor, readRows } from "../rows.ts";
import type { ApiEnv } from "../services.ts";
import { showCampaign, showDetail } from "../shape.ts";

type Asked = z.infer<typeof ProactiveMessageCreate>;
type Shown = z.infer<typeof Campaign>;

/** One message to one person: a campaign of one row, so that every guard of the engine holds for it. */
export const proactive = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid }).openapi(
  guarded({
    role: "agent",
    method: "post",
    path: "/messages",
    tags: ["messages"],
    summary: "Write to one person first, with the same guards as a campaign: opt-outs, decent hours, one message once.",
    request: { headers: idempotencyHeader, body: body(ProactiveMessageCreate) },
    responses: { 201: json(Campaign, "The campaign that sends it.") },
  }),
  async (c) => {
    const asked = c.req.valid("json");
    const key = await keyed<Shown>(c);
    // The key stands for the draft. Whatever broke off behind it is taken up by the same request again.
    const { id } = key.before ?? (await begin(c, key, asked));
    return c.json(await finish(c, await campaignOf(c.var.services, id), asked), 201);
  },
);

/** Stores the draft, once nothing known speaks against the message. */
async function begin(c: Context<ApiEnv>, key: Keyed<Shown>, asked: Asked): Promise<Shown> {
  const { services } = c.var;
  await requireAgreement(c);
  const content = contentOf(asked);
  const { channel } = content;
  const sender = await senderOf(services, { channel, sender: asked.sender });
  const contents = await saidOn(services, { channel, language: "en" }, { content });
  if (asked.skill !== undefined) await requireSkill(services, asked.skill);
  const row = newCampaign(c, {
    kind: "single",
    name: "Message to one person",
    description: "",
    channel,
    senderId: sender.id,
    language: "en",
    answerId: null,
    text: plain(contents),
    contents,
    fallbacks: [],
    brand: "",
    tags: [],
    zone: "UTC",
    hours: null,
    window: defaultWindow,
    pace: defaultPace,
    expiresAt: null,
    optOutText: "Reply STOP to opt out.",
    skill: asked.skill ?? null,
    ownInboxId: null,
    lookBackMs: limits.lookBackMsMax,
    lookBackRoutes: "opening",
    openConversation: "send",
    backPressure: "off",
    replies: "open",
    replyLine: "",
  });
  const stored = await asStored(services, row, sender);
  const { rows, bad } = await readPerson(c, stored, asked);
  refuseProblem(bad[0]);
  const named = { ...row, name: `Message to ${maskAddress(rows[0]?.address ?? "")}` };
  const statements = [
    insertCampaign(services.catalogue, named),
    audited(c, { action: "message.create", target: row.id, detail: { sender: sender.id } }),
  ];
  return key.commit(statements, showCampaign({ ...stored, name: named.name }), 201);
}

/** What is said: words as they stand, or content as it was given. */
function contentOf({ text, subject, content }: Asked): Content {
  if ((text === undefined) === (content === undefined)) refuse("invalid_request", "Give either `text` or `content`.");
  if (content !== undefined) return content;
  const words = literally(text ?? "");
  return subject === undefined
    ? { channel: "sms", text: words, media: [] }
    : { channel: "email", subject: literally(subject), text: words };
}

/** The steps a person takes with a list, each of which changes nothing when it is taken again. */
async function finish(c: Context<ApiEnv>, row: CampaignWithSender, asked: Asked): Promise<Shown> {
  const { services } = c.var;
  const campaign = services.campaign(row.id);
  const state = await campaign.describe();
  if (state.launchedAt !== null) return bare(showDetail(row, state));
  const fingerprint = await sha256Hex(row.id);
  const id = services.newId("list");
  const list = { id, name: "One person", fingerprint, columns, country, startAt: null, endAt: null };
  const opened = unwrap(await campaign.createList(list)).list;
  const { rows, bad } = await readPerson(c, row, asked);
  const digest = await sha256Hex(JSON.stringify(cellsOf(asked)));
  const chunk = { list: opened.id, n: 0, digest, rows: packRows(rows), bad, window: row.window };
  refuseProblem(unwrap(await campaign.importChunk(chunk)).problems[0]);
  unwrap(await campaign.sealList(opened.id, { chunks: 1, rows: 1 }));
  return bare(await launchCampaign(c, row));
}

/** Without what only one campaign looked at is told with. */
const bare = ({ outreaches: _, history: __, ...shown }: ReturnType<typeof showDetail>): Shown => shown;

const columns: ColumnRole[] = [{ role: "address" }, { role: "zone" }];
const country = "US";
const cellsOf = ({ to, zone = "" }: Asked): string[] => [to, zone];

const readPerson = ({ var: { services } }: Context<ApiEnv>, row: CampaignWithSender, asked: Asked) =>
  readRows(services, row, {
    rows: [{ line: 1, cells: cellsOf(asked) }],
    plan: unwrap(planFor(row, { columns, country })),
  });

/** What the fields of a message are called that a row's problem is about. */
const fields: Readonly<Partial<Record<RowProblem["code"], string>>> = {
  NO_TIME_ZONE: "zone",
  UNKNOWN_TIME_ZONE: "zone",
  NO_COMMON_HOURS: "zone",
  MESSAGE_TOO_LONG: "text",
  INVALID_ROW: "text",
};

function refuseProblem(problem: Omit<RowProblem, "seen"> | undefined): void {
  if (problem === undefined) return;
  const message = problem.message.replace(/^line \d+: /, "");
  if (problem.code === "OPTED_OUT" || problem.code === "NOT_TEXTABLE") refuse("suppressed", message);
  refuse("invalid_request", `${fields[problem.code] ?? "to"}: ${message}`);
}
