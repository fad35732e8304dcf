import { DatabaseSync } from "node:sqlite";

/**
 * Opens a database file, or one in memory. What is committed is on disk before the next line runs: whoever hosts objects
 * on files has no output gate, and sends only what it would remember having sent.
 */
export function openFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  if (file === ":memory:") return database;
  try {
    database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;");
    return database;
  } catch (error) {
    database.close(); // no database: its file is let go of
    throw error;
  }
}
