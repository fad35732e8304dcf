import type { CampaignDetail, DuplicateChoice, Preview } from "@headsup/contract";
import { read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { given } from "../options/given.ts";
import { statusWord } from "../show/words.ts";
import { visible } from "../terminal/text.ts";
import { type Session, tell } from "./session.ts";

/** What `campaign create --launch` and `campaign launch` share. */

export const consentMissing = () =>
  usageError(
    "A launch needs --consent: you attest that every recipient agreed to be contacted.",
    "Add --consent if that is so.",
  );

export const readForecast = ({ api }: Session, id: string) =>
  read(api.v1.campaigns[":id"].forecast.$get({ param: { id }, query: {} }));

export async function readPreview(session: Session, id: string) {
  const [preview, forecast] = await Promise.all([
    read(session.api.v1.campaigns[":id"].preview.$get({ param: { id } })),
    readForecast(session, id),
  ]);
  return { preview, forecast };
}

/** The preview just before a launch: the refusal will tell the first thing in the way, and need not be told twice. */
export const beforeLaunch = (preview: Preview): Preview => ({ ...preview, blocking: preview.blocking.slice(1) });

interface Launch {
  readonly key: string;
  /** What to do about people other campaigns write to; absent: they are kept. */
  readonly duplicates?: DuplicateChoice | undefined;
  /** An admin's reason to launch what the content check blocks. */
  readonly override?: string | undefined;
}

/** Launches; repeated with the same key it is one launch. */
export const launchNow = (
  { api, shell, signal }: Session,
  id: string,
  { key, duplicates, override: reason }: Launch,
): Promise<CampaignDetail> =>
  retrying(shell, signal, () =>
    read(
      api.v1.campaigns[":id"].launch.$post({
        param: { id },
        header: { "idempotency-key": key },
        json: { consent: true, ...given({ duplicates, override: reason === undefined ? undefined : { reason } }) },
      }),
    ),
  );

export const tellLaunched = (session: Session, campaign: CampaignDetail): Promise<void> =>
  tell(session, campaign, () => [
    `Launched. ${standing(campaign)}.`,
    `Watch it:  headsup tail ${campaign.id}`,
    `Halt it:   headsup campaign pause ${campaign.id}`,
  ]);

/** ‘"July renewals" is In Progress 7/11’ */
export const standing = (campaign: CampaignDetail): string => `"${visible(campaign.name)}" is ${statusWord(campaign)}`;
