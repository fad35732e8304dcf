import type { Channel, ChunkRequest, ListCreate, Result } from "@headsup/contract";
import { compileMessage } from "@headsup/core/answer/content";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { addressesOf, addressOn } from "@headsup/core/contact/address";
import { parseRow, planRows, type RowPlan } from "@headsup/core/contact/row";
import { type Barrier, barrierOn, type Standing } from "@headsup/core/contact/standing";
import { describeSuppression } from "@headsup/core/reply/reason";
import { isAllDay } from "@headsup/core/schedule/index";
import type { BadRow, ParsedRow } from "@headsup/engine";
import { type CampaignWithSender, liftableReasons, readStandings } from "@headsup/storage/catalog";
import { unwrap } from "./middleware/errors.ts";
import type { Services } from "./services.ts";
import { settingsOf } from "./shape.ts";

/** Rows as uploaded → recipients or named problems, as far as that takes no other row: an import and a repair alike. */

type Rows = ChunkRequest["rows"];

/** Judges rows by their cells and by what is known of their addresses. Blank ones are told apart. They go on packed. */
export async function readRows(
  services: Services,
  row: CampaignWithSender,
  { rows: given, plan }: { rows: Rows; plan: RowPlan },
): Promise<{ rows: ParsedRow[]; bad: BadRow[]; blank: Rows }> {
  const rows: ParsedRow[] = [];
  const bad: BadRow[] = [];
  const blank: Rows = [];
  for (const each of given) {
    const parsed = parseRow(each, plan);
    if (parsed.kind === "recipient") {
      const { line, address, also, rung, ownText, zones, language, variables } = parsed.recipient;
      rows.push({ line, address, also, rung, ownText, zones, language, variables, cells: each.cells });
    } else if (parsed.kind === "problem") bad.push({ ...parsed.problem, cells: each.cells });
    else blank.push(each);
  }
  const known = await withoutBarred(services, row, rows);
  return { rows: known.rows, bad: [...bad, ...known.bad], blank };
}

/** Plans made lately, by all they are made of: the chunks of a list come one after another, and Liquid compiles slowly. */
const plans = new Map<string, Result<RowPlan>>();
const plansKeptMax = 8;

/** How a list's rows are to be read for a campaign as it now is. */
export function planFor(row: CampaignWithSender, list: Pick<ListCreate, "columns" | "country">): Result<RowPlan> {
  const settings = settingsOf(row);
  const of = JSON.stringify([settings, list.columns, list.country]);
  const known = plans.get(of);
  if (known !== undefined) return known;
  const plan = makePlan(settings, list);
  if (plans.size >= plansKeptMax) plans.clear();
  plans.set(of, plan);
  return plan;
}

function makePlan(
  { rungs, window }: CampaignSettings,
  { columns, country }: Pick<ListCreate, "columns" | "country">,
): Result<RowPlan> {
  const [first, ...further] = rungs.map(({ channel, message }) => ({
    channel,
    message: unwrap(compileMessage(message)),
  }));
  if (first === undefined) throw new Error("a campaign has a rung");
  return planRows({ columns, country, rungs: [first, ...further], isAlwaysOpen: isAllDay(window) });
}

/**
 * Those who opted out, and addresses known not to be had on any rung, are problems from the start. They are asked again at
 * dispatch.
 */
async function withoutBarred(
  { catalogue }: Services,
  row: CampaignWithSender,
  rows: readonly ParsedRow[],
): Promise<{ rows: ParsedRow[]; bad: BadRow[] }> {
  const { rungs } = settingsOf(row);
  const senderIds = rungs.map(({ sender }) => sender.id);
  const standings = await readStandings(catalogue, { addresses: rows.flatMap(addressesOf), senderIds });
  const known = new Map(standings.map((standing) => [standing.address, standing]));
  const bad: BadRow[] = [];
  const good: ParsedRow[] = [];
  for (const each of rows) {
    const barrier = barrierFor(each, rungs, known);
    if (barrier === null) good.push(each);
    else bad.push(barredRow(each, barrier));
  }
  return { rows: good, bad };
}

type Barred = Barrier & { readonly address: string; readonly channel: Channel };

/** What stands between somebody and every rung; null where one may reach them. */
function barrierFor(
  row: ParsedRow,
  rungs: CampaignSettings["rungs"],
  known: ReadonlyMap<string, Standing>,
): Barred | null {
  // Who said stop to one sender of the ladder is written to by none.
  for (const address of addressesOf(row)) {
    const suppressed = known.get(address)?.suppressed ?? null;
    if (suppressed !== null) return { suppressed, address, channel: rungs[0].channel };
  }
  let first: Barred | null = null;
  for (const { channel } of rungs) {
    const address = addressOn(row, channel);
    if (address === null) continue;
    const standing = known.get(address);
    const barrier = standing === undefined ? null : barrierOn(standing, channel);
    if (barrier === null) return null;
    first ??= { ...barrier, address, channel };
  }
  return first;
}

const unreachable: Readonly<Record<Channel, string>> = {
  sms: "takes no texts",
  whatsapp: "is not on WhatsApp",
  email: "is no mailbox",
  voice: "takes no calls",
};

function barredRow({ line, cells }: ParsedRow, { address, channel, ...barrier }: Barred): BadRow {
  const bad = { line, subject: null, seen: address, cells };
  if ("suppressed" in barrier) {
    const back = liftableReasons.includes(barrier.suppressed) ? " They can come back with START." : "";
    const message = `line ${line}: ${address} must not be contacted: ${describeSuppression(barrier.suppressed)}.${back}`;
    return { ...bad, code: "OPTED_OUT", message };
  }
  const why = "capped" in barrier ? barrier.capped : barrier.unreachable;
  const message = `line ${line}: ${address} ${unreachable[channel]} (${why}). Use another number or channel.`;
  return { ...bad, code: "NOT_TEXTABLE", message };
}
