import type { LiveFrame } from "@headsup/contract";

/** A backlog also tells of people who only wait since their import: nothing has happened to them. */
export const isNews = (frame: LiveFrame): boolean =>
  frame.type !== "recipient" || frame.status !== "ready" || frame.attempt > 0 || frame.code !== null;
