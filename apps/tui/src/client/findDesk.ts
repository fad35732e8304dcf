import {
  type Agent,
  type Answer,
  type Channel,
  type Conversation,
  ConversationId,
  type Customer,
  CustomerId,
  type Inbox,
  limits,
  Rule,
  type Sender,
} from "@headsup/contract";
import { CommandError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import { type Api, read } from "./api.ts";
import { byName, theOnly } from "./find.ts";
import { eachOf, firstOf } from "./pages.ts";

/** What a person calls a thing of the desk by → the thing. */

interface Kind<T> {
  readonly kind: string;
  /** The command that lists them. */
  readonly list: string;
  readonly nameOf: (thing: T) => string;
}

/** The one of these that is meant: by its id, the beginning of one, or its name. */
export function pick<T extends { readonly id: string }>(
  things: readonly T[],
  written: string,
  { kind, list, nameOf }: Kind<T>,
): T {
  const named = written.replace(/…$/, ""); // copied from a narrow table
  const all = things.map((thing) => ({ id: thing.id, name: nameOf(thing), thing }));
  const isId = /^[a-z]{3}_[0-9a-z]+$/.test(named);
  const found = isId ? all.filter(({ id }) => id.startsWith(named)) : byName(all, named);
  const id = theOnly(found.length === 0 && isId ? byName(all, named) : found, { kind, named, list });
  return all.find((each) => each.id === id)!.thing;
}

const nameOf = ({ name }: { readonly name: string }): string => name;

export const findInbox = async (api: Api, named: string): Promise<Inbox> =>
  pick((await read(api.v1.inboxes.$get())).items, named, { kind: "inbox", list: "headsup inbox list", nameOf });

/** What inboxes are called, by id. */
export const inboxNames = async (api: Api): Promise<Map<string, string>> =>
  new Map((await read(api.v1.inboxes.$get())).items.map(({ id, name }) => [id, name]));

/** The client's types lose themselves in a tree of conditions. */
export const readRules = async (api: Api): Promise<Rule[]> =>
  Rule.array().parse((await read(api.v1.rules.$get())).items);

export const findRule = async (api: Api, named: string): Promise<Rule> =>
  pick(await readRules(api), named, { kind: "rule", list: "headsup rules list", nameOf });

/** An agent; "me" is whoever asks. */
export async function findAgent(api: Api, named: string): Promise<Agent> {
  if (named === "me") return read(api.v1.agents[":id"].$get({ param: { id: "me" } }));
  return pick((await read(api.v1.agents.$get())).items, named, { kind: "agent", list: "headsup agent list", nameOf });
}

/** A stored answer by its id, the beginning of one, or its name. */
export const findAnswer = async (api: Api, named: string): Promise<Answer> =>
  pick((await read(api.v1.answers.$get())).items, named, { kind: "answer", list: "headsup answer list", nameOf });

/** A sender by its id, its address or its name; of that channel where an address has several. */
export async function findSender(api: Api, named: string, channel?: Channel): Promise<Sender> {
  const { items } = await read(api.v1.senders.$get());
  const those = items.filter((sender) => channel === undefined || sender.channel === channel);
  const written = named.includes("@") ? named.trim().toLowerCase() : named.replace(/[\s().-]/g, "");
  const [first, second] = those.filter(({ address }) => address === written);
  if (first !== undefined && second !== undefined)
    throw new CommandError({
      code: "ambiguous",
      message: `${first.address} is a sender on ${those.flatMap((each) => (each.address === written ? [each.channel] : [])).join(" and ")}.`,
      hint: "Say which: --channel, or its id (headsup sender list).",
    });
  return first ?? pick(those, named, { kind: "sender", list: "headsup sender list", nameOf });
}

const limit = String(limits.pageSizeMax);
const searchMax = limits.pageSizeMax * cliLimits.searchPagesMax;
const isNumber = (written: string): boolean => /^\+?[\d\s().-]{5,}$/.test(written);

/** A conversation's id, from it, its beginning, or its customer's number or name; the open one where there are several. */
export async function conversationId(api: Api, written: string): Promise<string> {
  const named = written.replace(/…$/, "");
  if (ConversationId.safeParse(named).success) return named;
  const isBeginning = named.startsWith("cnv_");
  const search = isNumber(named) ? named.replace(/[\s().-]/g, "") : named;
  const those = (status: "open" | "closed") => {
    const query = { status, limit, ...(isBeginning ? {} : { search }) };
    const pages = eachOf<Conversation>((cursor) => read(api.v1.conversations.$get({ query: { ...query, ...cursor } })));
    return firstOf(pages, searchMax);
  };
  const meant = ({ id, address, customer }: Conversation): boolean =>
    isBeginning ? id.startsWith(named) : address === search || customer.name?.toLowerCase() === named.toLowerCase();
  const open = (await those("open")).filter(meant);
  const found = open.length > 0 ? open : (await those("closed")).filter(meant);
  return theOnly(
    found.map(({ id, customer, address }) => ({ id, name: [customer.name, address].filter(Boolean).join(" ") })),
    { kind: "conversation", named, list: "headsup conversation list" },
  );
}

/** A customer's id, from it, its beginning, or their number or name. */
export async function customerId(api: Api, written: string): Promise<string> {
  const named = written.replace(/…$/, "");
  if (CustomerId.safeParse(named).success) return named;
  const isBeginning = named.startsWith("cus_");
  const search = isNumber(named) ? named.replace(/[\s().-]/g, "") : named;
  const pages = eachOf<Customer>((cursor) =>
    read(api.v1.customers.$get({ query: { limit, ...cursor, ...(isBeginning ? {} : { search }) } })),
  );
  const found = (await firstOf(pages, searchMax)).filter(({ id, name, addresses }) =>
    isBeginning
      ? id.startsWith(named)
      : addresses.some(({ address }) => address === search) || name?.toLowerCase() === named.toLowerCase(),
  );
  return theOnly(
    found.map(({ id, name, addresses }) => ({ id, name: [name, addresses[0]?.address].filter(Boolean).join(" ") })),
    { kind: "customer", named, list: "headsup customer list" },
  );
}
