import { existsSync, globSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { repository } from "./repository.ts";

/** What is asked of D1 here: of Cloudflare's, or of a database of its form. */
interface Statement<S> {
  bind(...values: unknown[]): S;
  run(): Promise<unknown>;
  all(): Promise<{ results: Record<string, unknown>[] }>;
}
interface Database<S> {
  prepare(query: string): S;
  batch(statements: S[]): Promise<unknown>;
}

/** Brings the catalogue up to date with the checked-in migrations, keeping book as `wrangler d1 migrations apply` does. */
export async function migrateCatalogue<S extends Statement<S>>(d1: Database<S>): Promise<string[]> {
  await d1
    .prepare(
      "create table if not exists d1_migrations (id integer primary key autoincrement, name text unique, applied_at timestamp default current_timestamp not null)",
    )
    .run();
  const { results } = await d1.prepare("select name from d1_migrations").all();
  const have = new Set(results.map(({ name }) => name));
  const missing = migrations().filter((name) => !have.has(name));
  for (const name of missing) {
    const statements = statementsOf(readFileSync(join(migrationsFolder, name), "utf8"));
    const record = d1.prepare("insert into d1_migrations (name) values (?)").bind(name);
    await d1.batch([...statements.map((statement) => d1.prepare(statement)), record]);
  }
  return missing;
}

/** Whether a folder's catalogue lacks a migration, or is not there yet. Read off its file: nobody may be at work on it. */
export function lacksMigrations(databases: string): boolean {
  const [file] = globSync("d1/**/*.sqlite", { cwd: databases }).filter((name) => basename(name) !== "metadata.sqlite");
  if (file === undefined) return true;
  try {
    const database = new DatabaseSync(join(databases, file), { readOnly: true });
    try {
      const have = new Set(
        database
          .prepare("select name from d1_migrations")
          .all()
          .map(({ name }) => name),
      );
      return migrations().some((name) => !have.has(name));
    } finally {
      database.close();
    }
  } catch {
    return true; // not readable as it is: whoever migrates says why
  }
}

const migrationsFolder = join(repository, "packages/storage/migrations");
const migrations = (): string[] =>
  readdirSync(migrationsFolder)
    .filter((name) => name.endsWith(".sql"))
    .sort();

/** A migration's statements. Ours hold no semicolons in strings; a test sees to that by applying them. */
const statementsOf = (sql: string): string[] =>
  sql
    .replace(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");

/** Copies every database of a folder by SQLite's own backup, whether or not a host is at work on them. */
export async function copyDatabases(from: string, to: string): Promise<number> {
  if (!existsSync(from)) return 0;
  const files = globSync("**/*.sqlite", { cwd: from });
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true, mode: 0o700 });
    const source = new DatabaseSync(join(from, file), { readOnly: true });
    await backup(source, join(to, file));
    source.close();
  }
  return files.length;
}
