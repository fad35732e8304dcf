import type { Channel } from "@headsup/contract";
import { compileAnswer } from "@headsup/core/answer/template";
import { parsePhone } from "@headsup/core/contact/phone";
import {
  type CampaignWithSender,
  findAnswer,
  findCampaign,
  findLabel,
  findSender,
  findSenderByAddress,
  type SenderRow,
} from "@headsup/storage/catalog";
import { refuse, unwrap } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** Looking up what a request names, or saying clearly that it is not there. */

export const campaignOf = async ({ catalogue }: Services, id: string): Promise<CampaignWithSender> =>
  (await findCampaign(catalogue, id)) ?? refuse("not_found", `There is no campaign ${id}.`);

export async function requireSkill({ catalogue }: Services, name: string): Promise<void> {
  if ((await findLabel(catalogue, "skill", name)) === undefined)
    refuse("not_found", `There is no skill "${name}". Create it with: headsup skill create ${name}`);
}

/** A sender by its id or by its number however written. */
export async function senderOf(
  { catalogue }: Services,
  named: { channel: Channel; sender: string },
): Promise<SenderRow> {
  const { channel, sender } = named;
  const byId = sender.startsWith("snd_") ? await findSender(catalogue, sender) : undefined;
  const found = byId ?? (await findSenderByAddress(catalogue, { channel, address: e164Of(sender) ?? sender }));
  return (
    found ??
    refuse(
      "not_found",
      `There is no ${channel} sender "${sender.slice(0, 40)}". Add it with: headsup sender create ${sender.slice(0, 40)}`,
    )
  );
}

export const e164Of = (written: string): string | null => {
  const phone = parsePhone(written, { country: "US" });
  return phone.ok ? phone.value.e164 : null;
};

/** The text of a campaign: its own, or a stored answer's. Checked here, so that a campaign's text always compiles. */
export async function textOf(
  { catalogue }: Services,
  { answer, text, language }: { answer?: string | undefined; text?: string | undefined; language: string },
): Promise<string> {
  const chosen = answer === undefined ? text : (await findAnswer(catalogue, answer))?.text;
  if (chosen === undefined) return refuse("not_found", `There is no answer ${String(answer)}.`);
  unwrap(compileAnswer(chosen, { language }));
  return chosen;
}
