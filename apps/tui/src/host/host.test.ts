import { existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { clockAt } from "@headsup/core/clock";
import { afterEach, describe, expect, test } from "vitest";
import { type HostClock, startClock } from "./clock.ts";
import { copyDatabases } from "./databases.ts";
import { type Folder, openFolder } from "./folder.ts";
import { clearFolder } from "./host.ts";
import { isAlive, markOf } from "./processes.ts";
import { stopScopeOf } from "./run.ts";

const freshPath = () => join(mkdtempSync(join(tmpdir(), "headsup-host-")), "data");
const startsAt = Date.parse("2026-11-24T15:00:00Z");
const wish = { rate: 60, startsAt };

describe("the clock of a rehearsal", () => {
  const running: HostClock[] = [];
  afterEach(() => {
    for (const clock of running.splice(0)) clock.close();
  });
  const start = (folder: Folder, { hasOrphan = false } = {}) => {
    const clock = startClock(folder, wish, { hasOrphan });
    running.push(clock);
    return clock.settings;
  };

  test("J4 starts where it is told, and writes down a ceiling it has not reached", () => {
    const folder = openFolder(freshPath());
    const settings = start(folder);
    expect(settings).toMatchObject({ anchorMs: startsAt, rate: 60 });
    expect(folder.clock.read()?.ceilingMs).toBeGreaterThan(clockAt(settings, settings.anchorRealMs));
  });

  test("started again it goes on from the ceiling: never back, and no jump for the time it was down", () => {
    const folder = openFolder(freshPath());
    const yesterday = Date.now() - 24 * 3_600_000;
    folder.clock.write({ rate: 60, ceilingMs: startsAt + 90_000, anchorRealMs: yesterday, anchorMs: startsAt });
    expect(start(folder).anchorMs).toBe(startsAt + 90_000);
  });

  test("where workerd outlived its host the clock went on in it, and goes on from there", () => {
    const folder = openFolder(freshPath());
    const aMinuteAgo = Date.now() - 60_000;
    folder.clock.write({ rate: 60, ceilingMs: startsAt + 90_000, anchorRealMs: aMinuteAgo, anchorMs: startsAt });
    expect(start(folder, { hasOrphan: true }).anchorMs).toBeGreaterThanOrEqual(startsAt + 60 * 60_000);
  });

  test("in real time there is none: the system's is used", () => {
    const clock = startClock(openFolder(freshPath()), null, { hasOrphan: false });
    expect(clock.settings.rate).toBe(1);
    expect(clockAt(clock.settings, 1_234)).toBe(1_234);
  });
});

describe("the folder of a host", () => {
  test("secrets and the host's file are for their owner's eyes only, and replaced whole", () => {
    const folder = openFolder(freshPath());
    folder.secrets.write({ adminToken: "a", accountSid: "b", authToken: "c" });
    expect(statSync(folder.secrets.file).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    writeFileSync(folder.secrets.file, '{"adminToken":');
    expect(folder.secrets.read()).toBeNull();
  });

  test("a folder another host is at work in is not cleared", async () => {
    const path = freshPath();
    const folder = openFolder(path);
    const parent = markOf(process.ppid);
    if (parent === null) throw new Error("this process has no parent");
    folder.host.write({ url: "http://127.0.0.1:1", token: "t", host: parent, workerd: null });
    await expect(clearFolder(path)).rejects.toThrow(/running on .* already/);
    expect(existsSync(folder.host.file)).toBe(true);
  });

  test("a process is told from a later one of the same number", () => {
    const mark = markOf(process.pid);
    expect(mark && isAlive(mark)).toBe(true);
    expect(isAlive({ pid: process.pid, startedAt: "Thu Jan  1 00:00:00 1970" })).toBe(false);
    expect(markOf(2 ** 22 - 1)).toBeNull();
  });
});

test("J4 databases are copied while they are written to, whole", async () => {
  const from = join(freshPath(), "databases");
  mkdirSync(join(from, "objects"), { recursive: true });
  const live = new DatabaseSync(join(from, "objects/one.sqlite"));
  live.exec("pragma journal_mode = wal; create table t (x); insert into t values (1), (2)");
  const to = join(freshPath(), "databases");
  expect(await copyDatabases(from, to)).toBe(1);
  live.exec("insert into t values (3)");
  const copy = new DatabaseSync(join(to, "objects/one.sqlite"), { readOnly: true });
  expect(copy.prepare("select count(*) as n from t").get()).toEqual({ n: 2 });
  live.close();
  copy.close();
  expect(await copyDatabases(join(from, "nowhere"), to)).toBe(0);
});

test("F7 how far a stop reaches is taken from the environment; what is no scope is told before anything starts", () => {
  expect(["", "sender", "global"].map((scope) => stopScopeOf({ STOP_SCOPE: scope }))).toEqual([
    undefined,
    "sender",
    "global",
  ]);
  expect(() => stopScopeOf({ STOP_SCOPE: "world" })).toThrow(/neither "sender" nor "global"/);
});
