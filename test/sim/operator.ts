import { type ApiAnswer, type Call, importRows, type VirtualClock } from "@headsup/testkit";
import type { Auditor } from "./auditor.ts";
import { addressesOf, type ListPlan, type MendPlan, type PersonPlan } from "./plan.ts";

const minute = 60_000;
const second = 1_000;
/** Somebody at the terminal gives up after so many tries. */
const triesMax = 40;
const rowsPerChunk = 7;

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
  readonly #mends: readonly MendPlan[];
  readonly #ids = new Map<ListPlan, string>();
  /** Lists that could not be imported: their campaign had been stopped. */
  readonly refused = new Set<ListPlan>();
  /** Whose bad row was mended, acknowledged and not taken back: "campaign address". */
  readonly mended = new Set<string>();

  constructor(parts: {
    call: Call;
    clock: VirtualClock;
    auditor: Auditor;
    say: (what: string) => void;
    mends?: readonly MendPlan[];
  }) {
    this.#mends = parts.mends ?? [];
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
      const resume = () => this.#call("POST", `/v1/campaigns/${id}/resume`, { body: {} });
      const first = await resume();
      const isFlagged = first.json?.error?.code === "sender_flagged";
      if (isFlagged) await this.#clearSenders();
      const answer = isFlagged ? await resume() : first;
      this.#say(`resume ${id}: ${answer.status}`);
      return answer;
    });
  }

  /** An admin looked at the senders that were flagged: what troubled them is what the seed plays. */
  async #clearSenders(): Promise<void> {
    const senders = (await this.#call("GET", "/v1/senders")).json?.items ?? [];
    for (const { id, flagged } of senders)
      if (flagged !== undefined)
        await this.#call("POST", `/v1/senders/${id}/clear`, { body: { reason: "It was the weather." } });
  }

  /** Imports a list before the trouble begins. */
  async importFirst(id: string, list: ListPlan): Promise<void> {
    const { list: known } = await importRows({ call: this.#call }, id, this.#rowsOf(list), listBody(list));
    this.#ids.set(list, known);
    await this.#mendFirst(id, list);
  }

  /** Mends bad rows of a list, whatever it is doing. Refused where it takes nobody any more. */
  mend(id: string, list: ListPlan, people: readonly PersonPlan[]): Promise<unknown> {
    return this.#next(id, () => this.#mend(id, list, people));
  }

  /** A list imported chunk by chunk while the campaign runs, then launched. */
  importLater(id: string, list: ListPlan): Promise<unknown> {
    return this.#next(id, async () => {
      const lists = `/v1/campaigns/${id}/lists`;
      if (this.#mends.some((mend) => mend.list === list)) await this.#importInVain(lists, list);
      const created = await this.#insist(`list for ${id}`, () => this.#call("POST", lists, { body: listBody(list) }));
      if (created.status !== 200) return this.refused.add(list);
      this.#ids.set(list, created.json.id);
      const path = `${lists}/${created.json.id}`;
      let chunks = 0;
      const all = this.#rowsOf(list);
      for (let at = 0; at < all.length; at += rowsPerChunk) {
        const rows = linesOf(all, at);
        const answer = await this.#insist(`chunk ${chunks}`, () =>
          this.#call("PUT", `${path}/chunks/${chunks}`, { body: { rows } }),
        );
        if (answer.status !== 200) return this.refused.add(list);
        chunks++;
        await this.#clock.pass(2 * minute);
      }
      await this.#mendFirst(id, list);
      const whole = { chunks, rows: list.people.length };
      await this.#insist("seal", () => this.#call("POST", `${path}/seal`, { body: whole }));
      return this.#launch(id);
    });
  }

  /** The file is begun, deleted, and its people are free again. */
  async #importInVain(lists: string, list: ListPlan): Promise<void> {
    const created = await this.#insist("a list in vain", () => this.#call("POST", lists, { body: listBody(list) }));
    if (created.status !== 200) return;
    const path = `${lists}/${created.json.id}`;
    const rows = linesOf(this.#rowsOf(list), 0);
    await this.#insist("its chunk", () => this.#call("PUT", `${path}/chunks/0`, { body: { rows } }));
    await this.#insist("its end", () => this.#call("DELETE", path));
  }

  /** Mends some before the launch, and takes some of that back. */
  async #mendFirst(id: string, list: ListPlan): Promise<void> {
    const { early = [], undone = [] } = this.#mends.find((mend) => mend.list === list) ?? {};
    if (early.length > 0) await this.#mend(id, list, early);
    if (undone.length === 0) return;
    const lines = undone.map((person) => lineOf(list, person));
    const path = `/v1/campaigns/${id}/lists/${this.#ids.get(list)}/repair/undo`;
    const answer = await this.#insist(`undo ${lines}`, () => this.#call("POST", path, { body: { lines } }));
    if (answer.status === 200) for (const { address } of undone) this.mended.delete(`${id} ${address}`);
  }

  async #mend(id: string, list: ListPlan, people: readonly PersonPlan[]): Promise<void> {
    const known = this.#ids.get(list);
    if (known === undefined) return; // it could not be imported
    const rows = people
      .map((person) => ({ line: lineOf(list, person), cells: cellsOf(list, person) }))
      .sort((a, b) => a.line - b.line);
    const answer = await this.#insist(`mend ${rows.map(({ line }) => line)}`, () =>
      this.#call("POST", `/v1/campaigns/${id}/lists/${known}/repair`, { body: { rows } }),
    );
    if (answer.status !== 200) return;
    for (const line of answer.json.accepted) this.mended.add(`${id} ${list.people[line - 2]?.address}`);
  }

  /** As uploaded: whose row is bad has letters for a number. */
  #rowsOf(list: ListPlan): string[][] {
    const broken = new Set(this.#mends.find((mend) => mend.list === list)?.broken.map(({ address }) => address));
    return list.people.map((person) => {
      const [first = "", ...cells] = cellsOf(list, person);
      return [broken.has(person.address) ? misspell(first) : first, ...cells];
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

/** The file's rows from there on, as many as a chunk takes. */
const linesOf = (rows: readonly string[][], from: number) =>
  rows.slice(from, from + rowsPerChunk).map((cells, i) => ({ line: from + i + 2, cells }));

const hasMailboxes = ({ people }: ListPlan): boolean =>
  people.some((person) => addressesOf(person).some((address) => address.includes("@")));

/** A column for numbers, and one for mailboxes where anybody has one. */
const columnsOf = (list: ListPlan) => [
  { role: "phone" },
  ...(hasMailboxes(list) ? [{ role: "email" }] : []),
  { role: "zone" },
];

function cellsOf(list: ListPlan, person: PersonPlan): string[] {
  const mailbox = addressesOf(person).find((address) => address.includes("@")) ?? "";
  const number = addressesOf(person).find((address) => !address.includes("@")) ?? "";
  return [number, ...(hasMailboxes(list) ? [mailbox] : []), person.zone];
}

const lineOf = ({ people }: ListPlan, { address }: PersonPlan): number =>
  people.findIndex((person) => person.address === address) + 2;

const letters = "abcdefghij";
const misspell = (address: string): string => address.replaceAll(/\d/g, (digit) => letters[Number(digit)] ?? "");
/** What stood there before {@link misspell}; anything else stays as it is. */
export const spellRight = (cell: string): string =>
  !/^\+[a-j]+$/.test(cell) ? cell : cell.replaceAll(/[a-j]/g, (letter) => String(letters.indexOf(letter)));

const listBody = (list: ListPlan) => ({
  name: "people.csv",
  columns: columnsOf(list),
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
