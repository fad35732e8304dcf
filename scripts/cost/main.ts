import { parseArgs } from "node:util";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { StatementTotals } from "../bench/d1.ts";
import { drive, type Measured } from "./drive.ts";
import type { Cause, Tally } from "./meter.ts";
import { objectGb, prices, roundTripMs } from "./prices.ts";

/**
 * `pnpm cost [--messages N] [--campaigns N] [--rate N]`: what a message costs on Cloudflare, counted by workerd's own
 * meters: rows, requests, alarms, and dollars at list price. Lines as it goes, a table of where each row comes from and,
 * last, one line of JSON. Ends with 1 when a budget is missed.
 */
const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "2000" },
    campaigns: { type: "string", default: "2" },
    rate: { type: "string", default: "300" },
  },
});
const wholeNumber = (name: keyof typeof values): number => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} ${values[name]}: give a whole number from 1.`);
    process.exit(2);
  }
  return value;
};

const budgets = { rowsWrittenPerMessage: 5, rowsReadPerMessage: 10, objectRequestsPerMessage: 2.2, usdPerMillion: 6.5 };
const life = { messages: wholeNumber("messages"), campaigns: wholeNumber("campaigns"), rate: wholeNumber("rate") };

/** What a message itself brings about; replies, cron and who looks on are told apart. */
const ofMessages: readonly Cause[] = ["import", "send", "receipt"];

/** Where rows come from: a statement, short, with the database it runs on. */
interface Source {
  readonly cause: Cause;
  readonly what: string;
  readonly times: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

const taggedSql = /^\/\*(\w+)\*\/ (.*)$/s;

function sourcesOf({ objects, d1 }: Measured): Source[] {
  const inObjects = objects
    .filter(({ where }) => where === "object")
    .filter(({ rowsRead, rowsWritten }) => rowsRead + rowsWritten > 0)
    .map((tally) => ({ ...tally, what: `object ${short(tally.what)}` }));
  const inD1 = d1.flatMap(({ sql, ...rows }: StatementTotals) => {
    const [, cause, text] = taggedSql.exec(sql) ?? [];
    return cause === undefined ? [] : [{ ...rows, cause: cause as Cause, what: `D1 ${short(text ?? "")}` }];
  });
  return [...inObjects, ...inD1];
}

/** A statement's verb and tables: enough to find it by. */
function short(sql: string): string {
  const text = sql.replace(/["`]/g, "").replace(/\s+/g, " ");
  const [, from] = /\bfrom (\w+)/.exec(text) ?? [];
  const head = /^(insert into \w+|update \w+|delete from \w+)/.exec(text)?.[0];
  return head ?? (text.startsWith("select") ? `select … from ${from ?? "?"}` : text.slice(0, 40));
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0);
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

function report(measured: Measured): boolean {
  const { messages } = life;
  const sources = sourcesOf(measured);
  const isOfMessages = ({ cause }: { cause: Cause }) => ofMessages.includes(cause);
  const asked = (where: Tally["where"], of: (tally: Tally) => boolean = isOfMessages) =>
    measured.objects.filter((tally) => tally.where === where && of(tally));
  const calls = asked("object").filter(({ what }) => /^(campaign|journal|sender)\./.test(what));
  const alarms = asked("alarm");
  const timesOf = (cause: Cause) =>
    sum(
      asked("request", (tally) => tally.cause === cause),
      ({ times }) => times,
    );
  const replies = timesOf("reply");
  const per = (total: number) => total / messages;

  console.log("\nrequests to objects, per message");
  for (const { cause, what, times } of [...calls, ...alarms].sort((a, b) => b.times - a.times))
    if (times >= messages / 200) console.log(`${per(times).toFixed(2).padStart(7)}  ${cause.padEnd(7)} ${what}`);
  const mine = sources.filter(isOfMessages);
  const rowsWrittenPerMessage = per(sum(mine, ({ rowsWritten }) => rowsWritten));
  const rowsReadPerMessage = per(sum(mine, ({ rowsRead }) => rowsRead));
  const objectRequestsPerMessage = per(sum([...calls, ...alarms], ({ times }) => times));
  const workerRequestsPerMessage = per(sum(asked("request"), ({ times }) => times));
  const ofReplies = sources.filter(({ cause }) => cause === "reply");
  const perReply = (of: (source: Source) => number) => (replies === 0 ? 0 : round(sum(ofReplies, of) / replies));

  // The processor's time of everything that ran, over all it was asked: too much rather than too little.
  const cpuMsPerRequest =
    measured.cpuMs /
    sum(
      asked("request", () => true),
      ({ times }) => times,
    );
  const cpuMsPerMessage = cpuMsPerRequest * workerRequestsPerMessage;
  const awakeMs = per(sum([...calls, ...alarms], ({ busyMs }) => busyMs)) + roundTripMs / engineLimits.lanes;
  const dollars: readonly (readonly [string, number])[] = [
    ["rows written", rowsWrittenPerMessage * prices.rowWritten],
    ["rows read", rowsReadPerMessage * prices.rowRead],
    ["object requests, alarms included", objectRequestsPerMessage * prices.objectRequest],
    ["worker requests", workerRequestsPerMessage * prices.workerRequest],
    [`processor, ${round(cpuMsPerMessage)} ms`, cpuMsPerMessage * prices.cpuMs],
    [`objects awake, ${round(awakeMs)} ms`, (awakeMs / 1_000) * objectGb * prices.gbSecond],
  ];
  const usdPerMillion = sum(dollars, ([, usd]) => usd) * 1e6;

  table(sources, { reply: replies, cron: timesOf("cron"), ask: timesOf("ask") });
  for (const [what, usd] of dollars) console.log(`$${(usd * 1e6).toFixed(2).padStart(5)} a million: ${what}`);
  const figures = {
    rowsWrittenPerMessage: round(rowsWrittenPerMessage),
    rowsReadPerMessage: round(rowsReadPerMessage),
    rowsWrittenPerReply: perReply(({ rowsWritten }) => rowsWritten),
    rowsReadPerReply: perReply(({ rowsRead }) => rowsRead),
    objectRequestsPerMessage: round(objectRequestsPerMessage),
    workerRequestsPerMessage: round(workerRequestsPerMessage),
    alarmsPerMessage: round(per(sum(alarms, ({ times }) => times)), 3),
    usdPerMillion: round(usdPerMillion),
  };
  const missed = Object.entries(budgets).filter(([name, budget]) => figures[name as keyof typeof budgets] > budget);
  for (const [name, budget] of missed) console.log(`over budget: ${name}, at most ${budget}`);
  console.log(JSON.stringify({ ...life, replies, ...figures }));
  return missed.length === 0;
}

/** Where each row comes from. @param over of what is not told per message, how many there were */
function table(sources: readonly Source[], over: Partial<Record<Cause, number>>): void {
  const merged = [...Map.groupBy(sources, ({ cause, what }) => `${cause.padEnd(7)} ${what}`)].map(([name, members]) => {
    const [first] = members;
    const each = (of: (source: Source) => number) => sum(members, of) / ((first && over[first.cause]) ?? life.messages);
    return { name, written: each(({ rowsWritten }) => rowsWritten), read: each(({ rowsRead }) => rowsRead) };
  });
  console.log("\nrows written, rows read: per message; of replies, cron and whoever looks on, each time");
  for (const { name, written, read } of merged.sort((a, b) => b.written - a.written || b.read - a.read)) {
    if (written + read >= 0.005)
      console.log(`${written.toFixed(2).padStart(7)} ${read.toFixed(2).padStart(7)}  ${name}`);
  }
  console.log();
}

const measured = await drive(life, (line) => console.log(line));
process.exitCode = report(measured) ? 0 : 1;
