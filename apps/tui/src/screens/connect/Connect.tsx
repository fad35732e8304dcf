import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { hanging, visible } from "../../terminal/text.ts";
import { grid } from "../../ui/grid.ts";
import { Lines, Section } from "../../ui/kit.tsx";
import { type ConnectState, connectListRows } from "./connect.ts";

export function viewConnect(state: ConnectState, frame: Frame): ReactNode {
  const { theme, columns } = frame;
  const { trouble, asking, stored } = state;
  const key = (name: string) => theme.accent(name);
  return (
    <Box flexDirection="column" width={columns}>
      <Lines
        lines={[
          "",
          ...(trouble === null ? [] : hanging(` ${theme.strong(visible(trouble))}`, 1, columns - 2)),
          "",
          ` ${theme.strong("See it work")}     in any terminal: ${key("pnpm headsup demo")}`,
          ` ${theme.strong("Try it here")}     in another terminal, in this folder: ${key("pnpm headsup up")}`,
          `                 ${theme.quiet("A sandbox carrier plays the people. It is found by itself.")}`,
          ` ${theme.strong("Join your team")}  press ${key("n")}: the server's address, then your token`,
          ` ${theme.strong("Deploy")}          ${theme.quiet("your own on Cloudflare: see the README, “Deploy”")}`,
          "",
        ]}
      />
      <Section title="Stored connections" theme={theme} columns={columns}>
        <Lines lines={stored.length === 0 ? [theme.quiet("  None yet.")] : storedLines(state, frame)} />
      </Section>
      <Lines lines={asking === null ? [""] : ["", ` Asking ${visible(asking)} …`]} />
    </Box>
  );
}

function storedLines({ stored, cursor }: ConnectState, frame: Frame): string[] {
  const lines = grid(
    [
      { title: "", width: 20, grow: 1 },
      { title: "", width: 30, grow: 2 },
      { title: "", width: 8 },
    ],
    frame.columns - 1,
  );
  return stored.slice(cursor.top, cursor.top + connectListRows(frame)).map(({ name, url, isCurrent }, at) => {
    const isChosen = cursor.top + at === cursor.index;
    const line = lines.row([`${isChosen ? "❯" : " "} ${name}`, url, isCurrent ? "current" : ""]);
    return isChosen ? frame.theme.selected(line) : line;
  });
}
