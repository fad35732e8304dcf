import type { SettingsChange } from "@headsup/carrier";
import type { Channel } from "@headsup/contract";
import type { Random } from "@headsup/testkit";
import { ourSenders } from "../sim/ladders.ts";

/** What a seed decides: who is written to and how, what goes wrong at the carrier, who is killed when. */

export interface Person {
  readonly address: string;
  /** A mailbox, where a rung may reach them by email. */
  readonly also?: string;
}

/** A file somebody imports. Line 1 is its header. */
export interface ListPlan {
  readonly people: readonly Person[];
  /** Lines whose number is none. */
  readonly badLines: ReadonlySet<number>;
  readonly csv: string;
}

export interface CampaignPlan {
  readonly name: string;
  readonly ladder: readonly [Channel, ...Channel[]];
  readonly list: ListPlan;
  /** Imported while it runs. */
  readonly furtherList: ListPlan | null;
  readonly pace: string;
  /** Everything by one command, or by one for each step. */
  readonly isOneCommand: boolean;
  readonly pauses: number;
  readonly isStopped: boolean;
}

const ladders: readonly (readonly [Channel, ...Channel[]])[] = [
  ["sms"],
  ["sms"],
  ["whatsapp", "sms"],
  ["whatsapp", "sms", "email"],
  ["sms", "whatsapp"],
];

/** What they are called after is what they are like. */
const mailboxes = ["delivers", "delivers", "delivers", "slow", "silent", "scanner", "gmail"] as const;

/** Makes people nobody had before, and now and then somebody another campaign writes to as well. */
export class Planner {
  readonly #random: Random;
  readonly #size: readonly [number, number];
  #people = 0;
  #campaigns = 0;
  readonly #known: Person[] = [];

  /** @param size of a campaign's list, at least and at most */
  constructor(random: Random, size: readonly [number, number]) {
    this.#random = random;
    this.#size = size;
  }

  campaign(): CampaignPlan {
    const random = this.#random;
    const ladder = random.pick(ladders);
    const isStopped = random.chance(0.1);
    return {
      name: `Delay ${++this.#campaigns}`,
      ladder,
      list: this.#list(random.between(...this.#size), ladder),
      furtherList: random.chance(0.4) ? this.#list(random.between(20, this.#size[0]), ladder) : null,
      pace: `${random.pick([10, 15, 20])}/1m`,
      isOneCommand: random.chance(0.5),
      pauses: random.pick([0, 0, 1, 2]),
      isStopped,
    };
  }

  /** A long list, for a campaign that stays a draft: its import takes several requests at once. */
  draft(): CampaignPlan {
    const list = this.#list(this.#random.between(1_200, 2_600), ["sms"]);
    const name = `Draft ${++this.#campaigns}`;
    const still = { furtherList: null, pauses: 0, isStopped: false, isOneCommand: false };
    return { name, ladder: ["sms"], list, pace: "10/1m", ...still };
  }

  #list(size: number, ladder: readonly Channel[]): ListPlan {
    const random = this.#random;
    const hasMail = ladder.includes("email");
    const lines = [hasMail ? "phone,email,first_name" : "phone,first_name"];
    const people: Person[] = [];
    const badLines = new Set<number>();
    for (let i = 0; i < size; i++) {
      if (random.chance(0.01)) {
        badLines.add(lines.length + 1);
        lines.push(hasMail ? `n/a ${i},,Nobody` : `n/a ${i},Nobody`);
        continue;
      }
      const person = this.#person(hasMail, people);
      people.push(person);
      lines.push([person.address, ...(hasMail ? [person.also ?? ""] : []), `Person ${i}`].join(","));
    }
    return { people, badLines, csv: `${lines.join("\n")}\n` };
  }

  #person(hasMail: boolean, others: readonly Person[]): Person {
    const random = this.#random;
    if (!hasMail && this.#known.length > 0 && random.chance(0.03)) {
      const known = random.pick(this.#known);
      if (!others.some(({ address }) => address === known.address)) return { address: known.address };
    }
    const n = this.#people++;
    const phone = `+1${[212, 312, 303, 415, 305][n % 5]}${2_000_000 + n}`;
    const person =
      hasMail && random.chance(0.7)
        ? { address: phone, also: `${random.pick(mailboxes)}.${n}@example.com` }
        : { address: phone };
    if (this.#known.length < 2_000) this.#known.push(person);
    return person;
  }
}

/** The words of a campaign, as its command puts them. */
export function sayingFlags([first, ...further]: CampaignPlan["ladder"]): string[] {
  const after = ["10m", "20m"];
  return [
    ...["--channel", first, "--sender", ourSenders[first], ...saidOn(first)],
    ...further.flatMap((channel, nth) => [
      "--then",
      `${channel} from ${ourSenders[channel]} after ${after[nth] ?? "30m"}`,
      ...saidOn(channel),
    ]),
  ];
}

const words = "your order is a day late.";

function saidOn(channel: Channel): string[] {
  if (channel === "whatsapp") {
    const body = `Hi {{1}}, ${words} To get no more of these, reply STOP.`;
    return ["--whatsapp", `HX${"0".repeat(32)}`, "--body", body, "--var", "1={{ first_name }}"];
  }
  const text = ["--text", `Hi {{ first_name }}, ${words}`];
  return channel === "email" ? ["--subject", "Your order", ...text] : text;
}

/** Few enough are missed or say stop that no sender is flagged for it: that would halt its campaigns until somebody looks. */
const everybody: SettingsChange = {
  mix: {
    delivers: 700,
    slow: 90,
    silent: 20,
    "unknown-handset": 10,
    landline: 10,
    "unknown-error": 10,
    replies: 60,
    acknowledges: 40,
    "auto-replies": 10,
    stops: 8,
    "stops-awkwardly": 4,
    "comes-back": 4,
  },
  whatsappMix: {
    delivers: 250,
    reads: 450,
    late: 60,
    silent: 40,
    "not-on-whatsapp": 40,
    replies: 80,
    stops: 8,
    "stops-awkwardly": 4,
    "comes-back": 4,
  },
};

/** The carrier while there is trouble. Each fault by itself is rare; together they strike one request in eight or so. */
export const troubledCarrier = (seed: string): SettingsChange => ({
  seed,
  ...everybody,
  faults: {
    latency: { ms: 150, probability: 0.3, on: ["create", "list"] },
    drop: { probability: 0.02, on: ["create", "list", "fetch"] },
    rateLimit: { probability: 0.005, retryAfterSeconds: 20 },
    serverError: { probability: 0.02, status: 503, on: ["create", "list", "fetch"] },
    acceptThenTimeout: { probability: 0.003 },
    acceptThenDrop: { probability: 0.02 },
    acceptThenServerError: { probability: 0.02, status: 500 },
    listLate: { probability: 0.05, ms: 20_000 },
    callbackLost: { probability: 0.03 },
    callbackRepeated: { probability: 0.1, times: 2, everyMs: 20_000 },
    callbackReordered: { probability: 0.2, withinMs: 20_000 },
    callbackLate: { probability: 0.05, delayMs: 5 * 60_000, on: ["callback", "inbound"] },
  },
});

export type Victim = "host" | "workerd" | "both";

/** What should be under way when the kill falls. `start-up`: the host is just being started again after another kill. */
const occasions = ["import", "launch", "batch", "batch", "receipts", "reply", "any", "start-up"] as const;
export type Occasion = (typeof occasions)[number];

export interface KillPlan {
  readonly victim: Victim;
  readonly occasion: Occasion;
  /** From the sign that it is under way. */
  readonly delayMs: number;
}

export function drawKill(random: Random, { hasWorkerd, isFirst }: { hasWorkerd: boolean; isFirst: boolean }): KillPlan {
  const drawn = random.pick(occasions);
  const occasion = drawn === "start-up" && isFirst ? "any" : drawn;
  const delayMaxMs = { import: 60, launch: 60, batch: 250, receipts: 100, reply: 60, any: 3_000, "start-up": 3_500 };
  return {
    victim: hasWorkerd ? random.pick(["host", "workerd", "both"] as const) : "host",
    occasion,
    delayMs: random.between(0, delayMaxMs[occasion]),
  };
}
