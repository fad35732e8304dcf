import type { ChunkRequest, ListCreate } from "@headsup/contract";
import { replyLineOf } from "@headsup/core/answer/compose";
import { compileAnswer } from "@headsup/core/answer/template";
import { parseRow, planRows, type RowPlan } from "@headsup/core/contact/row";
import { describeSuppression } from "@headsup/core/reply/reason";
import type { BadRow, ParsedRow } from "@headsup/engine";
import { type CampaignWithSender, liftableReasons, readStandings } from "@headsup/storage/catalog";
import { unwrap } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** Rows as uploaded → recipients or named problems, as far as that takes no other row: an import and a repair alike. */

type Rows = ChunkRequest["rows"];

/** Judges rows by their cells and by what is known of their addresses. Blank ones are told apart. */
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
      // A plain object: calls between Workers take no object without prototype.
      rows.push({ ...parsed.recipient, variables: { ...parsed.recipient.variables }, cells: each.cells });
    } else if (parsed.kind === "problem") bad.push({ ...parsed.problem, cells: each.cells });
    else blank.push(each);
  }
  const known = await withoutBarred(services, row, rows);
  return { rows: known.rows, bad: [...bad, ...known.bad], blank };
}

export const planFor = (row: CampaignWithSender, { columns, country }: Pick<ListCreate, "columns" | "country">) => {
  const answer = unwrap(compileAnswer(row.text, { language: row.language }));
  return planRows({ columns, country, message: { answer, replyLine: replyLineOf(row), optOutText: row.optOutText } });
};

/** Those who opted out and numbers known to take no texts are problems from the start. They are asked again at dispatch. */
async function withoutBarred(
  { catalogue }: Services,
  { senderId, channel }: CampaignWithSender,
  rows: readonly ParsedRow[],
): Promise<{ rows: ParsedRow[]; bad: BadRow[] }> {
  const addresses = rows.map((row) => row.address);
  const barred = new Map(
    (await readStandings(catalogue, { addresses, senderId, channel })).map((known) => [known.address, known]),
  );
  const bad = rows.flatMap(({ address, line, cells }): BadRow[] => {
    const known = barred.get(address);
    if (known === undefined) return [];
    const row = { line, subject: null, seen: address, cells };
    return known.suppressed !== null
      ? [
          {
            ...row,
            code: "OPTED_OUT",
            message: `line ${line}: ${address} must not be contacted: ${describeSuppression(known.suppressed)}.${liftableReasons.includes(known.suppressed) ? " They can come back with START." : ""}`,
          },
        ]
      : [
          {
            ...row,
            code: "NOT_TEXTABLE",
            message: `line ${line}: ${address} takes no texts (${known.notTextable}). Use another number or channel.`,
          },
        ];
  });
  return { rows: rows.filter((row) => !barred.has(row.address)), bad };
}
