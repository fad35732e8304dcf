/** Delivery windows and sending hours: when may a message go? */
export { windowOf } from "./channel.ts";
export { offsetAt } from "./offsets.ts";
export { everOpen, type Opening, openingAt } from "./opening.ts";
export { formatLocal, type LocalReading, localReading } from "./reading.ts";
export {
  hoursRule,
  isAllDay,
  type MinuteSpan,
  type RuleSources,
  rulesFor,
  type WeekRule,
  windowRule,
} from "./rules.ts";
