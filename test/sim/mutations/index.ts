/**
 * Bugs, kept. Each is one a good engineer might write, planted into the code that ships as it is loaded; the simulation must
 * notice every one. A proof that cannot fail proves nothing.
 */
export interface Mutation {
  readonly name: string;
  /** What it would do to a customer. */
  readonly harm: string;
  /** A seed that noticed it: tried first. */
  readonly seed?: string;
  /** Several where the code is guarded twice, and must be: one guard alone hides the loss of the other. */
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

const settle = "packages/core/src/campaign/settle.ts";
const bucket = "packages/core/src/pacing/bucket.ts";
const repair = "packages/engine/src/repair.ts";

export const mutations: readonly Mutation[] = [
  {
    name: "resend on timeout",
    harm: "Whoever's answer got lost is texted again.",
    seed: "3",
    edits: [
      {
        file: settle,
        find: 'case "unknown": {\n',
        replace: 'case "unknown": {\n      if (from.status === "ready") return back;\n',
      },
    ],
  },
  {
    name: "resend after a crash",
    harm: "A batch under way when the machine died goes out again.",
    seed: "7",
    edits: [
      {
        file: "packages/engine/src/settle.ts",
        find: '{ kind: "unknown", reason: "crash" }',
        replace: '{ kind: "released", reason: "crash" }',
      },
    ],
  },
  {
    name: "absent at the first look",
    harm: "A message still on its way to the provider's list is taken for lost, and sent again.",
    seed: "59",
    edits: [
      {
        file: settle,
        find: "const next = engineLimits.lookDelaysMs[look];",
        replace: "const next = undefined as number | undefined;",
      },
    ],
  },
  {
    name: "fixed-window refill",
    harm: "Almost twice the pace around each refill.",
    seed: "3",
    edits: [
      {
        file: bucket,
        find: "stampedAt + pace.spanMs > now) held",
        replace: "Math.floor(stampedAt / pace.spanMs) === Math.floor(now / pace.spanMs)) held",
      },
    ],
  },
  {
    name: "token stamped at the claim",
    harm: "A batch that took long is followed too soon by the next.",
    seed: "9",
    edits: [
      {
        file: "packages/engine/src/settle.ts",
        find: "settledAt: lastResponseAt, tokens: settled.tokens, facts",
        replace: "settledAt: batch.claimedAt, tokens: settled.tokens, facts",
      },
    ],
  },
  {
    name: "a refused request takes no token",
    harm: "A provider that says 429 is asked faster and faster.",
    seed: "31",
    edits: [
      {
        file: "packages/engine/src/settle.ts",
        find: "settled.tokens++;",
        replace: 'if (outcome.kind !== "rate_limited") settled.tokens++;',
      },
    ],
  },
  {
    name: "windows in the server's zone",
    harm: "Los Angeles is texted at five in the morning.",
    seed: "6",
    edits: [
      {
        file: "packages/engine/src/context.ts",
        find: "zones: this.zonesOf(zone),",
        replace: 'zones: ["America/New_York"],',
      },
    ],
  },
  {
    name: "a window includes its closing minute",
    harm: "Texts at 21:00, when the window was to be closed.",
    seed: "12",
    edits: [
      {
        file: "packages/core/src/schedule/rules.ts",
        find: "const sameDayTo = day * dayMin + minuteOfDay(close);",
        replace: "const sameDayTo = day * dayMin + minuteOfDay(close) + 1;",
      },
    ],
  },
  {
    name: "clocks read as they were an hour ago",
    harm: "The day the clocks change, people are texted an hour early.",
    seed: "4",
    edits: [
      {
        file: "packages/core/src/schedule/opening.ts",
        find: "const segment = segmentAt(zone, instant);",
        replace: "const segment = { ...segmentAt(zone, instant - 86_400_000), until: segmentAt(zone, instant).until };",
      },
    ],
  },
  {
    name: "an end counts for starting only",
    harm: "Whoever waited when the list ended is texted after it.",
    seed: "2",
    edits: [
      {
        file: "packages/core/src/campaign/lifecycle.ts",
        find: "if (now >= Math.min(endAt, uselessAt)) return",
        replace: "if (list.begunAt === null && now >= Math.min(endAt, uselessAt)) return",
      },
    ],
  },
  {
    name: "completed by cursor",
    harm: "A campaign is told as completed while people wait for their retry.",
    seed: "3",
    edits: [
      {
        file: "packages/core/src/campaign/lifecycle.ts",
        find: "list.launchedAt !== null && list.sealed && counts.decided === counts.total;",
        replace:
          "list.launchedAt !== null && list.sealed && (counts as Counts).ready + (counts as Counts).inFlight === 0;",
      },
    ],
  },
  {
    name: "completed while importing",
    harm: "A campaign is told as completed while its list is still coming in.",
    seed: "37",
    edits: [
      {
        file: "packages/core/src/campaign/lifecycle.ts",
        find: '(status) => status === "completed")) return "completed";',
        replace: '(status) => status === "completed" || status === "draft")) return "completed";',
      },
    ],
  },
  {
    name: "the latest callback wins",
    harm: "A delivered message is told as sent, because that callback came late.",
    seed: "2",
    edits: [
      {
        file: settle,
        find: "if (!isNew && !isFurther(status, from.status)) return null;",
        replace: "if (!isNew && status === from.status) return null;",
      },
    ],
  },
  {
    name: "opt-outs checked at the import only",
    harm: "Whoever said stop during the campaign is texted all the same.",
    seed: "1",
    edits: [
      {
        file: "packages/engine/src/prepare.ts",
        find: "if (told(({ suppressed }) => suppressed !== null))",
        replace: "if (told(({ suppressed }) => suppressed !== null && ctx.host.now() === 0))",
      },
    ],
  },
  {
    name: "a catalogue that is down knows of no opt-outs",
    harm: "While D1 is away, everybody may be texted.",
    seed: "136",
    edits: [
      {
        file: "packages/engine/src/prepare.ts",
        find: "const delays = engineLimits.directoryRetryMs;",
        replace: "if (ctx.host.now() > 0) return [] as Answer;\n    const delays = engineLimits.directoryRetryMs;",
      },
    ],
  },
  {
    name: "acknowledged before it is stored",
    harm: "A stop that came while the stores were away is lost for good.",
    seed: "114",
    edits: [
      {
        file: "packages/api/src/inbound.ts",
        find: "    await services.journal.append({ ...entry, isAnswered: true });\n",
        replace: "    services.journal.append({ ...entry, isAnswered: true }).catch(() => {});\n",
      },
    ],
  },
  {
    name: "counters drift",
    harm: "The numbers of a list no longer add up.",
    seed: "2",
    edits: [
      {
        file: "packages/engine/src/time.ts",
        find: "for (const { list, status } of rows) shift(list, { [status]: 1 });",
        replace: "for (const { list, status } of rows.slice(1)) shift(list, { [status]: 1 });",
      },
    ],
  },
  {
    name: "no fence between copies",
    harm: "A copy given up for dead goes on beside its successor.",
    seed: "13",
    edits: [
      {
        file: "packages/storage/src/outreach/db.ts",
        find: 'const isCurrent = () => readState(db, "epoch") === epoch;',
        replace: 'const isCurrent = () => readState(db, "epoch") !== null;',
      },
    ],
  },
  {
    name: "two steps at once",
    harm: "A second alarm sends a batch beside the one that is under way.",
    seed: "3",
    edits: [
      {
        file: "packages/engine/src/campaign.ts",
        find: "if (this.#running !== null) {\n      this.#isAskedAgain = true;\n      return this.#running;\n    }",
        replace: "",
      },
      {
        file: bucket,
        find: "if (stampedAt === null || stampedAt + pace.spanMs > now)",
        replace: "if (stampedAt !== null && stampedAt + pace.spanMs > now)",
      },
    ],
  },
  {
    name: "pause answered at once",
    harm: "Messages leave after the pause was acknowledged.",
    seed: "48",
    edits: [
      {
        file: "packages/engine/src/campaign.ts",
        find: "else await this.wake(); // the step under way",
        replace: "else void this.wake(); // the step under way",
      },
    ],
  },
  {
    name: "a rival's message is taken for one's own",
    harm: "Of two campaigns to one person, one is told as delivered and never was.",
    seed: "275",
    edits: [
      {
        file: "packages/engine/src/reconcile.ts",
        find: "const owned = new Set([...(row.past ?? []), ...rivals.providerIds]);",
        replace: "const owned = new Set(row.past ?? []);",
      },
    ],
  },
  {
    name: "a retry that is never taken up",
    harm: "Whoever's phone was off is not tried again, and never decided.",
    seed: "18",
    edits: [
      {
        file: "packages/engine/src/time.ts",
        find: "moveRecipient(ctx, row, readyAgain(row), ctx.host.now());",
        replace: "moveRecipient(ctx, row, { ...readyAgain(row), next: null }, ctx.host.now());",
      },
    ],
  },
  {
    name: "unique within a list only",
    harm: "Whoever stands in two lists of a campaign is texted twice.",
    seed: "1",
    edits: [
      {
        file: "packages/engine/src/imports.ts",
        find: "recipientIdOf({ campaignId, address })",
        replace: "recipientIdOf({ campaignId: campaignId + list.ordinal, address })",
      },
    ],
  },
  {
    name: "the alarm is not set again",
    harm: "A campaign falls asleep for good.",
    seed: "4",
    edits: [
      {
        file: "packages/engine/src/campaign.ts",
        find: "if (this.#ctx.store.isCurrent()) host.setAlarm(this.#nextWakeAt);",
        replace: "if (this.#nextWakeAt === null) host.setAlarm(this.#nextWakeAt);",
      },
    ],
  },
  {
    name: "a mended row waits in no queue",
    harm: "Who was mended is told as a recipient and never contacted.",
    seed: "21",
    edits: [{ file: repair, find: "  enqueueLate(db, list.ordinal, good);\n", replace: "" }],
  },
  {
    name: "a repair taken back leaves its place in the queue",
    harm: "Whoever is mended anew stands in the queue twice, and is texted twice.",
    seed: "46",
    edits: [
      {
        file: repair,
        find: "dequeue(db, first, new Set([first, ...rows].map((row) => row.id)));",
        replace: "void [first, rows, dequeue];",
      },
    ],
  },
  {
    name: "a deleted list leaves its people",
    harm: "Its file cannot be imported again: everybody on it is told as a duplicate of nobody.",
    seed: "57",
    edits: [{ file: "packages/engine/src/remove.ts", find: "  deleteRecipientsOf(db, ordinal);\n", replace: "" }],
  },
  {
    name: "a conversation is never looked at again",
    harm: "Whoever was in conversation when their turn came is not told, and the campaign never ends.",
    seed: "80",
    edits: [
      {
        file: settle,
        find: 'next: { type: "retry", dueAt: now + engineLimits.conversationLookMs },',
        replace: "next: null,",
      },
    ],
  },
  {
    name: "a desk is never relieved",
    harm: "A campaign once held by its inbox is held for good.",
    seed: "10",
    edits: [
      {
        file: "packages/engine/src/desk.ts",
        find: "if (reason === (before?.reason ?? null)) return;",
        replace: "if (reason === null || reason === before?.reason) return;",
      },
    ],
  },
  {
    name: "an answer whose sending broke off is sent again",
    harm: "A customer gets an agent's answer twice.",
    seed: "120",
    edits: [
      {
        file: "packages/api/src/conversations/outgoing.ts",
        find: '    case "unknown":\n      return [\n',
        replace: '    case "unknown":\n      return [\n        requeueMessage(catalogue, { id, at }),\n',
      },
    ],
  },
  {
    name: "an answer begun by who died is forgotten",
    harm: "An agent's answer stands in the thread as being sent, for ever.",
    seed: "1",
    edits: [
      {
        file: "packages/storage/src/catalog/messages.ts",
        find: 'given("staleBy")',
        replace: 'sql.raw("-1")',
      },
    ],
  },
  {
    name: "a wait ends whatever came meanwhile",
    harm: "Whoever got it by WhatsApp is texted all the same.",
    seed: "ladder-2",
    edits: [
      {
        file: "packages/engine/src/rungs.ts",
        find: 'return row?.status === "awaiting" && isOfIt(row) ? [row] : [];',
        replace: "return row !== undefined && isOfIt(row) ? [row] : [];",
      },
    ],
  },
  {
    name: "who awaits delivery is decided",
    harm: "A campaign is told as completed while its texts are still to go.",
    seed: "ladder-1",
    edits: [
      {
        file: "packages/core/src/campaign/lifecycle.ts",
        find: "inFlight - all.unknown - all.awaiting,",
        replace: "inFlight - all.unknown,",
      },
    ],
  },
  {
    name: "a stop is heeded by the sender it was said to",
    harm: "Whoever left by an email's one click is texted an hour later.",
    seed: "241",
    edits: [
      {
        file: "packages/engine/src/prepare.ts",
        find: "senders: sendersOf(rungs),",
        replace:
          "senders: sendersOf(rungs).filter(({ channel }) => rows.some(({ rung }) => rungs[rung]?.channel === channel)),",
      },
    ],
  },
  {
    name: "who answered is not asked about",
    harm: "Whoever answered on WhatsApp is texted the same once more.",
    seed: "ladder-4",
    edits: [
      {
        file: "packages/engine/src/prepare.ts",
        find: "replies: rows.some(({ rung }) => rung > 0),",
        replace: "replies: false,",
      },
    ],
  },
  {
    name: "what was found after a crash waits for nothing",
    harm: "Whoever's WhatsApp was sent by a machine that died is never texted, and never decided.",
    seed: "107",
    edits: [{ file: settle, find: "  next: untilNextRung(at),\n", replace: "  next: null,\n" }],
  },
  {
    name: "every rung goes to the first address",
    harm: "A text is sent to a mailbox.",
    seed: "ladder-2",
    edits: [
      {
        file: "packages/engine/src/prepare.ts",
        find: "const address = addressOn(row, channel);",
        replace: "const address = row.address as string | null;",
      },
    ],
  },
  {
    name: "what was used of a ceiling is forgotten",
    harm: "A sender is asked for more than its provider lets through, and its texts wait in a queue until they are useless.",
    seed: "2",
    edits: [
      {
        file: "packages/engine/src/ceiling.ts",
        find: ".filter(({ count }) => count > 0);",
        replace: ".filter(({ count }) => count < 0);",
      },
    ],
  },
  {
    name: "calls are made in the hours of texts",
    harm: "Somebody's phone rings at a quarter to nine in the evening.",
    seed: "71",
    edits: [
      {
        file: "packages/engine/src/context.ts",
        find: "within: windowOf(rungOf(settings, rung).channel),",
        replace: "within: null,",
      },
    ],
  },
  {
    name: "the last rung's failure is told of all",
    harm: "Whoever was sent a WhatsApp is told as not reached, because a text failed.",
    seed: "ladder-2",
    edits: [
      {
        file: settle,
        find: "if (best === undefined) return { ...from, ...failed };",
        replace: "if (best === undefined || best.rung >= 0) return { ...from, ...failed };",
      },
    ],
  },
  // What the simulation itself found, put back.
  {
    name: "a stop forgets the lists not yet launched",
    harm: "People imported around the stop are never contacted, and never decided.",
    seed: "38",
    edits: [
      {
        file: "packages/engine/src/imports.ts",
        find: 'readControl(ctx.store).phase === "stopped";',
        replace: "false;",
      },
      {
        file: "packages/core/src/campaign/lifecycle.ts",
        find: 'if (list.closedAt !== null) return null;\n  if (control.phase === "stopped")',
        replace:
          'if (list.closedAt !== null || list.launchedAt === null) return null;\n  if (control.phase === "stopped")',
      },
    ],
  },
];

export function mutationNamed(name: string): Mutation {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found !== undefined) return found;
  throw new Error(
    `There is no mutation "${name}". There are: ${mutations.map((mutation) => mutation.name).join(", ")}.`,
  );
}
