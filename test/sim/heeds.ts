import type { BackPressure, OpenConversation } from "@headsup/contract";
import { type Call, type Deployment, expectStatus, type Random, type VirtualClock } from "@headsup/testkit";

/** What campaigns heed of the desk they feed, and a desk that has its good and bad hours. */
export interface Heeds {
  readonly openConversation: OpenConversation;
  readonly backPressure: BackPressure;
}

const minute = 60_000;

export const heedsOf = (random: Random): Heeds => ({
  openConversation: random.pick(["hold", "hold", "skip", "send"]),
  backPressure: random.pick(["hold", "slow", "off"]),
});

/** The only agent comes to work. */
export async function staff(call: Call): Promise<void> {
  const { id } = expectStatus(await call("POST", "/v1/agents", { body: { user: "me" } }), 201).json;
  expectStatus(await call("PATCH", `/v1/agents/${id}`, { body: { status: "available" } }), 200);
}

interface Shift {
  readonly deployment: Pick<Deployment, "database">;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly from: number;
  readonly until: number;
}

/** They come and go, and now and then close whatever is open. */
export function scheduleShifts({ deployment: { database }, clock, random, from, until }: Shift): void {
  for (let at = from; at < until; at += random.between(minute, 15 * minute)) {
    const status = random.pick(["available", "away"]);
    const closes = random.chance(0.3);
    clock.at(at, () => {
      database.exec(`update agent set status = '${status}'`);
      if (closes) closeAll(database);
    });
  }
}

/** In the end they are there, and every conversation is closed. */
export function calmDesk(database: Deployment["database"]): void {
  database.exec("update agent set status = 'available'");
  closeAll(database);
}

const closeAll = (database: Deployment["database"]): void =>
  database.exec("update conversation set status = 'closed', waiting_since = null, version = version + 1");
