import type { AnsweredBy } from "@headsup/core/call/flow";
import type { CallEnd } from "@headsup/core/call/outcome";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const call = sqliteTable("call", {
  id: text("id").primaryKey(),
  ownerId: text("owner_id").notNull(),
  attemptId: text("attempt_id").notNull(),
  address: text("address").notNull(),
  answeredBy: text("answered_by").$type<AnsweredBy>(),
  reach: integer("reach").notNull(),
  ended: text("ended").$type<CallEnd>(),
  createdAt: integer("created_at").notNull(),
});
export type CallRow = typeof call.$inferSelect;
