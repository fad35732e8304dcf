/** Colours by meaning. The sixteen of the terminal's own palette, so that light and dark both read well. */
export interface Theme {
  readonly good: Paint;
  readonly bad: Paint;
  readonly attention: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
}
type Paint = (text: string) => string;

const paint =
  (on: number, off: number): Paint =>
  (text) =>
    `\x1b[${on}m${text}\x1b[${off}m`;

const plain: Paint = (text) => text;
export const plainTheme: Theme = { good: plain, bad: plain, attention: plain, quiet: plain, strong: plain };
const colourTheme: Theme = {
  good: paint(32, 39),
  bad: paint(31, 39),
  attention: paint(33, 39),
  quiet: paint(2, 22),
  strong: paint(1, 22),
};

interface Surroundings {
  readonly stream: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether the stream is a terminal that understands more than lines. */
export const isLively = ({ stream, env }: Surroundings): boolean => stream.isTTY === true && env.TERM !== "dumb";

/** Colour only on a terminal, and never under NO_COLOR (no-color.org). */
export const themeFor = (surroundings: Surroundings): Theme =>
  isLively(surroundings) && !surroundings.env.NO_COLOR ? colourTheme : plainTheme;
