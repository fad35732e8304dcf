/**
 * The list of people. Pages are added as one moves down; what the live tail tells changes rows where they stand: nobody
 * leaves the list because their status no longer fits the filter, until it is asked for anew.
 */
import type { LiveFrame, Recipient } from "@headsup/contract";
import { type StoredStatus, storedStatuses } from "@headsup/core/campaign/status";
import { cliLimits } from "../../limits.ts";
import { cursorAt, firstRow, movedBy } from "../../ui/list.ts";
import type { CampaignAsk, CampaignState, PeopleQuery, PeopleState } from "./state.ts";

export interface PeopleStep {
  readonly people: PeopleState;
  readonly asks: readonly CampaignAsk[];
}

export const loadedOf = ({ pages }: Pick<PeopleState, "pages">): number =>
  pages.reduce((sum, page) => sum + page.length, 0);

/** The rows from `top` on, as many as fit. */
export const shownPeople = ({ pages, cursor }: PeopleState, height: number): readonly Recipient[] =>
  pages.flat().slice(cursor.top, cursor.top + height);

export const chosenPerson = ({ pages, cursor }: PeopleState): Recipient | undefined => pages.flat()[cursor.index];

export const isNarrowed = ({ status, reason, search }: PeopleQuery): boolean =>
  status !== null || reason !== null || search !== "";

/** Asks for these people from the first one on. What is shown stays until the answer comes. */
export function queried(id: string, people: PeopleState, query: PeopleQuery): PeopleStep {
  const serial = people.serial + 1;
  return {
    people: { ...people, query, serial, loading: "first" },
    asks: [{ ask: "page", id, serial, query, cursor: null }],
  };
}

/** A page came. */
export function paged(
  people: PeopleState,
  { serial, items, next }: { serial: number; items: readonly Recipient[]; next: string | null },
  height: number,
): PeopleState {
  if (serial !== people.serial) return people;
  const isFirst = people.loading === "first";
  const before = isFirst ? [] : people.pages;
  const known = isFirst ? new Map<string, never>() : people.places;
  // A page after people moved about may tell someone again.
  const fresh = items.filter(({ id }) => !known.has(id));
  const pages = [...before, fresh];
  const places = new Map<string, { page: number; row: number }>(known);
  for (const [row, { id }] of fresh.entries()) places.set(id, { page: before.length, row });
  const isFull = loadedOf({ pages }) >= cliLimits.peopleKept;
  const cursor = cursorAt(isFirst ? firstRow : people.cursor, isFirst ? 0 : people.cursor.index, {
    count: loadedOf({ pages }),
    height,
  });
  return { ...people, pages, places, cursor, loading: "none", next: isFull ? null : next };
}

/** Moves, and asks for the next page where the end of what is loaded comes into sight. */
export function movedInPeople(id: string, people: PeopleState, command: string, height: number): PeopleStep | null {
  const count = loadedOf(people);
  const cursor = movedBy(command, people.cursor, { count, height });
  if (cursor === undefined) return null;
  const moved = { ...people, cursor };
  const { next, loading, serial, query } = people;
  if (next === null || loading !== "none" || cursor.index + height < count) return { people: moved, asks: [] };
  return {
    people: { ...moved, loading: "further" },
    asks: [{ ask: "page", id, serial, query, cursor: next }],
  };
}

/** Brings rows up to what the tail told. Costs as much as there are frames, however long the list is. */
export function toldPeople(people: PeopleState, frames: readonly LiveFrame[]): PeopleState {
  const changed = new Map<number, Recipient[]>();
  for (const frame of frames) {
    if (frame.type !== "recipient") continue;
    const place = people.places.get(frame.id);
    const before = place && (changed.get(place.page) ?? people.pages[place.page]);
    const row = place && before?.[place.row];
    if (place === undefined || row === undefined) continue;
    const page = changed.get(place.page) ?? [...(before ?? [])];
    const { status, code, at, attempt: attempts } = frame;
    page[place.row] = { ...row, status, code, at, attempts };
    changed.set(place.page, page);
  }
  if (changed.size === 0) return people;
  return { ...people, pages: people.pages.map((page, at) => changed.get(at) ?? page) };
}

export interface StatusChoice {
  /** Null: everybody. */
  readonly status: StoredStatus | null;
  readonly word: string;
  readonly count: number;
}

/** What the list can be narrowed to: those places where somebody stands. */
export function statusChoices({ detail }: Pick<CampaignState, "detail">): readonly StatusChoice[] {
  if (detail === null) return [];
  const { counts } = detail;
  const figures: Readonly<Record<StoredStatus, number>> = {
    ...counts,
    ready: counts.ready + counts.inFlight + counts.unreached,
  };
  const waits = counts.ready + counts.inFlight > 0;
  const readyWord = [waits ? "ready" : "", counts.unreached > 0 ? "unreached" : ""].filter(Boolean).join("/");
  return [
    { status: null, word: "all", count: counts.total },
    ...storedStatuses
      .filter((status) => figures[status] > 0)
      .map((status) => ({ status, word: status === "ready" ? readyWord : status, count: figures[status] })),
  ];
}

/** The next choice after the one that holds, or the one before it. */
export function nextStatus(state: CampaignState, step: 1 | -1): StoredStatus | null {
  const choices = statusChoices(state);
  const at = choices.findIndex(({ status }) => status === state.people.query.status);
  return choices[(at + step + choices.length) % Math.max(1, choices.length)]?.status ?? null;
}

/** A recipient's status as people say it. */
export const standing = (status: string): string => status.replaceAll("_", " ");
