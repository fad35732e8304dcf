import type { Random } from "@headsup/testkit";
import type { Arrival, Exchange, Feature, Reply } from "./trace.ts";

/** A message the provider took. */
export interface Message {
  readonly sid: string;
  readonly attemptId: string;
  readonly to: string;
  readonly body: string;
  readonly takenAt: number;
  /** How far it got, in Twilio's words; what was reported of it is another matter. */
  status: string;
  code: string | null;
}

type Fault = (provider: { readonly random: Random; readonly at: number; readonly take: () => Message }) => Reply;

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const refusal = (code: number): Reply => json(400, { code, message: "refused", status: 400 });
const tooMany = (headers: Readonly<Record<string, string>>) =>
  json(429, { code: 20429, message: "slow", status: 429 }, headers);

/** What may go wrong with a message, by what is then covered. */
const faults: readonly [Feature, Fault][] = [
  [
    "accepted, then 5xx",
    ({ take }) => {
      take();
      return { status: 503, headers: { "content-type": "text/html" }, body: "<h1>Service unavailable</h1>" };
    },
  ],
  [
    "accepted, then dropped",
    ({ take }) => {
      take();
      return { broken: "TypeError" };
    },
  ],
  [
    "accepted, then timed out",
    ({ take }) => {
      take();
      return { broken: "TimeoutError" };
    },
  ],
  ["lost on the way", () => ({ broken: "TypeError" })],
  ["429 with seconds", ({ random }) => tooMany({ "retry-after": String(random.between(1, 200)) })],
  [
    "429 with a date",
    ({ random, at }) => tooMany({ "retry-after": new Date(at + random.between(5, 90) * 1_000).toUTCString() }),
  ],
  ["429 without a time", () => tooMany({})],
  ["refused for good", ({ random }) => refusal(random.pick([21211, 21610, 30006, 21617]))],
  ["refused for now", ({ random }) => refusal(random.pick([21611, 30001]))],
  ["refused for everyone", ({ random }) => refusal(random.pick([21408, 30002]))],
];

/** The provider of a recording: what it does with each request is chance's, and written down. */
export class Provider {
  readonly exchanges: Exchange[] = [];
  readonly messages = new Map<string, Message>();
  /** How likely something goes wrong with a request. */
  faultChance = 0;
  readonly #random: Random;
  readonly #cover: (feature: Feature) => void;

  constructor({ random, cover }: { random: Random; cover: (feature: Feature) => void }) {
    this.#random = random;
    this.#cover = cover;
  }

  readonly replyTo = (arrival: Arrival): Reply => {
    const reply = arrival.message === null ? this.#read(arrival) : this.#create(arrival);
    this.exchanges.push({ ...arrival, reply });
    return reply;
  };

  #create(arrival: Arrival): Reply {
    const take = () => this.#take(arrival);
    if (!this.#random.chance(this.faultChance)) return json(201, resourceOf(take()));
    const [feature, fault] = this.#random.pick(faults);
    this.#cover(feature);
    return fault({ random: this.#random, at: arrival.at, take });
  }

  #take({ at, key, message }: Arrival): Message {
    const sid = `SM${String(this.messages.size + 1).padStart(32, "0")}`;
    const taken = { sid, attemptId: key, to: message?.to ?? "", body: message?.body ?? "", takenAt: at };
    const kept: Message = { ...taken, status: "queued", code: null };
    this.messages.set(key, kept);
    return kept;
  }

  #read({ key }: Arrival): Reply {
    if (this.#random.chance(this.faultChance)) {
      this.#cover("list unreadable");
      return this.#random.pick<Reply>([{ broken: "TypeError" }, json(500, { code: 20500 })]);
    }
    const { pathname, searchParams } = new URL(key, "https://carrier.test");
    const all = [...this.messages.values()];
    if (pathname.endsWith("/Messages.json")) {
      this.#cover("list read");
      const found = all.filter(({ to }) => to === searchParams.get("To")).toReversed();
      return json(200, { messages: found.map(resourceOf), next_page_uri: null });
    }
    this.#cover("message read by id");
    const message = all.find(({ sid }) => pathname.endsWith(`/${sid}.json`));
    return message === undefined ? json(404, { code: 20404 }) : json(200, resourceOf(message));
  }
}

const resourceOf = ({ sid, to, body, takenAt, status, code }: Message) => ({
  sid,
  status,
  body,
  from: null,
  to,
  direction: "outbound-api",
  date_created: new Date(takenAt).toUTCString(),
  error_code: code === null ? null : Number(code),
});
