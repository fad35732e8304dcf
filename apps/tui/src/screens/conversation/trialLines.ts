import type { RuleTrial } from "@headsup/contract";
import { showTrial } from "../../show/rules.ts";
import type { Theme } from "../../terminal/theme.ts";
import { ruleLine } from "../../ui/kit.tsx";

/** What the rules make of the customer's last message: which match, in order, why, and what they would do. */
export function trialLines(trial: RuleTrial | null, { theme, width }: { width: number; theme: Theme }): string[] {
  if (trial === null) return [theme.quiet(" Asking …")];
  const { steps } = trial;
  const matched = steps.filter((step) => step.matched).length;
  const aside = `${matched} of ${steps.length} match`;
  return [
    ruleLine({ title: "Rules, tried on their last message", theme, columns: width, aside }),
    ...showTrial(trial, { theme, width: width - 2 }).map((line) => ` ${line}`),
  ];
}
