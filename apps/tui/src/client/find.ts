import { AnswerId, type Campaign, CampaignId, ListId, limits } from "@headsup/contract";
import { CommandError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import { visible } from "../terminal/text.ts";
import { type Api, read } from "./api.ts";
import { eachOf, firstOf } from "./pages.ts";

/** What a person calls a thing by → its id. */

/** A campaign by its id, the beginning of one, or its name; in whatever case, where none has exactly that name. */
export async function campaignId(api: Api, given: string): Promise<string> {
  const named = given.replace(/…$/, ""); // copied from a narrow table
  if (CampaignId.safeParse(named).success) return named;
  const limit = String(limits.pageSizeMax);
  const all = eachOf<Campaign>((cursor) => read(api.v1.campaigns.$get({ query: { ...cursor, limit } })));
  const campaigns = await firstOf(all, limits.pageSizeMax * cliLimits.searchPagesMax);
  const found = named.startsWith("cmp_")
    ? campaigns.filter(({ id }) => id.startsWith(named))
    : byName(campaigns, named);
  return theOnly(found, { kind: "campaign", named, list: "headsup campaign list" });
}

/** Those of exactly that name; where there is none, those of that name in whatever case. */
export function byName<T extends { readonly name: string }>(things: readonly T[], named: string): T[] {
  const exact = things.filter(({ name }) => name === named);
  return exact.length > 0 ? exact : things.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
}

/** An answer by its id or exact name. */
export async function answerId(api: Api, named: string): Promise<string> {
  if (AnswerId.safeParse(named).success) return named;
  const { items } = await read(api.v1.answers.$get());
  const found = items.filter(({ id, name }) => name === named || (named.startsWith("ans_") && id.startsWith(named)));
  return theOnly(found, { kind: "answer", named, list: "headsup answer list" });
}

/** A list of a campaign by its id, the beginning of one, or its exact name. */
export async function listId(api: Api, campaign: string, given: string): Promise<string> {
  const named = given.replace(/…$/, "");
  if (ListId.safeParse(named).success) return named;
  const { items } = await read(api.v1.campaigns[":id"].lists.$get({ param: { id: campaign } }));
  const found = items.filter(({ id, name }) => name === named || (named.startsWith("lst_") && id.startsWith(named)));
  return theOnly(found, { kind: "list", named, list: `headsup campaign show ${campaign} --json` });
}

interface Named {
  readonly kind: string;
  readonly named: string;
  /** The command that lists them. */
  readonly list: string;
}

/** The id of the one that was found; told where there is none, or more than one. */
export function theOnly(found: readonly { id: string; name: string }[], { kind, named, list }: Named): string {
  const [first, second] = found;
  if (first === undefined)
    throw new CommandError({
      code: "not_found",
      message: `There is no ${kind} "${named}".`,
      hint: `See what there is: ${list}`,
    });
  if (second === undefined) return first.id;
  throw new CommandError({
    code: "ambiguous",
    message: `"${named}" is more than one ${kind}: ${manyOf(found)}.`,
    hint: "Give the whole id.",
  });
}

const namedMax = 5;

function manyOf(found: readonly { id: string; name: string }[]): string {
  const named = found.slice(0, namedMax).map(({ id, name }) => `${id} "${visible(name)}"`);
  return [...named, ...(found.length > namedMax ? [`${found.length - namedMax} more`] : [])].join(", ");
}
