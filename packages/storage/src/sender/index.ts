import { type CeilingState, newCeiling } from "@headsup/core/pacing/ceiling";
import { migrate } from "../migrate.ts";
import { FencedError, type OutreachStorage } from "../outreach/db.ts";

/**
 * The sender object's own store: who shares its ceiling, as one document. It is read and written whole with every ask,
 * one row each, however many share it.
 */
export interface SenderStore {
  readonly read: () => CeilingState;
  readonly write: (ceiling: CeilingState) => void;
  /** Runs `work` in one transaction, refused with {@link FencedError} if a newer copy has opened the store. */
  readonly transaction: <T>(work: () => T) => T;
}

/** Version by version; never edit one that was released. */
const senderMigrations = [["create table state (key text primary key, value text not null) without rowid"]];

export type SenderStorage = Pick<OutreachStorage, "sql" | "transactionSync">;

/** Opens a store: brings its table up to date and makes this copy the newest. */
export function openSender(storage: SenderStorage): SenderStore {
  const { sql } = storage;
  const find = (key: string): unknown => {
    const [row] = sql.exec("select value from state where key = ?", key).toArray();
    return row === undefined ? undefined : JSON.parse(String(row.value));
  };
  const put = (key: string, value: unknown) =>
    void sql.exec(
      "insert into state (key, value) values (?, ?) on conflict do update set value = excluded.value",
      key,
      JSON.stringify(value),
    );
  const epoch = storage.transactionSync(() => {
    migrate(storage, senderMigrations);
    const next = Number(find("epoch") ?? 0) + 1;
    put("epoch", next);
    return next;
  });
  return {
    read: () => (find("ceiling") as CeilingState | undefined) ?? newCeiling,
    write: (ceiling) => put("ceiling", ceiling),
    transaction: (work) =>
      storage.transactionSync(() => {
        if (find("epoch") !== epoch)
          throw new FencedError(`a newer copy of this sender object than epoch ${epoch} is at work`);
        return work();
      }),
  };
}
