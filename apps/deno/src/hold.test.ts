import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolder } from "@headsup/tui/host/folder";
import { markOf } from "@headsup/tui/host/processes";
import { expect, test } from "vitest";
import { hold } from "./hold.ts";

const freshFolder = () => openFolder(join(mkdtempSync(join(tmpdir(), "headsup-hold-")), "data"));

test("a folder is one host's until it lets go", () => {
  const folder = freshFolder();
  const letGo = hold(folder);
  expect(() => hold(folder)).toThrow(/is running on .* already/);
  letGo();
  hold(folder)();
});

test("a host that left word and lives holds its folder also where files are not locked", () => {
  const folder = freshFolder();
  const host = markOf(Deno.ppid);
  if (host === null) throw new Error("this process has no parent");
  folder.host.write({ url: "http://127.0.0.1:1", token: "t", host, workerd: null });
  expect(() => hold(folder)).toThrow(new RegExp(`already \\(http://127.0.0.1:1, process ${host.pid}\\)`));
});

test("the word of a crashed host, or of a process that merely has its number, holds nothing", () => {
  const folder = freshFolder();
  const startedAt = "Thu Jan  1 00:00:00 1970";
  folder.host.write({ url: "http://127.0.0.1:1", token: "t", host: { pid: Deno.ppid, startedAt }, workerd: null });
  hold(folder)();
});

test("the data of the other kind of host are not touched", () => {
  const folder = freshFolder();
  mkdirSync(join(folder.databases, "d1"), { recursive: true });
  expect(() => hold(folder)).toThrow(/holds the databases of "headsup up"/);
});
