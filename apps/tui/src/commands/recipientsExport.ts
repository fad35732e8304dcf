import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import type { Recipient } from "@headsup/contract";
import { type StoredStatus, storedStatuses } from "@headsup/core/campaign/status";
import { type Command, Option } from "commander";
import { campaignId } from "../client/find.ts";
import { byteOrderMark } from "../export/csv.ts";
import { recipientsCsv } from "../export/recipients.ts";
import { fileError } from "../failure.ts";
import { type Shell, write } from "../shell.ts";
import { count, visible } from "../terminal/text.ts";
import { eachRecipient } from "./reading.ts";
import { examples, type Flags, note, openSession, type Session, withConnection } from "./session.ts";

interface ExportFlags extends Flags {
  readonly out?: string;
  readonly status?: StoredStatus;
}

export function addRecipientsExport(group: Command, shell: Shell): void {
  const command = group
    .command("export")
    .description("All recipients and what became of them, as CSV that opens safely in a spreadsheet")
    .argument("<campaign>", "its id, the beginning of it, or its name")
    .option("--out <file>", "write to this file (default: stdout)")
    .addOption(new Option("--status <status>", "only those").choices(storedStatuses));
  examples(withConnection(command), [
    "headsup recipients export Renewals --out renewals.csv",
    "headsup recipients export cmp_01j… --status failed | wc -l",
  ]).action(async (named: string, flags: ExportFlags) => {
    const session = await openSession(shell, flags);
    const campaign = await campaignId(session.api, named);
    const recipients = eachRecipient(session, { campaign, order: "id", status: flags.status });
    if (session.isJson) {
      for await (const recipient of recipients) await write(shell.stdout, `${JSON.stringify(recipient)}\n`);
      return;
    }
    await exportCsv(session, recipients, flags.out);
  });
}

/**
 * The columns are known only when everybody was seen: recipients are first gathered in a temporary file, then written.
 * The pages are asked for once, and memory stays flat.
 */
async function exportCsv(
  session: Session,
  recipients: AsyncIterable<Recipient>,
  out: string | undefined,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "headsup-"));
  try {
    const gathered = join(folder, "recipients.ndjson");
    const variables = await gather(gathered, recipients);
    const csv = recipientsCsv([...variables]);
    const written = await writeOut(session, out, async (put) => {
      let rows = 0;
      await put(byteOrderMark + csv.header);
      for await (const line of createInterface({ input: createReadStream(gathered) })) {
        await put(csv.row(JSON.parse(line) as Recipient));
        rows++;
      }
      return rows;
    });
    note(session, `${count(written, "recipient")} exported${out === undefined ? "" : ` to ${visible(out)}`}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function gather(path: string, recipients: AsyncIterable<Recipient>): Promise<Set<string>> {
  const variables = new Set<string>();
  const file = createWriteStream(path, { mode: 0o600 });
  for await (const recipient of recipients) {
    for (const name of Object.keys(recipient.variables)) variables.add(name);
    await write(file, `${oneLine(recipient)}\n`);
  }
  file.end();
  await finished(file);
  return variables;
}

/** JSON leaves two line separators of Unicode as they are, and readline takes them for the end of a line. */
const oneLine = (recipient: Recipient): string =>
  JSON.stringify(recipient).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

type Put = (text: string) => Promise<void>;

/** To stdout, or to a file that appears whole or not at all. */
async function writeOut(
  { shell }: Session,
  out: string | undefined,
  fill: (put: Put) => Promise<number>,
): Promise<number> {
  if (out === undefined) return fill((text) => write(shell.stdout, text));
  const path = resolve(shell.cwd, out);
  const part = join(dirname(path), `.${shell.newKey()}.part`);
  const file = createWriteStream(part, { mode: 0o600 });
  let trouble: Error | undefined;
  file.on("error", (error) => {
    trouble = error;
  });
  try {
    const rows = await fill((text) => {
      if (trouble !== undefined) throw trouble;
      return write(file, text);
    });
    file.end();
    await finished(file);
    await rename(part, path);
    return rows;
  } catch (error) {
    await rm(part, { force: true });
    throw trouble === undefined ? error : fileError(`${out} cannot be written: ${trouble.message}.`);
  }
}
