/** The carrier's own routes, under /__carrier. All but `health` want the account's sid and token. */
import type { ClockSettings } from "@headsup/core/clock";
import { Hono } from "hono";
import { z } from "zod";
import { refused } from "../answer.ts";
import { type Control, logQuerySchema, ringSchema, textSchema } from "../control.ts";
import { faultsSchema } from "../faults.ts";
import { mixChoiceSchema, whatsappMixChoiceSchema } from "../mixes.ts";
import { personSchema } from "../people.ts";
import { refusalOf } from "../refusals.ts";
import { settingsChangeSchema } from "../settings.ts";
import { templateSchema } from "../templates.ts";
import type { World } from "../world.ts";
import { isAuthenticated } from "./authentication.ts";

const clockSchema = z.object({ anchorRealMs: z.number(), anchorMs: z.number(), rate: z.number().positive() });
const peopleSchema = z.strictObject({
  mix: mixChoiceSchema.optional(),
  whatsappMix: whatsappMixChoiceSchema.optional(),
  people: z.record(z.string(), personSchema).default({}),
});

export function controlRoutes({
  world,
  control,
  setClock,
}: {
  readonly world: World;
  readonly control: Control;
  readonly setClock: (clock: ClockSettings) => void;
}): Hono {
  return new Hono()
    .get("/health", (context) => context.json({ ok: true, now: world.now() }))
    .use(async (context, next) => {
      if (isAuthenticated(world, context.req.header("authorization"))) return next();
      const { httpStatus, body, headers } = refused(refusalOf(20003));
      return new Response(JSON.stringify(body), { status: httpStatus, headers: headers ?? {} });
    })
    .get("/log", (context) => {
      const entries = control.log(logQuerySchema.parse(context.req.query()));
      return context.json({ entries, next: entries.at(-1)?.seq ?? null });
    })
    .get("/summary", (context) => context.json(control.summary()))
    .get("/settings", (context) => context.json(world.settings()))
    .post("/settings", async (context) => {
      control.configure(settingsChangeSchema.parse(await context.req.json()));
      return context.json(world.settings());
    })
    .post("/faults", async (context) => {
      control.configure({ faults: faultsSchema.parse(await context.req.json()) });
      return context.json(world.settings().faults);
    })
    .post("/people", async (context) => {
      const { people, ...mixes } = peopleSchema.parse(await context.req.json());
      control.configure({ ...mixes, people: { ...world.settings().people, ...people } });
      const { mix, whatsappMix, people: all } = world.settings();
      return context.json({ mix, whatsappMix, people: all });
    })
    .post("/templates", async (context) => {
      const templates = z.record(z.string(), templateSchema).parse(await context.req.json());
      control.configure({ templates: { ...world.settings().templates, ...templates } });
      return context.json(world.settings().templates);
    })
    .post("/inbound", async (context) => context.json(control.text(textSchema.parse(await context.req.json())), 201))
    .post("/call", async (context) => context.json(control.call(ringSchema.parse(await context.req.json())), 201))
    .post("/clock", async (context) => {
      setClock(clockSchema.parse(await context.req.json()));
      return context.json({ now: world.now() });
    });
}
