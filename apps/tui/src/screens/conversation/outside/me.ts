import type { Agent } from "@headsup/contract";
import { type Api, read } from "../../../client/api.ts";
import { CommandError } from "../../../failure.ts";

/** The agent one is; null: none. */
export async function readMe(api: Api): Promise<Agent | null> {
  try {
    return await read(api.v1.agents[":id"].$get({ param: { id: "me" } }));
  } catch (error) {
    if (error instanceof CommandError && ["no_agent", "not_found"].includes(error.trouble.code)) return null;
    throw error;
  }
}
