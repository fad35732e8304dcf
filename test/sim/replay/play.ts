import type { CampaignDetail, Recipient } from "@headsup/contract";
import type { Desk } from "./desk.ts";
import type { ImportedList, Ledger, Moment, Observed, Order, Stimulus } from "./trace.ts";

/** A deployment of one campaign, wherever it runs, as far as a trace acts on it. */
export interface Stage {
  readonly desk: Desk;
  readonly setTime: (at: number) => void;
  /** Requests of a client with the admin's token. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Posts a signed webhook; answers its HTTP status. */
  readonly post: (path: string, params: Readonly<Record<string, string>>) => Promise<number>;
  readonly alarmAt: (campaignId: string) => Promise<number | null>;
  /** The alarm fires; resolves when its handler has ended, also by the object's death. */
  readonly fire: (campaignId: string) => Promise<void>;
  readonly evict: (campaignId: string) => Promise<void>;
  readonly crash: (campaignId: string) => Promise<void>;
  /** Opens a newer copy; what the older one does meanwhile is `finish`; then there is only the newer. */
  readonly supersede: (campaignId: string, finish: () => Promise<void>) => Promise<void>;
  readonly sql: (query: string) => Promise<unknown>;
  /** Lets what needs no time happen, or some of it. */
  readonly turn: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what each route answers is read where it is asked
  readonly body: any;
}

/** What the catalogue cannot do without. */
const tables = ["suppression", "campaign"];
const rowsPerChunk = 7;
const commandPolls = 1_000;
/** Turns without news after which, on Node, nothing comes by itself any more. */
const quietTurns = 25;
/** Turns waited for what was recorded; what has not come by then does not come. */
const lateTurns = 2_000;

/** Does to a stage what a trace says, and tells what there is to see. */
export class Player {
  readonly #stage: Stage;
  /** What began with requests under way and waits for their answers: the status it will be answered with, if any. */
  #open: Promise<number | null>[] = [];
  #openCount = 0;
  #statuses: number[] = [];
  campaignId = "";

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** @param expected what was recorded, for whoever replays: without it rest cannot be told from slowness */
  async perform({ at, stimulus }: Pick<Moment, "at" | "stimulus">, expected: Observed | null): Promise<Observed> {
    const stage = this.#stage;
    this.#statuses = [];
    stage.setTime(at);
    await this.#do(stimulus, expected);
    const alarmAt = await stage.alarmAt(this.campaignId);
    return { statuses: this.#statuses, alarmAt, ...this.#progress() };
  }

  /** Reads how it stands through the API. */
  async readLedger(): Promise<Ledger> {
    const { outreaches, ...campaign }: CampaignDetail = (await this.#get(this.#path)).body;
    const page = (await this.#get(`${this.#path}/recipients?order=id&limit=500`)).body;
    const listed = (await this.#get("/v1/campaigns")).body;
    const names = new Map(outreaches.map(({ id, name }) => [id, name]));
    return {
      campaign: { ...campaign, outreaches: outreaches.map(({ id: _, ...outreach }) => outreach) },
      summary: listed.items[0],
      recipients: page.items.map((item: Recipient) => ({ ...item, list: names.get(item.list) ?? "" })),
    };
  }

  get #path(): string {
    return `/v1/campaigns/${this.campaignId}`;
  }

  #get(path: string): Promise<Answer> {
    return this.#stage.call("GET", path);
  }

  async #do(stimulus: Stimulus, expected: Observed | null): Promise<void> {
    const stage = this.#stage;
    switch (stimulus.do) {
      case "draft":
        return this.#draft(stimulus.campaign);
      case "import":
        return this.#import(stimulus.list);
      case "order":
        return void (await this.#order(stimulus.order));
      case "order meanwhile":
        return this.#orderMeanwhile(stimulus.order);
      case "webhooks":
        for (const { path, params } of stimulus.hooks) this.#statuses.push(await stage.post(path, params));
        return;
      case "alarm": {
        if (!stimulus.holds) return stage.fire(this.campaignId);
        stage.desk.hold();
        this.#begin(stage.fire(this.campaignId).then(() => null));
        return this.#rest(expected);
      }
      case "answer": {
        stage.desk.grant(stimulus.count ?? Infinity);
        return stimulus.count === null ? this.#finish() : this.#rest(expected);
      }
      case "wait":
        return;
      case "evict":
        return stage.evict(this.campaignId);
      case "crash": {
        await stage.crash(this.campaignId);
        stage.desk.abandon();
        return this.#finish();
      }
      case "supersede":
        return stage.supersede(this.campaignId, () => {
          stage.desk.grant(Infinity);
          return this.#finish();
        });
      case "catalogue":
        for (const table of tables)
          await stage.sql(
            stimulus.isDown
              ? `alter table ${table} rename to lost_${table}`
              : `alter table lost_${table} rename to ${table}`,
          );
    }
  }

  #begin(work: Promise<number | null>): void {
    this.#openCount++;
    const ended = work.finally(() => this.#openCount--);
    this.#open.push(ended);
  }

  #progress(): Pick<Observed, "arrivals" | "answered" | "isUnderWay"> {
    const { arrivals, answered } = this.#stage.desk;
    return { arrivals: arrivals.length, answered, isUnderWay: this.#openCount > 0 };
  }

  /** Resolves when all is as it was recorded; recording, when nothing comes any more. */
  async #rest(expected: Observed | null): Promise<void> {
    const { desk, turn } = this.#stage;
    let seen = "";
    for (let turns = 0; ; turns++) {
      const { arrivals, answered, isUnderWay } = this.#progress();
      if (expected === null) {
        const news = `${arrivals} ${answered} ${isUnderWay}`;
        if (news !== seen || !desk.isIdle) turns = 0;
        if (turns === quietTurns) return;
        seen = news;
      } else {
        const isLess = arrivals < expected.arrivals || answered < expected.answered;
        if (turns === lateTurns || (!isLess && isUnderWay === expected.isUnderWay)) return;
      }
      await turn();
    }
  }

  async #finish(): Promise<void> {
    const statuses = await Promise.all(this.#open);
    this.#open = [];
    this.#statuses.push(...statuses.filter((status) => status !== null));
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#stage.call(method, path, body);
    this.#statuses.push(answer.status);
    return answer;
  }

  async #draft(campaign: Readonly<Record<string, unknown>>): Promise<void> {
    const { version } = (await this.#get("/v1/agreement")).body;
    await this.#ask("POST", "/v1/agreement", { version });
    await this.#ask("POST", "/v1/senders", { address: campaign.sender, name: "Acme" });
    this.campaignId = (await this.#ask("POST", "/v1/campaigns", campaign)).body.id;
  }

  async #import({ body, rows }: ImportedList): Promise<void> {
    const lists = `${this.#path}/lists`;
    const created = await this.#ask("POST", lists, body);
    if (created.status !== 200) return;
    const path = `${lists}/${created.body.id}`;
    let chunks = 0;
    for (let at = 0; at < rows.length; at += rowsPerChunk) {
      const chunk = rows.slice(at, at + rowsPerChunk).map((cells, i) => ({ line: at + i + 2, cells }));
      await this.#ask("PUT", `${path}/chunks/${chunks++}`, { rows: chunk });
    }
    await this.#ask("POST", `${path}/seal`, { chunks, rows: rows.length });
  }

  #order(order: Order): Promise<Answer> {
    return this.#ask("POST", `${this.#path}/${order}`, order === "launch" ? { consent: true } : {});
  }

  /** Gives the order and waits until it is stored; its answer comes later. */
  async #orderMeanwhile(order: "pause" | "stop"): Promise<void> {
    this.#begin(this.#stage.call("POST", `${this.#path}/${order}`, {}).then(({ status }) => status));
    const before: string = (await this.#get(this.#path)).body.status;
    if (before !== "in_progress") return;
    for (let polls = 0; polls < commandPolls; polls++) if ((await this.#get(this.#path)).body.status !== before) return;
    throw new Error(`${order} was not stored`);
  }
}
