import { channels } from "@headsup/contract";
import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import { answeredAs, type Catalogue, preparedStatement, type Question, question, type Statement } from "./db.ts";
import { type CustomerRow, customer, customerAddress } from "./tables.ts";
import { holds, isAmong } from "./where.ts";

/** Customers: who writes to us, by their addresses. */

const insertCustomerRow = preparedStatement<{ id: string; createdAt: number }>(({ db }) =>
  db
    .insert(customer)
    .values({ ...givenColumns(customer, "id", "createdAt"), name: sql`null`, about: sql`''`, variables: sql`'{}'` }),
);
const insertAddress = preparedStatement<{ id: string; channel: string; address: string }>(({ db }) =>
  db
    .insert(customerAddress)
    .values({ ...givenColumns(customerAddress, "channel", "address"), customerId: given("id") }),
);

/** A further address of somebody known. One that is somebody's already stays theirs. */
export const insertAddressOf = preparedStatement<{ id: string; channel: string; address: string }>(({ db }) =>
  db
    .insert(customerAddress)
    .values({ ...givenColumns(customerAddress, "channel", "address"), customerId: given("id") })
    .onConflictDoNothing(),
);

/** Somebody unknown gets a profile. Fails where their address is somebody's already. */
export const insertCustomer = (
  catalogue: Catalogue,
  row: { id: string; channel: string; address: string; createdAt: number },
): Statement[] => [insertCustomerRow(catalogue, row), insertAddress(catalogue, row)];

const customerAt = prepared(({ db }: Catalogue) =>
  db
    .select({ id: customerAddress.customerId })
    .from(customerAddress)
    .where(and(inArray(customerAddress.channel, [...channels]), eq(customerAddress.address, given("address"))))
    .orderBy(sql`${customerAddress.channel} = ${given("channel")} desc`, asc(customerAddress.customerId))
    .limit(1)
    .prepare(),
);

const askAt = question<{ channel: string; address: string }, { id: string }>(customerAt);

/** Whose address this is: one number is one person, on whatever channel they are known by it. By primary key. */
export const askCustomerAt = (
  catalogue: Catalogue,
  key: { channel: string; address: string },
): Question<string | undefined> => answeredAs(askAt(catalogue, key), ([row]) => row?.id);

/** What a campaign's list told of a person: kept, and their name where none is known. */
export const learnCustomer = (
  { db }: Catalogue,
  { id, name, variables }: { id: string; name: string | null; variables: Record<string, string> },
): Statement =>
  db
    .update(customer)
    .set({ variables, name: sql`coalesce(${customer.name}, ${name})` })
    .where(eq(customer.id, id));

export const updateCustomer = (
  { db }: Catalogue,
  id: string,
  change: { name?: string | null | undefined; about?: string | undefined },
): Statement => db.update(customer).set(change).where(eq(customer.id, id));

export const findCustomer = async ({ db }: Catalogue, id: string): Promise<CustomerRow | undefined> =>
  db.select().from(customer).where(eq(customer.id, id)).get();

export const readAddresses = async (
  { db }: Catalogue,
  customerIds: readonly string[],
): Promise<(typeof customerAddress.$inferSelect)[]> =>
  db.select().from(customerAddress).where(isAmong(customerAddress.customerId, customerIds));

/** Customers, the latest known first; those whose name or an address holds the words. */
export const pageCustomers = async (
  { db }: Catalogue,
  { search, before, limit }: { search: string | undefined; before: string | null; limit: number },
): Promise<CustomerRow[]> =>
  db
    .select()
    .from(customer)
    .where(
      and(
        before === null ? undefined : lt(customer.id, before),
        search === undefined
          ? undefined
          : sql`(${holds(customer.name, search)} or exists (select 1 from ${customerAddress}
              where ${customerAddress.customerId} = ${customer.id} and ${holds(customerAddress.address, search)}))`,
      ),
    )
    .orderBy(desc(customer.id))
    .limit(limit);
