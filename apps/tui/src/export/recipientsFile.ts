import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { type AddressKind, addressKindOf, type Recipient } from "@headsup/contract";
import { addressesOf } from "@headsup/core/contact/address";
import { fileError } from "../failure.ts";
import { write } from "../shell.ts";
import { byteOrderMark } from "./csv.ts";
import { recipientsCsv } from "./recipients.ts";

type Put = (text: string) => Promise<void>;

/**
 * Recipients as CSV, handed to `put` piece by piece. The columns are known only when everybody was seen: recipients are
 * first gathered in a temporary file, then written. The pages are asked for once, and memory stays flat.
 *
 * @returns how many recipients there were
 */
export async function putRecipients(recipients: AsyncIterable<Recipient>, put: Put): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "headsup-"));
  try {
    const gathered = join(folder, "recipients.ndjson");
    const { variables, kinds } = await gather(gathered, recipients);
    const csv = recipientsCsv(variables, kinds);
    let rows = 0;
    await put(byteOrderMark + csv.header);
    for await (const line of createInterface({ input: createReadStream(gathered) })) {
      await put(csv.row(JSON.parse(line) as Recipient));
      rows++;
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Gathered {
  readonly variables: readonly string[];
  /** Of addresses that anybody has; numbers where nobody has any. */
  readonly kinds: readonly AddressKind[];
}

async function gather(path: string, recipients: AsyncIterable<Recipient>): Promise<Gathered> {
  const variables = new Set<string>();
  const kinds = new Set<AddressKind>();
  const file = createWriteStream(path, { mode: 0o600 });
  for await (const recipient of recipients) {
    for (const name of Object.keys(recipient.variables)) variables.add(name);
    for (const address of addressesOf(recipient)) kinds.add(addressKindOf(address));
    await write(file, `${oneLine(recipient)}\n`);
  }
  file.end();
  await finished(file);
  return { variables: [...variables], kinds: kinds.size === 0 ? ["phone"] : [...kinds].sort().reverse() };
}

/** JSON leaves two line separators of Unicode as they are, and readline takes them for the end of a line. */
const oneLine = (recipient: Recipient): string =>
  JSON.stringify(recipient).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/**
 * Fills a file that appears whole or not at all; one that is there is replaced.
 *
 * @param key makes the name of the unfinished file its own
 * @throws CommandError when the file cannot be written
 */
export async function fillFile(
  { path, key }: { readonly path: string; readonly key: string },
  fill: (put: Put) => Promise<number>,
): Promise<number> {
  const part = join(dirname(path), `.${key}.part`);
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
    throw trouble === undefined ? error : fileError(`${path} cannot be written: ${trouble.message}.`);
  }
}
