/** Colours by meaning. The sixteen of the terminal's own palette, so that they fit whatever it is set to. */
export interface Theme {
  readonly good: Paint;
  readonly bad: Paint;
  readonly attention: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
  /** What leads the eye: keys, the part of a picture that moves. */
  readonly accent: Paint;
  /** The row one stands on. */
  readonly selected: Paint;
}
export type Paint = (text: string) => string;

const paint =
  (on: number, off: number): Paint =>
  (text) =>
    `\x1b[${on}m${text}\x1b[${off}m`;

const plain: Paint = (text) => text;
export const plainTheme: Theme = {
  good: plain,
  bad: plain,
  attention: plain,
  quiet: plain,
  strong: plain,
  accent: plain,
  selected: plain,
};

/** Which background the colours are for; `none`: no colour, though weight and reverse remain. */
export const shades = ["dark", "light", "none"] as const;
export type Shade = (typeof shades)[number];

const uncoloured = { ...plainTheme, quiet: paint(2, 22), strong: paint(1, 22), selected: paint(7, 27) };

/** Themes for a whole screen. Yellow and cyan cannot be read on white. */
export const themes: Readonly<Record<Shade, Theme>> = {
  dark: { ...uncoloured, good: paint(32, 39), bad: paint(31, 39), attention: paint(33, 39), accent: paint(36, 39) },
  light: { ...uncoloured, good: paint(32, 39), bad: paint(31, 39), attention: paint(35, 39), accent: paint(34, 39) },
  none: uncoloured,
};

interface Surroundings {
  readonly stream: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether the stream is a terminal that understands more than lines. */
export const isLively = ({ stream, env }: Surroundings): boolean => stream.isTTY === true && env.TERM !== "dumb";

/** Colour only on a terminal, and never under NO_COLOR (no-color.org). */
export const themeFor = (surroundings: Surroundings): Theme =>
  isLively(surroundings) && !surroundings.env.NO_COLOR ? themes[shadeFor(surroundings.env)] : plainTheme;

/** HEADSUP_THEME says; else COLORFGBG, which many terminals set ("15;0": the background is the last); else dark. */
export function shadeFor(env: Surroundings["env"]): Shade {
  if (env.NO_COLOR) return "none";
  const asked = shades.find((shade) => shade === env.HEADSUP_THEME);
  if (asked !== undefined) return asked;
  const background = Number(env.COLORFGBG?.split(";").at(-1) ?? Number.NaN);
  return background === 7 || background === 15 ? "light" : "dark";
}
