import type { ChunkRequest } from "@headsup/contract";
import type { Api } from "../client/api.ts";
import { read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import type { Shell } from "../shell.ts";
import type { ImportPort } from "./upload.ts";

interface ImportWay {
  readonly api: Api;
  readonly shell: Pick<Shell, "wait">;
  /** Ends the import between two requests; what is on its way arrives. */
  readonly signal: AbortSignal;
}

/** The requests of an import into a campaign, each tried again while the server is away. */
export function importPort({ api, shell, signal }: ImportWay, id: string): ImportPort {
  const lists = api.v1.campaigns[":id"].lists;
  const again = <T>(attempt: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    return retrying(shell, signal, attempt);
  };
  return {
    openList: (json) => again(() => read(lists.$post({ param: { id }, json }))),
    sendChunk: (list, { n, rows }) => {
      // Only written as JSON: not copied to be of the type.
      const json = { rows: rows as ChunkRequest["rows"] };
      const param = { id, list, n: String(n) };
      return again(() => read(lists[":list"].chunks[":n"].$put({ param, json })));
    },
    seal: (list, json) => again(() => read(lists[":list"].seal.$post({ param: { id, list }, json }))),
  };
}
