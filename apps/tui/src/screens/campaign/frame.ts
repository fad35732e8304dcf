import type { Frame } from "../../app/screen.ts";

/** What lines depend on besides the state. How many of them there is room for is told apart. */
export type LinesFrame = Pick<Frame, "columns" | "theme" | "now">;
