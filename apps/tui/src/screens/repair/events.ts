/** What the desk asks of the world, and what it hears. */
import type { CampaignDetail, List, RowProblem } from "@headsup/contract";
import type { Step } from "../../app/screen.ts";
import type { MendedList } from "../../import/mended.ts";
import type { Alike, Found } from "./bulk.ts";
import type { DeskRow, ProblemItem, Sheet, StagedRows } from "./rows.ts";
import type { RepairState } from "./state.ts";

export interface Sending {
  readonly sheet: Sheet;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export type RepairEvent =
  | { readonly type: "opened"; readonly campaign: CampaignDetail; readonly lists: readonly List[] }
  | {
      readonly type: "page";
      /** The cursor it was asked for with; null: the first page. */
      readonly cursor: string | null;
      readonly items: readonly ProblemItem[];
      readonly next: string | null;
    }
  | { readonly type: "progress"; readonly words: string; readonly done: number; readonly total: number }
  | { readonly type: "found"; readonly alike: Alike; readonly found: readonly Found[] }
  /** The server's answer to a chunk of mended rows. */
  | {
      readonly type: "saved";
      readonly list: string;
      readonly accepted: readonly number[];
      readonly problems: readonly RowProblem[];
    }
  /** The list, or the whole campaign, takes nobody further. */
  | { readonly type: "closed"; readonly list: string; readonly message: string; readonly isStopped: boolean }
  | { readonly type: "saveEnded" }
  | { readonly type: "tookBack"; readonly list: string; readonly lines: readonly number[] }
  | { readonly type: "takingBackEnded"; readonly refusal: string | null }
  | {
      readonly type: "imported";
      readonly list: string;
      readonly name: string;
      readonly lines: readonly number[];
      readonly problems: readonly RowProblem[];
    }
  | { readonly type: "askPath"; readonly files: readonly string[] }
  | { readonly type: "wrote"; readonly path: string; readonly rows: number }
  | { readonly type: "exists"; readonly path: string; readonly list: string }
  | {
      readonly type: "fileTrouble";
      readonly during: "download" | "upload";
      readonly path: string;
      readonly message: string;
    }
  | { readonly type: "readFile"; readonly lists: readonly MendedList[] };

export type RepairAsk =
  | { readonly ask: "open"; readonly id: string }
  | { readonly ask: "page"; readonly id: string; readonly cursor: string | null }
  | {
      readonly ask: "sweep";
      readonly rows: readonly DeskRow[];
      readonly staged: StagedRows;
      readonly sheets: ReadonlyMap<string, Sheet>;
      readonly alike: Alike;
    }
  | { readonly ask: "save"; readonly id: string; readonly sendings: readonly Sending[] }
  | {
      readonly ask: "takeBack";
      readonly id: string;
      readonly lists: readonly { list: string; lines: readonly number[] }[];
    }
  | { readonly ask: "import"; readonly id: string; readonly sending: Sending; readonly name: string }
  | { readonly ask: "files" }
  | {
      readonly ask: "download";
      readonly path: string;
      readonly sheet: Sheet;
      readonly rows: readonly ProblemItem[];
      readonly isReplacing: boolean;
    }
  | { readonly ask: "upload"; readonly path: string };

export type RepairStep = Step<RepairState, RepairAsk>;
