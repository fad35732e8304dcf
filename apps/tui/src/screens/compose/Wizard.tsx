import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import { localTime, ownZone } from "../../terminal/times.ts";
import { Line, Lines } from "../../ui/kit.tsx";
import { launchLines } from "./launchPicture.ts";
import { frameRows } from "./messageParts.ts";
import { messageLines } from "./messagePicture.ts";
import { nextWords } from "./nextLine.ts";
import { recipientsLines } from "./recipientsPicture.ts";
import { isUnsaved } from "./saving.ts";
import { scheduleLines } from "./schedulePicture.ts";
import { type StepName, stepNames, type WizardState } from "./state.ts";
import { missingOf, stepTitles } from "./wizard.ts";
import { wordsOfDraft } from "./written.ts";

const pictures: Readonly<Record<StepName, (state: WizardState, frame: Frame, height: number) => string[]>> = {
  message: messageLines,
  recipients: recipientsLines,
  schedule: scheduleLines,
  launch: launchLines,
};

/** The steps, the one one is at, and the way on. */
export function viewWizard(state: WizardState, frame: Frame): ReactNode {
  if (state.phase === "opening")
    return <Line text={frame.isOffline ? " The wizard opens as soon as the server answers." : " One moment …"} />;
  if (state.phase === "offer") return <Lines lines={offerLines(state, frame)} />;
  const { theme, columns, rows } = frame;
  const height = Math.max(1, rows - frameRows);
  const body = pictures[state.step](state, frame, height);
  const next = nextWords(state, frame.now);
  const mark = { good: "✓", attention: "!", quiet: " " }[next.tone];
  return (
    <>
      <Line text={stepsLine(state, frame)} />
      <Line text={theme.quiet("─".repeat(columns))} />
      <Box flexDirection="column" height={height}>
        <Lines lines={body.slice(0, height)} />
      </Box>
      <Line text={theme[next.tone](cutTo(` ${mark} ${visible(next.text)}`, columns))} />
    </>
  );
}

function stepsLine(state: WizardState, { theme, columns, now, isOffline }: Frame): string {
  const steps = stepNames.map((name, at) => {
    const isComplete = name !== "launch" && missingOf(state, name, now).length === 0;
    const text = `${isComplete ? "✓" : "○"} ${at + 1} ${stepTitles[name]}`;
    if (name === state.step) return theme.selected(` ${text} `);
    return isComplete ? theme.good(` ${text} `) : theme.quiet(` ${text} `);
  });
  const left = steps.join(" ");
  const said = savingWords(state, isOffline);
  const gap = columns - widthOf(left) - widthOf(said) - 2;
  return gap < 1 ? ` ${left}` : ` ${left}${" ".repeat(gap)}${theme.quiet(said)}`;
}

function savingWords(state: WizardState, isOffline: boolean): string {
  if (state.saving === "busy") return "saving …";
  if (!isUnsaved(state)) return "saved";
  if (state.saving === "refused") return "not saved";
  return isOffline || state.saving === "away" ? "kept here" : "";
}

function offerLines({ kept }: WizardState, { theme, columns }: Frame): string[] {
  if (kept === null) return [];
  const { name } = kept.draft;
  return [
    "",
    ` ${theme.strong("You had begun a campaign.")} ${theme.quiet(localTime(kept.at, ownZone()))}`,
    "",
    ` ${visible(name.trim() === "" ? "Without a name yet" : name)}`,
    ...hanging(` “${visible(wordsOfDraft(kept.draft))}”`, 2, columns - 2)
      .slice(0, 6)
      .map(theme.quiet),
    "",
    ` ${theme.accent("⏎")} goes on where you left off.   ${theme.accent("n")} starts anew and throws this away.`,
  ];
}
