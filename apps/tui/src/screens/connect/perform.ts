import type { Host } from "../../app/screen.ts";
import { createApi, read } from "../../client/api.ts";
import { findConnection } from "../../client/connection.ts";
import {
  chooseConnection,
  connectionNamed,
  listConnections,
  nameFor,
  removeConnection,
  saveConnection,
} from "../../client/profiles.ts";
import type { ConnectAsk, ConnectEvent } from "./connect.ts";

const awaitHostMs = 1_000;

type ConnectHost = Host<ConnectEvent>;

export async function performConnect(ask: ConnectAsk, host: ConnectHost): Promise<void> {
  const { shell } = host;
  const list = () => host.emit({ type: "stored", stored: listConnections(shell) });
  switch (ask.ask) {
    case "list":
      list();
      return;
    case "await host":
      await awaitHost(host);
      return;
    case "connect": {
      const given = { name: nameFor(ask.url), url: ask.url, token: ask.token };
      await check(host, given);
      host.reconnect(saveConnection(shell, given));
      return;
    }
    case "use": {
      await check(host, connectionNamed(shell, ask.name));
      host.reconnect(chooseConnection(shell, ask.name));
      return;
    }
    case "remove":
      removeConnection(shell, ask.name);
      list();
  }
}

/** Whether it is a Headsup and knows us: throws what is wrong. */
async function check({ shell, signal }: ConnectHost, to: { url: string; token: string }): Promise<void> {
  await read(createApi(to, shell, signal).v1.campaigns.$get({ query: { limit: "1" } }));
}

async function awaitHost(host: ConnectHost): Promise<void> {
  const { shell, signal } = host;
  while (!signal.aborted) {
    const found = await findConnection(shell, {}).catch(() => null);
    const isThere =
      found !== null &&
      (await check(host, found).then(
        () => true,
        () => false,
      ));
    if (found !== null && isThere) return host.reconnect(found);
    await shell.wait(awaitHostMs, signal).catch(() => {});
  }
}
