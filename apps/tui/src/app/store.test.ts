import { expect, test } from "vitest";
import { lookMs } from "../client/look.ts";
import { testShell } from "../testShell.ts";
import { registry } from "./registry.ts";
import type { AnyScreen, Host } from "./screen.ts";
import { createStore, firstModel } from "./store.ts";
import { openTestTerminal } from "./testTerminal.ts";

type AnyHost = Host<{ readonly type: string }>;

/** A store on a home screen that only hands out its host. */
function storeWithHost() {
  const hosts: AnyHost[] = [];
  const home: AnyScreen = {
    begin: () => ({ state: null, asks: [null] }),
    update: (state) => ({ state }),
    bindings: () => [],
    title: () => "",
    perform: async (_, host) => void hosts.push(host),
    view: () => null,
  };
  const nothing = () => {};
  const store = createStore({
    shell: testShell(),
    registry: { ...registry, home },
    connection: { url: "https://one.test", token: "token-of-one" },
    model: firstModel({ columns: 80, rows: 24, now: 0, rate: 1, shade: "dark" }),
    onQuit: nothing,
    onRedraw: nothing,
    onSuspend: nothing,
    onShade: nothing,
  });
  store.dispatch({ type: "open", place: { screen: "home" } });
  return { store, hosts };
}

const two = { url: "https://two.test", token: "token-of-two", rehearsal: 60 };

test("a screen that was left neither sets the clock nor chooses the server", () => {
  const { store, hosts } = storeWithHost();
  const left = hosts[0];
  left?.reconnect(two);
  const { clock } = store.model();
  left?.setClock(9_999_999);
  left?.reconnect({ url: "https://three.test", token: "token-of-three" });
  expect(store.model().clock).toEqual(clock);
  expect(store.connection()).toEqual(two);
  expect(hosts[1]?.connection).toEqual(two);
});

test("a proxy that answers for a server that is away is no answer: the header says offline until it is back", async () => {
  let status = 502;
  const terminal = await openTestTerminal({
    instead: (path) =>
      path.startsWith("/v1/") && status !== 200 ? new Response("<h1>Bad gateway</h1>", { status }) : undefined,
  });
  await terminal.shows("offline, trying again");
  status = 200;
  await terminal.server.pass(20 * lookMs);
  await terminal.shows("No campaign yet.");
  expect(terminal.screen()).not.toContain("offline");
});
