/**
 * Connect: what is shown where no Headsup was found, and where one goes to talk to another. A host that is started in
 * this folder meanwhile is found by itself.
 */
import { type Binding, listBindings } from "../../app/bindings.ts";
import type { Context, Place, ScreenEvent, Step } from "../../app/screen.ts";
import { clearTextWarning, withScheme } from "../../client/connectionUrl.ts";
import type { ListedConnection } from "../../client/profiles.ts";
import type { CommandError } from "../../failure.ts";
import { emptyField, fieldOf } from "../../ui/field.ts";
import { type Cursor, cursorAt, firstRow, movedBy } from "../../ui/list.ts";

export interface ConnectState {
  /** Why there is no connection; null where one asked for another. */
  readonly trouble: string | null;
  readonly stored: readonly ListedConnection[];
  readonly cursor: Cursor;
  /** The address given last, kept for another try. */
  readonly url: string | null;
  /** While a server is being asked whether it knows us. */
  readonly asking: string | null;
}

export type ConnectEvent = { readonly type: "stored"; readonly stored: readonly ListedConnection[] };

export type ConnectAsk =
  | { readonly ask: "list" }
  /** Looks for a host in this folder until there is one. */
  | { readonly ask: "await host" }
  | { readonly ask: "connect"; readonly url: string; readonly token: string }
  | { readonly ask: "use"; readonly name: string }
  | { readonly ask: "remove"; readonly name: string };

type ConnectStep = Step<ConnectState, ConnectAsk>;

export function beginConnect(place: Place): ConnectStep {
  const trouble = place.screen === "connect" ? (place.trouble ?? null) : null;
  return {
    state: { trouble, stored: [], cursor: firstRow, url: null, asking: null },
    asks: [{ ask: "list" }, ...(trouble === null ? [] : [{ ask: "await host" as const }])],
  };
}

export const connectListRows = ({ rows }: Pick<Context, "rows">): number => Math.max(2, rows - 14);

const chosen = ({ stored, cursor }: ConnectState): ListedConnection | undefined => stored[cursor.index];

export function connectBindings(state: ConnectState): readonly Binding[] {
  const group = "Connections";
  return [
    ...(chosen(state) === undefined
      ? []
      : [
          { id: "use", keys: ["enter"], label: "Connect to the chosen one", short: "connect", group },
          { id: "remove", keys: ["D"], label: "Forget the chosen one", short: "forget", group },
        ]),
    { id: "new", keys: ["n"], label: "New connection", short: "new connection", group },
    ...listBindings,
  ];
}

export function updateConnect(state: ConnectState, event: ScreenEvent | ConnectEvent, context: Context): ConnectStep {
  const extent = { count: state.stored.length, height: connectListRows(context) };
  switch (event.type) {
    case "stored": {
      const current = event.stored.findIndex(({ isCurrent }) => isCurrent);
      const cursor = cursorAt(state.cursor, Math.max(0, current), { ...extent, count: event.stored.length });
      return { state: { ...state, stored: event.stored, cursor } };
    }
    case "failed":
      return { state: { ...state, asking: null }, note: { tone: "bad", text: wordsOf(event.error.trouble) } };
    case "command": {
      const cursor = movedBy(event.id, state.cursor, extent);
      return cursor === undefined ? commanded(state, event.id) : { state: { ...state, cursor } };
    }
    case "answer":
      return answered(state, event);
    default:
      return { state };
  }
}

/** A token is given here, not by a command. */
const wordsOf = ({ code, message, hint }: CommandError["trouble"]): string => {
  if (code === "unauthenticated") return `${message} Press n to give it once more, or another one.`;
  return hint === undefined ? message : `${message} ${hint}`;
};

function commanded(state: ConnectState, id: string): ConnectStep {
  const name = chosen(state)?.name;
  switch (id) {
    case "new":
      return { state, prompt: askUrl(state.url ?? "") };
    case "use":
      return name === undefined ? { state } : { state: { ...state, asking: name }, asks: [{ ask: "use", name }] };
    case "remove":
      return name === undefined
        ? { state }
        : {
            state,
            confirm: {
              id: `remove:${name}`,
              title: `Forget the connection "${name}"?`,
              lines: ["Its token is deleted here. On the server it stays valid until an admin revokes it."],
              yes: "Forget it",
              isFinal: true,
            },
          };
    default:
      return id.startsWith("remove:") ? { state, asks: [{ ask: "remove", name: id.slice(7) }] } : { state };
  }
}

const askUrl = (text: string, trouble?: string) => ({
  id: "url",
  title: "Where is it?",
  hint: "Its address, for example https://headsup.example.com",
  field: fieldOf(text),
  trouble,
});

function answered(state: ConnectState, { id, text }: { id: string; text: string }): ConnectStep {
  const given = text.trim();
  if (id === "url") {
    const url = withScheme(given);
    if (given === "" || !URL.canParse(url)) return { state, prompt: askUrl(text, `"${given}" is not an address.`) };
    return {
      state: { ...state, url },
      prompt: {
        id: "token",
        title: `Your token for ${url}`,
        hint: "An admin makes one: headsup token create --name you --role manager. It is kept where only you can read it.",
        field: emptyField,
        isSecret: true,
        trouble: clearTextWarning(url),
      },
    };
  }
  if (state.url === null) return { state };
  return { state: { ...state, asking: state.url }, asks: [{ ask: "connect", url: state.url, token: given }] };
}
