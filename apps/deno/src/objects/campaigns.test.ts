import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Services } from "@headsup/api";
import { systemClock } from "@headsup/core/clock";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { type ApiWorld, apiWorld } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostLimits } from "../limits.ts";
import { alarmIn } from "./alarm.ts";
import { Campaigns } from "./campaigns.ts";
import { Tails } from "./tails.ts";

let world: ApiWorld;
let folder: string;
beforeEach(async () => {
  world = await apiWorld();
  folder = mkdtempSync(join(tmpdir(), "headsup-campaigns-"));
});
afterEach(() => world.close());

const idOf = (n: number) => `cmp_${String(n).padStart(26, "0")}`;
const fileOf = (n: number) => join(folder, `${idOf(n)}.sqlite`);
const open = (services: Services = world.services) =>
  new Campaigns({ folder, clock: systemClock, tails: new Tails(), services: () => services });

function inFile<T>(n: number, look: (storage: ReturnType<typeof sqliteStorage>) => T): T {
  const storage = sqliteStorage(fileOf(n));
  try {
    return look(storage);
  } finally {
    storage.close();
  }
}
const alarmOf = (n: number) => inFile(n, (storage) => alarmIn(storage).read());
const setAlarm = (n: number, at: number) => inFile(n, (storage) => alarmIn(storage).write(at));

/** Services whose catalogue, asked to store, does so when told; and when it was first asked. */
function heldServices() {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { catalogue } = world.services;
  const together: typeof catalogue.together = async (statements) => {
    asked.resolve();
    await release.promise;
    return catalogue.together(statements);
  };
  return { services: { ...world.services, catalogue: { ...catalogue, together } }, asked: asked.promise, release };
}

test("an alarm set before a kill -9 goes off after the restart; one that is not due waits", async () => {
  const overdue = Date.now() - 60_000;
  const { signal } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { sqliteStorage } from "@headsup/storage/sqlite";
       import { alarmIn } from ${JSON.stringify(new URL("./alarm.ts", import.meta.url))};
       const storage = sqliteStorage(${JSON.stringify(fileOf(1))});
       storage.transactionSync(() => alarmIn(storage).write(${overdue}));
       Deno.kill(Deno.pid, "SIGKILL");`,
    ],
  }).output();
  expect(signal).toBe("SIGKILL");
  expect(alarmOf(1)).toBe(overdue);
  const later = Date.now() + 3_600_000;
  setAlarm(2, later);

  const campaigns = open();
  expect(campaigns.startAlarms()).toBe(2);
  // Nothing is due in a draft that was woken: its alarm is gone.
  await expect.poll(() => alarmOf(1)).toBeNull();
  await campaigns.close();
  expect(alarmOf(2)).toBe(later);
});

test("an alarm stands until its wake has set the next: one cut short by a crash goes off again", async () => {
  const overdue = Date.now() - 60_000;
  setAlarm(1, overdue);
  const { services, asked, release } = heldServices();
  const campaigns = open(services);
  campaigns.startAlarms();
  await asked;
  expect(alarmOf(1)).toBe(overdue);
  release.resolve();
  await campaigns.close();
  expect(alarmOf(1)).toBeNull();
});

test("closing waits for a step under way, and wakes nobody any more", async () => {
  setAlarm(1, Date.now() - 60_000);
  const { services, asked, release } = heldServices();
  const campaigns = open(services);
  campaigns.startAlarms();
  await asked;
  const closing = campaigns.close();
  release.resolve();
  await closing;
  expect(alarmOf(1)).toBeNull();
  await expect(campaigns.port(idOf(1)).lists()).rejects.toThrow("this host is closing");
});

test("invariant 11: a file that cannot be read is told of, and keeps no other campaign from its alarm", async () => {
  writeFileSync(fileOf(1), "no database ".repeat(100));
  setAlarm(2, Date.now() - 60_000);
  const campaigns = open();
  expect(campaigns.startAlarms()).toBe(1);
  expect(world.logs).toContainEqual(expect.objectContaining({ level: "error", event: "alarm.unreadable" }));
  await expect.poll(() => alarmOf(2)).toBeNull();
  await expect(campaigns.port(idOf(1)).lists()).rejects.toThrow(/not a database/);
  await campaigns.close();
});

test("an alarm that a transaction took back is taken back", () => {
  const storage = sqliteStorage();
  const alarm = alarmIn(storage);
  alarm.write(1);
  expect(() =>
    storage.transactionSync(() => {
      alarm.write(2);
      throw new Error("the disk is full");
    }),
  ).toThrow("the disk is full");
  expect(alarm.read()).toBe(1);
  storage.close();
});

test("of more campaigns than are held open those longest unused are closed; they come back as they were", async () => {
  const campaigns = open();
  await campaigns.port(idOf(0)).createList({
    id: `lst_${"0".repeat(26)}`,
    name: "people.csv",
    fingerprint: "a".repeat(64),
    columns: [{ role: "address" }],
    country: "US",
    startAt: null,
    endAt: null,
  });
  for (let n = 1; n <= hostLimits.openCampaignsMax; n++) await campaigns.port(idOf(n)).lists();
  expect(await campaigns.port(idOf(0)).lists()).toMatchObject([{ name: "people.csv" }]);
  await campaigns.close();
  const epochOf = (n: number) =>
    inFile(n, ({ sql }) => Number(sql.exec("select value from state where key = 'epoch'").toArray()[0]?.value));
  expect([epochOf(0), epochOf(hostLimits.openCampaignsMax)], "how often each was opened").toEqual([2, 1]);
});

test("what a caller holds and what a campaign holds are never the same thing; only its methods are called", async () => {
  const campaigns = open();
  const lists = await campaigns.port(idOf(1)).lists();
  lists.length = 5;
  expect(await campaigns.port(idOf(1)).lists()).toEqual([]);
  const methods = campaigns.port(idOf(1)) as unknown as Record<string, () => Promise<unknown>>;
  await expect(methods.toString?.()).rejects.toThrow(/no method toString/);
  await campaigns.close();
});
