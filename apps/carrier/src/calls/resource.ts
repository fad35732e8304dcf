/** A call as Twilio's API shows it (schema `api.v2010.account.call`), and a page of them. */
import { apiVersion } from "../resource.ts";
import type { World } from "../world.ts";
import { durationS } from "./hooks.ts";
import { callLimits } from "./limits.ts";
import { type Call, findCall, listCalls } from "./table.ts";

/** US dollars a minute begun, as Twilio bills a call in the US. */
const pricePerMinute = 0.014;

export const callsPath = (accountSid: string): string => `/${apiVersion}/Accounts/${accountSid}/Calls`;

const rfc2822 = (at: number | null): string | null =>
  at === null ? null : new Date(at).toUTCString().replace("GMT", "+0000");

export function callResource(accountSid: string, call: Call) {
  const uri = `${callsPath(accountSid)}/${call.sid}`;
  const isOver = call.endedAt !== null && call.answeredAt !== null;
  const seconds = durationS(call);
  return {
    account_sid: accountSid,
    answered_by: call.answeredBy,
    api_version: apiVersion,
    caller_name: null,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    direction: call.direction,
    duration: isOver ? String(seconds) : null,
    end_time: rfc2822(call.endedAt),
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price: isOver ? (-pricePerMinute * Math.ceil(seconds / 60)).toFixed(5) : null,
    price_unit: "USD",
    queue_time: "0",
    sid: call.sid,
    start_time: call.status === "queued" ? null : rfc2822(call.createdAt + callLimits.dialMs),
    status: call.status === "initiated" ? "queued" : call.status,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

/** A page, newest first; or the name of the parameter that makes no sense. */
export function callsPage({ db, accountSid }: World, query: URLSearchParams) {
  const asked = Number(query.get("PageSize") ?? 50);
  if (!Number.isInteger(asked) || asked < 1) return { ok: false as const, parameter: "PageSize" };
  const pageSize = Math.min(asked, callLimits.pageSizeMax);
  const token = query.get("PageToken");
  const edge = token === null ? undefined : findCall(db, token.slice(2));
  if (token !== null && edge === undefined) return { ok: false as const, parameter: "PageToken" };
  const filter = { to: query.get("To"), from: query.get("From"), status: query.get("Status") };
  const rows = listCalls(db, { ...filter, before: edge?.number ?? null }, pageSize + 1);
  const calls = rows.slice(0, pageSize);
  const page = Number(query.get("Page") ?? 0) || 0;
  const uriOf = (nth: number, after: string | null) => {
    const parameters = new URLSearchParams(query);
    parameters.set("PageSize", String(pageSize));
    parameters.set("Page", String(nth));
    parameters.delete("PageToken");
    if (after !== null) parameters.set("PageToken", after);
    return `${callsPath(accountSid)}.json?${parameters}`;
  };
  const last = calls.at(-1);
  return {
    ok: true as const,
    page: {
      calls: calls.map((call) => callResource(accountSid, call)),
      end: page * pageSize + Math.max(calls.length - 1, 0),
      first_page_uri: uriOf(0, null),
      next_page_uri: rows.length > pageSize && last ? uriOf(page + 1, `PA${last.sid}`) : null,
      page,
      page_size: pageSize,
      previous_page_uri: null,
      start: page * pageSize,
      uri: uriOf(page, token),
    },
  };
}
