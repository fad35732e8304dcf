import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LogEntry } from "@headsup/carrier";
import { expect, test } from "vitest";
import type { Noted } from "../chaos/carrierLog.ts";
import { judge } from "../chaos/judge.ts";
import type { CampaignPlan } from "../chaos/plan.ts";
import { LogReader } from "../sim/seen.ts";

/** The judge of chaos, shown what must not be: a proof that cannot fail proves nothing. */

const id = "cmp_01m871asg0x8gm5en67j1mtjww";
const ours = "+12025550100";
const theirs = "+12122000001";
const nobody = { seq: 0, at: 0, realAt: 1_000, channel: "sms", answer: 201 };

function logOf(entries: readonly Partial<LogEntry>[]): Noted[] {
  const reader = new LogReader();
  return entries.map((each, nth) => {
    const entry = { ...nobody, seq: nth + 1, ...each } as LogEntry;
    return { entry, seen: reader.read(entry), readAt: entry.realAt };
  });
}

const create = (attempt: number, over: Partial<LogEntry> = {}): Partial<LogEntry> => ({
  kind: "create",
  from: ours,
  to: theirs,
  sid: `SM${attempt}`,
  outcome: "accepted",
  statusCallback: `http://127.0.0.1/hooks/twilio/status/${id}/rcp_1.${attempt}`,
  ...over,
});
const plan = { name: "Delay", ladder: ["sms"], list: { people: [{ address: theirs }] }, furtherList: null };

/** The findings where the API tells of nobody, no thread and no suppression. */
async function judged(entries: readonly Partial<LogEntry>[], acknowledged: { path: string; body: string }[] = []) {
  const api = createServer((_, answer) => answer.end(JSON.stringify({ items: [], next: null, status: "draft" })));
  await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
  const told = acknowledged.map((each) => ({ begunAt: 0, at: 1_000, method: "POST", answer: "{}", ...each }));
  const { findings } = await judge({
    desk: { url: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, token: "" },
    log: logOf(entries),
    witness: { acknowledged: told, begun: () => [] },
    campaigns: [{ plan: plan as unknown as CampaignPlan, id, isDraft: false, isStopped: false }],
    isReceiptsOver: true,
  });
  api.close();
  return findings.map(({ breach }) => breach);
}

test("a second message is a duplicate, unless the carrier had told that the first failed", async () => {
  expect(await judged([create(1), create(2)])).toEqual(["duplicates"]);
  const failed = { kind: "status", sid: "SM1", messageStatus: "undelivered" } as const;
  expect(await judged([create(1), failed, create(2)])).toEqual([]);
});

test("a STOP that was acknowledged is lost without its suppression and its message, and nobody is contacted after it", async () => {
  const stop = [
    { kind: "inbound", from: theirs, to: ours, sid: "SM9", body: "STOP" },
    { kind: "webhook", sid: "SM9", answer: 200 },
  ] as const;
  const lost = ["acknowledgedButLost", "acknowledgedButLost"];
  expect((await judged(stop)).toSorted()).toEqual(lost);
  expect((await judged([...stop, create(1, { realAt: 20_000 })])).toSorted()).toEqual([...lost, "sentAfterStop"]);
});

test("rows, launches and answers that were acknowledged are lost where they are not; what is paused is silent", async () => {
  const of = (path: string, body = "{}") => ({ path: `/v1/${path}`, body });
  const rows = JSON.stringify({ rows: [{ line: 2, cells: [theirs] }] });
  for (const each of [
    of(`campaigns/${id}/lists/lst_1/chunks/0`, rows),
    of(`campaigns/${id}/launch`),
    of(`campaigns/${id}/stop`),
    of("conversations/cnv_1/replies", '{"text":"Tomorrow."}'),
  ])
    expect(await judged([], [each]), each.path).toEqual(["acknowledgedButLost"]);
  expect(await judged([create(1, { realAt: 5_000 })], [of(`campaigns/${id}/pause`)])).toEqual(["sentWhileHeld"]);
});
