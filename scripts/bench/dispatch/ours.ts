import {
  adminToken,
  callOver,
  draftCampaign,
  expectStatus,
  importRows,
  prepareAccount,
  publicUrl,
  twilioAccount,
} from "@headsup/testkit";
import { portOr } from "../../../apps/tui/src/host/ports.ts";
import { startWorkerd } from "../workerd.ts";
import { startsAt, text } from "./people.ts";
import type { Side } from "./side.ts";

/** What no run comes near: neither pace nor the sender's ceiling is what is measured. */
const noLimit = 10_000;

/** The bundle that is deployed, on a bare workerd, D1 and objects on disk. */
export async function startOurs(sinkUrl: string): Promise<Side> {
  const workerd = await startWorkerd(
    {
      PUBLIC_URL: publicUrl,
      TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
      TWILIO_AUTH_TOKEN: twilioAccount.authToken,
      TWILIO_API_BASE_URL: sinkUrl,
      HEADSUP_ADMIN_TOKEN: adminToken,
      CLOCK: JSON.stringify({ anchorRealMs: Date.now(), anchorMs: startsAt, rate: 1 }),
    },
    await portOr(0),
  );
  const world = {
    call: callOver(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(`http://127.0.0.1:${workerd.headsup}${pathname}${search}`, request);
    }),
  };
  const countsOf = async (id: string): Promise<Record<string, number>> =>
    expectStatus(await world.call("GET", `/v1/campaigns/${id}`), 200).json.counts;
  try {
    await prepareAccount(world, { perSecond: noLimit });
  } catch (error) {
    await workerd.close();
    throw error;
  }
  return {
    prepare: async (groups) => {
      const ids: string[] = [];
      for (const people of groups) {
        const id = await draftCampaign(world, { text, pace: { count: noLimit, spanMs: 1_000 } });
        await importRows(
          world,
          id,
          people.map(({ address, name }) => [address, name]),
        );
        ids.push(id);
      }
      const start = async () => {
        for (const id of ids)
          expectStatus(await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }), 200);
      };
      const counts = async () => {
        const total: Record<string, number> = {};
        for (const [i, id] of ids.entries()) {
          let found = await countsOf(id);
          while ((found.accepted ?? 0) < (groups[i]?.length ?? 0)) {
            await new Promise((again) => setTimeout(again, 20));
            found = await countsOf(id);
          }
          for (const [status, count] of Object.entries(found)) total[status] = (total[status] ?? 0) + count;
        }
        return total;
      };
      return { start, counts };
    },
    close: workerd.close,
  };
}
