import type { LiveFrame } from "@headsup/contract";
import { type Command, InvalidArgumentError } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { follow } from "../client/tail.ts";
import { asCommandError } from "../failure.ts";
import { durationMs } from "../options/duration.ts";
import { type Shell, write } from "../shell.ts";
import { isNews } from "../show/frames.ts";
import { describeCounts, paintStatus, statusWord } from "../show/words.ts";
import { visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { clockTime, span } from "../terminal/times.ts";
import { campaignArgument, examples, type Flags, note, openSession, type Session, withConnection } from "./session.ts";

interface TailFlags extends Flags {
  readonly since?: number;
  /** How long to watch, ms. */
  readonly for?: number;
  readonly untilDone?: boolean;
}

export function addTail(program: Command, shell: Shell): void {
  const command = program
    .command("tail")
    .description("Watch a campaign as it happens; a lost connection leaves no gap. Ctrl-C ends it")
    .argument(...campaignArgument)
    .option("--since <seq>", "begin after this sequence number; 0 tells everything so far", parseSequence)
    .option("--for <span>", "end after so long, for example 30s", parseDuration)
    .option("--until-done", "end when the campaign is completed or stopped");
  examples(withConnection(command), [
    "headsup tail Renewals",
    "headsup tail cmp_01j… --since 0 --until-done",
    "headsup tail cmp_01j… --json | jq -r 'select(.status == \"failed\").address'",
  ]).action(async (named: string, flags: TailFlags) => {
    await tail(await openSession(shell, flags), named, flags);
  });
}

async function tail(session: Session, named: string, flags: TailFlags): Promise<void> {
  const { shell, api, connection } = session;
  const campaign = await campaignId(api, named);
  const describe = () => read(api.v1.campaigns[":id"].$get({ param: { id: campaign } }));
  const { zone, name } = await describe();
  note(session, `Watching "${visible(name)}". Ctrl-C ends it.`);
  const over = new AbortController();
  const isOver = () => over.signal.aborted && !session.signal.aborted;
  const signal = AbortSignal.any([session.signal, over.signal]);
  if (flags.for !== undefined)
    shell.wait(flags.for, signal).then(
      () => over.abort(),
      () => {},
    );
  const frames = follow(shell, {
    connection,
    campaign,
    since: flags.since ?? null,
    signal,
    checkAccess: async () => {
      await describe();
    },
    onLost: (waitMs) => note(session, `The connection is lost. Trying again in ${span(waitMs)}.`),
  });
  try {
    for await (const frame of frames) {
      if (session.isJson) await write(shell.stdout, `${JSON.stringify(frame)}\n`);
      else if (isNews(frame)) await write(shell.stdout, `${frameLine(frame, zone, session.theme)}\n`);
      if (flags.untilDone && isDone(frame)) return;
    }
  } catch (error) {
    if (!isOver()) throw asCommandError(error);
  } finally {
    over.abort(); // the time that was given would keep the process alive
  }
}

const isDone = (frame: LiveFrame): boolean =>
  frame.type !== "recipient" && (frame.status === "completed" || frame.status === "stopped");

const codeWidth = 10;
const statusWidth = 11;
const addressWidth = 11;

/** One frame, one aligned line: when, whom, what became of it, why. */
function frameLine(frame: LiveFrame, zone: string, theme: Theme): string {
  if (frame.type === "recipient") {
    const { at, address, status, code, attempt, line } = frame;
    const paint = recipientPaint(status, theme);
    const tried = attempt > 1 ? `try ${attempt}` : "";
    const columns = [
      clockTime(at, zone),
      address.padEnd(addressWidth),
      paint(status.replaceAll("_", " ").padEnd(statusWidth)),
      visible(code ?? "").padEnd(codeWidth),
      theme.quiet(`line ${line}`),
      tried,
    ];
    return columns.join("  ").trimEnd();
  }
  const status = paintStatus(theme, frame.status)(statusWord(frame));
  if (frame.type === "hello") return `${status}: ${describeCounts(frame.counts)}  ${theme.quiet(`at ${frame.seq}`)}`;
  const why = frame.reason === null ? "" : ` (${visible(frame.reason)})`;
  return `${clockTime(frame.at, zone)}  ${status}${why}: ${describeCounts(frame.counts)}`;
}

function recipientPaint(status: string, theme: Theme): (text: string) => string {
  if (status === "delivered" || status === "read") return theme.good;
  if (status === "failed" || status === "undelivered") return theme.bad;
  if (status === "accepted" || status === "in_flight" || status === "ready") return (text) => text;
  return theme.attention;
}

function parseSequence(written: string): number {
  const n = Number(written);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  throw new InvalidArgumentError("Use the number of a frame, or 0 for everything.");
}

function parseDuration(written: string): number {
  const ms = durationMs(written);
  if (ms !== null) return ms;
  throw new InvalidArgumentError("Use a length of time, for example 30s or 5m.");
}
