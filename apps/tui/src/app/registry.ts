import { campaign } from "../screens/campaign/index.ts";
import { compose } from "../screens/compose/index.ts";
import { connect } from "../screens/connect/index.ts";
import { conversation } from "../screens/conversation/index.ts";
import { home } from "../screens/home/index.ts";
import { inbox } from "../screens/inbox/index.ts";
import { repair } from "../screens/repair/index.ts";
import type { Registry } from "./model.ts";

/** Every screen there is, by the place it is found at. */
export const registry: Registry = {
  home,
  campaign,
  compose,
  repair,
  inbox,
  conversation,
  connect,
};
