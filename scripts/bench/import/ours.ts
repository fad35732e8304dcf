import { dirname } from "node:path";
import { adminToken, apiWorld, type Call, draftCampaign, prepareAccount, publicUrl } from "@headsup/testkit";
import { createApi } from "../../../apps/tui/src/client/api.ts";
import { openList } from "../../../apps/tui/src/import/listFile.ts";
import { importPort } from "../../../apps/tui/src/import/port.ts";
import { importFile } from "../../../apps/tui/src/import/upload.ts";
import { processShell, type Shell } from "../../../apps/tui/src/shell.ts";
import { type Expected, messageText } from "./rows.ts";

/** Where an import goes, and how one gets there. */
export interface Server {
  readonly url: string;
  readonly fetch: Shell["fetch"];
  readonly call: Call;
}

/**
 * The whole service in this process, everything stored in SQLite in memory. The client's requests are real ones, written as
 * JSON, and what is said to a campaign's object is copied as between machines: nothing but the sockets is left out.
 */
export async function serverHere(): Promise<Server & { readonly close: () => Promise<void> }> {
  const world = await apiWorld();
  await prepareAccount(world);
  const { fetch, call, close } = world;
  return { url: publicUrl, fetch: (input, init) => fetch(new Request(input, init)), call, close };
}

/**
 * Imports a list into a new campaign as `headsup recipients import` does, from the closed file to the sealed list.
 *
 * @returns how long that took, ms, and what is stored by then, as the server tells it
 */
export async function importOurs(
  { url, fetch, call }: Server,
  file: string,
): Promise<{ ms: number; stored: Expected }> {
  const shell: Shell = { ...processShell(), cwd: dirname(file), fetch };
  const campaign = await draftCampaign({ call }, { text: messageText });
  const startedAt = performance.now();
  const { signal } = new AbortController();
  const api = createApi({ url, token: adminToken }, shell, signal);
  const list = await openList(shell, file, { asked: ["first_name", "plan", "date"] });
  try {
    const port = importPort({ api, shell, signal }, campaign);
    await importFile(port, { file: list, name: "people.csv", onProgress: () => {} });
  } finally {
    await list.source.close();
  }
  return { ms: performance.now() - startedAt, stored: await storedIn(call, campaign) };
}

/** What a campaign holds, asked of it when all is over. */
async function storedIn(call: Call, campaign: string): Promise<Expected> {
  const ask = async (path: string) => (await call("GET", `/v1/campaigns/${campaign}${path}`)).json;
  const [{ rows, sealed }] = (await ask("/lists")).items;
  if (!sealed) throw new Error("the list was not sealed");
  const { total } = (await ask("")).counts;
  const problems = { DUPLICATE_ADDRESS: 0, INVALID_ADDRESS: 0 };
  for (let cursor = ""; ; ) {
    const page = await ask(`/problems?limit=500${cursor}`);
    for (const { code } of page.items as { code: keyof typeof problems }[]) problems[code]++;
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  return { rows, recipients: total, duplicates: problems.DUPLICATE_ADDRESS, invalid: problems.INVALID_ADDRESS };
}
