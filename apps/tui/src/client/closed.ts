import type { Thread } from "@headsup/contract";
import { type Api, read } from "./api.ts";

/** A conversation that was closed just now, to be opened again as it was. */
export interface Closed {
  readonly id: string;
  /** Its customer's. */
  readonly name: string;
  /** Who had it. */
  readonly agent: string | null;
}

/** Opens it again, with the agent who had it. */
export const reopen = (api: Api, { id, agent }: Closed): Promise<Thread> =>
  read(
    api.v1.conversations[":id"].$patch({
      param: { id },
      json: { status: "open", ...(agent === null ? {} : { agent }) },
    }),
  );
