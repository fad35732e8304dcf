import { reasonOf } from "@headsup/core/reason";
import { inWords } from "@headsup/core/reply/inbound";
import { findLiftable, findSender, insertSuppression, liftSuppressions } from "@headsup/storage/catalog";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { limitBody } from "../middleware/body.ts";
import type { ApiEnv, Services } from "../services.ts";
import { suppressionByWish } from "../suppress.ts";
import { type Subscription, unsubscribePath } from "../unsubscribe.ts";

/**
 * Where the recipient of an email stops it. Mail scanners open every link of a mail, so opening it changes nothing: its button does, and
 * so does the one click of a mail program (RFC 8058), which posts `List-Unsubscribe=One-Click`. Done twice, it is done.
 */

const bodyBytesMax = 16 * 1024;

/** Nothing is loaded or run, and no page shows this one within it: its button is pressed by who sees it. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const unsubscribe = new Hono<ApiEnv>()
  .use(`${unsubscribePath}/*`, limitBody(bodyBytesMax), async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
    c.header("x-robots-tag", "noindex");
    c.header("content-security-policy", pagePolicy);
  })
  .get(`${unsubscribePath}/:token`, (c) =>
    answer(c, async (services, wish) => ((await isOut(services, wish)) ? "out" : "in")),
  )
  .post(`${unsubscribePath}/:token`, async (c) => {
    const { do: wished } = await c.req.parseBody().catch(() => ({ do: undefined }));
    return answer(c, (services, wish) => (wished === "come_back" ? comeBack(services, wish) : stop(services, wish)));
  });

type State = "in" | "out" | "stopped" | "back";

async function answer(
  c: Context<ApiEnv>,
  act: (services: Services, wish: Subscription) => Promise<State>,
): Promise<Response> {
  const { services } = c.var;
  const wish = services.email.links.read(c.req.param("token") ?? "");
  if (wish === null) return c.html(brokenPage, 404);
  try {
    const state = await act(services, wish);
    return c.html(pageOf(state, { address: wish.address, sender: await nameOf(services, wish) }));
  } catch (error) {
    services.log("error", "unsubscribe.failed", { ownerId: wish.ownerId, error: reasonOf(error) });
    return c.html(downPage, 503, { "retry-after": "60" });
  }
}

/** Who sends there, as people know them. What was done stands also where that cannot be looked up. */
const nameOf = ({ catalogue }: Services, { senderId }: Subscription): Promise<string> =>
  findSender(catalogue, senderId).then(
    (sender) => sender?.name ?? "this sender",
    () => "this sender",
  );

const wordOf = ({ now }: Services, { address, senderId }: Subscription) =>
  ({ address, senderId, channel: "email", until: now() }) as const;

const isOut = async (services: Services, wish: Subscription): Promise<boolean> =>
  (await findLiftable(services.catalogue, wordOf(services, wish))).length > 0;

async function stop(services: Services, { address, senderId, ownerId }: Subscription): Promise<State> {
  const { catalogue, config, now, log } = services;
  const suppression = suppressionByWish({ address, senderId, stopScope: config.stopScope, at: now() });
  try {
    await catalogue.together([insertSuppression(catalogue, suppression)]);
  } catch (error) {
    log("warn", "unsubscribed.journalled", { ownerId, senderId, error: reasonOf(error) });
    await journal(services, { address, ownerId });
    return "stopped";
  }
  log("info", "unsubscribed", { ownerId, senderId, scope: suppression.scope });
  return "stopped";
}

/** The catalogue does not answer, and no mail program clicks twice: kept as the word it stands for, which engines heed at once. */
const journal = (services: Services, { address, ownerId }: Pick<Subscription, "address" | "ownerId">): Promise<void> =>
  services.journal.append({
    ...inWords,
    providerId: services.newId("message"),
    channel: "email",
    address,
    to: "",
    body: "unsubscribe",
    answers: { ownerId, attemptId: null },
    at: services.now(),
    isAnswered: true,
  });

async function comeBack(services: Services, wish: Subscription): Promise<State> {
  const { catalogue, log } = services;
  await catalogue.together([liftSuppressions(catalogue, wordOf(services, wish))]);
  log("info", "subscribed.again", { ownerId: wish.ownerId, senderId: wish.senderId });
  return "back";
}

interface Who {
  readonly address: string;
  readonly sender: string;
}

const words: Readonly<Record<State, { title: string; text: (who: Who) => string; button: string; wish: string }>> = {
  in: {
    title: "Unsubscribe?",
    text: ({ address, sender }) => `${sender} sends service notices to ${address}. Press the button to get no more.`,
    button: "Unsubscribe",
    wish: "stop",
  },
  stopped: {
    title: "You are unsubscribed",
    text: ({ address, sender }) => `${sender} will send no more service notices to ${address}. Was it a mistake?`,
    button: "Subscribe again",
    wish: "come_back",
  },
  out: {
    title: "You are unsubscribed already",
    text: ({ address, sender }) => `${sender} sends no service notices to ${address}. You can have them again.`,
    button: "Subscribe again",
    wish: "come_back",
  },
  back: {
    title: "You are subscribed again",
    text: ({ address, sender }) => `${sender} will send you service notices at ${address}.`,
    button: "Unsubscribe",
    wish: "stop",
  },
};

const pageOf = (state: State, who: Who) => {
  const { title, text, button, wish } = words[state];
  return page(
    title,
    html`<p>${text(who)}</p>
<form method="post"><button name="do" value="${wish}">${button}</button></form>`,
  );
};

const brokenPage = page(
  "This link does not work",
  html`<p>It was cut short or changed on its way. Open it again from the email, in full, or reply to that email with the word STOP.</p>`,
);

const downPage = page(
  "That did not work just now",
  html`<p>Nothing was changed. Try again in a minute, or reply to the email with the word STOP.</p>`,
);

/** Plain enough for any browser, with no script; a button large enough for any thumb. */
function page(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 3rem 1rem; overflow-wrap: break-word; }
button { font: inherit; min-height: 48px; padding: .5rem 1.5rem; border-radius: 6px; border: 2px solid currentColor; cursor: pointer; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body>
</html>`;
}
