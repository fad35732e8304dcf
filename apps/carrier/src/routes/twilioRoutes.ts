/** Twilio's Messages API, over HTTP. */
import { type Context, Hono } from "hono";
import { type Answer, refused } from "../answer.ts";
import { type Arrival, type Treatment, treatArrival } from "../arrival.ts";
import { addCallRoutes } from "../calls/routes.ts";
import { checkCreate } from "../createRequest.ts";
import { limits } from "../limits.ts";
import { type Line, LineCut } from "../line.ts";
import { listPage } from "../listRequest.ts";
import { acceptMessage, isQueueFull } from "../network.ts";
import { behaviourOf } from "../people.ts";
import type { Pump } from "../pump.ts";
import { refusalOf } from "../refusals.ts";
import { mediaPage, mediaSid, messageResource, messagesPath } from "../resource.ts";
import { findMessage } from "../store/messages.ts";
import { isOptedOut } from "../store/senders.ts";
import { readValues } from "../templates.ts";
import type { World } from "../world.ts";
import { isAuthenticated } from "./authentication.ts";

export function twilioRoutes({
  world,
  pump,
  line,
}: {
  readonly world: World;
  readonly pump: Pump;
  readonly line: Line;
}): Hono {
  const messages = messagesPath(world.accountSid);
  const stamp = (context: Context) => ({
    at: world.now(),
    realAt: world.realNow(),
    authenticated: isAuthenticated(world, context.req.header("authorization")),
  });

  const treat = (context: Context, arrival: Arrival, serve: () => Answer): Promise<Response> => {
    pump.poke();
    const treatment = treatArrival(world, arrival, serve);
    pump.poke();
    return send(context, { world, line, treatment });
  };

  return addCallRoutes(new Hono(), world, { stamp, treat })
    .post(`${messages}.json`, async (context) => {
      const stamped = stamp(context);
      const form = new URLSearchParams(await context.req.text());
      const arrival: Arrival = { ...stamped, operation: "create", noted: noteCreate(form) };
      return treat(context, arrival, () => create(world, form, arrival.at));
    })
    .get(`${messages}.json`, (context) => {
      const query = new URL(context.req.url).searchParams;
      const noted = { to: query.get("To"), from: query.get("From") };
      return treat(context, { ...stamp(context), operation: "list", noted }, () => list(world, query));
    })
    .get(`${messages}/:sid{\\w+}/Media.json`, (context) => {
      const sid = context.req.param("sid");
      const message = findMessage(world.db, sid);
      return treat(context, { ...stamp(context), operation: "fetch", noted: { sid, to: message?.to ?? null } }, () =>
        message
          ? { outcome: "answered", httpStatus: 200, body: mediaPage(world.accountSid, message) }
          : refused(refusalOf(20404, context.req.path)),
      );
    })
    .get(`${messages}/:sid{\\w+}/Media/:media{\\w+}`, (context) => {
      const { sid, media } = context.req.param();
      const message = findMessage(world.db, sid);
      const file = message?.media.find((_, nth) => mediaSid(sid, nth) === media);
      return treat(context, { ...stamp(context), operation: "fetch", noted: { sid, to: message?.to ?? null } }, () =>
        file
          ? { outcome: "answered", httpStatus: 307, body: null, headers: { location: file.url } }
          : refused(refusalOf(20404, context.req.path)),
      );
    })
    .get(`${messages}/:file{.+\\.json}`, (context) => {
      const sid = context.req.param("file").slice(0, -".json".length);
      const to = findMessage(world.db, sid)?.to ?? null;
      return treat(context, { ...stamp(context), operation: "fetch", noted: { sid, to } }, () => fetchOne(world, sid));
    })
    .all("*", (context) =>
      treat(context, { ...stamp(context), operation: "unknown", noted: {} }, () =>
        refused(refusalOf(20404, `${context.req.method} ${context.req.path}`)),
      ),
    );
}

const noteCreate = (form: URLSearchParams): Arrival["noted"] => ({
  to: form.get("To"),
  from: form.get("From") ?? form.get("MessagingServiceSid"),
  body: form.get("Body"),
  statusCallback: form.get("StatusCallback"),
  contentSid: form.get("ContentSid"),
  contentVariables: readValues(form.get("ContentVariables")) ?? null,
  media: form.getAll("MediaUrl"),
  validityPeriodS: /^\d{1,9}$/.test(form.get("ValidityPeriod") ?? "") ? Number(form.get("ValidityPeriod")) : null,
});

function create(world: World, form: URLSearchParams, at: number): Answer {
  const settings = world.settings();
  const check = checkCreate(form, settings);
  if (!check.ok) return refused(check.refusal);
  const { request } = check;
  if (isOptedOut(world.db, { person: request.to, sender: request.from })) return refused(refusalOf(21610));
  const { refusal } = behaviourOf(settings, request.to);
  if (refusal !== undefined) return refused(refusalOf(refusal, request.to));
  if (isQueueFull(world, { from: request.from, at })) return refused(refusalOf(21611));

  const message = acceptMessage(world, request, at);
  return {
    outcome: "accepted",
    httpStatus: 201,
    body: messageResource(world.accountSid, message),
    sid: message.sid,
    reads: message.body,
  };
}

function list(world: World, query: URLSearchParams): Answer {
  const result = listPage(world, query);
  if (!result.ok) return refused(refusalOf(20001, result.parameter));
  return { outcome: "answered", httpStatus: 200, body: result.page };
}

function fetchOne(world: World, sid: string): Answer {
  const message = findMessage(world.db, sid);
  if (!message) return refused(refusalOf(20404, `${messagesPath(world.accountSid)}/${sid}.json`));
  return { outcome: "answered", httpStatus: 200, body: messageResource(world.accountSid, message) };
}

async function send(
  context: Context,
  { world, line, treatment }: { readonly world: World; readonly line: Line; readonly treatment: Treatment },
): Promise<Response> {
  const { answer, transport, latencyMs } = treatment;
  const { signal } = context.req.raw;
  if (latencyMs > 0) await line.hold(latencyMs, signal);
  if (transport === "hangs") await line.hold(limits.hangMs, signal);
  if (transport !== "arrives") throw new LineCut("a fault in force cut the line");
  return new Response(JSON.stringify(answer.body), {
    status: answer.httpStatus,
    headers: {
      "content-type": "application/json; charset=utf-8",
      // Twilio's time is the clock's, so a Retry-After date can be told from it.
      date: new Date(world.now()).toUTCString(),
      ...answer.headers,
    },
  });
}
