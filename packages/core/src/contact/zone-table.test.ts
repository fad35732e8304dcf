import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compileZoneTable, zoneTableFile } from "../../../../scripts/zones.ts";

const onDisk = readFileSync(zoneTableFile, "utf8");

test("C7 the zone table is what the installed libphonenumber data compiles to (else run: pnpm zones)", () =>
  expect(onDisk === compileZoneTable()).toBe(true));

test("C7 the zone table weighs no more than 16 KiB compressed (11 today)", () =>
  expect(gzipSync(onDisk).length).toBeLessThan(16 * 1024));
