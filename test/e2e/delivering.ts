import { type Random, twilioSignature } from "@headsup/testkit";
import { carrierAccount } from "./system.ts";

const lanes = 32;
/** As long as Twilio waits for an answer. */
const answerWithinMs = 15_000;
const inboundPath = "/hooks/twilio/inbound";

/** One text to one of our numbers. */
export interface Said {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Deliveries made together with the first, and later ones. */
  readonly twins: number;
  readonly late: number;
}

/**
 * Delivers as Twilio does: what is not acknowledged is delivered again. Of one person, the next message follows when the
 * one before was acknowledged; copies of older ones go on arriving.
 */
export function startDelivering(
  people: readonly (readonly Said[])[],
  { url, random }: { url: string; random: Random },
) {
  const ready: { said: Said; isFirst: boolean }[] = [];
  const waiting = people.map((messages) => messages[Symbol.iterator]());
  const personOfSid = new Map(people.flatMap((messages, nth) => messages.map(({ sid }) => [sid, nth] as const)));
  const count = { acknowledged: 0, deliveries: 0, unanswered: 0, underWay: 0 };
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
    acknowledged: (at: number) =>
      new Promise<void>((tell) => {
        // While a host starts, the workerd of the one before it goes on: there may be more by now.
        if (count.acknowledged >= at) tell();
        else watchers.push({ at, tell });
      }),
    done: Promise.all(Array.from({ length: lanes }, lane)).then(() => count),
  };
}
