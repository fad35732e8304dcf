import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ConversationPage, Thread } from "@headsup/contract";
import { type Random, randomOf } from "@headsup/testkit";
import { afterEach, expect, test } from "vitest";
import { type Said, startDelivering } from "./delivering.ts";
import { endAll, freePort, freshFolder, type HostProcess, startCarrierProcess, startHostProcess } from "./system.ts";

/**
 * Replies as a provider delivers them: of many people at once, again and again until they are acknowledged, and again
 * after that; while the host and workerd are killed under them. The provider outlives every kill and knows what was said.
 */
const messagesPerPerson = 5;
/** HEADSUP_REPLIES=10000 plays ten thousand messages: some minutes. */
const peopleCount = Number(process.env.HEADSUP_REPLIES ?? 1_000) / messagesPerPerson;
const messageCount = peopleCount * messagesPerPerson;
/** Acknowledged by a workerd that outlived its host. */
const orphanTakes = 100;
const ourNumbers = ["+12125550100", "+12125550101"];

afterEach(endAll);

test("F1 thousands of messages, each delivered one to three times, in any order, through kill -9: none lost, none twice, each in its thread, in order", async () => {
  const random = randomOf("replies");
  const people = Array.from({ length: peopleCount }, (_, nth) => personOf(random, nth));
  const carrier = await startCarrierProcess();
  const place = {
    kind: "workerd",
    folder: freshFolder(),
    port: await freePort(),
    carrierUrl: carrier.url,
    rate: 1,
  } as const;
  let host = await startHostProcess(place);
  await host.call("POST", "/v1/agreement", { version: "2026-11" });
  for (const address of ourNumbers) await host.call("POST", "/v1/senders", { address, name: `Acme ${address}` });

  const startedAt = performance.now();
  const provider = startDelivering(people, { url: host.url, random });
  await provider.acknowledged(messageCount / 4);
  host.kill("workerd");
  await provider.acknowledged(messageCount / 2);
  host.kill("host");
  await provider.acknowledged(messageCount / 2 + orphanTakes);
  host = await startHostProcess(place);
  await provider.acknowledged((messageCount * 3) / 4);
  host.crash();
  host = await startHostProcess(place);
  const { deliveries, unanswered } = await provider.done;
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `replies: ${messageCount} messages of ${peopleCount} people, ${deliveries} deliveries, ${unanswered} of them not acknowledged and made again, 3 kills, ${seconds.toFixed(1)} s`,
  );

  const threads = await readThreads(host);
  const said = people.flatMap(threadsOf);
  expect(new Set(threads.map(keyOf)).size, "one conversation for a person and a number").toBe(threads.length);
  expect(threads.length, "everybody's threads, and no others").toBe(said.length);
  const threadBy = new Map(threads.map((thread) => [keyOf(thread), thread]));
  const profiles = new Map<string, string>();
  for (const { from, to, messages } of said) {
    const thread = threadBy.get(`${from} ${to}`);
    const heard = thread?.messages.filter(({ direction }) => direction === "in").map(({ id }) => id);
    expect(heard, `${from} to ${to}: all of it, once, in order`).toEqual(messages.map(({ sid }) => sid));
    const lastWord = messages.findLast(({ text }) => text === "STOP" || text === "START")?.text;
    expect(thread?.suppressed !== null, `${from} said ${lastWord} last to ${to}`).toBe(lastWord === "STOP");
    const profile = thread?.conversation.customer.id ?? "";
    expect(profiles.get(from) ?? profile, `${from} has one profile`).toBe(profile);
    profiles.set(from, profile);
  }
  expect(new Set(profiles.values()).size, "nobody shares one").toBe(peopleCount);
  await host.stop();
  expect(stored(place.folder)).toEqual({ inbound: messageCount, customers: peopleCount, conversations: said.length });
  carrier.close();
}, 600_000);

/** What one person says, to either of our numbers; every fifth text or so is a word. */
function personOf(random: Random, nth: number): Said[] {
  const from = `+1646${5_550_000 + nth}`;
  return Array.from({ length: messagesPerPerson }, (_, k) => {
    const extra = random.pick([0, 0, 0, 1, 1, 2]);
    const twins = random.between(0, extra);
    const word = random.between(0, 9);
    return {
      sid: `SM${String(nth).padStart(16, "0")}${String(k).padStart(16, "0")}`,
      from,
      to: random.pick(ourNumbers),
      text: word === 0 ? "STOP" : word === 1 ? "START" : `This is my ${k + 1}. message.`,
      twins,
      late: extra - twins,
    };
  });
}

/** A person's messages, by the number of ours they wrote to. */
const threadsOf = (messages: readonly Said[]) =>
  ourNumbers
    .map((to) => ({ from: messages[0]?.from ?? "", to, messages: messages.filter((said) => said.to === to) }))
    .filter((thread) => thread.messages.length > 0);

/** Every conversation there is, whole. */
async function readThreads(host: HostProcess): Promise<Thread[]> {
  const ids: string[] = [];
  for (const status of ["open", "closed"]) {
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = new URLSearchParams({ status, view: "all", limit: "500", ...(cursor === "" ? {} : { cursor }) });
      const { body }: { body: ConversationPage } = await host.call("GET", `/v1/conversations?${query}`);
      ids.push(...body.items.map(({ id }) => id));
      cursor = body.next;
    }
  }
  const threads: Thread[] = [];
  const waiting = ids[Symbol.iterator]();
  const lane = async () => {
    for (const id of waiting) threads.push((await host.call("GET", `/v1/conversations/${id}`)).body);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return threads;
}

const keyOf = ({ conversation: { address, sender } }: Thread) => `${address} ${sender?.address}`;

/** What the catalogue's file holds, with nobody at work on it. */
function stored(folder: string) {
  const holds = (file: string) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database
        .prepare(`select (select count(*) from message where direction = 'in') as inbound,
          (select count(*) from customer) as customers, (select count(*) from conversation) as conversations`)
        .get();
    } catch {
      return undefined; // another database of the folder
    } finally {
      database.close();
    }
  };
  const files = globSync("data/databases/d1/**/*.sqlite", { cwd: folder }).map((file) => join(folder, file));
  return { ...files.map(holds).find((row) => row !== undefined) };
}
