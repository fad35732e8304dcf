/**
 * What a screen is: a reducer over its own state, a table of keys, a picture of the state, and a thin part that does
 * what the reducer asks for. Reducers are pure; whatever happens outside comes back as an event.
 */
import type { ReactNode } from "react";
import type { Api } from "../client/api.ts";
import type { Closed } from "../client/closed.ts";
import type { Connection } from "../client/connection.ts";
import type { CommandError } from "../failure.ts";
import type { Shell } from "../shell.ts";
import type { Theme } from "../terminal/theme.ts";
import type { Field } from "../ui/field.ts";
import type { Binding } from "./bindings.ts";
import type { Press } from "./keys.ts";

/** Where one can go. */
export type Place =
  | { readonly screen: "home" }
  | { readonly screen: "campaign"; readonly id: string }
  /** The new-campaign wizard; with an id, on that draft. */
  | { readonly screen: "compose"; readonly id: string | null }
  | { readonly screen: "repair"; readonly id: string }
  /** With a campaign: the replies to that alone. */
  | { readonly screen: "inbox"; readonly campaign?: { readonly id: string; readonly name: string } }
  | {
      readonly screen: "conversation";
      readonly id: string;
      /** Why this one was given. */
      readonly why?: string;
      /** The one that was closed just before, to be opened again as it was. */
      readonly closed?: Closed;
    }
  /** Other servers; with the reason where there is none to talk to. */
  | { readonly screen: "connect"; readonly trouble?: string };

/** What every screen may be told, beside its own events. */
export type ScreenEvent =
  /** A key or the palette chose one of the screen's bindings, or a dialog was answered with yes. */
  | { readonly type: "command"; readonly id: string }
  /** A key nothing is bound to, while `isTyping`. */
  | { readonly type: "press"; readonly press: Press }
  | { readonly type: "paste"; readonly text: string }
  /** A question was answered. */
  | { readonly type: "answer"; readonly id: string; readonly text: string }
  /** The screen is on top again: what it shows may be old. */
  | { readonly type: "shown" }
  /** A second passed; only told while `isCounting`. */
  | { readonly type: "tick" }
  | { readonly type: "resized" }
  /** `perform` threw. Unless the screen answers with another state, the trouble is shown as a note. */
  | { readonly type: "failed"; readonly ask: unknown; readonly error: CommandError };

/** What an update may take into account besides state and event. */
export interface Context {
  /** The server's clock, epoch ms: a rehearsal's runs fast. */
  readonly now: number;
  readonly columns: number;
  /** Rows a screen has to itself. */
  readonly rows: number;
}

export interface Note {
  readonly tone: "good" | "bad" | "attention";
  readonly text: string;
}

/** A question before something that cannot be taken back, or is not meant to happen by accident. */
export interface Confirm {
  readonly title: string;
  readonly lines: readonly string[];
  /** The word on the button, "Stop it for good", and the command sent to the screen. */
  readonly yes: string;
  readonly id: string;
  /** Cannot be undone: the safe answer is chosen first. */
  readonly isFinal?: boolean;
}

/** One line of text asked for. The answer comes back as an `answer` event with this id. */
export interface Prompt {
  readonly title: string;
  readonly hint: string;
  readonly field: Field;
  readonly id: string;
  /** What was wrong with the last answer. */
  readonly trouble?: string | undefined;
  readonly isSecret?: boolean;
}

/** What came of an event. */
export interface Step<S, A> {
  readonly state: S;
  /** What to do outside, each handed to `perform`. */
  readonly asks?: readonly A[];
  readonly go?: { readonly to: Place; readonly isReplacing?: boolean } | "back" | "quit";
  readonly note?: Note;
  readonly confirm?: Confirm;
  readonly prompt?: Prompt;
}

/** What `perform` works with. */
export interface Host<E> {
  readonly shell: Shell;
  readonly api: Api;
  readonly connection: Connection;
  /** Aborts when the screen is left. */
  readonly signal: AbortSignal;
  readonly emit: (event: E) => void;
  /** The server said what time it is there. */
  readonly setClock: (now: number) => void;
  /** From now on this is what the terminal talks to. Everything open is closed. */
  readonly reconnect: (connection: Connection) => void;
}

/** What a picture is drawn into. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme;
  readonly now: number;
  readonly isOffline: boolean;
}

export interface Screen<S, E extends { readonly type: string }, A> {
  /** The state to begin with. */
  begin(place: Place, context: Context): Step<S, A>;
  update(state: S, event: ScreenEvent | E, context: Context): Step<S, A>;
  /** What can be done now. */
  bindings(state: S): readonly Binding[];
  /** Whether letters go into a field. */
  isTyping?(state: S): boolean;
  /** Whether anything shown counts seconds. */
  isCounting?(state: S): boolean;
  /** What the header says: the path to here. */
  title(state: S): string;
  /** Does what the reducer asked. May run as long as the screen is open. */
  perform(ask: A, host: Host<E>): Promise<void>;
  view(state: S, frame: Frame): ReactNode;
}

/** Any screen, as the app holds it: states, events and asks stay the screen's own business. */
export type AnyScreen = Screen<unknown, { readonly type: string }, unknown>;
