import type { Screen } from "../../app/screen.ts";
import { repairBindings } from "./bindings.ts";
import type { RepairAsk, RepairEvent } from "./events.ts";
import { performRepair } from "./perform.ts";
import { viewRepair } from "./Repair.tsx";
import { beginRepair, updateRepair } from "./repair.ts";
import type { RepairState } from "./state.ts";

/** The desk where bad rows are mended. */
export const repair: Screen<RepairState, RepairEvent, RepairAsk> = {
  begin: (place) => beginRepair(place.screen === "repair" ? place.id : ""),
  update: updateRepair,
  bindings: repairBindings,
  isTyping: ({ editor, isFiltering }) => editor !== null || isFiltering,
  title: ({ name }) => (name === "" ? "Repair desk" : `${name} › Repair desk`),
  perform: performRepair,
  view: viewRepair,
};
