import type { CommandError } from "../failure.ts";
import type { Shade } from "../terminal/theme.ts";
import type { Field } from "../ui/field.ts";
import type { Cursor } from "../ui/list.ts";
import type { Press } from "./keys.ts";
import type { AnyScreen, Confirm, Note, Place, Prompt, ScreenEvent } from "./screen.ts";

/** One screen on the stack; the last one is seen. */
export interface Opened {
  /** Never used twice, so that what comes late for a screen that was left finds nobody. */
  readonly id: number;
  readonly place: Place;
  readonly state: unknown;
}

/** What lies over the screen and takes the keys. */
export type Overlay =
  | { readonly type: "help"; readonly top: number }
  | { readonly type: "palette"; readonly field: Field; readonly cursor: Cursor }
  | { readonly type: "confirm"; readonly ask: Confirm; readonly isYes: boolean }
  | { readonly type: "prompt"; readonly ask: Prompt };

export interface Model {
  readonly stack: readonly Opened[];
  readonly overlay: Overlay | null;
  readonly note: Note | null;
  /** The server does not answer. */
  readonly isOffline: boolean;
  readonly columns: number;
  readonly rows: number;
  /** The local clock, epoch ms, as of the last event. */
  readonly localNow: number;
  /** What the server's clock showed at a local instant, and how fast it runs. */
  readonly clock: { readonly server: number; readonly local: number; readonly rate: number };
  readonly shade: Shade;
  readonly nextId: number;
}

export type AppEvent =
  | { readonly type: "press"; readonly press: Press }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "resized"; readonly columns: number; readonly rows: number }
  /** A second passed, since the local clock showed this. */
  | { readonly type: "tick"; readonly before: number }
  | { readonly type: "clock"; readonly now: number; readonly rate: number }
  | { readonly type: "link"; readonly isOffline: boolean }
  | { readonly type: "open"; readonly place: Place }
  /** The terminal talks to another server: nothing that was open means anything there. */
  | { readonly type: "restart"; readonly place: Place; readonly rate: number }
  | { readonly type: "told"; readonly id: number; readonly event: ScreenEvent | { readonly type: string } };

/** What the store is to do after an update. */
export type Work =
  | { readonly type: "perform"; readonly opened: Opened; readonly ask: unknown }
  | { readonly type: "close"; readonly id: number }
  | { readonly type: "redraw" }
  /** Back to the shell until it says `fg`. */
  | { readonly type: "suspend" }
  | { readonly type: "shade"; readonly shade: Shade }
  | { readonly type: "quit" };

/** Every screen, seen without its own types: states, events and asks stay its own business. */
export type Registry = Readonly<Record<Place["screen"], AnyScreen>>;

/** The server's clock now, as well as is known. */
export const serverNow = ({ clock, localNow }: Pick<Model, "clock" | "localNow">): number =>
  Math.round(clock.server + (localNow - clock.local) * clock.rate);

/** Rows around the screen: a header line, a rule, and the footer. */
export const chromeRows = 3;

export const troubleNote = ({ trouble }: CommandError): Note => ({
  tone: "bad",
  text: [trouble.message, trouble.hint].filter((part) => part !== undefined).join(" "),
});
