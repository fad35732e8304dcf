import { expect, test } from "vitest";
import { isMachine } from "../conversation/machine.ts";
import { classifyReply, isReaction } from "./optout.ts";

/** A megabyte of each, with and without a word around it: what somebody sends is read in one go, or as far as anybody writes. */
const units = [
  "stop ",
  "s t o p ",
  "sent from my ",
  "reply stop to ",
  "do not send me ",
  "dont want your ",
  "liked ",
  "ﷺ",
  "\u0301",
  "0o",
  " ",
  "\n",
  "!",
  "(",
  "’",
];

test.each(units)("F7 11 %j a megabyte long is answered, and what it says at its beginning counts", (unit) => {
  const long = unit.repeat((1024 * 1024) / unit.length);
  for (const text of [long, `x${long}y`, `"${long}"`]) {
    expect(["stop", "start", "help", "none"]).toContain(classifyReply(text).kind);
    expect(typeof isMachine(text)).toBe("boolean");
    expect(typeof isReaction(text)).toBe("boolean");
  }
  expect(classifyReply(`STOP${" ".repeat(1024 * 1024)}${unit}`).kind).toBe("stop");
});
