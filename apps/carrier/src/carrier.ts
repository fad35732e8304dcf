/** The sandbox carrier put together: memory, clock, pump and routes. */
import { randomBytes } from "node:crypto";
import { type ClockSettings, clockAt, systemClock } from "@headsup/core/clock";
import { Hono } from "hono";
import { z } from "zod";
import { type Control, createControl } from "./control.ts";
import type { Post } from "./deliver.ts";
import { createLine, LineCut } from "./line.ts";
import { type Listener, type ListenOptions, listen } from "./listen.ts";
import { mailRoutes } from "./mail/routes.ts";
import { createPump } from "./pump.ts";
import { controlRoutes } from "./routes/controlRoutes.ts";
import { twilioRoutes } from "./routes/twilioRoutes.ts";
import type { SettingsChange } from "./settings.ts";
import { openDatabase } from "./store/database.ts";
import { loadSettings, saveSettings } from "./store/settings.ts";
import { systemTimers, type Timers } from "./timers.ts";
import type { World } from "./world.ts";

export interface CarrierOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Where it remembers; ":memory:" (the default) forgets. */
  readonly dataFile?: string;
  readonly clock?: ClockSettings;
  /** Parts given replace what the file holds; parts left out stay as they were. */
  readonly settings?: SettingsChange;
  readonly timers?: Timers;
  /** Makes the webhook requests; `fetch` by default. */
  readonly post?: Post;
  /** Makes ids; random ones by default. */
  readonly newSid?: World["newSid"];
}

export interface Carrier extends Control {
  /** Serves one request. Rejects with LineCut when a fault wants the connection cut. */
  fetch(request: Request): Promise<Response>;
  /** Serves over HTTP until the listener or the carrier is closed. */
  listen(options: ListenOptions): Promise<Listener>;
  /** From now on the clock shows this; what was due by the old one has been done. */
  setClock(clock: ClockSettings): void;
  /** Resolves when nothing that is due now is still being done. */
  idle(): Promise<void>;
  /** Stops listening, cuts webhook requests under way and closes the file. What was due stays due. */
  close(): Promise<void>;
}

/** A carrier that listens. Rejects, and leaves nothing open, when the port cannot be had. */
export async function startCarrier(options: CarrierOptions & ListenOptions): Promise<Carrier & Pick<Listener, "url">> {
  const carrier = createCarrier(options);
  try {
    const { url } = await carrier.listen(options);
    return { ...carrier, url };
  } catch (error) {
    await carrier.close();
    throw error;
  }
}

export function createCarrier(options: CarrierOptions): Carrier {
  const timers = options.timers ?? systemTimers;
  let clock = options.clock ?? systemClock;
  const db = openDatabase(options.dataFile ?? ":memory:");
  let settings = loadSettings(db);
  const world: World = {
    accountSid: options.accountSid,
    authToken: options.authToken,
    db,
    settings: () => settings,
    setSettings: (next) => {
      settings = next;
      saveSettings(db, next);
    },
    now: () => clockAt(clock, timers.realNow()),
    realNow: () => timers.realNow(),
    newSid: options.newSid ?? ((prefix) => prefix + randomBytes(16).toString("hex")),
  };
  const post = options.post ?? ((url, init) => fetch(url, init));
  const pump = createPump({ world, clock: () => clock, timers, post });
  const line = createLine(timers);
  const control = createControl({ world, pump });
  const setClock = (next: ClockSettings) => {
    pump.poke();
    clock = next;
    pump.poke();
  };

  const app = new Hono()
    .route("/", mailRoutes({ world, pump }))
    .route("/__carrier", controlRoutes({ world, control, setClock }))
    .route("/", twilioRoutes({ world, pump, line }))
    .onError((error, context) => {
      if (error instanceof LineCut) throw error;
      if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
      if (error instanceof SyntaxError) return context.json({ error: error.message }, 400);
      return context.json({ error: `the sandbox carrier has a bug: ${error.message}` }, 500);
    });

  control.configure(options.settings ?? {});
  pump.poke();

  const listeners: Listener[] = [];
  const closeAll = async () => {
    line.close();
    await Promise.all(listeners.map((listener) => listener.close()));
    await pump.stop();
    db.close();
  };
  const serveRequest = async (request: Request) => app.fetch(request);

  let closed: Promise<void> | undefined;
  return {
    ...control,
    fetch: serveRequest,
    listen: async (where) => {
      const listener = await listen(serveRequest, where);
      listeners.push(listener);
      return listener;
    },
    setClock,
    idle: () => pump.idle(),
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}
