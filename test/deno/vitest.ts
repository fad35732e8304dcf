/**
 * What the repository's tests use of vitest, on Deno's own test runner: with the import map beside this file, the very
 * files vitest runs under Node are run by `deno test`. Assertions are vitest's own.
 */
import { format } from "node:util";
import { expect, vi } from "../../node_modules/vitest/dist/index.js";
import { differences } from "./differences.ts";

export { expect, vi };

type Body = () => unknown;

/** What encloses a test: its words, and what runs around each of its tests. */
interface Scope {
  readonly title: string;
  readonly before: Body[];
  readonly after: Body[];
}

const freshScope = (title: string): Scope => ({ title, before: [], after: [] });
/** The file, and the `describe`s being declared, outermost first. */
let scopes: readonly Scope[] = [freshScope("")];
const innermost = (): Scope => scopes.at(-1) as Scope;

export function describe(title: string, declare: () => void): void {
  const outer = scopes;
  scopes = [...outer, freshScope(title)];
  declare();
  scopes = outer;
}

/** One `describe` for each row. */
describe.each =
  (rows: readonly unknown[]) =>
  (title: string, declare: (...args: readonly unknown[]) => void): void =>
    eachRow(rows, title, (named, args) => describe(named, () => declare(...args)));

export const beforeEach = (body: Body): void => void innermost().before.push(body);
export const afterEach = (body: Body): void => void innermost().after.unshift(body);

/** What the test under way wants done when it is over, the last wish first. Tests of a file run one after the other. */
const finishing: Body[] = [];
export const onTestFinished = (body: Body): void => void finishing.unshift(body);

export const beforeAll = (body: Body): void => Deno.test.beforeAll(async () => void (await body()));
export const afterAll = (body: Body): void => Deno.test.afterAll(async () => void (await body()));

/** A test may come with options or a time-out as vitest takes them; Deno's runner has no time-outs. */
export function test(title: string, ...given: readonly unknown[]): void {
  const around = scopes;
  const body = given.find((part) => typeof part === "function") as Body;
  const name = [...around.slice(1), { title }].map((part) => part.title).join(" > ");
  Deno.test({
    name,
    ignore: differences.some((difference) => difference.test.test(name)),
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      try {
        for (const { before } of around) for (const run of before) await run();
        await body();
      } finally {
        for (const run of finishing.splice(0)) await run();
        for (const { after } of around.toReversed()) for (const run of after) await run();
      }
    },
  });
}

/** One test for each row. */
test.each =
  (rows: readonly unknown[]) =>
  (title: string, ...given: readonly unknown[]): void => {
    const body = given.find((part) => typeof part === "function") as (...args: readonly unknown[]) => unknown;
    eachRow(rows, title, (named, args) => test(named, () => body(...args)));
  };

/** A row that is an array is its arguments. */
function eachRow(
  rows: readonly unknown[],
  title: string,
  declare: (title: string, args: readonly unknown[]) => void,
): void {
  for (const [index, row] of rows.entries()) {
    const args: readonly unknown[] = Array.isArray(row) ? row : [row];
    declare(titleOf(title, args, index), args);
  }
}

/** printf's marks stand for the arguments, `%#` for the row's number, `$name` and `$name.part` for what is in the first. */
function titleOf(title: string, args: readonly unknown[], index: number): string {
  const numbered = title.replaceAll("%#", String(index));
  const marks = numbered.match(/%[sdifjoO]/g)?.length ?? 0;
  return format(numbered, ...args.slice(0, marks)).replace(/\$([\w.]+)/g, (mark, path: string) => {
    let found: unknown = args[0];
    for (const name of path.split(".")) found = Object(found)[name];
    return found === undefined ? mark : String(found);
  });
}

const pollBoundMs = 10_000;

/** vitest's own needs its runner: asks again until the matcher holds. */
const poll = (look: () => unknown) =>
  new Proxy(
    {},
    {
      get:
        (_, matcher: string) =>
        async (...expected: unknown[]) => {
          for (const end = Date.now() + pollBoundMs; ; ) {
            try {
              const asserted = expect(await look()) as unknown as Record<string, (...args: unknown[]) => unknown>;
              return asserted[matcher]?.(...expected);
            } catch (error) {
              if (Date.now() > end) throw error;
              await new Promise((again) => setTimeout(again));
            }
          }
        },
    },
  );
Object.assign(expect, { poll });
