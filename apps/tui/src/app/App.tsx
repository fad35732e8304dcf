/** The whole terminal: a header, the screen on top, the keys that work now. */
import { Box, useApp, useInput, usePaste } from "ink";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { cutTo, visible, widthOf } from "../terminal/text.ts";
import { type Theme, themes } from "../terminal/theme.ts";
import { ownZone, shortTime } from "../terminal/times.ts";
import { Line } from "../ui/kit.tsx";
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
    isOffline: model.link.type === "offline",
  };
  const isTyping = screenOf(registry, place).isTyping?.(state) ?? false;
  const bindings = reachable(bindingsNow(registry, model), { isTyping });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line text={headerLine(model, { title: screenOf(registry, place).title(state), server, theme })} />
      <Line text={theme.quiet("─".repeat(columns))} />
      <Box flexDirection="column" height={frame.rows} width={columns} overflow="hidden">
        {overlay === null ? (
          screenOf(registry, place).view(state, frame)
        ) : (
          <OverlayView overlay={overlay} bindings={bindings} frame={frame} />
        )}
      </Box>
      <Line text={footerLine(model, bindings, theme)} />
    </Box>
  );
}

function headerLine(model: Model, { title, server, theme }: { title: string; server: string; theme: Theme }): string {
  const { link, columns } = model;
  const isOffline = link.type === "offline";
  const state = isOffline ? "✗ offline, trying again" : `${visible(server)}  ${shortTime(serverNow(model), ownZone())}`;
  const room = columns - widthOf(state) - 3;
  const left = cutTo(` Headsup  ${visible(title)}`, room);
  const painted = left.replace("Headsup", theme.accent(theme.strong("Headsup")));
  const gap = " ".repeat(Math.max(1, columns - widthOf(left) - widthOf(state) - 1));
  return `${painted}${gap}${isOffline ? theme.bad(state) : theme.quiet(state)}`;
}

/** What was just done, or what can be done: as many keys as there is room for. Help and commands always stand there. */
function footerLine({ note, columns, overlay }: Model, bindings: readonly Binding[], theme: Theme): string {
  if (overlay !== null) return theme.quiet(` ${overlayHints[overlay.type]}`);
  if (note !== null) {
    const mark = { good: "✓", bad: "✗", attention: "!" }[note.tone];
    return theme[note.tone](cutTo(` ${mark} ${visible(note.text)}`, columns));
  }
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
