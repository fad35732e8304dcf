import type { Host } from "../../app/screen.ts";
import { checkAccess } from "../../client/api.ts";
import { findConnection } from "../../client/connection.ts";
import {
  checkedToken,
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
  const { shell, signal } = host;
  const list = () => host.emit({ type: "stored", stored: listConnections(shell) });
  switch (ask.ask) {
    case "list":
      list();
      return;
    case "await host":
      await awaitHost(host);
      return;
    case "connect": {
      const given = { name: nameFor(ask.url), url: ask.url, token: checkedToken(ask.token) };
      await checkAccess(given, shell, signal);
      host.reconnect(saveConnection(shell, given));
      return;
    }
    case "use": {
      await checkAccess(connectionNamed(shell, ask.name), shell, signal);
      host.reconnect(chooseConnection(shell, ask.name));
      return;
    }
    case "remove":
      removeConnection(shell, ask.name);
      list();
  }
}

async function awaitHost(host: ConnectHost): Promise<void> {
  const { shell, signal } = host;
  while (!signal.aborted) {
    const found = await findConnection(shell, {}).catch(() => null);
    const isThere =
      found !== null &&
      (await checkAccess(found, shell, signal).then(
        () => true,
        () => false,
      ));
    if (found !== null && isThere) return host.reconnect(found);
    await shell.wait(awaitHostMs, signal).catch(() => {});
  }
}
