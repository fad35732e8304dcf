import { addressKindOf, type RungFinding } from "@headsup/contract";
import { checkContent } from "@headsup/core/answer/check";
import { countryOf } from "@headsup/core/contact/phone";
import { type CampaignWithSender, findSender } from "@headsup/storage/catalog";
import type { Context } from "hono";
import { refuse } from "./middleware/errors.ts";
import type { ApiEnv, Services } from "./services.ts";
import { settingsOf } from "./shape.ts";

/** The content check of a whole campaign (B7), and who may overrule it. */

const order = { blocking: 0, warning: 1, note: 2 } as const;

/** What is found of every rung, the gravest first. */
export async function findingsOf({ catalogue }: Services, row: CampaignWithSender): Promise<RungFinding[]> {
  const rungs = await Promise.all(
    settingsOf(row).rungs.map(async ({ channel, sender, message }, rung): Promise<RungFinding[]> => {
      const name = (await findSender(catalogue, sender.id))?.name;
      const names = [row.brand, name ?? ""].filter((each) => each !== "");
      // Where a sender is, most of those it writes to are.
      const country = addressKindOf(sender.address) === "phone" ? countryOf(sender.address) : undefined;
      const countries = country === undefined ? [] : [country];
      return checkContent({ ...message, names, countries }).map((finding) => ({ ...finding, rung, channel }));
    }),
  );
  return rungs.flat().toSorted((a, b) => order[a.severity] - order[b.severity]);
}

/**
 * Refuses a launch of what the content check blocks, unless an admin says why it is right.
 *
 * @returns what was overruled, for the record
 */
export async function refuseBlocked(
  c: Context<ApiEnv>,
  row: CampaignWithSender,
  override: { readonly reason: string } | undefined,
): Promise<{ override?: { reason: string; codes: string[] } }> {
  const blocking = (await findingsOf(c.var.services, row)).filter(({ severity }) => severity === "blocking");
  const [first] = blocking;
  if (first === undefined) return {};
  if (override === undefined)
    return refuse(
      "content_blocked",
      `${first.message} ${first.remedy} An admin may launch it all the same, with a reason: headsup campaign launch --override "…".`,
      blocking,
    );
  if (c.var.caller.role !== "admin")
    refuse("forbidden", "Overruling the content check needs the role admin; ask one to launch it.");
  return { override: { reason: override.reason, codes: [...new Set(blocking.map(({ code }) => code))] } };
}
