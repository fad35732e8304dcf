import type { Estimate, Prices, RecipientPreview, RungPreview } from "@headsup/contract";
import { previewOf } from "@headsup/core/answer/preview";
import type { Rendered } from "@headsup/core/answer/rendered";
import type { CampaignSettings, Rung } from "@headsup/core/campaign/settings";
import { addressOn } from "@headsup/core/contact/address";
import { firstRecipient, pageByLine, type RecipientRow, readLists } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { blockingOf } from "./launch.ts";
import { contentOf } from "./prepare.ts";

/** What people would get, to the letter, and what it would cost. */

/** People an estimate is reckoned by. */
const sampleMax = 200;

export const previewRecipient = (
  ctx: Context,
  settings: CampaignSettings,
  row: RecipientRow,
  prices: Prices,
): RecipientPreview => ({
  id: row.id,
  address: row.address,
  rungs: settings.rungs.map((rung, nth) => previewRung(ctx, { rung, nth }, row, prices)),
});

const nothing = {
  text: null,
  subject: null,
  html: null,
  media: [],
  call: null,
  language: null,
  isFallback: false,
  variables: [],
  encoding: null,
  costly: [],
  units: 0,
  cost: null,
} as const;

function previewRung(
  ctx: Context,
  { rung, nth }: { rung: Rung; nth: number },
  row: RecipientRow,
  prices: Prices,
): RungPreview {
  const { channel, sender } = rung;
  const address = addressOn(row, channel);
  const at = { rung: nth, channel, sender: sender.address, address };
  const made = previewOf(ctx.messageOf(rung, nth), row, { prices, to: address ?? "" });
  if (!made.ok) return { ...at, ...nothing, media: [], variables: [], costly: [], problem: made.error.message };
  const { rendered, language, isFallback, variables, size, units, cost } = made.value;
  return {
    ...at,
    problem: address === null ? "They have no address of the kind this channel takes." : null,
    text: rendered.text,
    subject: rendered.channel === "email" ? rendered.subject : null,
    html: rendered.channel === "email" ? rendered.html : null,
    media: rendered.channel === "sms" ? [...rendered.media] : [],
    call: rendered.channel === "voice" ? { ...rendered.call, keys: [...rendered.call.keys] } : null,
    language,
    isFallback,
    variables: [...variables],
    encoding: size?.encoding ?? null,
    costly: [...(size?.costly ?? [])],
    units,
    cost,
  };
}

export interface LaunchPreview {
  /** What a launch would be refused for now. */
  readonly blocking: { code: string; message: string }[];
  /** The first message. */
  readonly sample: { address: string; content: Rendered } | null;
  readonly estimate: Estimate | null;
}

/** @param prices null: no estimate is asked for */
export function previewLaunch(ctx: Context, settings: CampaignSettings, prices: Prices | null): LaunchPreview {
  const lists = readLists(ctx.store.db);
  const blocking = blockingOf(ctx, settings, lists);
  const first = firstRecipient(ctx.store.db);
  const content = first && contentOf(ctx, settings, first);
  const people = lists.reduce((sum, { recipients }) => sum + recipients, 0);
  return {
    blocking: blocking === null ? [] : [blocking],
    sample: first && content?.ok ? { address: first.address, content: content.value } : null,
    estimate: prices === null ? null : estimate(ctx, settings, { prices, people }),
  };
}

/** What the first rung of `people` would cost, by the first of them; null where nobody is. */
function estimate(
  ctx: Context,
  settings: CampaignSettings,
  { prices, people }: { prices: Prices; people: number },
): Estimate | null {
  const rows = pageByLine(ctx.store.db, { after: [0, 0], limit: sampleMax, status: null, list: null });
  const costs = rows.flatMap((row) => {
    const rung = settings.rungs[row.rung] ?? settings.rungs[0];
    return previewRung(ctx, { rung, nth: row.rung }, row, prices).cost?.micro ?? [];
  });
  if (costs.length === 0) return null;
  const { currency } = prices;
  const each = costs.reduce((sum, micro) => sum + micro, 0) / costs.length;
  return {
    people: costs.length,
    perPerson: { currency, micro: Math.round(each) },
    total: { currency, micro: Math.round(each * people) },
  };
}
