import type { Command } from "commander";
import { type Api, createApi } from "../client/api.ts";
import { type Connection, type ConnectionFlags, findConnection } from "../client/connection.ts";
import { clearTextWarning } from "../client/connectionUrl.ts";
import { usageError } from "../failure.ts";
import { type Shell, write } from "../shell.ts";
import { canAsk } from "../terminal/ask.ts";
import { isLively, type Theme, themeFor } from "../terminal/theme.ts";

/** What every command that talks to a server takes. */
export interface Flags extends ConnectionFlags, OutputFlags {}

export interface OutputFlags {
  readonly json?: boolean;
}

export const withOutput = (command: Command): Command => command.option("--json", "results and errors as JSON");

/** Which server, and as whom. Without them: the environment, the host of this folder, the current stored connection. */
export const withServer = (command: Command): Command =>
  command
    .option(
      "--url <url>",
      "the server (HEADSUP_URL; else the host running in this folder, else the current connection)",
    )
    .option("--token <token>", "your token (better: HEADSUP_TOKEN)")
    .option("--connection <name>", "a stored connection (HEADSUP_CONNECTION; see headsup connections)");

export const withConnection = (command: Command): Command => withServer(withOutput(command));

/** A campaign as a person calls it: what `campaignId` finds. */
export const campaignArgument = ["<campaign>", "its id, the beginning of it, or its name"] as const;

/** A conversation as a person calls it: what `conversationId` finds. */
export const conversationArgument = [
  "<conversation>",
  "its id, the beginning of it, or its customer's number or name",
] as const;

export const examples = (command: Command, lines: readonly string[]): Command =>
  command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`);

/** How a command speaks to whoever called it. */
export interface Output {
  readonly shell: Shell;
  readonly isJson: boolean;
  readonly theme: Theme;
  /** Columns of the terminal; undefined where lines may be of any length. */
  readonly width: number | undefined;
}

/** A command's connection to a server. */
export interface Session extends Output {
  readonly api: Api;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

export function openOutput(shell: Shell, { json = false }: OutputFlags): Output {
  const { stdout, env } = shell;
  const width = isLively({ stream: stdout, env }) ? stdout.columns : undefined;
  return { shell, isJson: json, theme: themeFor({ stream: stdout, env }), width };
}

export async function openSession(shell: Shell, flags: Flags): Promise<Session> {
  const connection = await findConnection(shell, flags);
  const signal = shell.interruption();
  const output = openOutput(shell, flags);
  warnOfClearText(output, connection.url);
  if (connection.rehearsal !== undefined)
    note(output, output.theme.attention(`Rehearsal, ${connection.rehearsal} times as fast: nothing here is sent.`));
  return { ...output, connection, signal, api: createApi(connection, shell, signal) };
}

/** The result: as JSON for scripts, as lines for people. */
export async function tell<T>({ shell, isJson }: Output, result: T, lines: (result: T) => readonly string[]) {
  await write(
    shell.stdout,
    isJson
      ? `${JSON.stringify(result)}\n`
      : lines(result)
          .map((line) => `${line}\n`)
          .join(""),
  );
}

/** Something worth knowing besides the result; not for scripts. */
export function note({ shell, isJson }: Output, text: string): void {
  if (!isJson) shell.stderr.write(`${text}\n`);
}

/** Says so where the token travels in clear text. */
export function warnOfClearText(output: Output, url: string): void {
  const warning = clearTextWarning(url);
  if (warning !== undefined) note(output, output.theme.attention(warning));
}

/** Whether to ask before what cannot be undone. Refused where nobody said --yes and nobody can be asked. */
export function mustAsk(
  { shell, isJson }: Output,
  { yes, warning }: { yes: boolean | undefined; warning: string },
): boolean {
  if (!yes && (isJson || !canAsk(shell))) throw usageError(warning, "Say --yes if you mean it.");
  return !yes;
}
