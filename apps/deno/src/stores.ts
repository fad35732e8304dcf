import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { JournalPort } from "@headsup/api";
import { type Catalogue, openCatalogue } from "@headsup/storage/catalog";
import { openJournal } from "@headsup/storage/journal";
import { openFile, sqliteD1, sqliteStorage } from "@headsup/storage/sqlite";
import { migrateCatalogue } from "@headsup/tui/host/databases";

/** The catalogue in one SQLite file, brought up to date by the migrations that D1 gets. */
export async function openCatalogueFile(folder: string): Promise<{ catalogue: Catalogue; close: () => void }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = openFile(join(folder, "catalogue.sqlite"));
  try {
    const d1 = sqliteD1(database);
    await migrateCatalogue(d1);
    // The driver's type asks for the whole of D1; it uses what `sqliteD1` has.
    const catalogue = openCatalogue(d1 as unknown as Parameters<typeof openCatalogue>[0]);
    return { catalogue, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Where inbound messages wait while the catalogue does not answer, in a file of its own. */
export function openJournalFile(folder: string): { journal: JournalPort; close: () => void } {
  const storage = sqliteStorage(join(folder, "journal.sqlite"));
  const journal = openJournal(storage);
  return {
    journal: {
      append: async (entry) => journal.append(entry),
      read: async (limit) => journal.read(limit),
      find: async (addresses) => journal.find(addresses),
      remove: async (providerIds) => journal.remove(providerIds),
    },
    close: () => storage.close(),
  };
}
