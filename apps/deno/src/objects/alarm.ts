import type { OutreachStorage } from "@headsup/storage/outreach";

/** One object's alarm as stored; clock ms. */
export interface StoredAlarm {
  readonly read: () => number | null;
  readonly write: (at: number | null) => void;
}

/**
 * The alarm lives in its object's own file: it is set in the very transaction that makes it needed, and no crash parts
 * the two. Kept in the deployment's time, it is right also where a rehearsal goes on by another rate.
 */
export function alarmIn({ sql }: Pick<OutreachStorage, "sql">): StoredAlarm {
  sql.exec(
    "create table if not exists host_alarm (only_one integer primary key check (only_one = 1), at integer not null)",
  );
  const read = () => (sql.exec("select at from host_alarm").toArray()[0]?.at as number | undefined) ?? null;
  return {
    read,
    write: (at) => {
      // Compared with what is stored, not with what was last asked for: that may have been rolled back.
      if (read() === at) return;
      if (at === null) sql.exec("delete from host_alarm");
      else sql.exec("insert into host_alarm values (1, ?) on conflict do update set at = excluded.at", at);
    },
  };
}
