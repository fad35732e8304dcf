import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";

/** The rules of docs/architecture.md, held by a test. Each failure names the file and the line. */

const repository = join(import.meta.dirname, "../..");
const files = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.{ts,tsx}", "test/**/*.ts", "scripts/*.ts"], {
  cwd: repository,
})
  .filter((file) => !file.includes("node_modules"))
  .map((file) => ({ file: file.split(sep).join("/"), text: readFileSync(join(repository, file), "utf8") }));
const shipped = files.filter(
  ({ file }) =>
    !/\.test\.tsx?$|\/test(Shell|Terminal|Desk|Server)\.ts$/.test(file) &&
    !file.startsWith("test/") &&
    !file.includes("/testkit/"),
);

const inPackage = (...names: string[]) =>
  shipped.filter(({ file }) => names.some((name) => file.startsWith(`packages/${name}/`)));

/** Every line of `where` that matches, as `file:line: text`. */
function lines(where: typeof files, pattern: RegExp): string[] {
  return where.flatMap(({ file, text }) =>
    text.split("\n").flatMap((line, i) => {
      const code = line.replace(/^\s*(\*|\/\/|\/\*).*$/, "").replace(/\s\/\/ .*$/, "");
      return pattern.test(code) ? [`${file}:${i + 1}: ${line.trim()}`] : [];
    }),
  );
}

/** Arrows point one way. */
const mayImport: Record<string, readonly string[]> = {
  "packages/contract": [],
  "packages/core": ["contract"],
  "packages/storage": ["contract", "core"],
  "packages/channels": ["contract", "core"],
  "packages/engine": ["contract", "core", "storage", "channels"],
  "packages/api": ["contract", "core", "storage", "channels", "engine"],
  "apps/worker": ["contract", "core", "storage", "channels", "engine", "api"],
  "apps/deno": ["contract", "core", "storage", "channels", "engine", "api", "carrier", "tui"],
  "apps/carrier": ["core"],
  "apps/tui": ["contract", "core", "carrier", "api"],
};

describe("imports point one way", () => {
  test.each(Object.entries(mayImport))("%s", (folder, allowed) => {
    const others = [...Object.keys(mayImport).map((known) => known.split("/")[1] ?? ""), "testkit"];
    const forbidden = others.filter((name) => !allowed.includes(name) && !folder.endsWith(`/${name}`));
    const own = shipped.filter(({ file }) => file.startsWith(`${folder}/`));
    expect(own.length).toBeGreaterThan(0);
    expect(lines(own, new RegExp(`from "@headsup/(${forbidden.join("|")})[/"]`))).toEqual([]);
  });

  test("a host on Deno takes from the terminal what it keeps in a folder, how mail stays here, and how it hears signals", () => {
    const host = shipped.filter(({ file }) => file.startsWith("apps/deno/"));
    expect(
      lines(
        host,
        /from "@headsup\/tui(?!\/(host\/(clock|databases|folder|mail|processes|provider|secrets|word)|signals)")/,
      ),
    ).toEqual([]);
  });

  test("the terminal takes only types from the API", () => {
    const tui = shipped.filter(({ file }) => file.startsWith("apps/tui/"));
    expect(lines(tui, /^import (?!type )[^;]*from "@headsup\/api"/)).toEqual([]);
  });

  test("no file reaches into another package by a path", () => {
    const escapes = shipped.flatMap(({ file, text }) =>
      [...text.matchAll(/from "(\.[^"]+)"/g)].flatMap(([, target = ""]) => {
        const [kind, name] = file.split("/");
        const reached = relative(repository, join(repository, dirname(file), target))
          .split(sep)
          .join("/");
        return reached.startsWith(`${kind}/${name}/`) || kind === "scripts" ? [] : [`${file} → ${target}`];
      }),
    );
    expect(escapes).toEqual([]);
  });

  test("relative imports carry their extension, for Deno and for Node's type stripping", () => {
    expect(lines(files, /from "\.[^"]*(?<!\.ts|\.tsx|\.json|\.js|\.mjs)"/)).toEqual([]);
  });
});

describe("what runs at the edge", () => {
  const neutral = inPackage("contract", "core", "channels", "engine", "api");

  test("uses web standards alone: nothing of Node, nothing of Cloudflare", () => {
    expect(lines(neutral, /from "(node:|cloudflare:|@cloudflare\/)/)).toEqual([]);
    expect(lines(neutral, /\b(process\.|Buffer\.|__dirname|require\()/)).toEqual([]);
  });

  test("Cloudflare is named by apps/worker and by storage's drivers alone", () => {
    const elsewhere = shipped.filter(
      ({ file }) => !file.startsWith("apps/worker/") && !file.startsWith("packages/storage/"),
    );
    expect(lines(elsewhere, /from "(cloudflare:|@cloudflare\/|drizzle-orm\/(d1|durable-sqlite))/)).toEqual([]);
  });
});

describe("what runs on one machine", () => {
  test("SQLite of Node's is opened by storage's stores, the carrier, and the copying of a folder alone", () => {
    const elsewhere = shipped.filter(
      ({ file }) =>
        !file.startsWith("packages/storage/src/sqlite/") &&
        !file.startsWith("apps/carrier/src/store/") &&
        file !== "apps/tui/src/host/databases.ts",
    );
    expect(lines(elsewhere, /^import (?!type )[^;]*from "node:sqlite"/)).toEqual([]);
  });

  test("Deno is named by its host and its tests alone", () => {
    const elsewhere = files.filter(({ file }) => !file.startsWith("apps/deno/") && !file.startsWith("test/deno/"));
    expect(lines(elsewhere, /\bDeno\.\w/)).toEqual([]);
  });

  test("nothing is imported from a registry of Deno's or from an address: node_modules has all of it", () => {
    expect(lines(files, /from "(npm:|jsr:|https?:)/)).toEqual([]);
  });

  test("the Deno host asks the provider over connections of their own, never by the global fetch", () => {
    const host = shipped.filter(({ file }) => file.startsWith("apps/deno/") && !file.endsWith("/providerFetch.ts"));
    expect(lines(host, /\bfetch: (fetch\b|\()|globalThis\.fetch|(?<![\w.])fetch\(/)).toEqual([]);
  });
});

describe("decisions are pure", () => {
  test("core reads no clock, makes no chance, says nothing and asks nobody", () => {
    const impure =
      /\b(Date\.now|Math\.random|randomUUID|getRandomValues|setTimeout|setInterval|console\.|fetch\()|new Date\(\)/;
    expect(lines(inPackage("core"), impure)).toEqual([]);
  });

  test("the engine reads no clock but its host's", () => {
    expect(lines(inPackage("engine"), /\b(Date\.now|Math\.random|setTimeout)|new Date\(\)/)).toEqual([]);
  });
});

describe("the terminal", () => {
  const screens = shipped.filter(({ file }) => /^apps\/tui\/src\/(screens|ui)\//.test(file));
  const outside = /\/(outside\/|perform\.)/;

  test("a screen's reducer, keys and pictures read no clock, make no chance and ask nobody: `perform` does, and what it keeps in `outside/`", () => {
    const pure = screens.filter(({ file }) => !outside.test(file));
    expect(pure.length).toBeGreaterThan(10);
    expect(lines(pure, /\b(Date\.now|Math\.random|randomUUID|setTimeout|setInterval|fetch\()|new Date\(\)/)).toEqual(
      [],
    );
    expect(lines(pure, /^import (?!type )[^;]*from "(node:(?!path)|.*\/client\/api)/)).toEqual([]);
  });

  test("a picture takes its colours from the theme", () => {
    expect(lines(screens, /\\x1b\[|<Text [^>]*(color|backgroundColor|dimColor)=/)).toEqual([]);
  });
});

describe("the house", () => {
  test("no file has a second reason: 400 lines at the most, tables of data and tests aside", () => {
    const long = shipped
      .filter(({ file }) => !file.includes(".generated.") && !file.includes("testdata/"))
      .map(({ file, text }) => `${file}: ${text.split("\n").length} lines`)
      .filter((line) => Number(/(\d+) lines$/.exec(line)?.[1]) > 400);
    expect(long).toEqual([]);
  });

  test("every folder of packages and apps is known here", () => {
    const folders = new Set(
      shipped
        .map(({ file }) => file.split("/").slice(0, 2).join("/"))
        .filter((folder) => !folder.startsWith("scripts")),
    );
    expect([...folders].sort()).toEqual(Object.keys(mayImport).sort());
  });

  test("tests state claims without sleeping", () => {
    const tests = files.filter(({ file }) => file.endsWith(".test.ts"));
    expect(lines(tests, /setTimeout\((?!\)).*,\s*\d{2,}/)).toEqual([]);
  });
});
