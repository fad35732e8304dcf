import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Slot, slot } from "./slot.ts";

/** What a host keeps in its folder besides the databases. All of it is for the owner's eyes only. */

/** A process, told from a later one that happens to get its number. */
const ProcessMark = z.object({ pid: z.int(), startedAt: z.string() });
export type ProcessMark = z.infer<typeof ProcessMark>;

/** Who is at work here and how to reach it. The commands read url and token; the next host reads the processes. */
const HostFile = z.object({
  url: z.string(),
  token: z.string(),
  host: ProcessMark,
  workerd: ProcessMark.nullable(),
  /** How many times as fast as the wall clock a rehearsal runs; absent: no rehearsal. */
  rehearsal: z.number().optional(),
});
export type HostFile = z.infer<typeof HostFile>;

const Secrets = z.object({ adminToken: z.string(), accountSid: z.string(), authToken: z.string() });
export type Secrets = z.infer<typeof Secrets>;

const ClockFile = z.object({
  rate: z.number(),
  /** The clock never showed more than this. */
  ceilingMs: z.number(),
  anchorRealMs: z.number(),
  anchorMs: z.number(),
});
type ClockFile = z.infer<typeof ClockFile>;

export interface Folder {
  readonly path: string;
  readonly databases: string;
  readonly carrierFile: string;
  readonly host: Slot<HostFile>;
  readonly secrets: Slot<Secrets>;
  readonly clock: Slot<ClockFile>;
}

export function openFolder(path: string): Folder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    path,
    databases: join(path, "databases"),
    carrierFile: join(path, "carrier.sqlite"),
    host: slot(join(path, "host.json"), HostFile),
    secrets: slot(join(path, "secrets.json"), Secrets),
    clock: slot(join(path, "clock.json"), ClockFile),
  };
}

/** The file the commands look for: a copy of the host file of whoever was started last. */
export const pointerTo = (root: string): Slot<HostFile> => slot(join(root, "host.json"), HostFile);

/** What the hosts of a root's folders left word of. */
export const siblingHosts = (root: string): HostFile[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => slot(join(root, entry.name, "host.json"), HostFile).read())
    .filter((file) => file !== null);
