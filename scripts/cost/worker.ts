import type { Bindings } from "../../apps/worker/src/env.ts";
import deployed, * as objects from "../../apps/worker/src/index.ts";
import { type Cause, causeNow, count, countRows, readTallies } from "./meter.ts";

/**
 * The deployed worker and its objects with a meter about them: every request, call, alarm and statement is put down to
 * why it came about. Nothing of the product knows of it.
 */

/** Why a request comes: by its path. */
function causeOf({ url, method }: Request): Cause {
  const { pathname } = new URL(url);
  if (pathname === "/hooks/twilio/inbound") return "reply";
  if (pathname.startsWith("/hooks/twilio/status/")) return "receipt";
  if (method === "GET") return "ask";
  return pathname.includes("/lists") ? "import" : "send";
}

/** Why an object is called: by the method. What is not told apart is put down to sending. */
const causesOfMethods: Readonly<Record<string, Cause>> = {
  createList: "import",
  shapeOf: "import",
  importChunk: "import",
  sealList: "import",
  receive: "receipt",
  receiveSoon: "receipt",
  addressOf: "receipt",
  messageOf: "reply",
  contactsOf: "reply",
  put: "reply",
  describe: "ask",
};

const metered = new WeakMap<object, Bindings>();

/**
 * A statement to D1 carries its cause in a comment, by which the database counts. Statements are prepared once and run for
 * many causes, so the comment is written when one runs.
 */
class Tagged {
  readonly #database: D1Database;
  readonly #sql: string;
  readonly #values: readonly unknown[];

  constructor(database: D1Database, sql: string, values: readonly unknown[] = []) {
    this.#database = database;
    this.#sql = sql;
    this.#values = values;
  }

  get now(): D1PreparedStatement {
    return this.#database.prepare(`/*${causeNow()}*/ ${this.#sql}`).bind(...this.#values);
  }

  bind = (...values: unknown[]) => new Tagged(this.#database, this.#sql, values);
  all = () => this.now.all();
  run = () => this.now.run();
  raw = () => this.now.raw();
  first = () => this.now.first();
}

function meteredEnv(env: Bindings): Bindings {
  const known = metered.get(env);
  if (known !== undefined) return known;
  const { DB } = env;
  const database = {
    prepare: (sql: string) => new Tagged(DB, sql),
    batch: (statements: Tagged[]) => DB.batch(statements.map(({ now }) => now)),
  } as unknown as D1Database;
  const whole = { ...env, DB: database };
  metered.set(env, whole);
  return whole;
}

/**
 * Counts what an object's store is asked, and its alarms: setting one is a row written. What it does while it is made is put
 * down to whatever it is first asked for.
 *
 * @returns to be called with the cause of each request
 */
function meterStorage({ storage }: DurableObjectState): (cause: Cause) => void {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  let making: { query: string; cursor: SqlStorageCursor<Record<string, SqlStorageValue>> }[] | null = [];
  const counted = (query: string, ...bindings: unknown[]) => {
    const cursor = exec(query, ...bindings);
    if (making === null) countRows(query, cursor);
    else making.push({ query, cursor });
    return cursor;
  };
  Object.defineProperty(sql, "exec", { value: counted });
  const setAlarm = storage.setAlarm.bind(storage);
  const set = (at: number | Date) => {
    countRows("setAlarm", { rowsRead: 0, rowsWritten: 1 });
    return setAlarm(at);
  };
  Object.defineProperty(storage, "setAlarm", { value: set });
  return (cause) => {
    for (const { query, cursor } of making ?? []) countRows(query, cursor, cause);
    making = null;
  };
}

export class CampaignObject extends objects.CampaignObject {
  readonly #whileAwake: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #isAskedFor: (cause: Cause) => void;

  constructor(ctx: DurableObjectState, env: Bindings) {
    const isAskedFor = meterStorage(ctx);
    super(ctx, meteredEnv(env));
    this.#isAskedFor = isAskedFor;
    this.#whileAwake = sleeper(ctx, Number((env as Bindings & { SLEEP_AFTER_MS: string }).SLEEP_AFTER_MS));
  }

  override async call(campaignId: string, method: string, args: unknown[]): Promise<unknown> {
    const cause = causesOfMethods[method] ?? "send";
    this.#isAskedFor(cause);
    const work = () => super.call(campaignId, method, args);
    return this.#whileAwake(() => count({ cause, where: "object", what: `campaign.${method}` }, work));
  }

  override async alarm(): Promise<void> {
    this.#isAskedFor("send");
    return this.#whileAwake(() => count({ cause: "send", where: "alarm", what: "campaign" }, () => super.alarm()));
  }
}

/** Puts an object to sleep when nothing was asked of it for so long, as the platform does: what it had in memory is gone. */
function sleeper(ctx: DurableObjectState, afterMs: number) {
  let underWay = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    clearTimeout(timer);
    underWay++;
    try {
      return await work();
    } finally {
      if (--underWay === 0) timer = setTimeout(() => ctx.abort("asleep"), afterMs);
    }
  };
}

export class JournalObject extends objects.JournalObject {
  constructor(ctx: DurableObjectState, env: Bindings) {
    const isAskedFor = meterStorage(ctx);
    super(ctx, meteredEnv(env));
    isAskedFor("cron");
  }

  override call(method: string, args: unknown[]): unknown {
    const cause = causesOfMethods[method] ?? (method === "find" ? "send" : "cron");
    return count({ cause, where: "object", what: `journal.${method}` }, () => super.call(method, args));
  }
}

export class SenderObject extends objects.SenderObject {
  constructor(ctx: DurableObjectState, env: Bindings) {
    const isAskedFor = meterStorage(ctx);
    super(ctx, meteredEnv(env));
    isAskedFor("send");
  }

  override call(method: string, args: unknown[]): unknown {
    return count({ cause: "send", where: "object", what: `sender.${method}` }, () => super.call(method, args));
  }
}

export default {
  fetch: (request: Request, env: Bindings, ctx: ExecutionContext) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/__tallies") return Response.json(readTallies());
    if (pathname === "/__cron") return fireCron(env);
    const cause = causeOf(request);
    const what = request.method + pathname.replace(/\/(?:cmp|lst|rcp|att|cnv)_[^/]+|\/chunks\/\d+/g, "/…");
    return count({ cause, where: "request", what }, () => deployed.fetch(request as never, meteredEnv(env), ctx));
  },
};

/** A bare workerd fires no cron. */
async function fireCron(env: Bindings): Promise<Response> {
  const event = { cron: "* * * * *", scheduledTime: Date.now(), noRetry: () => {} } as ScheduledController;
  await count({ cause: "cron", where: "request", what: "scheduled" }, () => deployed.scheduled(event, meteredEnv(env)));
  return new Response(null, { status: 204 });
}
