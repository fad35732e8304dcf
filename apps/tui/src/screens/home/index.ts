import type { Screen } from "../../app/screen.ts";
import { homeBindings } from "./bindings.ts";
import { viewHome } from "./Home.tsx";
import { beginHome, countsDown, type HomeAsk, type HomeEvent, type HomeState, updateHome } from "./home.ts";
import { performHome } from "./perform.ts";

export const home: Screen<HomeState, HomeEvent, HomeAsk> = {
  begin: beginHome,
  update: updateHome,
  bindings: homeBindings,
  isTyping: ({ isFiltering }) => isFiltering,
  isCounting: ({ campaigns }) => campaigns?.some(countsDown) ?? false,
  title: () => "Campaigns",
  perform: performHome,
  view: viewHome,
};
