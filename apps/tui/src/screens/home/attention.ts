/** What a team must look at first, told by a campaign's own figures. */
import type { Campaign } from "@headsup/contract";
import { pressureWords } from "../../show/answering.ts";
import { takenOf } from "../../show/figures.ts";

export interface Attention {
  /** Which is worse, from 2 up; the higher the earlier. */
  readonly weight: number;
  /** What is the matter, and what to do. */
  readonly text: string;
}

/** Shares that no healthy notice has, and how many it takes to say so. */
const failingShare = 0.1;
const failingLeast = 20;
const optOutShare = 0.03;
const optOutLeast = 50;

export function attentionOf(campaign: Campaign): Attention | null {
  const { status, statusReason, counts, optedOut } = campaign;
  if (status === "missed")
    return { weight: 5, text: `${statusReason ?? "Its start was missed."} Launch it now, or stop it.` };
  if (status === "paused")
    return { weight: 4, text: `Paused: ${statusReason ?? "no reason was given"}.`.replace(/\.\.$/, ".") };
  const pressure = pressureWords(campaign);
  if (pressure !== null) return { weight: 3, text: `${pressure}.` };
  if (counts.unknown > 0 && status !== "in_progress")
    return { weight: 3, text: `${counts.unknown} outcomes unknown: the provider is being asked.` };
  const failed = counts.failed + counts.undelivered;
  const sent = takenOf(counts) + counts.failed;
  if (status !== "stopped" && sent >= failingLeast && failed / sent > failingShare)
    return { weight: 2, text: `${failed} of ${sent} were not delivered: see the reasons.` };
  if (status !== "stopped" && counts.delivered >= optOutLeast && optedOut / counts.delivered > optOutShare)
    return { weight: 2, text: `${optedOut} of ${counts.delivered} opted out: is this message welcome?` };
  return null;
}
