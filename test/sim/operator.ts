import { type ApiAnswer, type Call, importRows, type VirtualClock } from "@headsup/testkit";
import type { Auditor } from "./auditor.ts";
import type { ListPlan } from "./plan.ts";

const minute = 60_000;
const second = 1_000;
/** Somebody at the terminal gives up after so many tries. */
const triesMax = 40;
const rowsPerChunk = 7;
const columns = [{ role: "address" }, { role: "zone" }];

/**
 * The person at the terminal. They do one thing after another with each campaign, through the API; what fails for a
 * passing reason they try again, as the command does.
 */
export class Operator {
  readonly #call: Call;
  readonly #clock: VirtualClock;
  readonly #auditor: Auditor;
  readonly #say: (what: string) => void;
  readonly #busy = new Map<string, Promise<unknown>>();
  /** Lists that could not be imported: their campaign had been stopped. */
  readonly refused = new Set<ListPlan>();

  constructor(parts: { call: Call; clock: VirtualClock; auditor: Auditor; say: (what: string) => void }) {
    this.#call = parts.call;
    this.#clock = parts.clock;
    this.#auditor = parts.auditor;
    this.#say = parts.say;
  }

  launch(id: string): Promise<ApiAnswer> {
    return this.#next(id, () => this.#launch(id));
  }

  pause(id: string): Promise<ApiAnswer> {
    return this.#next(id, () => this.#silence(id, "pause"));
  }

  stop(id: string): Promise<ApiAnswer> {
    return this.#next(id, () => this.#silence(id, "stop"));
  }

  resume(id: string): Promise<ApiAnswer> {
    return this.#next(id, async () => {
      this.#auditor.released(id);
      const answer = await this.#call("POST", `/v1/campaigns/${id}/resume`, { body: {} });
      this.#say(`resume ${id}: ${answer.status}`);
      return answer;
    });
  }

  /** A list imported chunk by chunk while the campaign runs, then launched. */
  importLater(id: string, list: ListPlan): Promise<unknown> {
    return this.#next(id, async () => {
      const lists = `/v1/campaigns/${id}/lists`;
      const created = await this.#insist(`list for ${id}`, () => this.#call("POST", lists, { body: listBody(list) }));
      if (created.status !== 200) return this.refused.add(list);
      const path = `${lists}/${created.json.id}`;
      let chunks = 0;
      for (let at = 0; at < list.people.length; at += rowsPerChunk) {
        const rows = rowsOf(list.people.slice(at, at + rowsPerChunk)).map((cells, i) => ({ line: at + i + 2, cells }));
        const answer = await this.#insist(`chunk ${chunks}`, () =>
          this.#call("PUT", `${path}/chunks/${chunks}`, { body: { rows } }),
        );
        if (answer.status !== 200) return this.refused.add(list);
        chunks++;
        await this.#clock.pass(2 * minute);
      }
      const whole = { chunks, rows: list.people.length };
      await this.#insist("seal", () => this.#call("POST", `${path}/seal`, { body: whole }));
      return this.#launch(id);
    });
  }

  async #launch(id: string): Promise<ApiAnswer> {
    return this.#insist(`launch ${id}`, () =>
      this.#call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }),
    );
  }

  async #silence(id: string, order: "pause" | "stop"): Promise<ApiAnswer> {
    const answer = await this.#call("POST", `/v1/campaigns/${id}/${order}`, { body: {} });
    this.#say(`${order} ${id}: ${answer.status}`);
    const isSilent = answer.status === 200 && ["paused", "stopped"].includes(answer.json.status);
    if (isSilent) this.#auditor.silenced(id);
    return answer;
  }

  async #insist(what: string, ask: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    for (let tries = 1; ; tries++) {
      const answer = await ask();
      this.#say(`${what}: ${answer.status}`);
      if (answer.status < 500 || tries === triesMax) return answer;
      await this.#clock.pass(20 * second);
    }
  }

  /** Each thing after the one before, for each campaign. */
  #next<T>(id: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#busy.get(id) ?? Promise.resolve()).then(work, work);
    this.#busy.set(id, done);
    return done;
  }
}

/** Imports a list before the trouble begins. */
export async function importFirst(call: Call, id: string, list: ListPlan): Promise<void> {
  await importRows({ call }, id, rowsOf(list.people), listBody(list));
}

const rowsOf = (people: ListPlan["people"]): string[][] => people.map(({ address, zone }) => [address, zone]);

const listBody = (list: ListPlan) => ({
  name: "people.csv",
  columns,
  fingerprint: fingerprintOf(list),
  ...(list.startAt === null ? {} : { startAt: new Date(list.startAt).toISOString() }),
  ...(list.endAt === null ? {} : { endAt: new Date(list.endAt).toISOString() }),
});

/** Stands for the file's: different for different people. */
const fingerprintOf = ({ people }: ListPlan): string =>
  Buffer.from(people.map(({ address }) => address).join())
    .toString("hex")
    .slice(-64)
    .padStart(64, "0");
