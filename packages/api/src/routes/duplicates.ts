import { CampaignId, DuplicatePage, limits, RecipientId, type RecipientStatus } from "@headsup/contract";
import { addressesOf } from "@headsup/core/contact/address";
import { reasonOf } from "@headsup/core/reason";
import { readActiveCampaigns, readRecentContacts } from "@headsup/storage/catalog";
import { z } from "zod";
import { campaignOf } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { guarded, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

const dayMs = 24 * 60 * 60_000;
/** People of one answer. */
const peoplePerPage = 500;
/** Campaigns that are asked, the newest, and how many of them at once. */
const campaignsMax = 200;
const atOnce = 20;

/** Standings in which nobody was, nor will be, written to. */
const untold: ReadonlySet<RecipientStatus> = new Set(["skipped", "failed", "unreached"]);

type Campaign = z.infer<typeof DuplicatePage>["items"][number]["campaign"];
interface Found {
  readonly address: string;
  readonly campaign: Campaign;
  readonly at: number | null;
}

/** People other campaigns write to or wrote to: no row is shared among campaigns, each is asked by chunk. */
export const duplicates = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid }).openapi(
  guarded({
    role: "manager",
    method: "get",
    path: "/campaigns/{id}/duplicates",
    tags: ["campaigns"],
    summary:
      "Which of a campaign's people other campaigns wrote to within so many days, or may write to: some people at a time, asked on with `cursor` until `next` is null.",
    request: {
      params: z.object({ id: CampaignId }),
      query: z.object({
        days: z.coerce.number().int().min(1).max(limits.duplicateDaysMax).default(limits.duplicateDaysDefault),
        cursor: RecipientId.optional(),
      }),
    },
    responses: {
      200: json(DuplicatePage, "Those of the chunk that were found, and which campaigns could not be asked."),
    },
  }),
  async (c) => {
    const { services } = c.var;
    const { id } = await campaignOf(services, c.req.valid("param").id);
    const { days, cursor = null } = c.req.valid("query");
    const { items: people, next } = await services.campaign(id).addressPage(cursor, peoplePerPage);
    const of = {
      campaignId: id,
      addresses: people.flatMap(addressesOf),
      since: services.now() - days * dayMs,
    };
    const [recent, active] =
      people.length === 0
        ? [[], { found: [], unasked: [] }]
        : await Promise.all([readRecentContacts(services.catalogue, of), askActive(services, of)]);
    const byAddress = new Map(people.flatMap((person) => addressesOf(person).map((address) => [address, person])));
    // A campaign's own word comes first: it knows of contacts the catalogue has not heard of yet.
    const found = new Map<string, Found>();
    for (const each of [...recent, ...active.found]) found.set(`${each.campaign.id} ${each.address}`, each);
    const items = [...found.values()]
      .map(({ address, campaign, at }) => ({ address, line: byAddress.get(address)?.line ?? 0, campaign, at }))
      .sort((a, b) => a.line - b.line);
    const { size } = new Set(items.map(({ address }) => byAddress.get(address)?.address));
    return c.json({ checked: people.length, people: size, items, unasked: active.unasked, next }, 200);
  },
);

/** Asks the campaigns that may still write to somebody. One that does not answer keeps no other. */
async function askActive(
  services: Services,
  { campaignId, addresses, since }: { campaignId: string; addresses: readonly string[]; since: number },
): Promise<{ found: Found[]; unasked: string[] }> {
  const campaigns = await readActiveCampaigns(services.catalogue, { campaignId, limit: campaignsMax });
  const found: Found[] = [];
  const unasked: string[] = [];
  const ask = async (campaign: Campaign) => {
    try {
      const contacts = await services.campaign(campaign.id).contactsOf(addresses, since);
      for (const { address, at, status } of contacts) if (!untold.has(status)) found.push({ address, campaign, at });
    } catch (error) {
      services.log("warn", "duplicates.unasked", { campaignId: campaign.id, error: reasonOf(error) });
      unasked.push(campaign.id);
    }
  };
  for (let at = 0; at < campaigns.length; at += atOnce) await Promise.all(campaigns.slice(at, at + atOnce).map(ask));
  return { found, unasked };
}
