import { CallKey } from "@headsup/contract";
import { usageError } from "../failure.ts";

const actions = CallKey.shape.action.options;

/** "1=agent", "2=inbox:Billing": what may be pressed in a call. */
export function parseCallKey(written: string): CallKey {
  const [, digit = "", action = "", inbox] = /^\s*([0-9*#])\s*=\s*([a-z]+)(?::(.+))?$/i.exec(written) ?? [];
  const known = actions.find((each) => each === action.toLowerCase());
  if (known === undefined)
    throw usageError(
      `--key "${written}" is no key and what it does (${actions.join(", ")}).`,
      "For example: --key 1=agent --key 2=inbox:Billing --key 9=stop",
    );
  if ((known === "inbox") !== (inbox !== undefined))
    throw usageError(
      known === "inbox" ? `--key "${written}": which inbox?` : `--key "${written}": only an inbox is named.`,
      `For example: --key ${digit}=inbox:Billing`,
    );
  return { digit, action: known, ...(inbox !== undefined && { inbox: inbox.trim() }) };
}
