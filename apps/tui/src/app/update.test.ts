import { defaultPrices } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError } from "../failure.ts";
import type { AppEvent, Model } from "./model.ts";
import { paletteMatches } from "./overlays.ts";
import { registry } from "./registry.ts";
import { firstModel } from "./store.ts";
import { bindingsNow, topOf, update } from "./update.ts";

const blank = firstModel({ columns: 80, rows: 24, now: 1_000, rate: 1, shade: "dark" });

/** The model and all work after these events. */
function after(model: Model, ...events: AppEvent[]) {
  return events.reduce(
    (updated, event) => {
      const next = update(registry, updated.model, event);
      return { model: next.model, works: [...updated.works, ...next.works] };
    },
    { model, works: [] as ReturnType<typeof update>["works"] },
  );
}

const press = (name: string): AppEvent => ({
  type: "press",
  press: { name, text: name.length === 1 ? name : null },
});
const typed = (text: string): AppEvent[] => [...text].map((letter) => press(letter));
const atHome = after(blank, { type: "open", place: { screen: "home" } }).model;
const atConnect = after(atHome, { type: "open", place: { screen: "connect" } }).model;

test("a screen is left by esc and by q, its work is called off, and the one below is told", () => {
  for (const key of ["esc", "q"]) {
    const { model, works } = after(atConnect, press(key));
    expect(topOf(model).place.screen).toBe("home");
    expect(works).toContainEqual({ type: "close", id: topOf(atConnect).id });
    expect(works).toContainEqual(expect.objectContaining({ type: "perform", ask: { ask: "look" } }));
  }
});

test("q quits at home and nowhere else; ctrl+c quits everywhere, also from a question", () => {
  expect(after(atHome, press("q")).works).toContainEqual({ type: "quit" });
  expect(after(atConnect, press("q")).works).not.toContainEqual({ type: "quit" });
  expect(after(atConnect, press("n"), press("ctrl+c")).works).toContainEqual({ type: "quit" });
});

test("a letter typed into a field is no command", () => {
  const { model, works } = after(atHome, press("/"), ...typed("q?n"));
  expect(works).toEqual([]);
  expect(topOf(model).state).toMatchObject({ filter: { text: "q?n" } });
});

test("what comes late for a screen that was left changes nothing", () => {
  const left = after(atConnect, press("esc")).model;
  expect(after(left, { type: "told", id: topOf(atConnect).id, event: { type: "stored" } }).model).toBe(left);
});

test("the palette finds a command by any of its words and runs it", () => {
  const found = paletteMatches(bindingsNow(registry, atHome), "draw");
  expect(found.map(({ id }) => id)).toEqual(["app.redraw"]);
  expect(after(atHome, press(":"), ...typed("draw"), press("enter")).works).toEqual([{ type: "redraw" }]);
});

test("no key means two things on one screen", () => {
  for (const model of [atHome, atConnect]) {
    const keys = bindingsNow(registry, model).flatMap((binding) => binding.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  }
});

test("a question about what cannot be undone has the safe answer chosen", () => {
  const asked = {
    ...atHome,
    overlay: {
      type: "confirm" as const,
      ask: { id: "stop!:cmp_1", title: "", lines: [], yes: "Stop", isFinal: true },
      isYes: false,
    },
  };
  expect(after(asked, press("enter")).model.overlay).toBeNull();
  expect(after(asked, press("enter")).works).toEqual([]);
  expect(after(asked, press("tab"), press("esc")).works).toEqual([]);
});

test("a refusal nobody expected is told where it can be read", () => {
  const error = new CommandError({ code: "forbidden", message: "This needs the role manager.", hint: "Ask an admin." });
  const { model } = after(atHome, {
    type: "told",
    id: topOf(atHome).id,
    event: { type: "failed", ask: null, error } as never,
  });
  expect(model.note).toEqual({ tone: "bad", text: "This needs the role manager. Ask an admin." });
  expect(after(model, press("j")).model.note).toBeNull();
});

test("a server that answers again is looked at again at once", () => {
  const away = after(atHome, { type: "link", isOffline: true }).model;
  const { works } = after(away, { type: "link", isOffline: false });
  expect(works).toEqual([expect.objectContaining({ type: "perform", ask: { ask: "look" } })]);
});

test("ctrl+c ends a screen with nothing to lose, whatever lies over it", () => {
  const desk = after(atHome, { type: "open", place: { screen: "repair", id: "cmp_1" } }).model;
  expect(after(desk, press("ctrl+c")).works).toContainEqual({ type: "quit" });
  expect(after(desk, press("f1"), press("ctrl+c")).works).toContainEqual({ type: "quit" });
});

test("the palette's quit and ctrl+c over a palette let the wizard keep its draft first", () => {
  const opening = {
    type: "opened",
    prices: defaultPrices,
    senders: [],
    answers: [],
    campaign: null,
    sample: null,
    kept: null,
    names: [],
    key: "key",
    zone: "UTC",
  };
  const begun = after(atHome, { type: "open", place: { screen: "compose", id: null } }).model;
  const { id } = topOf(begun);
  const wizard = after(begun, { type: "told", id, event: opening }, { type: "paste", text: "Hello" }).model;
  const kept = expect.objectContaining({ type: "perform", ask: expect.objectContaining({ ask: "keep" }) });
  for (const events of [[press("ctrl+c")], [press("ctrl+p"), ...typed("quit"), press("enter")]]) {
    const over = after(wizard, press("ctrl+p"), press("esc"), ...events);
    expect(over.works).toEqual(expect.arrayContaining([kept, { type: "quit" }]));
  }
  expect(after(wizard, press("ctrl+p"), press("ctrl+c")).works).toEqual(
    expect.arrayContaining([kept, { type: "quit" }]),
  );
});
