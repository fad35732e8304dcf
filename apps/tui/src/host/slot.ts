import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { z } from "zod";

/** One JSON file for its owner's eyes only, replaced whole: a crash leaves the old one or the new one. */
export interface Slot<T> {
  readonly file: string;
  readonly read: () => T | null;
  readonly write: (value: T) => void;
  readonly remove: () => void;
}

export function slot<T>(file: string, schema: z.ZodType<T>): Slot<T> {
  return {
    file,
    read: () => {
      if (!existsSync(file)) return null;
      try {
        return schema.parse(JSON.parse(readFileSync(file, "utf8")));
      } catch {
        return null; // unreadable: as if it were not there
      }
    },
    write: (value) => {
      const fresh = `${file}.${process.pid}`;
      writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      chmodSync(fresh, 0o600);
      renameSync(fresh, file);
    },
    remove: () => rmSync(file, { force: true }),
  };
}
