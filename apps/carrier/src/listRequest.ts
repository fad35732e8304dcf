/** Reads the query of a list, and shapes the page as Twilio does: keyset tokens, `…_page_uri` relative to the host. */
import { tryFaults } from "./faults.ts";
import { limits } from "./limits.ts";
import { randomFor } from "./random.ts";
import { messageResource, messagesPath } from "./resource.ts";
import { findMessage, listMessages, type Message, type MessageFilter } from "./store/messages.ts";
import type { World } from "./world.ts";

const dayMs = 86_400_000;

/** The page, or the name of the parameter that makes no sense. */
export type ListResult =
  | { readonly ok: true; readonly page: ReturnType<typeof pageOf> }
  | { readonly ok: false; readonly parameter: string };

export function listPage(world: World, query: URLSearchParams): ListResult {
  const dates = readDates(query);
  if (typeof dates === "string") return { ok: false, parameter: dates };

  const asked = Number(query.get("PageSize") ?? limits.pageSizeDefault);
  if (!Number.isInteger(asked) || asked < 1) return { ok: false, parameter: "PageSize" };
  const pageSize = Math.min(asked, limits.pageSizeMax);

  const edge = readToken(world, query.get("PageToken"));
  if (edge === "invalid") return { ok: false, parameter: "PageToken" };
  const to = query.get("To") ?? undefined;
  const filter = { to, from: query.get("From") ?? undefined, ...dates, edge, createdUntil: newestShown(world, to) };
  // One more than the page shows whether there is another.
  const rows = listMessages(world.db, filter, { limit: pageSize + 1 });
  const hasMore = rows.length > pageSize;
  const messages = edge?.side === "newer" ? rows.slice(-pageSize) : rows.slice(0, pageSize);
  return { ok: true, page: pageOf(world, { query, pageSize, messages, hasOlder: edge?.side === "newer" || hasMore }) };
}

function pageOf(
  { accountSid }: World,
  {
    query,
    pageSize,
    messages,
    hasOlder,
  }: {
    readonly query: URLSearchParams;
    readonly pageSize: number;
    readonly messages: readonly Message[];
    readonly hasOlder: boolean;
  },
) {
  const page = Number(query.get("Page") ?? 0) || 0;
  const uriOf = (pageIndex: number, token: string | null) => {
    const parameters = new URLSearchParams(query);
    parameters.set("PageSize", String(pageSize));
    parameters.set("Page", String(pageIndex));
    parameters.delete("PageToken");
    if (token !== null) parameters.set("PageToken", token);
    return `${messagesPath(accountSid)}.json?${parameters}`;
  };
  const first = messages[0];
  const last = messages.at(-1);
  return {
    end: page * pageSize + Math.max(messages.length - 1, 0),
    first_page_uri: uriOf(0, null),
    next_page_uri: hasOlder && last ? uriOf(page + 1, `PA${last.sid}`) : null,
    page,
    page_size: pageSize,
    previous_page_uri: page > 0 && first ? uriOf(page - 1, `PB${first.sid}`) : null,
    start: page * pageSize,
    uri: uriOf(page, query.get("PageToken")),
    messages: messages.map((message) => messageResource(accountSid, message)),
  };
}

/** The clock time up to which messages are on lists already; undefined: all are. */
function newestShown(world: World, to: string | undefined): number | undefined {
  const { seed, faults } = world.settings();
  const random = randomFor(seed, "list", to ?? "", world.now());
  const late = tryFaults(faults, { random, to: to ?? null }).fires("listLate");
  return late === undefined ? undefined : world.now() - late.ms;
}

/** `PA` + the last sid of the page before; `PB` + the first sid of the page after. */
function readToken(world: World, token: string | null): MessageFilter["edge"] | "invalid" {
  if (token === null) return undefined;
  const [, side, sid] = /^P([AB])((?:SM|MM)[0-9a-f]{32})$/.exec(token) ?? [];
  const message = sid === undefined ? undefined : findMessage(world.db, sid);
  if (!message) return "invalid";
  return { side: side === "A" ? "older" : "newer", number: message.number };
}

/** `DateSent`, `DateSent<`, `DateSent>`: all inclusive, a date without time meaning the whole GMT day. */
function readDates(query: URLSearchParams): Pick<MessageFilter, "sentFrom" | "sentBefore"> | string {
  let sentFrom: number | undefined;
  let sentBefore: number | undefined;
  for (const parameter of ["DateSent", "DateSent<", "DateSent>"]) {
    const text = query.get(parameter);
    if (text === null) continue;
    const date = readDate(text);
    if (date === undefined) return parameter;
    const dayStart = Math.floor(date.at / dayMs) * dayMs;
    if (parameter === "DateSent") [sentFrom, sentBefore] = [dayStart, dayStart + dayMs];
    if (parameter === "DateSent<") sentBefore = date.precision === "day" ? dayStart + dayMs : date.at + 1_000;
    if (parameter === "DateSent>") sentFrom = date.at;
  }
  return { sentFrom, sentBefore };
}

function readDate(text: string): { readonly at: number; readonly precision: "day" | "second" } | undefined {
  const precision = /^\d{4}-\d{2}-\d{2}$/.test(text) ? "day" : "second";
  // Without a zone, a time is GMT; `Date.parse` would take it for local.
  const zoneless = /^\d{4}-\d{2}-\d{2}[T ][\d:.]+$/.test(text);
  const at = Date.parse(zoneless ? `${text.replace(" ", "T")}Z` : text);
  return Number.isNaN(at) ? undefined : { at, precision };
}
