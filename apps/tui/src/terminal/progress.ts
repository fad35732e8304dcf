import { count } from "./text.ts";
import { span } from "./times.ts";

export interface ProgressState {
  readonly rows: number;
  /** How many of them were there before: they say nothing about the speed. */
  readonly rowsBefore?: number;
  readonly problems: number;
  /** How far through the file, 0 to 1. */
  readonly done: number;
}

export interface Progress {
  update(state: ProgressState): void;
  /** Leaves the line clean. */
  end(): void;
}

interface ProgressOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number };
  /** A terminal that can redraw a line; otherwise a plain line now and then. */
  readonly isLively: boolean;
  readonly now: () => number;
  readonly label: string;
}

const redrawMs = 100;
const plainLineMs = 5_000;
const barCells = 20;

/** A bar on a terminal, plain lines elsewhere; drawn on stderr so that results stay clean. */
export function progress({ stream, isLively, now, label }: ProgressOptions): Progress {
  const startedAt = now();
  let drawnAt = isLively ? Number.NEGATIVE_INFINITY : startedAt;
  let isDrawn = false;
  return {
    update(state) {
      const at = now();
      if (at - drawnAt < (isLively ? redrawMs : plainLineMs)) return;
      drawnAt = at;
      const text = progressLine(state, { label, elapsedMs: at - startedAt });
      if (!isLively) stream.write(`${text}\n`);
      else stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      isDrawn ||= isLively;
    },
    end() {
      if (isDrawn) stream.write("\r\x1b[2K");
    },
  };
}

/** "people.csv [█████░░░░░] 50% 5,000 rows, 12 bad, 2,500/s, 2 s left" */
export function progressLine(
  { rows, rowsBefore = 0, problems, done }: ProgressState,
  { label, elapsedMs }: { readonly label: string; readonly elapsedMs: number },
): string {
  const share = Math.min(1, Math.max(0, done));
  const full = Math.round(share * barCells);
  const perSecond = elapsedMs > 0 ? Math.round(((rows - rowsBefore) * 1_000) / elapsedMs) : 0;
  const left = share > 0 && share < 1 ? `, ${span((elapsedMs * (1 - share)) / share)} left` : "";
  const bad = problems === 0 ? "" : `, ${problems.toLocaleString("en")} bad`;
  const bar = `${"█".repeat(full)}${"░".repeat(barCells - full)}`;
  return `${label} [${bar}] ${Math.floor(share * 100)}% ${count(rows, "row")}${bad}, ${perSecond.toLocaleString("en")}/s${left}`;
}
