/** What is going out, for those whom the replies reach (G6). */
import type { Campaign } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import { dayTime, ownZone } from "../../terminal/times.ts";
import type { InboxState } from "./state.ts";

/** "Going out: Renewals 7/11 → Support · Delay starts 24 Nov 14:00" */
export function outreachLine(
  { campaigns, me }: Pick<InboxState, "campaigns" | "me">,
  { theme, columns }: Frame,
): string {
  if (campaigns.length === 0) return theme.quiet(" Nothing is going out just now.");
  const isHere = ({ inbox }: Campaign) => !me || me.inboxes.length === 0 || me.inboxes.includes(inbox.id);
  // What runs and answers to this agent first.
  const rank = (campaign: Campaign) => (campaign.status === "in_progress" ? 2 : 0) + (isHere(campaign) ? 1 : 0);
  const said = campaigns.toSorted((a, b) => rank(b) - rank(a)).map(outreachWord);
  const lead = " Going out: ";
  const fitting: string[] = [];
  for (const each of said) {
    const rest = said.length - fitting.length - 1;
    const tail = rest === 0 ? "" : ` · and ${rest} more`;
    if (fitting.length > 0 && widthOf(`${lead}${[...fitting, each].join(" · ")}${tail}`) > columns - 1) break;
    fitting.push(each);
  }
  const rest = said.length - fitting.length;
  return theme.quiet(cutTo(`${lead}${fitting.join(" · ")}${rest === 0 ? "" : ` · and ${rest} more`}`, columns - 1));
}

function outreachWord({ name, status, counts, nextWakeAt, replies, inbox, pressure }: Campaign): string {
  const progress = `${counts.decided.toLocaleString("en")}/${counts.total.toLocaleString("en")}`;
  const stands =
    status === "scheduled"
      ? nextWakeAt === null
        ? "is scheduled"
        : `starts ${dayTime(nextWakeAt, ownZone())}`
      : `${progress}${status === "paused" ? " paused" : ""}${pressure === null ? "" : " slowed"}`;
  const where = replies === "discourage" ? ", asks for no replies" : ` → ${visible(inbox.name)}`;
  return `${visible(name)} ${stands}${where}`;
}
