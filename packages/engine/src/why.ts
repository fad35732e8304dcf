import type { Gate, Recipient, Why } from "@headsup/contract";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { openConversationCode } from "@headsup/core/campaign/settle";
import { barrierOn } from "@headsup/core/contact/standing";
import { tokensAvailable, tokensDueAt } from "@headsup/core/pacing/bucket";
import { describeSuppression } from "@headsup/core/reply/reason";
import { formatLocal, hoursRule, openingAt, windowOf, windowRule } from "@headsup/core/schedule/index";
import {
  type ListRow,
  type RecipientRow,
  readBatches,
  readLaterOf,
  readLists,
  readState,
} from "@headsup/storage/outreach";
import { ceilingWords } from "./ceiling.ts";
import type { Context } from "./context.ts";
import type { KnownStanding } from "./host.ts";
import { channelWords, rungEvents, rungsOf } from "./ladder.ts";
import { listStart, takenOf } from "./load.ts";
import { dueAtOf } from "./outlook.ts";
import { describeRecipient, readControl, readInFlight } from "./view.ts";

/**
 * Why one recipient stands where they do: what happened, or every gate between them and their message and when it opens.
 * The gates are those the engine itself asks; the due time is the engine's own forecast.
 *
 * @param standing what the directory says of the address now; null if it could not be asked
 */
export function explain(
  ctx: Context,
  row: RecipientRow,
  settings: CampaignSettings,
  standing: KnownStanding | "clear" | null,
): Why {
  const lists = readLists(ctx.store.db);
  const recipient = describeRecipient(ctx, row, { lists, inFlight: readInFlight(ctx.store) });
  const list = lists.find(({ ordinal }) => ordinal === row.list);
  const waits = ["ready", "held", "unknown", "awaiting"].includes(recipient.status);
  const gates = waits && list !== undefined ? gatesOf(ctx, { row, recipient, list, settings, standing }) : [];
  const isLaunched = list?.launchedAt != null && readControl(ctx.store).phase === "running";
  // The forecast knows nothing of these: when they open nobody can say.
  const isBarred = gates.some(({ gate, open }) => !open && (barring.has(gate) || gate === "inbox"));
  const dueAt = recipient.status === "ready" && isLaunched && !isBarred ? dueAtOf(ctx, settings, row.id) : null;
  const rungs = rungsOf(settings, row, recipient.status);
  return {
    recipient,
    summary: summaryOf(recipient, gates, dueAt),
    gates,
    dueAt,
    rungs,
    events: [...rungEvents(rungs.slice(0, row.trail?.length ?? 0)), ...eventsOf(row, recipient)],
  };
}

/** Gates that concern this one person: while one is shut, their turn comes to nothing. */
const barring: ReadonlySet<Gate["gate"]> = new Set(["suppression", "duplicate", "conversation"]);

function gatesOf(
  ctx: Context,
  {
    row,
    recipient,
    list,
    settings,
    standing,
  }: {
    row: RecipientRow;
    recipient: Recipient;
    list: ListRow;
    settings: CampaignSettings;
    standing: KnownStanding | "clear" | null;
  },
): Gate[] {
  const now = ctx.host.now();
  const { phase, reason } = readControl(ctx.store);
  const gates: Gate[] = [];
  const gate = (name: Gate["gate"], isOpen: boolean, message: string, opensAt: number | null = null) =>
    gates.push({ gate: name, open: isOpen, opensAt: isOpen ? null : opensAt, message });

  if (list.launchedAt === null)
    gate("status", false, list.sealed ? "The list is not launched." : "The list's import is not complete.");
  else
    gate(
      "status",
      phase === "running" && !list.missed,
      phase === "running"
        ? list.missed
          ? "The scheduled start was missed; launch again."
          : "The outreach is running."
        : `The campaign is ${phase}${reason ? `: ${reason}` : ""}.`,
    );
  const startAt = listStart(list);
  if (startAt > now)
    gate("start", false, `The list starts ${formatLocal(startAt, settings.zone)} (${settings.zone}).`, startAt);
  if (list.endAt !== null)
    gate("end", list.endAt > now, `The list ends ${formatLocal(list.endAt, settings.zone)} (${settings.zone}).`);
  if (settings.expiresAt !== null)
    gate(
      "expiry",
      settings.expiresAt > now,
      `The message expires ${formatLocal(settings.expiresAt, settings.zone)} (${settings.zone}).`,
    );
  if (settings.hours !== null) {
    const hours = openingAt([hoursRule(settings.zone, settings.hours)], now);
    gate(
      "hours",
      hours.open,
      hours.open ? "The sending hours are open." : `The sending hours open ${at(hours.opensAt, settings.zone)}.`,
      hours.open ? null : hours.opensAt,
    );
  }
  const rung = rungOf(settings, row.rung);
  const within = windowOf(rung.channel);
  const spans = within === null ? [settings.window] : [settings.window, within];
  for (const zone of recipient.zones) {
    const window = openingAt(
      spans.map((span) => windowRule(zone, span)),
      now,
    );
    const local = `It is ${formatLocal(now, zone)} in ${zone}`;
    gate(
      "window",
      window.open,
      window.open
        ? `${local}: within the delivery window.`
        : `${local}; the delivery window opens ${at(window.opensAt, zone)}.`,
      window.open ? null : window.opensAt,
    );
  }
  const notBefore = readState(ctx.store.db, "holds")?.[rung.sender.id] ?? 0;
  if (notBefore > now) gate("sender", false, "The provider asked this sender to wait (429).", notBefore);
  const batches = readBatches(ctx.store.db);
  const ceiling = ceilingWords(ctx, rung.sender.id, batches);
  gate("ceiling", ceiling.isOpen, ceiling.message, ceiling.opensAt);
  if (ctx.directoryHoldUntil > now)
    gate("directory", false, "The catalogue does not answer; nobody is contacted unchecked.", ctx.directoryHoldUntil);
  const taken = takenOf({ batches });
  const { count, spanMs } = settings.pace;
  const free = tokensAvailable(settings.pace, taken, now);
  gate(
    "pace",
    free > 0,
    `${free} of ${count} messages in any ${spanWords(spanMs)} are free.`,
    tokensDueAt(settings.pace, taken, now),
  );
  const barrier = standing === null || standing === "clear" ? null : barrierOn(standing, rung.channel);
  if (standing === null) gate("suppression", false, "Whether they opted out could not be asked just now.");
  else if (barrier === null) gate("suppression", true, "They have not opted out.");
  else if ("capped" in barrier)
    gate(
      "suppression",
      false,
      `They were contacted by ${channelWords[rung.channel]} as often as is allowed (${barrier.capped}).`,
    );
  else if ("suppressed" in barrier)
    gate("suppression", false, `They are not contacted: ${describeSuppression(barrier.suppressed)}.`);
  else
    gate(
      "suppression",
      false,
      `This address is not to be had by ${channelWords[rung.channel]} (${barrier.unreachable}).`,
    );
  const { waitMs } = rung;
  if (row.status === "awaiting" && waitMs !== null && row.at !== null) {
    const next = rungOf(settings, row.rung + 1);
    const turnAt = row.at + waitMs;
    gate(
      "rung",
      false,
      `without delivery by ${formatLocal(turnAt, settings.zone)} (${settings.zone}) they are reached by ${channelWords[next.channel]} from ${next.sender.address}.`,
      turnAt,
    );
  }
  gates.push(...gatesOfReplies(ctx, row, settings, standing));
  for (const later of readLaterOf(ctx.store.db, row.id)) {
    if (row.code === openConversationCode) continue; // told as a conversation
    if (later.why === "rung") continue; // told as a rung
    if (later.why === "retry")
      gate(
        "retry",
        false,
        `Attempt ${row.attempt} failed (${row.code}); the next is due ${formatLocal(later.due, settings.zone)}.`,
        later.due,
      );
    else
      gate(
        "reconciliation",
        false,
        `Attempt ${row.attempt} may or may not have been accepted (${row.code}). The provider is asked ${formatLocal(later.due, settings.zone)}; until then it is not sent again.`,
        later.due,
      );
  }
  return gates;
}

/** Gates of what is heeded where messages are answered, and of what other campaigns do; only those this campaign has. */
function gatesOfReplies(
  ctx: Context,
  row: RecipientRow,
  { openConversation, duplicates, backPressure, zone }: CampaignSettings,
  standing: KnownStanding | "clear" | null,
): Gate[] {
  const { db } = ctx.store;
  const gates: Gate[] = [];
  const gate = (name: Gate["gate"], isOpen: boolean, message: string, opensAt: number | null = null) =>
    gates.push({ gate: name, open: isOpen, opensAt, message });
  const known = standing === "clear" ? { isTalking: false, isContacted: false } : standing;
  if (duplicates?.choice === "skip") {
    const days = `${duplicates.days} ${duplicates.days === 1 ? "day" : "days"}`;
    if (known === null) gate("duplicate", false, "Whether another campaign wrote to them could not be asked just now.");
    else if (known.isContacted)
      gate(
        "duplicate",
        false,
        `Another campaign wrote to them within ${days}: they are skipped when their turn comes.`,
      );
    else gate("duplicate", true, `No other campaign wrote to them within ${days}.`);
  }
  if (openConversation !== "send") {
    const lookAt = row.code === openConversationCode ? (readLaterOf(db, row.id)[0]?.due ?? null) : null;
    if (known === null) gate("conversation", false, "Whether they are in conversation could not be asked just now.");
    else if (!known.isTalking && lookAt === null)
      gate("conversation", true, "They have no open conversation with this sender.");
    else if (openConversation === "skip" && lookAt === null)
      gate(
        "conversation",
        false,
        "They have an open conversation with this sender: they are skipped when their turn comes.",
      );
    else {
      const looked = `every ${engineLimits.conversationLookMs / 60_000} minutes${lookAt === null ? "" : `, next ${formatLocal(lookAt, zone)}`}`;
      const standing = known.isTalking
        ? "They have an open conversation with this sender and wait until it is closed"
        : "Their conversation with this sender is closed by now";
      gate("conversation", false, `${standing}; that is looked at ${looked}.`, lookAt);
    }
  }
  if (backPressure !== "off") {
    const pressure = readState(db, "pressure") ?? null;
    const effect = backPressure === "hold" ? "Nobody is contacted" : "A quarter of the pace is kept";
    if (pressure === null) gate("inbox", true, "The inbox it feeds takes further replies.");
    else
      gate(
        "inbox",
        backPressure === "slow",
        `${pressure.reason}. ${effect} until that has passed; it is looked at every minute.`,
      );
  }
  return gates;
}

const at = (instant: number | null, zone: string): string =>
  instant === null ? "never" : `${formatLocal(instant, zone)} (${zone})`;

function summaryOf(recipient: Recipient, gates: readonly Gate[], dueAt: number | null): string {
  const code = recipient.code === null ? "" : ` (${recipient.code})`;
  switch (recipient.status) {
    case "ready": {
      const barred = gates.find((gate) => barring.has(gate.gate) && !gate.open);
      if (barred !== undefined) return barred.message;
      const shut = gates.find((gate) => !gate.open);
      if (dueAt !== null)
        return `Waiting${shut ? `: ${shut.message}` : "."} Due ${formatLocal(dueAt, recipient.zones[0] ?? "UTC")} in ${recipient.zones[0] ?? "UTC"}.`;
      return shut ? `Waiting: ${shut.message}` : "Waiting for its turn.";
    }
    case "held":
      if (recipient.code === openConversationCode)
        return `Held: ${gates.find(({ gate }) => gate === "conversation")?.message ?? "they have an open conversation with this sender."}`;
      return `Held after a failure that may pass${code}.`;
    case "in_flight":
      return "Being handed to the provider right now.";
    case "unknown":
      return `Handed over, but whether the provider took it is not known${code}. It is being found out; it will not be sent blindly again.`;
    case "awaiting":
      return `Accepted by the provider on ${channelWords[recipient.channel ?? "sms"]}; ${gates.find(({ gate }) => gate === "rung")?.message ?? "the next way is taken unless it is delivered."}`;
    case "accepted":
      return "Accepted by the provider; no receipt yet.";
    case "unconfirmed":
      return `Sent, but never confirmed${code}.`;
    case "delivered":
      return "Delivered.";
    case "read":
      return "Read.";
    case "undelivered":
    case "failed":
      return `Not delivered${code}.`;
    case "skipped":
      return `Not contacted${code}.`;
    case "unreached":
      return `Not reached${code}.`;
  }
}

function eventsOf(row: RecipientRow, recipient: Recipient): { at: number; what: string }[] {
  if (row.at === null) return [];
  const code = row.code === null ? "" : ` (${row.code})`;
  return [{ at: row.at, what: `attempt ${Math.max(1, row.attempt)}: ${recipient.status}${code}` }];
}

/** "5 min", "90 s", "1 h". */
function spanWords(ms: number): string {
  for (const [size, name] of [
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ] as const) {
    if (ms % size === 0) return `${ms / size} ${name}`;
  }
  return `${ms} ms`;
}
