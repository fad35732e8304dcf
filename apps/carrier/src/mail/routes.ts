/** SendGrid's v3 Mail Send, over HTTP; and, under /__carrier/mail, what a test or a person asks of the mailboxes. */
import { Hono } from "hono";
import { z } from "zod";
import type { Pump } from "../pump.ts";
import { isAuthenticated } from "../routes/authentication.ts";
import { transaction } from "../store/database.ts";
import { appendLog } from "../store/log.ts";
import type { World } from "../world.ts";
import { acceptMail, writeToUs } from "./exchange.ts";
import { mailPublicKey } from "./keys.ts";
import { checkSend, type SendProblem } from "./sendRequest.ts";

const writeSchema = z.object({
  from: z.email(),
  to: z.email(),
  subject: z.string().default(""),
  text: z.string(),
  /** Further headers, such as In-Reply-To. */
  headers: z.record(z.string(), z.string()).default({}),
});

/** The API key is the account's token. */
export function mailRoutes({ world, pump }: { readonly world: World; readonly pump: Pump }): Hono {
  const errors = (problems: SendProblem[]) => ({ errors: problems });
  return new Hono()
    .post("/v3/mail/send", async (context) => {
      pump.poke();
      const [at, realAt] = [world.now(), world.realNow()];
      const json: unknown = await context.req.json().catch(() => null);
      const isKnown = context.req.header("authorization") === `Bearer ${world.authToken}`;
      const checked = checkSend(json);
      const noted = { at, realAt, kind: "mail" as const, ...notedOf(json) };
      if (!isKnown || "problems" in checked) {
        const code = isKnown ? 400 : 401;
        appendLog(world.db, { ...noted, outcome: `refused:${code}`, answer: code });
        const denied = {
          message: "The provided authorization grant is invalid, expired, or revoked",
          field: null,
          help: null,
        };
        return context.json(errors("problems" in checked && isKnown ? checked.problems : [denied]), code);
      }
      const id = transaction(world.db, () => {
        const accepted = acceptMail(world, checked.request, at);
        appendLog(world.db, { ...noted, sid: accepted, outcome: "accepted", answer: 202 });
        return accepted;
      });
      pump.poke();
      return context.body(null, 202, { "x-message-id": id });
    })
    .use("/__carrier/mail/*", async (context, next) =>
      isAuthenticated(world, context.req.header("authorization"))
        ? next()
        : context.json({ error: "who are you?" }, 401),
    )
    .get("/__carrier/mail/key", (context) => context.json({ publicKey: mailPublicKey(world.db) }))
    .post("/__carrier/mail/inbound", async (context) => {
      const { from, to, subject, text, headers } = writeSchema.parse(await context.req.json());
      pump.poke();
      const at = world.now();
      const messageId = `<${world.newSid("SM")}@${from.split("@")[1]}>`;
      const all = { Subject: subject, Date: new Date(at).toUTCString(), "Message-ID": messageId, ...headers };
      transaction(world.db, () =>
        writeToUs(world, { from, sender: to, to, subject, text, said: text, headers: all }, at),
      );
      pump.poke();
      return context.json({ messageId }, 201);
    });
}

/** What the log keeps of a request, whatever it holds. */
function notedOf(json: unknown) {
  const parsed = z
    .object({
      personalizations: z.array(z.object({ to: z.array(z.object({ email: z.string() })) })),
      from: z.object({ email: z.string() }),
      subject: z.string().optional(),
      content: z.array(z.object({ value: z.string() })).optional(),
      reply_to: z.object({ email: z.string() }).optional(),
      headers: z.record(z.string(), z.string()).optional(),
    })
    .safeParse(json).data;
  if (parsed === undefined) return {};
  return {
    to: parsed.personalizations[0]?.to[0]?.email ?? null,
    from: parsed.from.email,
    body: parsed.content?.[0]?.value ?? null,
    contentVariables: { subject: parsed.subject ?? "", replyTo: parsed.reply_to?.email ?? "", ...parsed.headers },
  };
}
