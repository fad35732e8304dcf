/**
 * The app's own reducer: it finds out whom an event is for. A key goes to what lies on top (an overlay, else the screen),
 * as the command it is bound to; what a screen wants done comes back as work for the store.
 */
import { CommandError } from "../failure.ts";
import { shades } from "../terminal/theme.ts";
import { emptyField } from "../ui/field.ts";
import { firstRow } from "../ui/list.ts";
import { type Binding, bindingOf } from "./bindings.ts";
import type { Press } from "./keys.ts";
import {
  type AppEvent,
  chromeRows,
  type Model,
  type Opened,
  type Registry,
  serverNow,
  troubleNote,
  type Work,
} from "./model.ts";
import { overlayPressed } from "./overlays.ts";
import type { AnyScreen, Context, Place, ScreenEvent, Step } from "./screen.ts";

export interface Updated {
  readonly model: Model;
  readonly works: readonly Work[];
}

/** What a request takes makes clocks seem to differ by as much. */
const clockDriftMs = 500;

const still = (model: Model): Updated => ({ model, works: [] });

export const screenOf = (registry: Registry, place: Place): AnyScreen => registry[place.screen];

export const topOf = ({ stack }: Model): Opened => {
  const top = stack.at(-1);
  if (top === undefined) throw new Error("The terminal shows no screen.");
  return top;
};

/** Bindings that hold everywhere, behind the screen's own. */
function globalBindings({ stack }: Model): readonly Binding[] {
  const isHome = stack.length === 1;
  return [
    { id: "app.help", keys: ["?", "f1"], label: "Every key here", short: "help", group: "Everywhere" },
    {
      id: "app.palette",
      keys: [":", "ctrl+p"],
      label: "Find a command by name",
      short: "commands",
      group: "Everywhere",
    },
    ...(isHome ? [] : [{ id: "app.back", keys: ["esc", "q"], label: "Back", short: "back", group: "Everywhere" }]),
    { id: "app.shade", keys: [], label: "Other colours: dark, light, none", group: "Everywhere" },
    { id: "app.connections", keys: [], label: "Connect to another Headsup", group: "Everywhere" },
    { id: "app.redraw", keys: ["ctrl+l"], label: "Draw the screen anew", group: "Everywhere" },
    { id: "app.suspend", keys: ["ctrl+z"], label: "Back to the shell for now (fg returns)", group: "Everywhere" },
    {
      id: "app.quit",
      keys: isHome ? ["q", "ctrl+c"] : ["ctrl+c", "Q"],
      label: "Quit",
      ...(isHome ? { short: "quit" } : {}),
      group: "Everywhere",
    },
  ];
}

/** What a key can do now: the screen's bindings first. */
export function bindingsNow(registry: Registry, model: Model): readonly Binding[] {
  const { place, state } = topOf(model);
  return [...screenOf(registry, place).bindings(state), ...globalBindings(model)];
}

const contextOf = (model: Model): Context => ({
  now: serverNow(model),
  columns: model.columns,
  rows: Math.max(1, model.rows - chromeRows),
});

export function update(registry: Registry, model: Model, event: AppEvent): Updated {
  switch (event.type) {
    case "press":
      return pressed(registry, { ...model, note: null }, event);
    case "paste":
      return pasted(registry, model, event.text);
    case "resized":
      return eachScreen(registry, { ...model, columns: event.columns, rows: event.rows }, { type: "resized" });
    case "tick":
      return ticked(registry, model, event.before);
    case "clock":
      if (Math.abs(event.now - serverNow(model)) < clockDriftMs && event.rate === model.clock.rate) return still(model);
      return still({ ...model, clock: { server: event.now, local: model.localNow, rate: event.rate } });
    case "link":
      return linked(registry, model, event);
    case "open":
      return opened(registry, model, event.place);
    case "restart": {
      const closed = model.stack.map(({ id }): Work => ({ type: "close", id }));
      const clock = { server: model.localNow, local: model.localNow, rate: event.rate };
      const blank: Model = { ...model, stack: [], overlay: null, note: null, isOffline: false, clock };
      const begun = opened(registry, blank, event.place);
      return { model: begun.model, works: [...closed, ...begun.works] };
    }
    case "told":
      return told(registry, model, event.id, event.event);
  }
}

function pressed(registry: Registry, model: Model, { press }: { press: Press }): Updated {
  if (press.name === "ctrl+c") return interrupted(registry, model);
  if (model.overlay !== null) {
    const outcome = overlayPressed(model.overlay, press, bindingsNow(registry, model), model.rows);
    const next = { ...model, overlay: outcome.overlay };
    return outcome.chosen === undefined ? still(next) : chosen(registry, next, outcome.chosen);
  }
  const { place, state, id } = topOf(model);
  const isTyping = screenOf(registry, place).isTyping?.(state) ?? false;
  const binding = bindingOf(bindingsNow(registry, model), press, { isTyping });
  if (binding !== undefined) return chosen(registry, model, { type: "command", id: binding.id });
  return isTyping ? told(registry, model, id, { type: "press", press }) : still(model);
}

/** Ctrl+c goes past whatever lies over the screen. Where the screen asks first, a second one means it. */
function interrupted(registry: Registry, model: Model): Updated {
  const { overlay: before } = model;
  const left = quitting(registry, { ...model, overlay: null });
  const { overlay: after } = left.model;
  const isAskedAgain = before?.type === "confirm" && after?.type === "confirm" && before.ask.id === after.ask.id;
  return isAskedAgain ? { model, works: [{ type: "quit" }] } : left;
}

/** Out, unless the screen on top has something to do or to ask before. */
function quitting(registry: Registry, model: Model): Updated {
  const { place, state, id } = topOf(model);
  const own = screenOf(registry, place)
    .bindings(state)
    .find(({ keys }) => keys.includes("ctrl+c"));
  return own === undefined
    ? { model, works: [{ type: "quit" }] }
    : told(registry, model, id, { type: "command", id: own.id });
}

function pasted(registry: Registry, model: Model, text: string): Updated {
  if (model.overlay === null) return told(registry, model, topOf(model).id, { type: "paste", text });
  const outcome = overlayPressed(model.overlay, { name: "paste", text }, [], model.rows);
  return still({ ...model, overlay: outcome.overlay });
}

/** A command or an answer, from wherever it was given. Those of the app begin with "app.". */
function chosen(registry: Registry, model: Model, event: Extract<ScreenEvent, { id: string }>): Updated {
  if (!event.id.startsWith("app.")) return told(registry, model, topOf(model).id, event);
  switch (event.id) {
    case "app.help":
      return still({ ...model, overlay: { type: "help", top: 0 } });
    case "app.palette":
      return still({ ...model, overlay: { type: "palette", field: emptyField, cursor: firstRow } });
    case "app.back":
      return back(registry, model);
    case "app.connections":
      return opened(registry, model, { screen: "connect" });
    case "app.redraw":
      return { model, works: [{ type: "redraw" }] };
    case "app.suspend":
      return { model, works: [{ type: "suspend" }] };
    case "app.shade": {
      const shade = shades[(shades.indexOf(model.shade) + 1) % shades.length] ?? "dark";
      return { model: { ...model, shade }, works: [{ type: "shade", shade }] };
    }
    default:
      return quitting(registry, model);
  }
}

/** Tells a screen something, and does what it answers. A screen that was left meanwhile hears nothing. */
function told(registry: Registry, model: Model, id: number, event: ScreenEvent | { readonly type: string }): Updated {
  const at = model.stack.findIndex((each) => each.id === id);
  const before = model.stack[at];
  if (before === undefined) return still(model);
  const step = screenOf(registry, before.place).update(before.state, event, contextOf(model));
  const isUnheard = event.type === "failed" && step.state === before.state && step.note === undefined;
  const note = isUnheard ? failureNote(event) : step.note;
  return stepped(registry, model, { ...before, state: step.state }, note === undefined ? step : { ...step, note });
}

function failureNote(event: { readonly type: string }) {
  const error = (event as Partial<Extract<ScreenEvent, { type: "failed" }>>).error;
  // That nothing answers stands in the header already.
  return error instanceof CommandError && error.trouble.code !== "unreachable" ? troubleNote(error) : undefined;
}

/** Puts a screen's next state in its place and carries out the rest of its step. */
function stepped(registry: Registry, model: Model, screen: Opened, step: Step<unknown, unknown>): Updated {
  const isTop = topOf(model).id === screen.id;
  const next: Model = {
    ...model,
    stack: model.stack.map((each) => (each.id === screen.id ? screen : each)),
    note: step.note ?? model.note,
    overlay: (isTop ? overlayOf(step) : undefined) ?? model.overlay,
  };
  const works = (step.asks ?? []).map((ask): Work => ({ type: "perform", opened: screen, ask }));
  const moved = isTop ? gone(registry, next, step.go) : still(next);
  return { model: moved.model, works: [...works, ...moved.works] };
}

function overlayOf({ confirm, prompt }: Step<unknown, unknown>): Model["overlay"] | undefined {
  if (confirm !== undefined) return { type: "confirm", ask: confirm, isYes: confirm.isFinal !== true };
  return prompt === undefined ? undefined : { type: "prompt", ask: prompt };
}

function gone(registry: Registry, model: Model, go: Step<unknown, unknown>["go"]): Updated {
  if (go === undefined) return still(model);
  if (go === "quit") return { model, works: [{ type: "quit" }] };
  if (go === "back") return back(registry, model);
  if (go.isReplacing !== true) return opened(registry, model, go.to);
  const left = topOf(model);
  const begun = opened(registry, { ...model, stack: model.stack.slice(0, -1) }, go.to);
  return { model: begun.model, works: [{ type: "close", id: left.id }, ...begun.works] };
}

function opened(registry: Registry, model: Model, place: Place): Updated {
  const step = screenOf(registry, place).begin(place, contextOf(model));
  const screen: Opened = { id: model.nextId, place, state: step.state };
  const next = { ...model, overlay: null, nextId: model.nextId + 1, stack: [...model.stack, screen] };
  return stepped(registry, next, screen, step);
}

function back(registry: Registry, model: Model): Updated {
  const left = topOf(model);
  if (model.stack.length === 1) return { model, works: [{ type: "quit" }] };
  const next = { ...model, stack: model.stack.slice(0, -1), overlay: null };
  const shown = told(registry, next, topOf(next).id, { type: "shown" });
  return { model: shown.model, works: [{ type: "close", id: left.id }, ...shown.works] };
}

/** A second passed. Where nothing on the screen shows it, nothing happens: a terminal at rest costs nothing. */
function ticked(registry: Registry, model: Model, before: number): Updated {
  const { place, state, id } = topOf(model);
  if (screenOf(registry, place).isCounting?.(state)) return told(registry, { ...model }, id, { type: "tick" });
  const minute = (localNow: number) => Math.floor(serverNow({ ...model, localNow }) / 60_000);
  return minute(before) === minute(model.localNow) ? still(model) : still({ ...model });
}

/** The server answers again: what is on top is told, so that it need not wait for its next look. */
function linked(registry: Registry, model: Model, { isOffline }: { isOffline: boolean }): Updated {
  const next = { ...model, isOffline };
  return model.isOffline && !isOffline ? told(registry, next, topOf(next).id, { type: "shown" }) : still(next);
}

function eachScreen(registry: Registry, model: Model, event: ScreenEvent): Updated {
  let updated = still(model);
  for (const { id } of model.stack) {
    const next = told(registry, updated.model, id, event);
    updated = { model: next.model, works: [...updated.works, ...next.works] };
  }
  return updated;
}
