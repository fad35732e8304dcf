import { limits, type Recipient } from "@headsup/contract";
import type { StoredStatus } from "@headsup/core/campaign/status";
import { read } from "../client/api.ts";
import { eachOf } from "../client/pages.ts";
import { retrying } from "../client/retry.ts";
import type { Session } from "./session.ts";

/** Reads of recipients that several commands make. */

interface Selection {
  readonly campaign: string;
  readonly order: "line" | "id";
  readonly status?: StoredStatus | undefined;
  readonly list?: string | undefined;
  readonly code?: string | undefined;
  readonly limit?: number | undefined;
}

/** Recipients, a page at a time. In id order the pages stay whole while the campaign runs. */
export function eachRecipient({ api, shell, signal }: Session, selection: Selection): AsyncGenerator<Recipient, void> {
  const { campaign, order, status, list, code, limit = limits.pageSizeMax } = selection;
  return eachOf((cursor) => {
    const query = {
      ...cursor,
      order,
      limit: String(Math.min(limit, limits.pageSizeMax)),
      ...(status === undefined ? {} : { status }),
      ...(list === undefined ? {} : { list }),
      ...(code === undefined ? {} : { code }),
    };
    const param = { id: campaign };
    return retrying(shell, signal, () => read(api.v1.campaigns[":id"].recipients.$get({ param, query })));
  });
}

export const readWhy = ({ api }: Session, id: string, recipient: string) =>
  read(api.v1.campaigns[":id"].recipients[":recipient"].why.$get({ param: { id, recipient } }));

/** Of `list` and `export`. */
export const codeOption = [
  "--code <code>",
  "only those with this reason: a provider's (30003) or ours (opted_out, ended, …)",
] as const;
