import type { Screen } from "../app/screen.ts";

/** A screen that is being built. */
export const blank = (title: string): Screen<null, { type: string }, never> => ({
  begin: () => ({ state: null }),
  update: (state) => ({ state }),
  bindings: () => [],
  title: () => title,
  perform: async () => {},
  view: () => null,
});
