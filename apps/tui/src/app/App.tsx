/** The whole terminal: a header, the screen on top, the keys that work now. */
import { Box, useApp, useInput, usePaste } from "ink";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { cutTo, hanging, visible, widthOf } from "../terminal/text.ts";
import { type Theme, themes } from "../terminal/theme.ts";
import { ownZone, shortTime } from "../terminal/times.ts";
import { Line, Lines } from "../ui/kit.tsx";
import { type Binding, keyWord, reachable } from "./bindings.ts";
import { pressesOf } from "./keys.ts";
import { chromeRows, type Model, type Overlay, type Registry, serverNow } from "./model.ts";
import { OverlayView } from "./Overlays.tsx";
import type { Store } from "./store.ts";
import { bindingsNow, screenOf, topOf } from "./update.ts";

interface AppProps {
  readonly store: Store;
  readonly registry: Registry;
  /** Which server this is: "demo, 60 times as fast", a name, an address. */
  readonly server: () => string;
  /** Hands out the way to lend the terminal to somebody else. */
  readonly onReady: (lend: (to: () => Promise<void>) => Promise<void>) => void;
}

export function App({ store, registry, server, onReady }: AppProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  const model = useSyncExternalStore(store.subscribe, store.model);
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) store.dispatch({ type: "press", press });
  });
  usePaste((text) => store.dispatch({ type: "paste", text }));
  return <AppView model={model} registry={registry} server={server()} />;
}

interface AppViewProps {
  readonly model: Model;
  readonly registry: Registry;
  readonly server: string;
}

function AppView({ model, registry, server }: AppViewProps): ReactNode {
  const theme = themes[model.shade];
  const { columns, rows, overlay } = model;
  const { place, state } = topOf(model);
  const frame = {
    columns,
    rows: Math.max(1, rows - chromeRows),
    theme,
    now: serverNow(model),
    isOffline: model.isOffline,
  };
  const isTyping = screenOf(registry, place).isTyping?.(state) ?? false;
  const bindings = reachable(bindingsNow(registry, model), { isTyping });
  const footer = footerLines(model, bindings, theme);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line text={headerLine(model, { title: screenOf(registry, place).title(state), server, theme })} />
      <Line text={theme.quiet("─".repeat(columns))} />
      <Box flexDirection="column" height={frame.rows + 1 - footer.length} width={columns} overflow="hidden">
        <Box flexDirection="column" flexShrink={0} height={frame.rows} width={columns}>
          {overlay === null ? (
            screenOf(registry, place).view(state, frame)
          ) : (
            <OverlayView overlay={overlay} bindings={bindings} frame={frame} />
          )}
        </Box>
      </Box>
      <Lines lines={footer} />
    </Box>
  );
}

function headerLine(model: Model, { title, server, theme }: { title: string; server: string; theme: Theme }): string {
  const { isOffline, columns } = model;
  const state = isOffline ? "✗ offline, trying again" : `${visible(server)}  ${shortTime(serverNow(model), ownZone())}`;
  const room = columns - widthOf(state) - 3;
  const left = cutTo(` Headsup  ${visible(title)}`, room);
  const painted = left.replace("Headsup", theme.accent(theme.strong("Headsup")));
  const gap = " ".repeat(Math.max(1, columns - widthOf(left) - widthOf(state) - 1));
  return `${painted}${gap}${isOffline ? theme.bad(state) : theme.quiet(state)}`;
}

/** Lines of the screen a long note lies over, its own among them: what to do about a trouble often stands at its end. */
const noteRowsMax = 3;

/** What was just done, or what can be done: as many keys as there is room for. Help and commands always stand there. */
function footerLines({ note, columns, rows, overlay }: Model, bindings: readonly Binding[], theme: Theme): string[] {
  if (overlay !== null) return [theme.quiet(` ${overlayHints[overlay.type]}`)];
  if (note === null) return [keysLine(bindings, { columns, theme })];
  const mark = { good: "✓", bad: "✗", attention: "!" }[note.tone];
  const told = hanging(` ${mark} ${visible(note.text)}`, 3, columns - 1);
  const room = Math.max(1, Math.min(noteRowsMax, rows - chromeRows));
  const shown = told.length > room ? [...told.slice(0, room - 1), told.slice(room - 1).join(" ")] : told;
  return shown.map((line) => theme[note.tone](cutTo(line, columns)));
}

function keysLine(bindings: readonly Binding[], { columns, theme }: { columns: number; theme: Theme }): string {
  const hints = bindings.filter(({ short, keys }) => short !== undefined && keys.length > 0);
  const told = (list: readonly Binding[]) => list.map((each) => `${keyWord(each.keys[0] ?? "")} ${each.short}`);
  const always = hints.filter(({ id }) => id === "app.help" || id === "app.palette");
  const others = hints.filter((each) => !always.includes(each));
  const room = columns - 2 - told(always).join("  ").length;
  const fitting: Binding[] = [];
  for (const each of others) {
    if (widthOf(told([...fitting, each]).join("  ")) + 2 > room) break;
    fitting.push(each);
  }
  return ` ${[...fitting, ...always]
    .map(({ keys, short }) => `${theme.accent(keyWord(keys[0] ?? ""))} ${theme.quiet(short ?? "")}`)
    .join("  ")}`;
}

const overlayHints: Readonly<Record<Overlay["type"], string>> = {
  help: "↑ ↓ move   Esc close",
  palette: "type to find   ↑ ↓ choose   ⏎ do it   Esc close",
  confirm: "y yes   n no   ← → choose   ⏎ take the chosen one",
  prompt: "⏎ done   Esc cancel",
};
