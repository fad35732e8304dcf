import type { CampaignDetail } from "@headsup/contract";
import { pressureWords } from "../../show/answering.ts";
import { count } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { orderWords } from "./orders.ts";
import type { CampaignState } from "./state.ts";

/** "Paused by Ana: wrong date." */
function pauseWords({ history, statusReason }: CampaignDetail): string {
  const last = history.filter(({ action }) => action === "pause").toSorted((a, b) => b.at - a.at)[0];
  const by = last === undefined || last.actor === "headsup" ? "" : ` by ${last.actor}`;
  const why = statusReason ? `: ${statusReason}` : "";
  return `Paused${by}${why}.`.replace(/\.\.$/, ".");
}

/** What must be known on every tab; null when all is well. */
export function bannerOf(state: CampaignState): { readonly tone: keyof Theme; readonly text: string } | null {
  const { detail, order, download, stream, trouble } = state;
  if (detail === null) return null;
  if (order !== null) return { tone: "accent", text: `… ${orderWords(order, detail)}` };
  if (download !== null && download.people > 0)
    return { tone: "accent", text: `… writing ${download.path}: ${count(download.people, "person", "people")} so far` };
  if (trouble !== null) return { tone: "bad", text: `✗ ${trouble} What you see may be old.` };
  if (stream.link === "lost")
    return {
      tone: "attention",
      text: "! The live connection is lost. Trying again by itself; nothing will be missing.",
    };
  if (detail.status === "paused") return { tone: "attention", text: `‖ ${pauseWords(detail)} p resumes it.` };
  if (detail.status === "missed")
    return { tone: "attention", text: `! ${detail.statusReason ?? "Its start was missed."} L launches it now.` };
  const pressure = pressureWords(detail);
  if (pressure !== null) return { tone: "attention", text: `‖ ${pressure}.` };
  return detail.statusReason === null || detail.status === "stopped"
    ? null
    : { tone: "attention", text: `! ${detail.statusReason}` };
}
