import { afterEach, describe, expect, test } from "vitest";
import {
  endAll,
  freePort,
  freshFolder,
  launchCampaign,
  startCarrierProcess,
  startHostProcess,
  until,
} from "./system.ts";
import { closePanes, hasTmux, openPane } from "./tmux.ts";

/** The terminal in a real terminal: bytes as they come, sizes as they change, servers that die. */

afterEach(() => {
  closePanes();
  endAll();
});

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

async function hostAndPane(size: { columns: number; rows: number }, people = 40) {
  const carrier = await startCarrierProcess();
  const place = {
    kind: "workerd" as const,
    folder: freshFolder(),
    port: await freePort(),
    carrierUrl: carrier.url,
    rate: 60,
  };
  const host = await startHostProcess(place);
  const id = await launchCampaign(host, people);
  const folder = freshFolder();
  const env = { HEADSUP_URL: host.url, HEADSUP_TOKEN: host.file().token };
  return { carrier, place, host, id, pane: openPane([], { ...size, env, folder }) };
}

describe.skipIf(!hasTmux)("J1 the terminal", () => {
  test.each(sizes)("fits $columns×$rows, takes a burst of keys whole and gives the screen back", async (size) => {
    const { pane, host, carrier } = await hostAndPane(size);
    pane.type("k"); // before there is anything to see: no echo of it may move the first frame
    const home = await pane.shows("❯ Delay");
    expect(home).toMatch(/^ Headsup {2}Campaigns/);
    expect(Math.max(...home.split("\n").map((line) => line.length))).toBeLessThanOrEqual(size.columns);
    expect(pane.modes()).toEqual({ isAlternate: true, hasCursor: false });
    pane.type("?");
    await pane.shows("Every key here");
    pane.press("Escape");
    await pane.shows("❯ Delay");
    // One write: into the campaign, to its recipients, two down, back home, filter, keep.
    pane.type("\r2jjq/dela\r");
    await pane.shows("/ dela");
    await pane.shows("1–1 of 1");
    pane.type("q");
    await pane.shows("ended with 0");
    expect(pane.modes()).toEqual({ isAlternate: false, hasCursor: true });
    await host.stop();
    carrier.close();
  });

  test("J2 a tail outlives its server: killed and started again, it goes on without a gap", async () => {
    const { pane, host, id, place, carrier } = await hostAndPane({ columns: 120, rows: 40 }, 60);
    await pane.shows("❯ Delay");
    pane.type("\r3");
    await pane.shows(/accepted|delivered/);
    // A receipt that finds nobody is lost with the carrier's few tries: the crash waits until none is on its way.
    await until("the first batch's receipts", async () => {
      const { counts } = (await host.call("GET", `/v1/campaigns/${id}`)).body;
      return counts.decided > 0 && counts.accepted + counts.inFlight === 0 ? true : undefined;
    });
    host.crash();
    await pane.shows("offline");
    pane.resize(80, 24);
    const again = await startHostProcess(place);
    await until("completion", async () => {
      const { body } = await again.call("GET", `/v1/campaigns/${id}`);
      return body.status === "completed" && body.counts.accepted === 0 ? true : undefined;
    });
    pane.resize(120, 40);
    await pane.shows("Completed");
    expect(pane.screen()).not.toContain("offline");
    pane.press("C-c");
    await pane.shows("ended with 0");
    await again.stop();
    carrier.close();
  });

  test("J4 at a terminal the demo opens on a team's work, and a newcomer launches a list with a dozen keys", async () => {
    const pane = openPane(["demo"], { columns: 80, rows: 24, env: {}, folder: freshFolder() });
    await pane.shows("❯ ");
    pane.type("n");
    await pane.shows("Still needed: the text");
    pane.type("Hi {{ first_name }}, your plan renews soon. Questions? Just reply.");
    pane.press("C-n");
    await pane.shows("an example list");
    pane.press("Enter");
    await pane.shows("36 good rows");
    pane.press("Enter");
    await pane.shows("36 people get it");
    pane.press("C-n");
    await pane.shows("The last message goes");
    pane.press("C-n");
    await pane.shows("Nothing stands in the way");
    pane.press("Space", "Enter");
    await pane.shows("to 36 people?");
    pane.type("y");
    await pane.shows(/In Progress \d+\/36/);
    pane.press("C-c");
    await pane.shows("0 of them twice");
    await pane.shows("ended with 0");
    expect(pane.modes()).toEqual({ isAlternate: false, hasCursor: true });
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("gives the screen back when it is ended by %s", async (signal) => {
    const pane = openPane([], { columns: 80, rows: 24, env: {}, folder: freshFolder() });
    await pane.shows("No Headsup runs in this folder");
    process.kill(pane.pid(), signal);
    await pane.shows("ended with");
    expect(pane.modes()).toEqual({ isAlternate: false, hasCursor: true });
  });

  test("says how to start or connect where nothing runs", async () => {
    const pane = openPane([], { columns: 80, rows: 24, env: { NO_COLOR: "1" }, folder: freshFolder() });
    const screen = await pane.shows("Join your team");
    expect(screen).toContain("headsup up");
    expect(screen).toMatch(/n new connection/);
  });
});
