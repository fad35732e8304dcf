import { isNamed } from "@headsup/core/conversation/conditions";
import {
  type Catalogue,
  readAgents,
  readAnswerNames,
  readCampaignsAmong,
  readInboxes,
  readLabels,
  readSenders,
  type SenderRow,
} from "@headsup/storage/catalog";
import { anyAddress, unknownName } from "./find.ts";
import { refuse } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** Things that a request's body names: ids or names of them are looked up together, and every unknown one is told. */

export type ReferenceKind = "inbox" | "agent" | "sender" | "campaign" | "answer" | "skill" | "topic";

export interface Reference {
  readonly kind: ReferenceKind;
  /** Where it stands in the body: "when.all[1].values". */
  readonly place: string;
  readonly written: string;
}

/** What a field names: nothing, one thing, or several. */
export const naming = (
  kind: ReferenceKind,
  place: string,
  written: string | readonly string[] | null | undefined,
): Reference[] => [written ?? []].flat().map((each) => ({ kind, place, written: each }));

/** The id of what was named. Only to be asked what was looked up. */
export type IdOf = (kind: ReferenceKind, written: string) => string;

interface Named {
  readonly id: string;
  readonly name: string;
}

const byName = ({ name }: { readonly name: string }): Named => ({ id: name, name });

/** A number may send on several channels: its id is one of them, the number all. */
function senderNamed({ id, address }: SenderRow, _: number, all: readonly SenderRow[]): Named[] {
  const isAlone = all.every((other) => other.address !== address || other.id === id);
  return isAlone ? [{ id, name: address }] : [{ id, name: id }, byName({ name: address })];
}

const readers: Record<ReferenceKind, (catalogue: Catalogue, written: readonly string[]) => Promise<readonly Named[]>> =
  {
    inbox: readInboxes,
    agent: readAgents,
    sender: async (catalogue) => (await readSenders(catalogue)).flatMap(senderNamed),
    campaign: async (catalogue, ids) => (await readCampaignsAmong(catalogue, ids)).map((id) => ({ id, name: id })),
    answer: async (catalogue) => (await readAnswerNames(catalogue)).map(({ id }) => ({ id, name: id })),
    skill: async (catalogue) => (await readLabels(catalogue, "skill")).map(byName),
    topic: async (catalogue) => (await readLabels(catalogue, "topic")).map(byName),
  };

/** Looks up all that is named; reads each kind once. Refuses, with the places, where something is not there. */
export async function resolve({ catalogue }: Services, references: readonly Reference[]): Promise<IdOf> {
  const known = new Map<ReferenceKind, readonly Named[]>();
  const read = [...Map.groupBy(references, ({ kind }) => kind)].map(async ([kind, named]) => {
    const written = named.map((reference) => reference.written);
    known.set(kind, await readers[kind](catalogue, written));
  });
  await Promise.all(read);

  const find = (kind: ReferenceKind, written: string): Named | undefined => {
    const value = kind === "sender" ? (anyAddress(written) ?? written) : written;
    return known.get(kind)?.find((thing) => isNamed(thing, value));
  };
  const problems = references
    .filter(({ kind, written }) => find(kind, written) === undefined)
    .map(({ kind, place, written }) => {
      const names = known.get(kind)?.map(({ name }) => name) ?? [];
      return { path: place, message: unknownName(kind, { written, names }) };
    });
  const [first] = problems;
  if (first !== undefined) refuse("invalid_request", `${first.path}: ${first.message}`, problems);
  return (kind, written) => find(kind, written)?.id ?? written;
}
