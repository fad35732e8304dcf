import type { LogEntry } from "@headsup/carrier";
import { ConversationId } from "@headsup/contract";
import type { ApiAnswer, Call, Deployment, Random, VirtualClock } from "@headsup/testkit";
import type { Violation } from "./auditor.ts";
import { LogReader, numberOf } from "./seen.ts";

/**
 * Agents at their desks: now and then one answers a customer, and repeats what failed for a passing reason, as the terminal
 * does. The carrier's log judges: an answer arrives once or not at all, and what is told of it is so.
 */

const minute = 60_000;
const second = 1_000;
const triesMax = 20;

interface Desk {
  readonly call: Call;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly say: (what: string) => void;
  readonly from: number;
  readonly until: number;
}

export function scheduleAnswers(desk: Desk): void {
  const { clock, random, from, until } = desk;
  let nth = 0;
  for (let at = from; at < until; at += random.between(30 * second, 12 * minute))
    clock.at(at, () => void answerSomebody(desk, `answer-${++nth}`));
}

async function answerSomebody({ call, clock, random, say }: Desk, key: string): Promise<void> {
  const page = await call("GET", "/v1/conversations?limit=20");
  if (page.status !== 200 || page.json.items.length === 0) return;
  const { id, version } = random.pick(page.json.items as { id: string; version: number }[]);
  // Half of them answer whatever was said since they looked.
  const body = { text: `This is ${key}.`, seen: version, anyway: random.chance(0.5) };
  for (let tries = 0; tries < triesMax; tries++) {
    const answer: ApiAnswer = await call("POST", `/v1/conversations/${id}/replies`, {
      headers: { "idempotency-key": key },
      body,
    });
    say(`${key} to ${id}: ${answer.status}`);
    if (answer.status < 500) return;
    await clock.pass(20 * second);
  }
}

/** Whether it is known, or given up, what became of every answer: a mail nobody can be asked about has a day. */
export const areAnswersSettled = (database: Deployment["database"]): boolean =>
  database.prepare("select 1 from message where status in ('queued', 'sending', 'unknown') limit 1").get() ===
  undefined;

/** What the threads tell, compared with what the carrier has seen. Asked when all is calm again. */
export function judgeThreads(log: readonly LogEntry[], database: Deployment["database"]): Violation[] {
  const violations: Violation[] = [];
  const rows = database
    .prepare(
      `select m.id, m.direction, m.author_kind as author, m.status, m.code, c.address, c.status as conversation, c.waiting_since as waits
        from message m join conversation c on c.id = m.conversation_id`,
    )
    .all();
  const inbound = new Map(rows.filter(({ direction }) => direction === "in").map((row) => [row.id, row]));
  for (const { kind, sid, from } of log) {
    if (kind !== "inbound") continue;
    const stored = inbound.get(sid ?? "");
    if (stored === undefined) violations.push({ breach: "lost", what: `what ${from} wrote (${sid}) is in no thread` });
    else if (stored.address !== numberOf(from))
      violations.push({ breach: "lost", what: `what ${from} wrote (${sid}) is in the thread of ${stored.address}` });
  }
  const taken = new Map<string, number>();
  const reader = new LogReader();
  for (const entry of log) {
    const seen = reader.read(entry);
    if (seen?.kind !== "asked") continue;
    const { sid, ownerId, attemptId: messageId } = seen.request;
    if (sid !== null && ConversationId.safeParse(ownerId).success)
      taken.set(messageId, (taken.get(messageId) ?? 0) + 1);
  }
  for (const [id, times] of taken)
    if (times > 1) violations.push({ breach: "doubleSends", what: `the answer ${id} was taken ${times} times` });
  for (const { id, direction, author, status, code } of rows) {
    if (direction !== "out" || author === "campaign") continue;
    const wasTaken = taken.has(String(id));
    const isTold = status === "accepted" || status === "delivered" || status === "undelivered" || status === "read";
    if (status === "queued" || status === "sending" || status === "unknown")
      violations.push({ breach: "lost", what: `the answer ${id} is ${status} to the end` });
    else if (isTold && !wasTaken && code !== "ambiguous" && code !== "unconfirmed")
      violations.push({ breach: "lost", what: `the answer ${id} is told as ${status}, and the carrier never took it` });
    else if (status === "failed" && code === "absent" && wasTaken)
      violations.push({ breach: "lost", what: `the answer ${id} is told as never sent, and the carrier took it` });
  }
  return violations;
}
