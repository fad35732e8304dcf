/** A campaign as the server would tell it, for tests of the screen. */
import type { CampaignDetail, Counts, LiveFrame, Overview, Recipient } from "@headsup/contract";
import type { Context, ScreenEvent } from "../../app/screen.ts";
import { beginCampaign, updateCampaign } from "./campaign.ts";
import type { CampaignAsk, CampaignEvent, CampaignState, CampaignStep } from "./state.ts";

export const now = Date.UTC(2026, 10, 24, 15);
export const context: Context = { now, columns: 80, rows: 21 };

const noCounts = Object.fromEntries(
  "total ready held awaiting inFlight unknown accepted delivered read undelivered failed skipped unconfirmed unreached decided"
    .split(" ")
    .map((name) => [name, 0]),
) as Counts;

export const detailOf = (
  over: Omit<Partial<CampaignDetail>, "counts"> & { counts?: Partial<Counts> } = {},
): CampaignDetail =>
  ({
    id: "cmp_1",
    name: "Delays",
    description: "",
    channel: "sms",
    sender: { id: "snd_1", address: "+12125550199" },
    language: "en",
    answer: null,
    contents: [
      {
        language: "en",
        content: { channel: "sms", text: over.text ?? "Hi {{ first_name }}, your order is late.", media: [] },
      },
    ],
    fallbacks: [],
    brand: "",
    text: "Hi {{ first_name }}, your order is late.",
    tags: [],
    zone: "America/New_York",
    hours: null,
    window: { open: "08:00", close: "21:00" },
    pace: { count: 10, spanMs: 300_000 },
    expiresAt: null,
    optOutText: "Reply STOP to opt out.",
    kind: "campaign",
    skill: null,
    lookBackMs: 30 * 24 * 3_600_000,
    lookBackRoutes: "opening",
    openConversation: "send",
    backPressure: "off",
    replies: "open",
    replyLine: "",
    duplicates: null,
    inbox: { id: "inb_00000000000000000000000000", name: "Inbox" },
    pressure: null,
    status: "in_progress",
    statusReason: null,
    responded: 0,
    optedOut: 0,
    nextWakeAt: null,
    launchedAt: now - 60_000,
    launchedBy: "Ana",
    completedAt: null,
    outreaches: [],
    history: [],
    ...over,
    counts: { ...noCounts, ...over.counts },
  }) as CampaignDetail;

export const overviewOf = (over: Partial<Overview> = {}): Overview => ({
  now,
  pace: { count: 10, spanMs: 300_000, used: 10, nextSlotAt: now + 134_000 },
  zones: [{ zones: ["America/New_York"], waiting: 4, isOpen: true, changesAt: now + 3_600_000 }],
  perHour: [],
  reasons: [],
  ...over,
});

export const recipientOf = (n: number, over: Partial<Recipient> = {}): Recipient => ({
  id: `rcp_${n}`,
  address: `+1212555${String(n).padStart(4, "0")}`,
  also: null,
  rung: 0,
  channel: "sms",
  language: null,
  ownText: null,
  list: "lst_1",
  line: n + 1,
  zones: ["America/New_York"],
  status: "ready",
  code: null,
  attempts: 0,
  providerId: null,
  at: null,
  variables: { first_name: "Ada" },
  ...over,
});

export const frameOf = (n: number, over: Partial<Extract<LiveFrame, { type: "recipient" }>> = {}): LiveFrame => ({
  type: "recipient",
  seq: n,
  at: now + n,
  id: `rcp_${n}`,
  address: `+1212•••${n}`,
  line: n + 1,
  status: "delivered",
  code: null,
  attempt: 1,
  ...over,
});

/** Drives the screen with events and remembers what it asked for, opened and told last. */
export function drive(at: Context = context) {
  let state: CampaignState = beginCampaign({ screen: "campaign", id: "cmp_1" }).state;
  let last: CampaignStep = { state };
  const tell = (...events: (CampaignEvent | ScreenEvent)[]) => {
    for (const event of events) {
      last = updateCampaign(state, event, at);
      state = last.state;
    }
    return driven;
  };
  const driven = {
    tell,
    does: (...ids: string[]) => tell(...ids.map((id) => ({ type: "command" as const, id }))),
    state: () => state,
    last: () => last,
    asked: <K extends CampaignAsk["ask"]>(kind: K) =>
      (last.asks ?? []).filter((ask): ask is Extract<CampaignAsk, { ask: K }> => ask.ask === kind),
  };
  return driven;
}
