import type { BackPressure } from "@headsup/contract";
import type { WorkingSet } from "./decide.ts";
import { engineLimits } from "./limits.ts";

/** The desk that answers a campaign's replies, as the catalogue knows it. */
export interface DeskLoad {
  /** The inbox's name. */
  readonly inbox: string;
  /** What it takes to answer; null: nothing in particular. */
  readonly skill: string | null;
  /** Customers who wait there and whom no agent has. */
  readonly waiting: number;
  /** More than so many are too many; null: there is no limit. */
  readonly waitingMax: number | null;
  /** Agents who could be given a reply now. */
  readonly onShift: number;
}

/** Why an outreach that heeds its desk should bring no further replies there just now, for people; null: it may. */
export function pressureOf({ inbox, skill, waiting, waitingMax, onShift }: DeskLoad): string | null {
  if (onShift === 0)
    return skill === null ? `Nobody of ${inbox} is on shift` : `Nobody with the skill ${skill} is on shift`;
  if (waitingMax !== null && waiting > waitingMax) return `${inbox} has ${waiting} waiting, its limit is ${waitingMax}`;
  return null;
}

/** What a decision is made from while there is such a reason: nobody, or a part of the pace. */
export function underPressure(set: WorkingSet, backPressure: BackPressure): WorkingSet {
  switch (backPressure) {
    case "off":
      return set;
    case "slow":
      return {
        ...set,
        pace: { ...set.pace, count: Math.max(1, Math.floor(set.pace.count / engineLimits.slowedPart)) },
      };
    case "hold":
      return { ...set, cohorts: [] };
  }
}
