/**
 * Holds the model and does the work. Every event is taken at once and in order, so no key is lost in a burst; whoever
 * draws is told once of all that came together. How often that reaches the screen is Ink's business.
 */
import { createApi } from "../client/api.ts";
import type { Connection } from "../client/connection.ts";
import { asCommandError, type CommandError } from "../failure.ts";
import type { Shell } from "../shell.ts";
import type { Shade } from "../terminal/theme.ts";
import type { AppEvent, Model, Opened, Registry, Work } from "./model.ts";
import type { Host, Place } from "./screen.ts";
import { screenOf, update } from "./update.ts";

export interface Store {
  readonly model: () => Model;
  /** What the terminal talks to now. */
  readonly connection: () => Connection | null;
  readonly dispatch: (event: AppEvent) => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

export interface StoreOptions {
  readonly shell: Shell;
  readonly registry: Registry;
  readonly connection: Connection | null;
  readonly model: Model;
  readonly onQuit: () => void;
  readonly onRedraw: () => void;
  readonly onSuspend: () => void;
  readonly onShade: (shade: Shade) => void;
}

export function createStore(options: StoreOptions): Store {
  const { shell, registry } = options;
  let { model, connection } = options;
  const listeners = new Set<() => void>();
  const open = new Map<number, AbortController>();
  let isStale = false;

  const tell = (): void => {
    isStale = false;
    for (const listener of listeners) listener();
  };

  const dispatch = (event: AppEvent): void => {
    const current = { ...model, localNow: shell.now() };
    const updated = update(registry, current, event);
    const isChanged = updated.model !== current;
    model = updated.model;
    for (const work of updated.works) act(work);
    if (!isChanged || isStale) return;
    isStale = true;
    queueMicrotask(tell);
  };

  const act = (work: Work): void => {
    switch (work.type) {
      case "perform":
        perform(work.opened, work.ask);
        return;
      case "close":
        open.get(work.id)?.abort();
        open.delete(work.id);
        return;
      case "redraw":
        options.onRedraw();
        return;
      case "suspend":
        options.onSuspend();
        return;
      case "shade":
        options.onShade(work.shade);
        return;
      case "quit":
        options.onQuit();
    }
  };

  const perform = ({ id, place }: Opened, ask: unknown): void => {
    const left = open.get(id) ?? new AbortController();
    open.set(id, left);
    const host = hostFor(id, left.signal);
    screenOf(registry, place)
      .perform(ask, host)
      .catch((thrown: unknown) => {
        if (left.signal.aborted) return;
        dispatch({ type: "told", id, event: { type: "failed", ask, error: asCommandError(thrown) } });
      });
  };

  const hostFor = (id: number, signal: AbortSignal): Host<{ readonly type: string }> => {
    const to = connection ?? { url: "http://127.0.0.1:8787", token: "" };
    // What comes late for a screen that was left may be about another server.
    const whileOpen = (event: AppEvent): void => {
      if (!signal.aborted) dispatch(event);
    };
    /** Every request tells whether the server is there. */
    const onHeard = (from: "headsup" | "nobody"): void => {
      const isOffline = from === "nobody";
      if (isOffline !== model.isOffline) whileOpen({ type: "link", isOffline });
    };
    return {
      shell,
      connection: to,
      api: createApi(to, { fetch: shell.fetch, onHeard }, signal),
      signal,
      emit: (event) => whileOpen({ type: "told", id, event }),
      setClock: (now) => whileOpen({ type: "clock", now, rate: to.rehearsal ?? 1 }),
      reconnect: (next) => {
        if (signal.aborted) return;
        connection = next;
        dispatch({ type: "restart", place: { screen: "home" }, rate: next.rehearsal ?? 1 });
      },
    };
  };

  return {
    model: () => model,
    connection: () => connection,
    dispatch,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const controller of open.values()) controller.abort();
    },
  };
}

/** The model of a terminal that has just been opened, before its first screen. */
export const firstModel = (at: { columns: number; rows: number; now: number; rate: number; shade: Shade }): Model => ({
  stack: [],
  overlay: null,
  note: null,
  isOffline: false,
  columns: at.columns,
  rows: at.rows,
  localNow: at.now,
  clock: { server: at.now, local: at.now, rate: at.rate },
  shade: at.shade,
  nextId: 1,
});

/** Where a terminal begins. */
export const firstPlace = (connection: Connection | null, trouble: CommandError | undefined): Place =>
  connection === null
    ? { screen: "connect", trouble: trouble?.trouble.message ?? "No Headsup was found." }
    : { screen: "home" };
