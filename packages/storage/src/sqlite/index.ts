/** Stores of the same form as Cloudflare's, on SQLite files: for Node, Deno, tests and simulations. */
export { type SqliteD1, sqliteD1 } from "./d1.ts";
export { openFile } from "./file.ts";
export { sqliteStorage } from "./object.ts";
