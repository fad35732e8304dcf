import type { Frame } from "../../app/screen.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import type { HomeState } from "./home.ts";

/** "! +1… is flagged: …": who may not go on is told before anything else; an admin clears it. */
export function flaggedLine({ senders }: Pick<HomeState, "senders">, { theme, columns }: Frame): string | null {
  const flagged = senders.filter((sender) => sender.flagged !== undefined);
  const [first] = flagged;
  if (first?.flagged === undefined) return null;
  const others = flagged.length === 1 ? "" : ` (and ${flagged.length - 1} more)`;
  const words = ` ! ${first.address}${others} is flagged: ${first.flagged.reason}`;
  const remedy = ` An admin clears it: headsup sender clear`;
  const whole = visible(`${words}${remedy}`);
  return theme.attention(widthOf(whole) < columns ? whole : cutTo(visible(words), columns));
}
