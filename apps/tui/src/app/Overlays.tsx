import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { cutTo, hanging, visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { fit } from "../ui/grid.ts";
import { fieldLine, Lines } from "../ui/kit.tsx";
import { type Binding, keyWord } from "./bindings.ts";
import type { Overlay } from "./model.ts";
import { type HelpLine, helpLines, helpRows, paletteMatches, paletteRows } from "./overlays.ts";
import type { Frame } from "./screen.ts";

interface OverlayViewProps {
  readonly overlay: Overlay;
  readonly bindings: readonly Binding[];
  readonly frame: Frame;
}

export function OverlayView({ overlay, bindings, frame }: OverlayViewProps): ReactNode {
  const width = Math.max(20, Math.min(frame.columns - 4, 76));
  const inner = width - 4;
  return (
    <Box height={frame.rows} width={frame.columns} justifyContent="center" alignItems="center">
      <Box borderStyle="round" flexDirection="column" paddingX={1} width={width}>
        {overlayLines(overlay, { bindings, frame, inner })}
      </Box>
    </Box>
  );
}

interface Inside {
  readonly bindings: readonly Binding[];
  readonly frame: Frame;
  readonly inner: number;
}

function overlayLines(overlay: Overlay, { bindings, frame, inner }: Inside): ReactNode {
  const { theme } = frame;
  switch (overlay.type) {
    case "help": {
      const all = helpLines(bindings);
      const height = helpRows(frame.rows + 3);
      const shown = all.slice(overlay.top, overlay.top + height).map((line) => helpLine(line, theme));
      const more = all.length > height ? ` ${overlay.top + 1}–${overlay.top + shown.length} of ${all.length}, ↑ ↓` : "";
      return <Lines lines={[theme.quiet(`Keys on this screen${more}. Esc closes.`), ...shown]} />;
    }
    case "palette": {
      const found = paletteMatches(bindings, overlay.field.text);
      const { top, index } = overlay.cursor;
      const rows = found.slice(top, top + paletteRows).map((binding, at) => {
        const keys = binding.keys.map(keyWord).slice(0, 2).join(" ");
        const line = `${fit(binding.label, inner - 12)} ${fit(keys, 9, "right")} `;
        return top + at === index ? theme.selected(`❯ ${line}`.slice(0, inner)) : `  ${line}`;
      });
      const none = found.length === 0 ? [theme.quiet("No command has these words.")] : [];
      return (
        <Lines
          lines={[
            `${theme.accent(":")} ${fieldLine(overlay.field, { width: inner - 2, theme, isFocused: true })}`,
            ...rows,
            ...none,
          ]}
        />
      );
    }
    case "confirm": {
      const { ask, isYes } = overlay;
      const lines = ask.lines.flatMap((line) => hanging(visible(line), 0, inner));
      const button = (text: string, isChosen: boolean) => (isChosen ? theme.selected(` ${text} `) : ` ${text} `);
      return (
        <>
          <Lines lines={[theme.strong(cutTo(visible(ask.title), inner)), ...lines, ""]} />
          <Text>
            {button(`y ${ask.yes}`, isYes)} {button("n No, go back", !isYes)}
          </Text>
        </>
      );
    }
    case "prompt": {
      const { ask } = overlay;
      const field = fieldLine(ask.field, { width: inner - 2, theme, isFocused: true, isSecret: ask.isSecret === true });
      const trouble = ask.trouble === undefined ? [] : hanging(theme.bad(visible(ask.trouble)), 0, inner);
      return (
        <Lines
          lines={[
            theme.strong(cutTo(visible(ask.title), inner)),
            `${theme.accent("❯")} ${field}`,
            ...trouble,
            ...hanging(theme.quiet(visible(ask.hint)), 0, inner),
          ]}
        />
      );
    }
  }
}

const helpLine = (line: HelpLine, theme: Theme): string =>
  "heading" in line
    ? theme.strong(line.heading)
    : `  ${theme.accent(fit(line.keys.map(keyWord).join(" "), 14))} ${line.label}`;
