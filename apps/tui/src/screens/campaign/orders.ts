/** What one can order a campaign, and the questions asked before. */
import type { CampaignDetail } from "@headsup/contract";
import type { Note } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import { emptyField, fieldOf } from "../../ui/field.ts";
import {
  badRowsOf,
  type CampaignState,
  type CampaignStep,
  isAlive,
  unlaunchedOf,
  type Verb,
  waitingOf,
} from "./state.ts";

const people = (n: number): string => count(n, "person", "people");

/** A command about the campaign, or about the person one looks at; undefined: none of these. */
export function ordered(state: CampaignState, id: string): CampaignStep | undefined {
  const { detail } = state;
  if (detail === null) return undefined;
  const { name } = detail;
  switch (id) {
    case "pause":
      return {
        state,
        prompt: {
          id,
          title: `Pause "${name}"?`,
          hint: "The reason, for your team. It may be left empty.",
          field: emptyField,
        },
      };
    case "resume":
      return give(state, "resume");
    case "stop":
      return { state, confirm: stopQuestion(detail) };
    case "stop!":
      return give(state, "stop");
    case "launch":
      return { state, confirm: launchQuestion(detail) };
    case "launch!":
      return give(state, "launch");
    case "repair":
      return { state, go: { to: { screen: "repair", id: state.id } } };
    case "replies":
      return { state, go: { to: { screen: "inbox", campaign: { id: state.id, name } } } };
    case "download":
      return {
        state,
        prompt: {
          id,
          title: `Everybody in "${name}", with what became of them`,
          hint: "The CSV file to write. It opens safely in a spreadsheet.",
          field: fieldOf(`${slugOf(name)}.csv`),
        },
      };
    case "sent":
    case "notSent":
      return { state, confirm: resolveQuestion(state, id) };
    case "sent!":
    case "notSent!": {
      const recipient = state.person?.id;
      if (recipient === undefined) return { state };
      const verdict = id === "sent!" ? "sent" : "not_sent";
      return { state, asks: [{ ask: "resolve", id: state.id, recipient, verdict }] };
    }
    default:
      return id.startsWith(replacing)
        ? download(state, { path: id.slice(replacing.length), mayReplace: true })
        : undefined;
  }
}

const replacing = "download!:";

/** The file is there already. */
export const replaceQuestion = (path: string): NonNullable<CampaignStep["confirm"]> => ({
  id: `${replacing}${path}`,
  title: `Replace ${path}?`,
  lines: ["There is such a file already. What is in it would be lost."],
  yes: "Replace it",
  isFinal: true,
});

/** A question for one line of text was answered. */
export function answered(state: CampaignState, { id, text }: { id: string; text: string }): CampaignStep {
  if (id === "pause") return give(state, "pause", text.trim());
  const path = text.trim();
  if (path === "") return { state, note: { tone: "attention", text: "Nothing was written: a file needs a name." } };
  return download(state, { path, mayReplace: false });
}

const give = (state: CampaignState, verb: Verb, reason = ""): CampaignStep => ({
  state: { ...state, order: verb },
  asks: [{ ask: "order", id: state.id, verb, reason }],
});

const download = (state: CampaignState, { path, mayReplace }: { path: string; mayReplace: boolean }): CampaignStep => ({
  state: { ...state, download: { path, people: 0 } },
  asks: [{ ask: "download", id: state.id, path, mayReplace }],
});

function stopQuestion(detail: CampaignDetail): NonNullable<CampaignStep["confirm"]> {
  const { inFlight, unknown } = detail.counts;
  const settling = inFlight === 0 ? [] : [`${count(inFlight, "request")} in flight will still be answered.`];
  const asked = unknown === 0 ? [] : [`${people(unknown)} may have got it: the provider is still asked.`];
  return {
    id: "stop!",
    title: `Stop "${detail.name}"?`,
    lines: [
      `${people(waitingOf(detail))} will not be contacted. This is final: it cannot be resumed.`,
      ...settling,
      ...asked,
      ...(detail.status === "paused" ? [] : ["To halt it for a while, pause it (p) instead."]),
    ],
    yes: "Stop it for good",
    isFinal: true,
  };
}

function launchQuestion(detail: CampaignDetail): NonNullable<CampaignStep["confirm"]> {
  const lists = unlaunchedOf(detail);
  const total = lists.reduce((sum, { counts }) => sum + counts.total, 0);
  const what =
    lists.length === 0
      ? "It starts now instead of at the time it missed."
      : `${lists.map(({ name }) => `"${name}"`).join(", ")}: ${people(total)}.`;
  return {
    id: "launch!",
    title: lists.length === 0 ? `Launch "${detail.name}" now?` : `Launch ${count(lists.length, "further list")}?`,
    lines: [what, "By launching you attest, by your name, that every one of them agreed to be contacted (TCPA, GDPR)."],
    yes: "They agreed: launch",
    isFinal: true,
  };
}

function resolveQuestion({ person }: CampaignState, id: "sent" | "notSent"): NonNullable<CampaignStep["confirm"]> {
  const address = person?.why?.recipient.address ?? "this person";
  return id === "sent"
    ? {
        id: "sent!",
        title: `The message to ${address} was sent?`,
        lines: ["It is taken for sent and never goes again. Say so when the provider's log shows it."],
        yes: "It was sent",
        isFinal: true,
      }
    : {
        id: "notSent!",
        title: `The message to ${address} was not sent?`,
        lines: ["It may go again, in turn. If it was sent after all, they get it twice."],
        yes: "It was not sent",
        isFinal: true,
      };
}

/** What an order came to, in words. */
export function orderedNote(verb: Verb, { name, counts }: CampaignDetail): Note {
  const text = {
    pause: `"${name}" is paused. Nothing is in flight any more; p resumes it.`,
    resume: `"${name}" goes on. Nobody is contacted twice.`,
    stop: `"${name}" is stopped. ${people(counts.unreached)} will not be contacted.`,
    launch: `"${name}" is launched: ${people(counts.total)} in all.`,
  }[verb];
  return { tone: "good", text };
}

/** What an order under way says. */
export function orderWords(verb: Verb, { counts }: CampaignDetail): string {
  const word = { pause: "pausing", resume: "resuming", stop: "stopping", launch: "launching" }[verb];
  const settles = (verb === "pause" || verb === "stop") && counts.inFlight > 0;
  return settles ? `${word}: letting ${count(counts.inFlight, "request")} in flight settle` : `${word} …`;
}

/** "July renewals" → "july-renewals" */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "") || "recipients";

/** What can be ordered now, as bindings are made of it. */
export function ordersNow(detail: CampaignDetail | null) {
  const status = detail?.status;
  const bad = detail === null ? 0 : badRowsOf(detail);
  const lists = detail === null ? [] : unlaunchedOf(detail);
  return {
    pause: status === "in_progress" || status === "scheduled",
    resume: status === "paused",
    launch: status === "missed" || (lists.length > 0 && status !== "stopped" && status !== "draft"),
    stop: detail !== null && isAlive(detail),
    bad,
  };
}
