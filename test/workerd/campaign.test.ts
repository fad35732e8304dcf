import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signatureOf } from "../sim/replay/signature.ts";
import { arrivals, bindings, call, connect, draft, post, setFaults, setUp } from "./worker.ts";

beforeEach(setUp);
afterEach(async () => {
  await setFaults({});
  await reset();
});

const objectOf = (id: string) => bindings.CAMPAIGN.getByName(id);

/** Runs what is due now and resolves when no step is under way, whether or not the alarm itself has fired already. */
const step = (id: string) => objectOf(id).call(id, "wake", []);

/** How often each of these people's create requests was accepted since `before`. */
async function acceptedSince(before: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { to, outcome } of (await arrivals()).slice(before)) {
    if (outcome === "accepted") counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
}

test("E1 a launched campaign sends its first batch when the object's alarm fires, and reports it to the catalogue", async () => {
  const before = (await arrivals()).length;
  const id = await draft(12);
  expect(await call("POST", `/v1/campaigns/${id}/launch`, { consent: true })).toMatchObject({
    status: 200,
    body: { status: "in_progress" },
  });
  await step(id);
  expect((await acceptedSince(before)).size).toBe(10);
  expect(await call("GET", `/v1/campaigns/${id}`)).toMatchObject({
    body: { counts: { total: 12, accepted: 10, ready: 2 } },
  });
  const { body } = await call("GET", "/v1/campaigns");
  expect(body.items[0]).toMatchObject({ id, status: "in_progress", counts: { accepted: 10 } });
  expect(body.items[0].nextWakeAt).toBeGreaterThan(Date.now());
});

test("A4 an evicted object has forgotten nothing: the bucket stays empty and nobody is sent to twice", async () => {
  const before = (await arrivals()).length;
  const id = await draft(12);
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  await evictDurableObject(objectOf(id));
  expect(await runDurableObjectAlarm(objectOf(id))).toBe(true); // an early alarm: it was due when the tokens come back
  expect((await acceptedSince(before)).size).toBe(10);
  expect(await call("GET", `/v1/campaigns/${id}`)).toMatchObject({ body: { counts: { accepted: 10, ready: 2 } } });
});

test("invariant 1 a dispatch of unknown outcome is in sight and is not repeated, also after eviction", async () => {
  const before = (await arrivals()).length;
  await setFaults({ acceptThenDrop: { count: 1 } });
  const id = await draft(1);
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  await evictDurableObject(objectOf(id));
  await step(id);
  expect(await call("GET", `/v1/campaigns/${id}`)).toMatchObject({
    body: { status: "in_progress", counts: { unknown: 1 } },
  });
  expect([...(await acceptedSince(before)).values()]).toEqual([1]);
  const why = await call("GET", `/v1/campaigns/${id}/recipients/+12125552000/why`);
  expect(why.body.gates).toContainEqual(expect.objectContaining({ gate: "reconciliation", open: false }));
});

test("A6 pause is acknowledged and holds; resume goes on with those who are left", async () => {
  const before = (await arrivals()).length;
  // One at a time: others are still waiting when the pause comes.
  const id = await draft(3, { pace: { count: 1, spanMs: 2_000 } });
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  expect(await call("POST", `/v1/campaigns/${id}/pause`, { reason: "wrong list?" })).toMatchObject({
    body: { status: "paused", statusReason: "wrong list?" },
  });
  const atPause = (await acceptedSince(before)).size;
  await step(id);
  expect((await acceptedSince(before)).size).toBe(atPause);
  await call("POST", `/v1/campaigns/${id}/resume`, {});
  await vi.waitFor(async () => {
    expect(await call("GET", `/v1/campaigns/${id}`)).toMatchObject({ body: { status: "completed" } });
  }, 15_000);
  expect([...(await acceptedSince(before)).values()]).toEqual([1, 1, 1]);
}, 20_000);

test("J2 the live tail tells what it missed since a sequence number, then where it stands", async () => {
  const id = await draft(3);
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  const response = await connect(`/v1/campaigns/${id}/live?since=0`);
  expect(response.status).toBe(101);
  const socket = response.webSocket as WebSocket;
  const frames: { type: string; status: string; seq: number }[] = [];
  const hello = new Promise<void>((done) => {
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data));
      frames.push(frame);
      if (frame.type === "hello") done();
    });
  });
  socket.accept();
  await hello;
  expect(frames.map(({ type }) => type)).toEqual(["recipient", "recipient", "recipient", "hello"]);
  expect(frames.every((frame, i) => i === 0 || frame.seq > (frames[i - 1]?.seq ?? 0))).toBe(true);
  socket.close();
});

test("the epoch fence: a store opened anew refuses what an older copy would write", async () => {
  const id = await draft(1);
  const epochs = await runInDurableObject(objectOf(id), (_, state) =>
    state.storage.sql.exec("select value from state where key = 'epoch'").toArray(),
  );
  await evictDurableObject(objectOf(id));
  const after = await runInDurableObject(objectOf(id), (_, state) =>
    state.storage.sql.exec("select value from state where key = 'epoch'").toArray(),
  );
  expect(Number(after[0]?.value)).toBe(Number(epochs[0]?.value) + 1);
});

test("C5 C8 C9 on D1 and an object's own SQLite bad rows are mended and unmended, people found, lists and drafts deleted", async () => {
  const id = await draft(3);
  const fingerprint = "b".repeat(64);
  const columns = [{ role: "address" }, { role: "variable", name: "first_name" }];
  const lists = `/v1/campaigns/${id}/lists`;
  const list = (await call("POST", lists, { name: "more.csv", fingerprint, columns })).body.id;
  const rows = [
    { line: 2, cells: ["nobody", "Émile"] },
    { line: 3, cells: ["+12125553000", ""] },
  ];
  await call("PUT", `${lists}/${list}/chunks/0`, { rows });
  const mended = { rows: [{ line: 2, cells: ["+13105553000", "Émile"] }] };
  expect((await call("POST", `${lists}/${list}/repair`, mended)).body).toEqual({ accepted: [2], problems: [] });
  expect((await call("POST", `${lists}/${list}/repair`, mended)).body).toEqual({ accepted: [2], problems: [] });
  for (const search of ["(310) 555", "émile", "ÉMILE"])
    expect(
      (await call("GET", `/v1/campaigns/${id}/recipients?search=${encodeURIComponent(search)}`)).body.items,
    ).toMatchObject([{ address: "+13105553000", line: 2 }]);
  expect(
    (await call("GET", `/v1/campaigns/${id}/overview`)).body.zones.map(({ waiting }: { waiting: number }) => waiting),
  ).toEqual([3, 1]);
  const undone = await call("POST", `${lists}/${list}/repair/undo`, { lines: [2] });
  expect(undone.body).toMatchObject({ recipients: 0, problems: 2 });
  expect((await call("PATCH", `/v1/campaigns/${id}`, { text: "Late, {{ first_name }}." })).status).toBe(200);
  expect((await call("DELETE", `${lists}/${list}`)).status).toBe(200);
  expect((await call("DELETE", `${lists}/${list}`)).status).toBe(404);
  expect((await call("DELETE", `/v1/campaigns/${id}`)).status).toBe(200);
  expect((await call("DELETE", `/v1/campaigns/${id}`)).status).toBe(404);
  const { body } = await call("GET", "/v1/audit");
  expect(
    body.items
      .slice(0, 5)
      .map(({ action }: { action: string }) => action)
      .sort(),
  ).toEqual(["campaign.change", "campaign.delete", "list.delete", "list.repair", "list.repair.undo"].sort());
});

test("H2 H3 on D1 a reply is counted with its campaign, once, and dispatches by the hour outlive an eviction", async () => {
  const id = await draft(3);
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  const url = `${bindings.PUBLIC_URL}/hooks/twilio/inbound`;
  for (const [MessageSid, Body] of [
    ["SMa", "thanks"],
    ["SMb", "STOP"],
    ["SMb", "STOP"],
  ] as const) {
    const params = { MessageSid, Body, From: "+12125552000", To: "+12125550100" };
    expect(await post(url, params, await signatureOf(bindings.TWILIO_AUTH_TOKEN ?? "", { url, params }))).toBe(200);
  }
  expect((await call("GET", "/v1/campaigns")).body.items[0]).toMatchObject({ id, responded: 1, optedOut: 1 });
  expect((await call("GET", "/v1/figures")).body).toMatchObject({ campaigns: 1, sent: 3, responded: 1, optedOut: 1 });
  await evictDurableObject(objectOf(id));
  expect((await call("GET", `/v1/campaigns/${id}/overview`)).body).toMatchObject({
    pace: { used: 3, nextSlotAt: null },
    perHour: [{ sends: 3 }],
  });
});

test("G6 on D1 a notice of a campaign's move counts in whole numbers, and so does its id", async () => {
  const webhook = await call("POST", "/v1/webhooks", { url: "http://127.0.0.1:9/notices" });
  const id = await draft(2);
  await call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  await step(id);
  const notices = await bindings.DB.prepare("select id, body from notice").all<{ id: string; body: string }>();
  const [notice] = notices.results;
  expect(notice?.id).toMatch(new RegExp(`^ntc_${id.slice(4)}_[0-9]+_${webhook.body.id.slice(4)}$`));
  expect(notice?.body).toContain('"recipients":{"total":2,"decided":2}');
});
