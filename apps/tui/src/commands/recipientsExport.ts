import { resolve } from "node:path";
import type { Recipient } from "@headsup/contract";
import { type StoredStatus, storedStatuses } from "@headsup/core/campaign/status";
import { type Command, Option } from "commander";
import { campaignId } from "../client/find.ts";
import { fillFile, putRecipients } from "../export/recipientsFile.ts";
import { type Shell, write } from "../shell.ts";
import { count, visible } from "../terminal/text.ts";
import { codeOption, eachRecipient } from "./reading.ts";
import { campaignArgument, examples, type Flags, note, openSession, type Session, withConnection } from "./session.ts";

interface ExportFlags extends Flags {
  readonly out?: string;
  readonly status?: StoredStatus;
  readonly code?: string;
}

export function addRecipientsExport(group: Command, shell: Shell): void {
  const command = group
    .command("export")
    .description("All recipients and what became of them, as CSV that opens safely in a spreadsheet")
    .argument(...campaignArgument)
    .option("--out <file>", "write to this file (default: stdout)")
    .addOption(new Option("--status <status>", "only those").choices(storedStatuses))
    .option(...codeOption);
  examples(withConnection(command), [
    "headsup recipients export Renewals --out renewals.csv",
    "headsup recipients export cmp_01j… --status failed | wc -l",
    "headsup recipients export Renewals --code 30003 --out off.csv",
  ]).action(async (named: string, flags: ExportFlags) => {
    const session = await openSession(shell, flags);
    const campaign = await campaignId(session.api, named);
    const recipients = eachRecipient(session, { campaign, order: "id", ...flags });
    if (session.isJson) {
      for await (const recipient of recipients) await write(shell.stdout, `${JSON.stringify(recipient)}\n`);
      return;
    }
    await exportCsv(session, recipients, flags.out);
  });
}

async function exportCsv(
  session: Session,
  recipients: AsyncIterable<Recipient>,
  out: string | undefined,
): Promise<void> {
  const { shell } = session;
  const written =
    out === undefined
      ? await putRecipients(recipients, (text) => write(shell.stdout, text))
      : await fillFile({ path: resolve(shell.cwd, out), key: shell.newKey() }, (put) => putRecipients(recipients, put));
  note(session, `${count(written, "recipient")} exported${out === undefined ? "" : ` to ${visible(out)}`}.`);
}
