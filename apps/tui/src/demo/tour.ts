import { join } from "node:path";
import type { Pace } from "@headsup/contract";
import { createApi, read } from "../client/api.ts";
import { eachOf } from "../client/pages.ts";
import { openOutput } from "../commands/session.ts";
import { interrupted } from "../failure.ts";
import type { Host } from "../host/host.ts";
import type { Shell } from "../shell.ts";
import { count } from "../terminal/text.ts";
import { isLively } from "../terminal/theme.ts";
import { fill } from "./fill.ts";
import { brokenPromise, isBroken, judge, type Verdict } from "./judge.ts";
import { sandbox } from "./sandbox.ts";
import { openStage, type Stage, yourOwn } from "./stage.ts";

/** The demo at a terminal: a host with a team's work on it, opened full-screen, judged by the carrier's log at the end. */
export async function openDemo(shell: Shell, { rate }: { rate: number }): Promise<void> {
  const steps = tellSteps(shell);
  try {
    steps.begin("Headsup is starting …");
    const stage = await openStage(shell, { rate, sandbox });
    try {
      await openOn(shell, { ...stage, steps });
    } finally {
      await stage.close();
    }
  } finally {
    steps.end();
  }
}

async function openOn(shell: Shell, { host, data, steps }: Stage & { readonly steps: Steps }): Promise<void> {
  const rate = host.clock.rate;
  steps.done(`Headsup is up at ${host.url} on a clock ${rate} times as fast; a sandbox carrier plays the people`);
  await fillHost(shell, { host, folder: join(data, "lists"), steps });
  steps.end();
  const { openTerminal } = await import("../app/open.ts");
  await openTerminal(
    { ...shell, env: { ...shell.env, HEADSUP_EXAMPLE_LIST: join(import.meta.dirname, "renewals.csv") } },
    {
      connection: { url: host.url, token: host.token, rehearsal: rate },
      isDemo: true,
    },
  );
  if (host.carrier === null) return;
  const verdict = judge(host.carrier, await pacesOf(shell, host));
  shell.stdout.write(`${farewell(shell, verdict)}\n`);
  if (isBroken(verdict)) throw brokenPromise();
}

interface Fill {
  readonly host: Host;
  readonly folder: string;
  readonly steps: Steps;
}

async function fillHost(shell: Shell, { host, folder, steps }: Fill): Promise<void> {
  const signal = shell.interruption();
  const connection = { url: host.url, token: host.token };
  // As for scripts: what an import has to say is told by the steps.
  const output = openOutput(shell, { json: true });
  const session = { ...output, connection, signal, api: createApi(connection, shell, signal) };
  steps.begin("A team's morning is being played …");
  const filled = fill({
    session,
    folder,
    now: host.now,
    tell: (text) => {
      steps.done(text);
      steps.begin("A team's morning is being played …");
    },
  });
  // An interrupted import says how to go on with it; of this one nothing stays.
  await filled.catch((error: unknown) => {
    throw signal.aborted ? interrupted() : error;
  });
}

/** What each campaign promised: a person at the demo may have made some of their own. */
async function pacesOf(shell: Shell, host: Host): Promise<Map<string, Pace>> {
  const api = createApi({ url: host.url, token: host.token }, shell, shell.interruption());
  const all = eachOf((cursor) => read(api.v1.campaigns.$get({ query: cursor })));
  return new Map((await Array.fromAsync(all)).map(({ id, pace }) => [id, pace]));
}

function farewell(shell: Shell, verdict: Verdict): string {
  const { accepted, people: reached, campaigns, twice, tooFast, mostInSpan, emails, calls } = verdict;
  const { theme } = openOutput(shell, {});
  const pace =
    tooFast === 0 ? `never more than ${mostInSpan} of a campaign in a span of its pace` : `${tooFast} of them too fast`;
  return [
    `The carrier's own log: ${accepted} messages of ${campaigns} campaigns to ${reached} people, ${twice} of them twice on one channel, ${pace}; beside them ${count(emails, "email")} and ${count(calls, "call")}.`,
    theme.quiet(yourOwn),
  ].join("\n");
}

interface Steps {
  begin(text: string): void;
  done(text: string): void;
  /** Leaves no half-told step behind. */
  end(): void;
}

/** Steps one below the other, the one under way on a line that is drawn over. */
function tellSteps(shell: Shell): Steps {
  const { stdout, env } = shell;
  const { theme } = openOutput(shell, {});
  const canRedraw = isLively({ stream: stdout, env });
  const clear = canRedraw ? "\r\x1b[2K" : "";
  return {
    begin: (text) => void (canRedraw && stdout.write(`${clear}${theme.quiet(`  ${text}`)}`)),
    done: (text) => void stdout.write(`${clear}${theme.good("✓")} ${text}\n`),
    end: () => void stdout.write(clear),
  };
}
