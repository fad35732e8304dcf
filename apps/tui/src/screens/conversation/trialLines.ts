/** What the rules make of the customer's last message: which match, in order, why, and what they would do. */
import type { JudgedCondition, RuleTrial } from "@headsup/contract";
import type { Theme } from "../../terminal/theme.ts";
import { ruleLine } from "../../ui/kit.tsx";
import { broken } from "./threadLines.ts";

type Step = RuleTrial["steps"][number];

interface Paper {
  readonly width: number;
  readonly theme: Theme;
}

export function trialLines(trial: RuleTrial | null, paper: Paper): string[] {
  const { theme, width } = paper;
  if (trial === null) return [theme.quiet(" Asking …")];
  const { steps, outcome, kind } = trial;
  const matched = steps.filter((step) => step.matched).length;
  const asks = kind === "none" ? [] : told(`By itself it asks for: ${kind}.`, 1, paper, theme.attention);
  const replies = outcome.replies.flatMap((text) => told(`answers: “${text}”`, 1, paper));
  const facts = [
    outcome.status,
    outcome.inbox,
    ...(outcome.agent === null ? [] : [`${outcome.agent} has it`]),
    ...(outcome.skill === null ? [] : [`needs ${outcome.skill}`]),
    ...(outcome.priority === "normal" ? [] : [`${outcome.priority} priority`]),
    ...outcome.topics,
    ...(outcome.suppressed ? ["never contacted again"] : []),
  ];
  return [
    ruleLine({
      title: "Rules, tried on their last message",
      theme,
      columns: width,
      aside: `${matched} of ${steps.length} match`,
    }),
    ...asks,
    ...(steps.length === 0 ? [theme.quiet(" There is no rule for it.")] : []),
    ...steps.flatMap((step, at) => stepLines(step, at + 1, paper)),
    "",
    ...told(`So it would be: ${facts.join(" · ")}`, 1, paper, theme.strong),
    ...replies,
    theme.quiet(" Nothing was changed. Esc goes back."),
  ];
}

function stepLines({ name, event, matched, cut, condition, effects }: Step, n: number, paper: Paper): string[] {
  const { theme } = paper;
  const sign = cut !== null ? "–" : matched ? "✓" : "✗";
  const paint = matched && cut === null ? theme.good : theme.quiet;
  return [
    ...told(`${sign} ${n}. ${name}  (${event})`, 1, paper, paint),
    ...(cut === null ? [] : told(`not asked: ${cut}`, 5, paper, theme.quiet)),
    ...(condition === null ? [] : conditionLines(condition, 5, paper)),
    ...effects.flatMap((effect) => told(`→ ${effect}`, 5, paper)),
  ];
}

function conditionLines({ says, holds, parts = [] }: JudgedCondition, indent: number, paper: Paper): string[] {
  const { theme } = paper;
  const line = told(`${holds ? "✓" : "✗"} ${says}`, indent, paper, holds ? theme.good : theme.quiet);
  return [...line, ...parts.flatMap((part) => conditionLines(part, indent + 2, paper))];
}

/** A text set in; what does not fit its line goes on below, set in further. */
function told(text: string, indent: number, { width }: Paper, paint = (line: string) => line): string[] {
  return broken(text, width - indent - 3).map(
    (line, at) => `${" ".repeat(at === 0 ? indent : indent + 2)}${paint(line)}`,
  );
}
