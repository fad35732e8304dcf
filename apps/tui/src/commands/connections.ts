import type { Command } from "commander";
import { checkAccess } from "../client/api.ts";
import type { Connection } from "../client/connection.ts";
import { cleanUrl } from "../client/connectionUrl.ts";
import {
  checkedToken,
  chooseConnection,
  connectionNamed,
  listConnections,
  nameFor,
  removeConnection,
  saveConnection,
} from "../client/profiles.ts";
import { CommandError, usageError } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { askSecret, canAsk, confirm } from "../terminal/ask.ts";
import { table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import {
  examples,
  mustAsk,
  note,
  type Output,
  type OutputFlags,
  openOutput,
  tell,
  warnOfClearText,
  withOutput,
} from "./session.ts";

/** `headsup connect` and `headsup connections`: the servers a person works with, each with their token for it. */
export function addConnections(program: Command, shell: Shell): void {
  addConnect(program, shell);
  const group = program.command("connections").description("Stored connections: list, choose, remove");
  addList(group, shell);
  addUse(group, shell);
  addRemove(group, shell);
}

interface ConnectFlags extends OutputFlags {
  readonly name?: string;
  readonly tokenStdin?: boolean;
  readonly check: boolean;
}

function addConnect(program: Command, shell: Shell): void {
  const command = program
    .command("connect")
    .description("Store the address of a Headsup and your token for it, and use it from now on")
    .argument("<url>", "its address")
    .option("--name <name>", "what to call it (default: the address)")
    .option("--token-stdin", "read the token from stdin")
    .option("--no-check", "store it without asking the server whether it takes the token");
  command.addHelpText(
    "after",
    `
The token is asked for and not shown as you type; HEADSUP_TOKEN or stdin give it
without asking. It is kept in ~/.config/headsup/connections.json (below
XDG_CONFIG_HOME, where that is set), which only you may read, and is sent to
this address alone. A new token for the same name replaces the old one.`,
  );
  examples(withOutput(command), [
    "headsup connect https://headsup.example.com --name production",
    "pass headsup/ci | headsup connect https://headsup.example.com --token-stdin",
  ]).action(async (written: string, flags: ConnectFlags) => {
    const output = openOutput(shell, flags);
    const url = cleanUrl(written);
    const name = flags.name ?? nameFor(url);
    warnOfClearText(output, url);
    const connection = { name, url, token: checkedToken(await tokenFor(output, url, flags)) };
    if (flags.check)
      await checkAccess(connection, shell, shell.interruption()).catch((error: unknown) => {
        throw error instanceof CommandError ? notStored(error, connection) : error;
      });
    const { token: _, ...stored } = saveConnection(shell, connection);
    await tell(output, { ...stored, isChecked: flags.check }, () => [
      `${flags.check ? "Connected to" : "Stored, unchecked:"} ${url}, called "${visible(name)}". It is the current connection.`,
    ]);
    if (shell.env.HEADSUP_URL || shell.env.HEADSUP_CONNECTION)
      note(
        output,
        "HEADSUP_URL or HEADSUP_CONNECTION is set and goes before it; so does a host running in this folder.",
      );
  });
}

/** The environment goes before an unasked-for reading of stdin, which a job may leave open for ever. */
async function tokenFor({ shell, isJson }: Output, url: string, { tokenStdin }: ConnectFlags): Promise<string> {
  if (tokenStdin) return readShort(shell.stdin);
  if (shell.env.HEADSUP_TOKEN) return shell.env.HEADSUP_TOKEN;
  if (canAsk(shell) && !isJson) return askSecret(shell, `Your token for ${url} (not shown):`);
  if (shell.stdin.isTTY)
    throw usageError("There is nobody to ask for the token.", "Set HEADSUP_TOKEN, or pipe it in with --token-stdin.");
  return readShort(shell.stdin);
}

const tokenCharactersMax = 4_096;

async function readShort(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > tokenCharactersMax) break;
  }
  return text;
}

function notStored({ trouble, exitCode }: CommandError, { url }: Connection): CommandError {
  const ways: Readonly<Record<string, string>> = {
    unauthenticated: "Nothing was stored. Copy the token once more, or have an admin make one: headsup token create",
    forbidden:
      "Nothing was stored. Ask an admin for a token that may at least look: headsup token create --role viewer",
    unreachable: "Nothing was stored. Check the address and your network, or store it unchecked with --no-check.",
    unavailable: "Nothing was stored. Try again in a moment, or store it unchecked with --no-check.",
    not_headsup: "Nothing was stored. Check the address: it is that of the worker, without a path behind it.",
  };
  const message =
    trouble.code === "unauthenticated" ? `${url} does not know this token, or it was revoked.` : trouble.message;
  return new CommandError({ ...trouble, message, hint: ways[trouble.code] ?? trouble.hint }, exitCode);
}

function addList(group: Command, shell: Shell): void {
  const command = group.command("list", { isDefault: true }).description("All of them, and which is current");
  examples(withOutput(command), ["headsup connections", "headsup connections --json"]).action(
    async (flags: OutputFlags) => {
      const output = openOutput(shell, flags);
      const columns = [{ title: "" }, { title: "Name", shrinksTo: 8 }, { title: "Address", shrinksTo: 12 }];
      await tell(output, listConnections(shell), (all) =>
        all.length === 0
          ? ["No connection is stored. Store one: headsup connect URL"]
          : table(
              columns,
              all.map(({ name, url, isCurrent }) => [isCurrent ? "current" : "", name, url]),
              { width: output.width, heading: output.theme.quiet },
            ),
      );
    },
  );
}

function addUse(group: Command, shell: Shell): void {
  const command = group
    .command("use")
    .description(
      "Make one the current one: used where neither flags, environment nor a host in this folder say otherwise",
    )
    .argument("<name>", "its name");
  examples(withOutput(command), ["headsup connections use production"]).action(
    async (name: string, flags: OutputFlags) => {
      const { token: _, ...chosen } = chooseConnection(shell, name);
      await tell(openOutput(shell, flags), chosen, () => [
        `"${visible(chosen.name)}" is the current connection: ${chosen.url}`,
      ]);
    },
  );
}

function addRemove(group: Command, shell: Shell): void {
  const command = group
    .command("remove")
    .description("Forget one, and your token for it. The token itself stays good until it is revoked")
    .argument("<name>", "its name")
    .option("--yes", "do not ask");
  examples(withOutput(command), [
    "headsup connections remove staging",
    "headsup connections remove staging --yes",
  ]).action(async (name: string, { yes, ...flags }: OutputFlags & { yes?: boolean }) => {
    const output = openOutput(shell, flags);
    const { token: _, ...removed } = connectionNamed(shell, name);
    const question = `Forget "${visible(removed.name)}" (${removed.url}) and its token?`;
    const mayRefuse = mustAsk(output, { yes, warning: "Removing a connection forgets its token." });
    if (mayRefuse && !(await confirm(shell, question))) return note(output, "Nothing was removed.");
    removeConnection(shell, removed.name);
    await tell(output, removed, () => [
      `Removed "${visible(removed.name)}". Its token stays good until an admin revokes it: headsup token revoke`,
    ]);
  });
}
