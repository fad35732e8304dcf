import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as slim from "../../apps/worker/src/slim/zod.ts";

/** The bundle carries a part of zod (docs/decisions/021-bundle-diet.md): what is missing in it would fail only when deployed. */
const repository = join(import.meta.dirname, "../..");
const sources = globSync(
  ["packages/{contract,core,storage,channels,engine,api}/src/**/*.ts", "apps/worker/src/**/*.ts"],
  {
    cwd: repository,
  },
)
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(repository, file), "utf8"))
  .filter((text) => /from "zod"/.test(text));
/** Names of types are not asked for when the worker runs. */
const used = [
  ...new Set(sources.flatMap((text) => [...text.matchAll(/\bz\.([\w.]+)\(/g)].map(([, name = ""]) => name))),
];

test("P13 all that is used of zod is in the part that is deployed", () => {
  expect(used.length).toBeGreaterThan(15);
  const found = (from: unknown, name: string) =>
    name.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], from);
  expect(used.filter((name) => found(slim.z, name) === undefined)).toEqual([]);
});
