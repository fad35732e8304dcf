import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

/** What the command line asks for. The words are those of `headsup up`. */
export interface Flags {
  readonly port: number;
  readonly carrierPort: number;
  readonly carrier: string | undefined;
  readonly data: string;
  readonly rehearsal: { readonly rate: number; readonly startsAt: number } | null;
  readonly isJson: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const help = `Headsup on Deno: the whole service in one process, its data in SQLite files.

  --port <port>           port of the API (default: 8787, of a rehearsal 8788)
  --carrier-port <port>   port of the sandbox carrier (default: 4420, of a rehearsal 4421)
  --carrier <url>         use a sandbox carrier that runs by itself; TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are its
  --data <folder>         where everything is kept (default: .headsup/deno, of a rehearsal .headsup/deno-rehearsal)
  --rehearse <rate>       run a copy on a fast clock against the sandbox, never a real provider; e.g. 60x
  --from <instant>        the rehearsal's clock starts here (ISO 8601)
  --json                  one line of JSON when ready
  --help                  this

Without further ado texts go to the sandbox carrier. To send for real set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and
PUBLIC_URL (where Twilio reaches this machine). TWILIO_API_BASE_URL chooses another provider host, HEADSUP_ADMIN_TOKEN
the bootstrap admin's token, STOP_SCOPE how far a STOP reaches ("sender" or "global").
`;

const root = ".headsup";
/** Where a host keeps its data unless told otherwise; a rehearsal copies what is there. */
export const defaultData = join(root, "deno");

const port = z.coerce.number("not a port").int("not a port").min(1, "not a port").max(65_535, "not a port").optional();
const Given = z.object({
  port,
  "carrier-port": port,
  carrier: z.url("not an address such as http://127.0.0.1:4420").optional(),
  data: z.string().min(1, "not a folder").optional(),
  rehearse: z
    .string()
    .regex(/^\d+(\.\d+)?x?$/, 'not a rate such as "60x"')
    .transform((text) => Number.parseFloat(text))
    .pipe(z.number().min(1, "less than 1x").max(3_600, "more than 3600x"))
    .optional(),
  from: z.iso
    .datetime({ offset: true, error: 'not ISO 8601 with an offset, e.g. "2026-11-24T07:50:00-08:00"' })
    .transform((text) => Date.parse(text))
    .optional(),
  json: z.boolean().default(false),
});

/**
 * @returns null when help is asked for
 * @throws {UsageError} naming the flag
 */
export function readFlags(args: readonly string[]): Flags | null {
  const values = parse(args);
  if (values.help) return null;
  const parsed = Given.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = String(issue?.path[0]);
    throw new UsageError(`--${flag} ${String((values as Record<string, unknown>)[flag])}: ${issue?.message}.`);
  }
  const given = parsed.data;
  if (given.from !== undefined && given.rehearse === undefined)
    throw new UsageError("--from is for a rehearsal: give --rehearse too.");
  const isRehearsal = given.rehearse !== undefined;
  return {
    // A rehearsal may run beside the host whose data it is a copy of.
    port: given.port ?? (isRehearsal ? 8788 : 8787),
    carrierPort: given["carrier-port"] ?? (isRehearsal ? 4421 : 4420),
    carrier: given.carrier?.replace(/\/+$/, ""),
    data: resolve(given.data ?? (isRehearsal ? `${defaultData}-rehearsal` : defaultData)),
    rehearsal: given.rehearse === undefined ? null : { rate: given.rehearse, startsAt: given.from ?? Date.now() },
    isJson: given.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        "carrier-port": { type: "string" },
        carrier: { type: "string" },
        data: { type: "string" },
        rehearse: { type: "string" },
        from: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
