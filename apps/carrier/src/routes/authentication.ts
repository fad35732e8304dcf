import { timingSafeEqual } from "node:crypto";
import type { World } from "../world.ts";

/** Whether an `Authorization` header holds the account's sid and token (HTTP Basic). */
export function isAuthenticated({ accountSid, authToken }: World, header: string | undefined): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`);
  const given = Buffer.from(header ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
