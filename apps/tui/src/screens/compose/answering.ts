/** What becomes of a campaign's replies, a setting at a time: part of the schedule step, for whoever opens it. */
import {
  backPressureWays,
  lookBacks,
  openConversationWays,
  routesWays,
  usualSkill,
  type Way,
  wayOf,
} from "../../show/answering.ts";
import { span } from "../../terminal/times.ts";
import { type Chooser, chooserOf, type Option } from "../../ui/chooser.ts";
import { type Draft, usualAnswering } from "./draft.ts";
import type { WizardState } from "./state.ts";

export const answeringRows = ["skill", "lookBack", "routes", "open", "pressure"] as const;
export type AnsweringRow = (typeof answeringRows)[number];

/** What a row says. */
export function answeringRowWords(row: AnsweringRow, draft: Draft): string {
  const told = <T extends string>(ways: readonly Way<T>[], id: T) => {
    const { word, meaning } = wayOf(ways, id);
    return `${word}: ${meaning}`;
  };
  switch (row) {
    case "skill":
      return draft.skill ?? usualSkill;
    case "lookBack":
      return `${span(draft.lookBackMs)} after its message`;
    case "routes":
      return told(routesWays, draft.lookBackRoutes);
    case "open":
      return told(openConversationWays, draft.openConversation);
    case "pressure":
      return told(backPressureWays, draft.backPressure);
  }
}

const none = "none";

/** Its choices, each with what it means. */
export function answeringChooser(row: AnsweringRow, { draft, skills }: Pick<WizardState, "draft" | "skills">): Chooser {
  const of = (title: string, options: readonly Option[], chosen: string) =>
    chooserOf({ about: row, title, options, chosen });
  const ways = (all: readonly Way[]): Option[] =>
    all.map(({ id, word, meaning }) => ({ id, label: word, aside: meaning }));
  switch (row) {
    case "skill": {
      const stored = skills.map(({ name, description }) => ({ id: name, label: name, aside: description }));
      return of(
        "Who answers its replies?",
        [{ id: none, label: "as usual", aside: "whoever answers this number" }, ...stored],
        draft.skill ?? none,
      );
    }
    case "lookBack": {
      const spans = [...new Set([...lookBacks, draft.lookBackMs])].toSorted((a, b) => a - b);
      return of(
        "How long after its message does a reply count for it?",
        spans.map((ms) => ({ id: String(ms), label: span(ms) })),
        String(draft.lookBackMs),
      );
    }
    case "routes":
      return of("Which replies come to its skill?", ways(routesWays), draft.lookBackRoutes);
    case "open":
      return of(
        "Somebody has an open conversation with this number. What then?",
        ways(openConversationWays),
        draft.openConversation,
      );
    case "pressure":
      return of(
        "Too many wait in the inbox, or nobody is on shift. What then?",
        ways(backPressureWays),
        draft.backPressure,
      );
  }
}

/** What a choice changes. */
export function answered(row: AnsweringRow, id: string): Partial<Draft> {
  const chosen = <T extends string>(ways: readonly Way<T>[], usual: T): T =>
    ways.find((way) => way.id === id)?.id ?? usual;
  switch (row) {
    case "skill":
      return { skill: id === none ? null : id };
    case "lookBack":
      return { lookBackMs: Number(id) };
    case "routes":
      return { lookBackRoutes: chosen(routesWays, usualAnswering.lookBackRoutes) };
    case "open":
      return { openConversation: chosen(openConversationWays, usualAnswering.openConversation) };
    case "pressure":
      return { backPressure: chosen(backPressureWays, usualAnswering.backPressure) };
  }
}

/** Back to what is usual. */
export function usualOf(row: AnsweringRow): Partial<Draft> {
  const { skill, lookBackMs, lookBackRoutes, openConversation, backPressure } = usualAnswering;
  return {
    skill: { skill },
    lookBack: { lookBackMs },
    routes: { lookBackRoutes },
    open: { openConversation },
    pressure: { backPressure },
  }[row];
}
