import { isOvertaken } from "@headsup/storage/catalog";
import { refuse } from "../middleware/errors.ts";

/** How often a change that others overtook is decided anew before its caller is told so. */
const triesMax = 12;

/**
 * Changes a conversation: reads, decides and stores in one go, and all over again while somebody else was faster. Decisions
 * are made by what is so, and nobody's change is lost.
 */
export async function againstOthers<T>(change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await change();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      if (tries === triesMax)
        return refuse("unavailable", "This conversation is changing too fast just now. Ask again.");
    }
  }
}
