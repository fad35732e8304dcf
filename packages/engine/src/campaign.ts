import {
  type ChunkResult,
  type Forecast,
  fail,
  type List,
  type LiveFrame,
  type OutreachStatus,
  ok,
  type Prices,
  type Recipient,
  type RecipientPreview,
  type RepairResult,
  type Result,
  type Why,
} from "@headsup/contract";
import { type Command, command as decideCommand } from "@headsup/core/campaign/lifecycle";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { absentCode, type Receipt, settleFound } from "@headsup/core/campaign/settle";
import { recipientIdOf } from "@headsup/core/contact/recipientId";
import { reasonOf } from "@headsup/core/reason";
import {
  changedSince,
  FencedError,
  findByAddress,
  findFlying,
  findRecipient,
  type RecipientRow,
  readLists,
  writeState,
} from "@headsup/storage/outreach";
import { nudge } from "./ceiling.ts";
import { Context, recipientFrame } from "./context.ts";
import { Gathering } from "./gather.ts";
import type { Claims, EngineHost } from "./host.ts";
import {
  type Chunk,
  createList,
  describeLists,
  importChunk,
  type NewList,
  rescheduleList,
  sealList,
  shapeOf,
} from "./imports.ts";
import { type Amendment, amend, beginOverdue, launch } from "./launch.ts";
import {
  type Addressed,
  addressOf,
  addressPage,
  type CampaignContact,
  contactsOf,
  messageOf,
  type SentMessage,
} from "./lookups.ts";
import { moveRecipient, recordMove } from "./move.ts";
import { readForecast } from "./outlook.ts";
import { type BareOverview, readOverview } from "./overview.ts";
import { type RecipientQuery, readProblemPage, readRecipientPage, type ShownProblem } from "./pages.ts";
import { standingsQuery, together } from "./prepare.ts";
import { type LaunchPreview, previewLaunch, previewRecipient } from "./preview.ts";
import { type Received, receiveAll, type ToldReceipt } from "./receive.ts";
import { discard, removable, removeList } from "./remove.ts";
import { type Repair, repairRows, undoRepair } from "./repair.ts";
import { onRung, unlessClosed } from "./rungs.ts";
import { step, wakeAt } from "./step.ts";
import { type CampaignState, describeCampaign, describeRecipient, readCampaign, readControl } from "./view.ts";
import { explain } from "./why.ts";

/** After an error nobody foresaw, look again this much later: an alarm must never be lost. */
const errorRetryMs = 30_000;
/** Receipts trickle in; the catalogue hears of them with the next batch if one is due by then, else after this long. */
const summaryDelayMs = { withBatch: 10 * 60_000, alone: 60_000 };
const backlogMax = 10_000;

/**
 * One campaign: the object that owns its recipients and sends to them. Whatever hosts it calls these methods and forwards
 * its alarm to {@link wake}; nothing else is needed to run it.
 */
export class Campaign {
  readonly #ctx: Context;
  /** The step under way. While its requests are awaited nothing may start a second one. */
  #running: Promise<void> | null = null;
  #isAskedAgain = false;
  /** When the alarm is set for; undefined until this copy has set it: its predecessor's stands. */
  #nextWakeAt: number | null | undefined;
  #isSummaryDue = false;

  readonly #receipts: Gathering<ToldReceipt, Received>;

  constructor(host: EngineHost) {
    this.#ctx = new Context(host);
    this.#receipts = new Gathering({ doAll: (told) => this.#receiveAll(told), soon: host.soon });
  }

  /** Runs steps until nothing is due now, then re-arms the alarm. Never throws. Resolves when no step is under way. */
  wake(): Promise<void> {
    if (this.#running !== null) {
      this.#isAskedAgain = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { host } = this.#ctx;
    do {
      this.#isAskedAgain = false;
      try {
        this.#isSummaryDue = false;
        this.#nextWakeAt = await step(this.#ctx);
      } catch (error) {
        if (error instanceof FencedError) {
          host.log("warn", "campaign.fenced", { campaignId: host.campaignId });
          return; // a newer copy of this object is at work and has its own alarm
        }
        host.log("error", "step.failed", { campaignId: host.campaignId, error: reasonOf(error) });
        this.#nextWakeAt = host.now() + errorRetryMs;
      }
    } while (this.#isAskedAgain);
    if (this.#isSummaryDue) this.#nextWakeAt = this.#inTimeForSummary(this.#nextWakeAt ?? null);
    if (this.#ctx.store.isCurrent()) host.setAlarm(this.#nextWakeAt);
  }

  /** A sender says that its ceiling is worth asking about again: there is more, or others wait for what this one holds. */
  nudge(senderId: string): void {
    if (nudge(this.#ctx, senderId)) this.#wakeSoon();
  }

  /** What this campaign's own object knows of it. */
  describe(): CampaignState {
    return describeCampaign(this.#ctx, this.#dueAt());
  }

  createList(list: NewList): Result<{ list: List; isNew: boolean }> {
    return createList(this.#ctx, list);
  }

  lists(): List[] {
    return describeLists(this.#ctx);
  }

  shapeOf(list: string): ReturnType<typeof shapeOf> {
    return shapeOf(this.#ctx, list);
  }

  importChunk(chunk: Chunk): Result<ChunkResult> {
    return importChunk(this.#ctx, chunk);
  }

  sealList(id: string, whole: { chunks: number; rows: number }): Result<List> {
    const sealed = sealList(this.#ctx, id, whole);
    if (sealed.ok) this.#wakeSoon(); // the catalogue hears how many there are
    return sealed;
  }

  /** A list that may be removed, as it is; or why it may not. */
  removable(id: string): Result<List> {
    return removable(this.#ctx, id);
  }

  /** Forgets a list that was never launched. */
  removeList(id: string): Result<List> {
    const removed = removeList(this.#ctx, id);
    if (removed.ok) this.#wakeSoon(); // the catalogue hears how many are left
    return removed;
  }

  /** Forgets all of a draft that is being deleted. */
  discard(): Result<null> {
    const discarded = discard(this.#ctx);
    if (discarded.ok) this.#wakeSoon(); // should the deletion break off, the catalogue hears that nobody is left
    return discarded;
  }

  repair(repair: Repair): Result<RepairResult> {
    const repaired = repairRows(this.#ctx, repair);
    if (repaired.ok && repaired.value.accepted.length > 0) this.#wakeSoon();
    return repaired;
  }

  undoRepair(list: string, lines: readonly number[]): Result<List> {
    const undone = undoRepair(this.#ctx, list, lines);
    if (undone.ok) this.#wakeSoon();
    return undone;
  }

  async rescheduleList(id: string, to: { startAt?: number | null; endAt?: number | null }): Promise<Result<List>> {
    const changed = rescheduleList(this.#ctx, id, to);
    if (changed.ok) await this.wake();
    return changed;
  }

  /** Launches what is sealed. Returns at once: the first step runs by alarm. */
  launch(settings: CampaignSettings, by: { actor: string; at: number }): Result<CampaignState> {
    const launched = launch(this.#ctx, settings, by);
    if (!launched.ok) return launched;
    this.#wakeSoon();
    return ok(this.describe());
  }

  /** Pauses, resumes or stops. Answers when every request in flight has settled: then nothing more is dispatched. */
  async command(order: Command, by: { actor: string; reason: string | null }): Promise<Result<CampaignState>> {
    const { store } = this.#ctx;
    const done = store.transaction((): Result<null> => {
      const before = readControl(store);
      const after = decideCommand(before, readCampaign(store).status, order, by.reason);
      if (!after.ok) return after;
      if (after.value.phase === before.phase) return ok(null);
      writeState(store.db, "control", after.value);
      if (order === "resume") beginOverdue(this.#ctx);
      recordMove(this.#ctx, { actor: by.actor, action: order, reason: by.reason });
      return ok(null);
    });
    if (!done.ok) return done;
    if (order === "resume") this.#wakeSoon();
    else await this.wake(); // the step under way, and one that began after this was stored
    return ok(this.describe());
  }

  async amend(to: Amendment): Promise<Result<null>> {
    const amended = amend(this.#ctx, readCampaign(this.#ctx.store).status, to);
    if (amended.ok) await this.wake();
    return amended;
  }

  /** Where an attempt went, and from which sender; null if there is none such. */
  addressOf(recipientId: string, attempt: number): Addressed | null {
    return addressOf(this.#ctx, recipientId, attempt);
  }

  /** A status the provider reported. Stored when this returns. */
  receive(recipientId: string, receipt: Receipt): Received {
    return this.#receiveAll([{ recipientId, receipt }])[0] ?? "unknown_recipient";
  }

  /** The same; what comes in within a moment is stored in one transaction. Answers when it is stored. */
  receiveSoon(recipientId: string, receipt: Receipt): Promise<Received> {
    return this.#receipts.bring({ recipientId, receipt });
  }

  #receiveAll(told: readonly ToldReceipt[]): Received[] {
    const taken = receiveAll(this.#ctx, told);
    if (taken.some(({ isNews }) => isNews)) this.#wakeSoon();
    else if (taken.some(({ received }) => received === "stored") && !this.#isSummaryDue) {
      this.#isSummaryDue = true;
      // A step under way sees to it at its end: until then nobody knows when the next one is due.
      const dueAt = this.#dueAt();
      const at = this.#inTimeForSummary(dueAt);
      if (this.#running === null && at !== dueAt) this.#wakeBy(at);
    }
    return taken.map(({ received }) => received);
  }

  /** When to be woken so that the catalogue hears of receipts, given when something else is due. */
  #inTimeForSummary(dueAt: number | null): number {
    const now = this.#ctx.host.now();
    return dueAt === null || dueAt > now + summaryDelayMs.withBatch ? now + summaryDelayMs.alone : dueAt;
  }

  forecast(settings: CampaignSettings, roundTripMs: number): Forecast {
    return readForecast(this.#ctx, { settings: this.#ctx.settings() ?? settings, roundTripMs });
  }

  /** What a person who looks at it wants to see beside its description. */
  overview(settings: CampaignSettings): BareOverview {
    return readOverview(this.#ctx, this.#ctx.settings() ?? settings);
  }

  /** What a launch would be refused for now, and a sample of what would be sent. */
  preview(settings: CampaignSettings, prices: Prices | null = null): LaunchPreview {
    return previewLaunch(this.#ctx, this.#ctx.settings() ?? settings, prices);
  }

  recipients(query: RecipientQuery): { items: Recipient[]; next: string | null } {
    return readRecipientPage(this.#ctx, query);
  }

  /** Bad rows in list and line order, with the row as uploaded. Those that were repaired are left out. */
  problems(query: Pick<RecipientQuery, "cursor" | "limit" | "list">): { items: ShownProblem[]; next: string | null } {
    return readProblemPage(this.#ctx, query);
  }

  /** Explains one recipient, named by id or by address. */
  async why(idOrAddress: string, settings: CampaignSettings): Promise<Result<Why>> {
    const { host, store } = this.#ctx;
    const row = this.#find(idOrAddress);
    if (row === undefined) return fail("not_found", `This campaign has no recipient ${idOrAddress}.`);
    const frozen = this.#ctx.settings() ?? settings;
    const standing = await host.directory.standings(standingsQuery(this.#ctx, frozen, [row])).then(
      (standings) => (standings.length === 0 ? ("clear" as const) : together(standings)),
      () => null,
    );
    return ok(explain(this.#ctx, findRecipient(store.db, row.id) ?? row, frozen, standing));
  }

  /** Who of these is on this campaign: those who wait, and those whom something befell since then, epoch ms. */
  contactsOf(addresses: readonly string[], since: number): CampaignContact[] {
    return contactsOf(this.#ctx, addresses, since);
  }

  /** The people who wait, page by page; `next` of one answer is the `cursor` of the next. */
  addressPage(cursor: string | null, limit: number): ReturnType<typeof addressPage> {
    return addressPage(this.#ctx, cursor, limit);
  }

  /** The text a recipient got, when their standing was reached, and the values it was made of; null if they got none. */
  messageOf(recipientId: string, attempt: number | null = null): SentMessage | null {
    return messageOf(this.#ctx, recipientId, attempt);
  }

  /** A person decides what could not be found out: it was sent, or it was not and may go again. */
  resolve(recipientId: string, verdict: "sent" | "not_sent", actor: string): Result<null> {
    const { host, store } = this.#ctx;
    const resolved = store.transaction((): Result<null> => {
      const row = findRecipient(store.db, recipientId);
      if (row === undefined) return fail("not_found", `This campaign has no recipient ${recipientId}.`);
      if (row.status !== "unknown")
        return fail("conflict", `This recipient is ${row.status}; only an unknown outcome needs a decision.`);
      const change =
        verdict === "sent"
          ? settleFound(row, null, { now: host.now(), ...onRung(this.#ctx, row) })
          : { ...row, status: "ready" as const, code: absentCode, next: { type: "queue" as const }, halt: null };
      moveRecipient(this.#ctx, row, unlessClosed(this.#ctx, row.list, change), host.now());
      recordMove(this.#ctx, { actor, action: `resolve:${verdict}`, reason: recipientId });
      return ok(null);
    });
    if (resolved.ok) this.#wakeSoon();
    return resolved;
  }

  /** What this campaign holds to its name at the provider for one address. Asked by another that looks for its own. */
  claims(address: string): Claims {
    const { host, store } = this.#ctx;
    const row = findByAddress(store.db, recipientIdOf({ campaignId: host.campaignId, address }));
    if (row === undefined) return { providerIds: [], unknown: 0 };
    const isOpen = row.status === "unknown" || findFlying(store.db, row.id) !== undefined;
    return {
      providerIds: [...(row.past ?? []), ...(row.providerId === null ? [] : [row.providerId])],
      unknown: isOpen ? 1 : 0,
    };
  }

  /**
   * What a tail that saw everything up to `since` has missed: the latest state of each recipient changed after it, then
   * a `hello` that says where it stands. A backlog too long for one go ends without `hello`: ask again from its last.
   */
  backlog(since: number | null): LiveFrame[] {
    const { store, host } = this.#ctx;
    const lists = readLists(store.db);
    // As stored: who is in flight now is told where they land, unless they come back to where they were.
    const inFlight = new Map<string, number>();
    const missed = since === null ? [] : changedSince(store.db, since, backlogMax);
    const frames = missed.map((row): LiveFrame => {
      const { status, code, attempts } = describeRecipient(this.#ctx, row, { lists, inFlight });
      return recipientFrame(row, { seq: row.changed, at: row.at ?? host.now(), status, code, attempt: attempts });
    });
    if (missed.length === backlogMax) return frames;
    const seq = store.transaction(() => store.nextSequence());
    const { status, counts } = readCampaign(store);
    return [...frames, { type: "hello", seq, status, counts }];
  }

  /** What one recipient gets, or would, rung by rung, to the letter. */
  previewRecipient(idOrAddress: string, settings: CampaignSettings, prices: Prices): RecipientPreview | null {
    const row = this.#find(idOrAddress);
    return row === undefined ? null : previewRecipient(this.#ctx, this.#ctx.settings() ?? settings, row, prices);
  }

  #find(idOrAddress: string): RecipientRow | undefined {
    const { host, store } = this.#ctx;
    return idOrAddress.startsWith("rcp_")
      ? findRecipient(store.db, idOrAddress)
      : findByAddress(store.db, recipientIdOf({ campaignId: host.campaignId, address: idOrAddress }));
  }

  status(): OutreachStatus {
    return readCampaign(this.#ctx.store).status;
  }

  #wakeSoon(): void {
    this.#wakeBy(this.#ctx.host.now());
  }

  /** Brings the alarm forward; a step under way re-arms it itself, and looks again before it does. */
  #wakeBy(at: number): void {
    if (this.#running !== null) this.#isAskedAgain = true;
    else {
      const dueAt = this.#dueAt();
      if (this.#nextWakeAt !== undefined && dueAt !== null && dueAt <= at) return;
      this.#nextWakeAt = dueAt === null ? at : Math.min(at, dueAt);
      this.#ctx.host.setAlarm(this.#nextWakeAt);
    }
  }

  #dueAt = (): number | null => (this.#nextWakeAt === undefined ? wakeAt(this.#ctx) : this.#nextWakeAt);
}
