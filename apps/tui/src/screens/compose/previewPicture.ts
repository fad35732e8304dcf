/** A rung's message as somebody gets it, to the letter, with what it weighs and what was found in it. */
import type { Finding } from "@headsup/contract";
import type { Rendered } from "@headsup/core/answer/rendered";
import type { Frame } from "../../app/screen.ts";
import { channelWords, costWords } from "../../show/channels.ts";
import { markdownRows } from "../../show/markdown.ts";
import { count, cutTo, hanging, visible } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { ruleLine } from "../../ui/kit.tsx";
import { wrapped } from "../../ui/textArea.ts";
import type { Composed } from "./composed.ts";
import { composedNow } from "./composedNow.ts";
import type { WizardState } from "./state.ts";

interface Room {
  readonly width: number;
  readonly height: number;
}

export function previewLines(state: WizardState, at: number, { theme }: Frame, { width, height }: Room): string[] {
  const { sample, draft } = state;
  const composed = composedNow(state, at, sample);
  const by = draft.rungs.length === 1 ? "" : ` by ${channelWords[composed.channel]}`;
  const who =
    sample === null
      ? ` As people get it${by}, with example values`
      : ` As ${nameOf(sample.variables)}${sample.address} gets it${by}`;
  const size = sizeWords(composed);
  const head = ruleLine({ title: cutTo(visible(who), width - size.length - 4), theme, columns: width, aside: size });
  const said = [
    ...remarkLines(composed, { width: width - 2, theme }),
    ...(composed.variables.length === 0
      ? []
      : [theme.quiet(cutTo(`Columns it uses: ${visible(composed.variables.join(", "))}`, width - 2))]),
  ].slice(0, Math.max(1, height - 3));
  const room = Math.max(1, height - 1 - said.length);
  const rows = composed.preview === null ? [] : renderedRows(composed.preview.rendered, { width: width - 4, theme });
  return [head, ...barred(rows, room, theme), ...said.map((line) => ` ${line}`)].slice(0, height);
}

/** Rows behind a bar; of those there is no room for it is said how many. */
export function barred(rows: readonly string[], room: number, theme: Theme): string[] {
  const shown = rows.slice(0, room).map((row) => ` ${theme.quiet("│")} ${row}`);
  if (rows.length > room) shown[room - 1] = theme.quiet(` │ … and ${count(rows.length - room + 1, "more line")}`);
  return shown;
}

/** What is said, as it will be read or heard. */
export function renderedRows(rendered: Rendered, { width, theme }: { width: number; theme: Theme }): string[] {
  const plainly = (text: string) => wrapped({ text, cursor: 0 }, width).rows.map(({ segments }) => segments.join(""));
  switch (rendered.channel) {
    case "sms":
      return [
        ...plainly(rendered.text),
        ...rendered.media.map((url) => theme.quiet(cutTo(`with ${visible(url)}`, width))),
      ];
    case "whatsapp":
      return plainly(rendered.text);
    case "email":
      return [theme.strong(cutTo(visible(rendered.subject), width)), ...markdownRows(rendered.text, { width, theme })];
    case "voice": {
      const { greeting, message, keys, voicemail } = rendered.call;
      const spoken = (said: typeof message) => ("say" in said ? said.say : `(recording) ${said.play}`);
      return [
        ...plainly(`${greeting} ${spoken(message)}`),
        ...keys.map(({ digit, action, inbox, offer }) =>
          cutTo(`${theme.accent(digit)} ${visible(inbox ?? action)}  ${theme.quiet(visible(offer))}`, width),
        ),
        ...plainly(`To a machine: ${spoken(voicemail).replaceAll("\n", " ")}`).map(theme.quiet),
      ];
    }
  }
}

const marks = { blocking: "✗", warning: "!", note: "·" } as const;
const tones = { blocking: "bad", warning: "attention", note: "quiet" } as const;

/** "✗ A link is a public shortener's. Use its own address." */
export const findingLines = (
  findings: readonly Finding[],
  { width, theme }: { width: number; theme: Theme },
): string[] =>
  findings.flatMap(({ severity, message, remedy }) =>
    hanging(`${marks[severity]} ${visible(`${message} ${remedy}`)}`, 2, width).map(theme[tones[severity]]),
  );

/** What is wrong, what it costs needlessly, what was found, in which language it is. */
function remarkLines(composed: Composed, { width, theme }: { width: number; theme: Theme }): string[] {
  const trouble = composed.trouble ?? composed.personTrouble;
  const { preview, cost, findings } = composed;
  return [
    ...(trouble === null ? [] : hanging(`✗ ${visible(trouble)}`, 2, width).map(theme.bad)),
    ...findingLines(
      findings.filter(({ severity }) => severity === "blocking"),
      { width, theme },
    ),
    ...(cost === null ? [] : hanging(`! ${visible(cost)}`, 2, width).map(theme.attention)),
    ...findingLines(
      findings.filter(({ severity }) => severity !== "blocking"),
      { width, theme },
    ),
    ...(preview?.isFallback === true
      ? [theme.quiet(cutTo(`In ${preview.language}: it is not there in their own language.`, width))]
      : []),
  ];
}

/** "Ada, ", where the list has a name. */
export function nameOf(variables: Readonly<Record<string, string>>): string {
  const key = ["first_name", "firstname", "name", "full_name", "given_name"].find(
    (each) => variables[each] !== undefined,
  );
  return key === undefined ? "" : `${variables[key]}, `;
}

/** "1 segment, 96 characters, $0.0083", "en, $0.0004" */
export function sizeWords({ size, preview }: Pick<Composed, "size" | "preview">): string {
  if (preview === null) return "";
  const cost = costWords(preview.cost);
  if (size === null) return `${preview.language}, ${cost}`;
  const unicode = size.encoding === "UCS-2" ? ", Unicode" : "";
  return `${count(size.segments, "segment")}, ${count(size.characters, "character")}${unicode}, ${cost}`;
}
