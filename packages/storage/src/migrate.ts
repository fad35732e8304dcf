import type { OutreachStorage } from "./outreach/db.ts";

/**
 * Brings an object's tables up to date: applies the versions it lacks, in order. The version is counted in a table of its
 * own, as an object's SQLite has no `user_version`. Within one transaction of its caller's.
 */
export function migrate({ sql }: Pick<OutreachStorage, "sql">, versions: readonly (readonly string[])[]): void {
  sql.exec("create table if not exists migration (version integer primary key)");
  const [row] = sql.exec("select coalesce(max(version), 0) as version from migration").toArray();
  const have = Number(row?.version ?? 0);
  if (have > versions.length) {
    throw new Error(
      `this store is at version ${have}, newer than this release knows (${versions.length}); deploy the newer release`,
    );
  }
  for (const [index, statements] of versions.entries()) {
    if (index < have) continue;
    for (const statement of statements) sql.exec(statement);
    sql.exec("insert into migration (version) values (?)", index + 1);
  }
}
