/** Twilio's Calls API, over HTTP: what a request comes to. */
import type { Context, Hono } from "hono";
import { type Answer, refused } from "../answer.ts";
import type { Arrival } from "../arrival.ts";
import { refusalOf } from "../refusals.ts";
import type { World } from "../world.ts";
import { checkCall } from "./createCall.ts";
import { placeCall } from "./exchange.ts";
import { phoneOf } from "./phones.ts";
import { callResource, callsPage, callsPath } from "./resource.ts";
import { findCall } from "./table.ts";

/** How a request is taken in and answered; the same for all that Twilio offers. */
export interface Desk {
  readonly stamp: (context: Context) => Pick<Arrival, "at" | "realAt" | "authenticated">;
  readonly treat: (context: Context, arrival: Arrival, serve: () => Answer) => Promise<Response>;
}

/** Adds the routes of calls. */
export function addCallRoutes(app: Hono, world: World, { stamp, treat }: Desk): Hono {
  const calls = callsPath(world.accountSid);
  return app
    .post(`${calls}.json`, async (context) => {
      const stamped = stamp(context);
      const form = new URLSearchParams(await context.req.text());
      const noted = {
        to: form.get("To"),
        from: form.get("From"),
        body: form.get("Url"),
        statusCallback: form.get("StatusCallback"),
      };
      const arrival: Arrival = { ...stamped, operation: "create", noted };
      return treat(context, arrival, () => create(world, form, arrival.at));
    })
    .get(`${calls}.json`, (context) => {
      const query = new URL(context.req.url).searchParams;
      const noted = { to: query.get("To"), from: query.get("From") };
      return treat(context, { ...stamp(context), operation: "list", noted }, () => list(world, query));
    })
    .get(`${calls}/:file{.+\\.json}`, (context) => {
      const sid = context.req.param("file").slice(0, -".json".length);
      const to = findCall(world.db, sid)?.to ?? null;
      return treat(context, { ...stamp(context), operation: "fetch", noted: { sid, to } }, () => fetchOne(world, sid));
    });
}

function create(world: World, form: URLSearchParams, at: number): Answer {
  const settings = world.settings();
  const check = checkCall(form, settings.senders);
  if (!check.ok) return refused(check.refusal);
  const phone = phoneOf(settings, check.request.to);
  if (phone.refusal !== undefined) return refused(refusalOf(phone.refusal, check.request.to));
  const call = placeCall(world, check.request, { at, phone });
  return { outcome: "accepted", httpStatus: 201, body: callResource(world.accountSid, call), sid: call.sid };
}

function list(world: World, query: URLSearchParams): Answer {
  const result = callsPage(world, query);
  if (!result.ok) return refused(refusalOf(20001, result.parameter));
  return { outcome: "answered", httpStatus: 200, body: result.page };
}

function fetchOne(world: World, sid: string): Answer {
  const call = findCall(world.db, sid);
  if (!call) return refused(refusalOf(20404, `${callsPath(world.accountSid)}/${sid}.json`));
  return { outcome: "answered", httpStatus: 200, body: callResource(world.accountSid, call) };
}
