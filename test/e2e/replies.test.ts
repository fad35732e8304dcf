import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ConversationPage, Thread } from "@headsup/contract";
import { type Random, randomOf, twilioSignature } from "@headsup/testkit";
import { afterEach, expect, test } from "vitest";
import {
  carrierAccount,
  endAll,
  freePort,
  freshFolder,
  type HostProcess,
  startCarrierProcess,
  startHostProcess,
  until,
} from "./system.ts";

/**
 * Replies as a provider delivers them: of many people at once, again and again until they are acknowledged, and again
 * after that; while the host and workerd are killed under them. The provider outlives every kill and knows what was said.
 */
const peopleCount = 2_000;
const messagesPerPerson = 5;
const messageCount = peopleCount * messagesPerPerson;
const lanes = 32;
/** Acknowledged by a workerd that outlived its host. */
const orphanTakes = 100;
/** As long as Twilio waits for an answer. */
const answerWithinMs = 15_000;
const ourNumbers = ["+12125550100", "+12125550101"];
const inboundPath = "/hooks/twilio/inbound";

afterEach(endAll);

/** One text to one of our numbers. */
interface Said {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Deliveries made together with the first, and later ones. */
  readonly twins: number;
  readonly late: number;
}

test("F1 ten thousand messages, each delivered one to three times, in any order, through kill -9: none lost, none twice, each in its thread, in order", async () => {
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
  await provider.holdUntil(answers(host));
  await provider.acknowledged(messageCount / 2);
  host.kill("host");
  await provider.acknowledged(messageCount / 2 + orphanTakes);
  host = await provider.holdUntil(startHostProcess(place));
  await provider.acknowledged((messageCount * 3) / 4);
  host.crash();
  host = await provider.holdUntil(startHostProcess(place));
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

/** Resolves when the host answers. */
const answers = (host: HostProcess): Promise<true> =>
  until("the host answers", async () => ((await host.call("GET", "/v1/senders")).status === 200 ? true : undefined));

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

/**
 * Delivers as Twilio does: what is not acknowledged is delivered again. Of one person, the next message follows when the
 * one before was acknowledged; copies of older ones go on arriving.
 */
function startDelivering(people: readonly (readonly Said[])[], { url, random }: { url: string; random: Random }) {
  const ready: { said: Said; isFirst: boolean }[] = [];
  const waiting = people.map((messages) => messages[Symbol.iterator]());
  const personOfSid = new Map(people.flatMap((messages, nth) => messages.map(({ sid }) => [sid, nth] as const)));
  const count = { acknowledged: 0, deliveries: 0, unanswered: 0, underWay: 0 };
  let reachable: Promise<unknown> = Promise.resolve();
  const watchers: { at: number; tell: () => void }[] = [];

  const next = (person: number) => {
    const { value } = waiting[person]?.next() ?? {};
    if (value !== undefined) ready.push({ said: value, isFirst: true });
  };
  const deliver = async (said: Said): Promise<boolean> => {
    const { sid, from, to, text } = said;
    const params = { AccountSid: carrierAccount.TWILIO_ACCOUNT_SID, MessageSid: sid, From: from, To: to, Body: text };
    const signature = twilioSignature(url + inboundPath, params, carrierAccount.TWILIO_AUTH_TOKEN);
    count.deliveries++;
    const answer = await fetch(url + inboundPath, {
      method: "POST",
      headers: { "x-twilio-signature": signature },
      body: new URLSearchParams(params),
      signal: AbortSignal.timeout(answerWithinMs),
    }).catch(() => null);
    await answer?.text().catch(() => null);
    if (!answer?.ok) count.unanswered++;
    return answer?.ok ?? false;
  };
  const lane = async () => {
    for (;;) {
      await reachable;
      const at = random.between(0, Math.max(0, ready.length - 1));
      const taken = ready[at];
      if (taken === undefined) {
        if (count.underWay === 0) return;
        await new Promise((again) => setTimeout(again, 20)); // a message under way may bring on the next
        continue;
      }
      ready[at] = ready.at(-1) ?? taken;
      ready.pop();
      count.underWay++;
      const { said, isFirst } = taken;
      const copies = isFirst ? 1 + said.twins : 1;
      const answers = await Promise.all(Array.from({ length: copies }, () => deliver(said)));
      count.underWay--;
      if (!answers.includes(true)) {
        ready.push(taken);
        await new Promise((again) => setTimeout(again, 50)); // nobody is there just now
      } else if (isFirst) {
        count.acknowledged++;
        const missed = answers.filter((isAcknowledged) => !isAcknowledged).length;
        for (let copy = 0; copy < said.late + missed; copy++) ready.push({ said, isFirst: false });
        next(personOfSid.get(said.sid) ?? -1);
        for (const { tell } of watchers.filter((watcher) => watcher.at === count.acknowledged)) tell();
      }
    }
  };
  for (const person of people.keys()) next(person);
  return {
    /** Resolves when so many messages were acknowledged. */
    acknowledged: (at: number) => new Promise<void>((tell) => watchers.push({ at, tell })),
    /** Delivers nothing anew until the host is there again. */
    holdUntil: <T>(back: Promise<T>): Promise<T> => {
      reachable = back;
      return back;
    },
    done: Promise.all(Array.from({ length: lanes }, lane)).then(() => count),
  };
}

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
