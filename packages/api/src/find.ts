import { addressKinds, type Channel, channels } from "@headsup/contract";
import { parseEmail } from "@headsup/core/contact/email";
import { parsePhone } from "@headsup/core/contact/phone";
import { quote } from "@headsup/core/conversation/say";
import { nearest } from "@headsup/core/nearest";
import {
  type AgentWithHolding,
  type CampaignWithSender,
  type ConversationRow,
  type CustomerRow,
  findAgent,
  findAgentOfUser,
  findCampaign,
  findConversation,
  findCustomer,
  findLabel,
  findSender,
  findSenderByAddress,
  type SenderRow,
} from "@headsup/storage/catalog";
import { refuse } from "./middleware/errors.ts";
import type { Caller, Services } from "./services.ts";

/** Looking up what a request names, or saying clearly that it is not there. */

export const campaignOf = async ({ catalogue }: Services, id: string): Promise<CampaignWithSender> =>
  (await findCampaign(catalogue, id)) ?? refuse("not_found", `There is no campaign ${id}.`);

export const conversationOf = async ({ catalogue }: Services, id: string): Promise<ConversationRow> =>
  (await findConversation(catalogue, id)) ?? refuse("not_found", `There is no conversation ${id}.`);

export const customerOf = async ({ catalogue }: Services, id: string): Promise<CustomerRow> =>
  (await findCustomer(catalogue, id)) ?? refuse("not_found", `There is no customer ${id}.`);

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
  const found =
    byId ?? (await findSenderByAddress(catalogue, { channel, address: addressFor(channel, sender) ?? sender }));
  return (
    found ??
    refuse(
      "not_found",
      `There is no ${channel} sender "${sender.slice(0, 40)}". Add it with: headsup sender create ${sender.slice(0, 40)}`,
    )
  );
}

/** A sender of whatever channel, by its id or its address however written. */
export async function anySenderOf({ catalogue }: Services, named: string): Promise<SenderRow> {
  const byId = named.startsWith("snd_") ? await findSender(catalogue, named) : undefined;
  if (byId !== undefined) return byId;
  const phone = e164Of(named);
  const address = phone ?? named.trim().toLowerCase();
  for (const channel of channels) {
    const found = await findSenderByAddress(catalogue, { channel, address });
    if (found !== undefined) return found;
  }
  return refuse("not_found", `There is no sender "${named.slice(0, 40)}".`);
}

/** An address of a channel's kind as it is stored, however written; null where it is none. */
export function addressFor(channel: Channel, written: string): string | null {
  if (addressKinds[channel] === "phone") return e164Of(written);
  const email = parseEmail(written);
  return email.ok ? email.value.address : null;
}

/** Any address as it is stored; null where it is none. */
export const anyAddress = (written: string): string | null =>
  addressFor(written.includes("@") ? "email" : "sms", written);

const e164Of = (written: string): string | null => {
  const phone = parsePhone(written, { country: "US" });
  return phone.ok ? phone.value.e164 : null;
};

/** What one short command makes. */
const makeable: ReadonlySet<string> = new Set(["skill", "topic"]);

/** What to say of a name that is not there, and which may have been meant. */
export function unknownName(kind: string, { written, names }: { written: string; names: readonly string[] }): string {
  const meant = nearest(written, names);
  if (meant !== undefined) return `there is no ${kind} ${quote(written)}. Did you mean ${meant}?`;
  const creation = makeable.has(kind) ? ` Create it with: headsup ${kind} create ${written}` : "";
  return `there is no ${kind} ${quote(written)}.${creation}`;
}

/** An agent by their id; `me` is the one the caller is. */
export async function agentOf({ catalogue }: Services, id: string, caller: Caller): Promise<AgentWithHolding> {
  if (id !== "me") return (await findAgent(catalogue, id)) ?? refuse("not_found", `There is no agent ${id}.`);
  return (
    (await findAgentOfUser(catalogue, caller.tokenId)) ??
    refuse("no_agent", "You are no agent yet. Become one with: headsup agent create --me")
  );
}
