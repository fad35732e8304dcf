import { agreementVersion } from "@headsup/contract";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import { methodsAt } from "./allow.ts";
import { docsPage } from "./docs.ts";
import { documentOf } from "./document.ts";
import { campaignOf } from "./find.ts";
import { emailHooks } from "./hooks/email.ts";
import { mailHooks } from "./hooks/mail.ts";
import { twilioHooks } from "./hooks/twilio.ts";
import { voiceHooks } from "./hooks/voice.ts";
import { onInvalid } from "./invalid.ts";
import { requireRole } from "./middleware/access.ts";
import { onError, onNotFound, refuse } from "./middleware/errors.ts";
import { describedIn, OpenAPIHono } from "./openapi.ts";
import { account } from "./routes/account.ts";
import { agents } from "./routes/agents.ts";
import { answers } from "./routes/answers.ts";
import { boosts } from "./routes/boosts.ts";
import { campaigns } from "./routes/campaigns.ts";
import { conversations } from "./routes/conversations.ts";
import { customers } from "./routes/customers.ts";
import { directory } from "./routes/directory.ts";
import { duplicates } from "./routes/duplicates.ts";
import { health } from "./routes/health.ts";
import { inboxes } from "./routes/inboxes.ts";
import { skills, topics } from "./routes/labels.ts";
import { lists } from "./routes/lists.ts";
import { match } from "./routes/match.ts";
import { outlook } from "./routes/outlook.ts";
import { prices } from "./routes/prices.ts";
import { proactive } from "./routes/proactive.ts";
import { recipients } from "./routes/recipients.ts";
import { repair } from "./routes/repair.ts";
import { rules } from "./routes/rules.ts";
import { trial } from "./routes/trial.ts";
import { unsubscribe } from "./routes/unsubscribe.ts";
import { webhooks } from "./routes/webhooks.ts";
import type { ApiEnv, Services } from "./services.ts";

const description = `Reach customers first with service notices, at a decent hour and a decent pace.

Send a bearer token with every request. Times in requests are ISO 8601 with an offset; in answers they are epoch
milliseconds. Every failure has the form \`{ "error": { "code", "message", "details", "requestId" } }\`; codes are stable.
Creates and launches take an \`Idempotency-Key\`.`;

/**
 * The whole API. The same app runs on Workers, Node and Deno.
 *
 * @param servicesOf the services over the environment a request came with
 */
export function createApp(servicesOf: (env: unknown) => Services) {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid });
  app.use(async (c, next) => {
    const services = servicesOf(c.env);
    c.set("services", services);
    c.set("requestId", services.newId("request"));
    await next();
    if (c.res.status !== 101) c.header("x-request-id", c.var.requestId);
    if (c.var.isLogged && c.res.ok) return;
    services.log("info", "request", {
      requestId: c.var.requestId,
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
    });
  });
  // A socket, not a request and an answer: outside the OpenAPI document, and ahead of what
  // adds headers, which an upgraded answer does not bear.
  app.get("/v1/campaigns/:id/live", requireRole("viewer"), async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
      refuse("not_websocket", "This is a WebSocket: connect to it with ws:// or wss://.");
    const since = z.coerce.number().int().min(0).optional().safeParse(c.req.query("since"));
    if (!since.success) refuse("invalid_request", "since: a sequence number, as the last frame told.");
    const row = await campaignOf(c.var.services, c.req.param("id"));
    return c.var.services.live(row.id, c.req.raw);
  });

  // Ahead of headers that browsers go by: these are asked by machines, and by the thousand.
  // Mail comes first, for it is larger than any of the others takes.
  app.route("/", mailHooks);
  app.route("/", emailHooks);
  app.route("/", voiceHooks);
  app.route("/", twilioHooks);

  app.use(secureHeaders());
  app.onError(onError);
  app.notFound(onNotFound((path) => methodsAt(app, path)));

  app.get("/health", (c) => c.json({ ok: true, agreementVersion }));
  const makeDocument = () => documentOf({ title: "Headsup", version: "1", description }, describedIn(app));
  // Made once: anyone may ask for it, as often as they like.
  let made: ReturnType<typeof makeDocument> | undefined;
  const document = () => {
    made ??= makeDocument();
    return made;
  };
  app.get("/openapi.json", (c) => c.json(document()));
  app.get("/docs", (c) => c.html(docsPage(document())));

  app.route("/", unsubscribe);
  return app
    .route("/v1", campaigns)
    .route("/v1", proactive)
    .route("/v1", outlook)
    .route("/v1", duplicates)
    .route("/v1", lists)
    .route("/v1", repair)
    .route("/v1", recipients)
    .route("/v1", directory)
    .route("/v1", health)
    .route("/v1", answers)
    .route("/v1", prices)
    .route("/v1", conversations)
    .route("/v1", match)
    .route("/v1", customers)
    .route("/v1", inboxes)
    .route("/v1", skills)
    .route("/v1", topics)
    .route("/v1", agents)
    .route("/v1", trial)
    .route("/v1", rules)
    .route("/v1", boosts)
    .route("/v1", webhooks)
    .route("/v1", account);
}

export type App = ReturnType<typeof createApp>;
