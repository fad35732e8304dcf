import { adminToken, apiWorld, launchCampaign, prepareAccount } from "@headsup/testkit";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../program.ts";
import { testShell } from "../testShell.ts";

/** Everything so far of a campaign where ten were sent to and two wait: what `tail --since 0` says until it is there. */
async function tailed(...flags: string[]): Promise<string[]> {
  return (await tailedOf({ flags })).lines;
}

interface Watched {
  readonly flags: readonly string[];
  readonly isStopped?: boolean;
}

async function tailedOf({ flags, isStopped = false }: Watched) {
  const world = await apiWorld({ startsAt: "2026-11-24T15:00:00Z" });
  onTestFinished(() => world.close());
  await prepareAccount(world);
  const people = Array.from({ length: 12 }, (_, at) => `+121255501${String(at).padStart(2, "0")}`);
  const id = await launchCampaign(world, people, { name: "Delay" });
  await world.pass(60_000);
  if (isStopped) await world.call("POST", `/v1/campaigns/${id}/stop`, {});
  let timer: AbortSignal | undefined;
  const isThere = Promise.withResolvers<void>();
  const shell = testShell({
    env: { HEADSUP_URL: "https://headsup.test", HEADSUP_TOKEN: adminToken },
    fetch: (...request) => world.fetch(new Request(...request)),
    now: world.now,
    wait: (ms, signal) => {
      if (ms !== 30_000)
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      timer = signal;
      return isThere.promise;
    },
    connect: () => {
      const socket = Object.assign(new EventTarget(), {
        readyState: 1,
        send() {},
        close: () => socket.dispatchEvent(new Event("close")),
      });
      queueMicrotask(() => {
        for (const frame of world.engine(id).backlog(0))
          socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
        setTimeout(isThere.resolve);
      });
      return socket as unknown as WebSocket;
    },
  });
  expect(await run(["tail", "Delay", "--since", "0", "--for", "30s", ...flags], shell)).toBe(0);
  return { lines: shell.said.out.trimEnd().split("\n"), timer };
}

test("J2 told of everything so far, people who have only waited since their import are no news", async () => {
  const lines = await tailed();
  expect(lines.filter((line) => line.includes("delivered"))).toHaveLength(11); // ten people, and the sum
  expect(lines.filter((line) => /^\d.* ready /.test(line))).toEqual([]);
  expect(lines.at(-1)).toContain("2 ready, 10 delivered");
});

test("J2 with --json every frame is told as it came", async () => {
  const frames = (await tailed("--json")).map((line) => JSON.parse(line));
  expect(frames.filter(({ status, attempt }) => status === "ready" && attempt === 0)).toHaveLength(2);
});

test("--until-done does not wait for the rest of --for", async () => {
  const { lines, timer } = await tailedOf({ flags: ["--until-done"], isStopped: true });
  expect(lines.at(-1)).toContain("Stopped");
  expect(timer?.aborted).toBe(true);
});
