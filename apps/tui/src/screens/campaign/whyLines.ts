/** One person: what became of their message, or every gate between them and it. */

import type { CampaignDetail, Recipient, Why } from "@headsup/contract";
import { renderMessage } from "@headsup/core/answer/content";
import { measure } from "@headsup/core/answer/segments";
import { ladderOf, messageOn } from "../../client/ladder.ts";
import { channelWords } from "../../show/channels.ts";
import { opensWords, problemMessage, zoneWords } from "../../show/recipients.ts";
import { count, hanging, visible, withFewZones } from "../../terminal/text.ts";
import { localTime, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { ruleLine } from "../../ui/kit.tsx";
import type { LinesFrame } from "./frame.ts";
import { whyLadderLines as ladderLines } from "./ladderPicture.ts";
import { standing } from "./people.ts";
import type { CampaignState } from "./state.ts";

const gateWidth = 15;

export function whyLines({ person, detail, overview }: CampaignState, frame: LinesFrame): string[] {
  const { columns, theme, now } = frame;
  const why = person?.why;
  if (why == null || detail === null) return [" Looking it up …"];
  const { recipient, summary, gates, events, dueAt } = why;
  const zone = recipient.zones[0] ?? "UTC";
  const reason = overview?.reasons.find(({ status, code }) => status === recipient.status && code === recipient.code);
  const due = dueAt === null || dueAt <= now ? "" : ` That is in ${span(dueAt - now)}.`;
  return [
    ` ${theme.strong(recipient.address)}  ${theme.quiet(`line ${recipient.line}, ${zoneWords(recipient.zones)}`)}`,
    ...hanging(` ${visible(withFewZones(summary))}${due}`, 1, columns - 1),
    ...(reason === undefined
      ? []
      : hanging(theme.attention(` → ${capital(visible(reason.meaning))}. ${visible(reason.remedy)}`), 3, columns - 1)),
    ...(recipient.status === "unknown"
      ? hanging(theme.attention(" → If you know what became of it: s it was sent, n it was not."), 3, columns - 1)
      : []),
    "",
    ...ladderLines(why, detail, { zone, frame }),
    ...gateLines(gates, { zone, frame }),
    ...messageLines(recipient, detail, frame),
    ...historyLines(events, { zone, frame }),
    ...factsOf(recipient, frame),
  ];
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

interface InZone {
  readonly zone: string;
  readonly frame: LinesFrame;
}

function gateLines(gates: Why["gates"], { zone, frame: { columns, theme } }: InZone): string[] {
  if (gates.length === 0) return [];
  const shut = gates.filter(({ open }) => !open).length;
  const aside = shut === 0 ? "all open" : `${shut} shut`;
  return [
    ruleLine({ title: "Gates", theme, columns, aside }),
    ...gates.flatMap(({ gate, open, message, opensAt }) => {
      const mark = open ? theme.good("✓") : theme.bad("✗");
      const opens = opensWords({ message, opensAt }, zone);
      return hanging(` ${mark} ${fit(gate, gateWidth)} ${visible(message)}${opens}`, gateWidth + 4, columns - 1);
    }),
  ];
}

const sentStatuses = new Set(["accepted", "delivered", "read", "undelivered", "unconfirmed"]);

function messageLines(recipient: Recipient, detail: CampaignDetail, { columns, theme }: LinesFrame): string[] {
  const title = sentStatuses.has(recipient.status) ? "What was sent" : "The message";
  const text = textFor(recipient, detail);
  const shown = text.ok ? text.value : text.error.message;
  const channel = recipient.channel ?? detail.channel;
  const by = detail.fallbacks.length === 0 ? "" : ` by ${channelWords[channel]}`;
  const aside = text.ok && channel === "sms" ? sizeWords(text.value) : "";
  const lines = shown.split("\n").flatMap((line) => hanging(visible(line), 0, columns - 4));
  return [
    ruleLine({ title: `${title}${by}`, theme, columns, aside }),
    ...lines.map((line) => ` ${theme.quiet("│")} ${text.ok ? line : theme.bad(problemMessage({ message: line }))}`),
  ];
}

/** The exact message for somebody on the rung whose turn it is. */
export function textFor(
  { rung, ...person }: Pick<Recipient, "rung" | "variables" | "language" | "ownText">,
  detail: CampaignDetail,
): { ok: true; value: string } | { ok: false; error: { message: string } } {
  const here = ladderOf(detail)[rung];
  const message = here && messageOn(here, detail);
  if (message === undefined) return { ok: false, error: { message: "What it says cannot be read." } };
  const rendered = renderMessage(message, person);
  return rendered.ok ? { ok: true, value: rendered.value.text } : rendered;
}

function sizeWords(text: string): string {
  const { segments, encoding } = measure(text);
  return `${count(segments, "segment")} in ${encoding}`;
}

function historyLines(events: Why["events"], { zone, frame: { columns, theme } }: InZone): string[] {
  if (events.length === 0) return [];
  return [
    ruleLine({ title: "What happened", theme, columns, aside: "in their time" }),
    ...events.flatMap(({ at, what }) => {
      const when = localTime(at, zone);
      return hanging(` ${theme.quiet(when)}  ${visible(what)}`, when.length + 3, columns - 1);
    }),
  ];
}

function factsOf(recipient: Recipient, { columns, theme }: LinesFrame): string[] {
  const values = Object.entries(recipient.variables).map(([name, value]) => `${visible(name)}: ${visible(value)}`);
  const code = recipient.code === null ? "" : ` (${recipient.code})`;
  const facts = [
    `${standing(recipient.status)}${code}`,
    recipient.attempts === 0 ? "" : count(recipient.attempts, "attempt"),
    recipient.providerId ?? "",
    recipient.id,
  ].filter(Boolean);
  return [
    ruleLine({ title: "Their row", theme, columns }),
    ...hanging(` ${values.join("  ")}`, 1, columns - 1),
    theme.quiet(` ${facts.join("  ")}`),
  ];
}
