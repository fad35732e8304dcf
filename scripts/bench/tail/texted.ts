import { attemptIdOf } from "@headsup/contract";
import {
  callOver,
  expectStatus,
  launchCampaign,
  prepareAccount,
  publicUrl,
  twilioAccount,
  twilioSignature,
} from "@headsup/testkit";
import { post } from "../client.ts";

export interface Person {
  readonly id: string;
  readonly address: string;
  readonly providerId: string;
}

const boundMs = 60_000;

/** A campaign that has texted so many people, none of whom is known to have got it. */
export async function textPeople(port: number, count: number): Promise<{ campaignId: string; people: Person[] }> {
  const world = {
    call: callOver(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, request);
    }),
  };
  const ask = async (path: string) => expectStatus(await world.call("GET", path), 200).json;
  // Neither the sender's ceiling nor the campaign's pace is what is measured.
  await prepareAccount(world, { perSecond: 10_000 });
  const addresses = Array.from({ length: count }, (_, nth) => `+1212${5_550_000 + nth}`);
  const campaignId = await launchCampaign(world, addresses, { pace: { count: 10_000, spanMs: 1_000 } });
  const startedAt = Date.now();
  for (let sent = 0; sent < count; sent = (await ask(`/v1/campaigns/${campaignId}`)).counts.accepted) {
    if (Date.now() - startedAt > boundMs) throw new Error(`only ${sent} of ${count} people were texted in a minute`);
    await new Promise((again) => setTimeout(again, 100));
  }
  const people: Person[] = [];
  for (let after = ""; people.length < count; ) {
    const page = await ask(`/v1/campaigns/${campaignId}/recipients?limit=500&order=id${after}`);
    people.push(...page.items);
    after = `&cursor=${page.next}`;
  }
  return { campaignId, people: people.sort((a, b) => (a.address < b.address ? -1 : 1)) };
}

/** The bytes of the webhook that tells of somebody's delivery. */
export function delivered(campaignId: string, { id, providerId }: Person): Buffer {
  const path = `/hooks/twilio/status/${campaignId}/${attemptIdOf(id, 1)}`;
  const form = {
    AccountSid: twilioAccount.accountSid,
    ApiVersion: "2010-04-01",
    MessageSid: providerId,
    MessageStatus: "delivered",
    SmsSid: providerId,
    SmsStatus: "delivered",
  };
  return post(path, String(new URLSearchParams(form)), {
    "x-twilio-signature": twilioSignature(publicUrl + path, form),
  });
}
