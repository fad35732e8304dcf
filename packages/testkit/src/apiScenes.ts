import type { ColumnRole } from "@headsup/contract";
import type { ApiAnswer, Call } from "./api.ts";

/** Whatever can be called as the API is. */
interface Callable {
  readonly call: Call;
}

/** What most tests of the API begin with, done through the API as a client would. */

export const ourNumber = "+12025550100";
export const contactColumns: ColumnRole[] = [{ role: "address" }, { role: "variable", name: "first_name" }];
const rowsPerChunk = 500;

/** The answer, or an error that says what came instead. */
export function expectStatus(answer: ApiAnswer, status: number): ApiAnswer {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}

/** A token of each role, and one that was revoked. */
export async function tokensOf(world: Callable) {
  const make = async (role: string) =>
    expectStatus(await world.call("POST", "/v1/tokens", { body: { name: `the ${role}`, role } }), 201).json as {
      id: string;
      secret: string;
    };
  const [viewer, agent, manager, admin, revoked] = [
    await make("viewer"),
    await make("agent"),
    await make("manager"),
    await make("admin"),
    await make("admin"),
  ];
  expectStatus(await world.call("DELETE", `/v1/tokens/${revoked.id}`), 200);
  return {
    viewer: viewer.secret,
    agent: agent.secret,
    manager: manager.secret,
    admin: admin.secret,
    revoked: revoked.secret,
  };
}

/** An account ready to launch: the agreement accepted, one sender. Returns the sender's id. */
export async function prepareAccount(world: Callable, over: Record<string, unknown> = {}): Promise<string> {
  const { version } = (await world.call("GET", "/v1/agreement")).json;
  expectStatus(await world.call("POST", "/v1/agreement", { body: { version } }), 200);
  const body = { address: ourNumber, name: "Service", ...over };
  return expectStatus(await world.call("POST", "/v1/senders", { body }), 201).json.id;
}

/** A draft from our number. Returns its id. */
export async function draftCampaign(world: Callable, over: Record<string, unknown> = {}): Promise<string> {
  const body = { name: "Delay", sender: ourNumber, text: "Hi {{ first_name }}, your order is late.", ...over };
  return expectStatus(await world.call("POST", "/v1/campaigns", { body }), 201).json.id;
}

/** Imports rows as a client would: list, chunks, seal. Returns the list's id and every problem told. */
export async function importRows(
  world: Callable,
  campaignId: string,
  rows: readonly (readonly string[])[],
  over: Record<string, unknown> = {},
) {
  const fingerprint = [...`${campaignId}${JSON.stringify(over)}`]
    .reduce((hash, c) => (hash * 33n + BigInt(c.codePointAt(0) ?? 0)) % 2n ** 256n, 5381n)
    .toString(16)
    .padStart(64, "0");
  const path = `/v1/campaigns/${campaignId}/lists`;
  const body = { name: "people.csv", fingerprint, columns: contactColumns, ...over };
  const list: string = expectStatus(await world.call("POST", path, { body }), 200).json.id;
  const problems: { line: number; code: string; subject: string | null; message: string }[] = [];
  let chunks = 0;
  let counted = 0;
  for (let at = 0; at < rows.length; at += rowsPerChunk) {
    const chunk = rows.slice(at, at + rowsPerChunk).map((cells, i) => ({ line: at + i + 2, cells }));
    const answer = await world.call("PUT", `${path}/${list}/chunks/${chunks++}`, { body: { rows: chunk } });
    const told = expectStatus(answer, 200).json;
    counted += told.accepted + told.problems.length;
    problems.push(...told.problems);
  }
  expectStatus(await world.call("POST", `${path}/${list}/seal`, { body: { chunks, rows: counted } }), 200);
  return { list, problems };
}

/** A campaign launched to these addresses. Returns its id. */
export async function launchCampaign(
  world: Callable,
  addresses: readonly string[],
  over: Record<string, unknown> = {},
): Promise<string> {
  const id = await draftCampaign(world, over);
  await importRows(
    world,
    id,
    addresses.map((address) => [address, "Ada"]),
  );
  expectStatus(await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }), 200);
  return id;
}

/** A recipient as the API shows them, by address. */
export async function recipientOf(world: Callable, campaignId: string, address: string) {
  const page = expectStatus(await world.call("GET", `/v1/campaigns/${campaignId}/recipients?limit=500`), 200).json;
  return page.items.find((item: { address: string }) => item.address === address);
}
