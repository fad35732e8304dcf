import type { Screen } from "../../app/screen.ts";
import { viewConnect } from "./Connect.tsx";
import {
  beginConnect,
  type ConnectAsk,
  type ConnectEvent,
  type ConnectState,
  connectBindings,
  updateConnect,
} from "./connect.ts";
import { performConnect } from "./perform.ts";

export const connect: Screen<ConnectState, ConnectEvent, ConnectAsk> = {
  begin: beginConnect,
  update: updateConnect,
  bindings: connectBindings,
  title: () => "Connect",
  perform: performConnect,
  view: viewConnect,
};
