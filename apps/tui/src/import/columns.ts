import type { ColumnRole } from "@headsup/contract";
import { type Detected, normaliseName } from "@headsup/core/contact/columns";
import { ownColumnsAt } from "../export/problems.ts";
import { usageError } from "../failure.ts";

interface Choice {
  readonly detected: Detected;
  /** The file's first row where it is a header. */
  readonly header: readonly string[];
  /** "Header=role", as given. */
  readonly choices: readonly string[];
}

/**
 * The columns as detected, with what the person said about some: `Mobile=address`, `Mail=email`, `TZ=zone`, `Notes=ignored`,
 * `First=first_name`. A column without a header is named by its number: `3=zone`. The column that was taken for a role
 * before goes back to being a variable. The columns we put into a file of bad rows ourselves say nothing of the person.
 */
export function chooseColumns({ detected, header, choices }: Choice): ColumnRole[] {
  const ownAt = ownColumnsAt(header);
  const isOwn = (at: number) => ownAt !== -1 && at >= ownAt;
  const columns = detected.columns.map((column, at): ColumnRole => (isOwn(at) ? { role: "ignored" } : column));
  for (const choice of choices) {
    const cut = choice.lastIndexOf("=");
    if (cut < 1 || cut === choice.length - 1)
      throw usageError(
        `--column "${choice}": write the column, an equals sign, its role.`,
        "For example: --column Mobile=address",
      );
    const at = columnAt(choice.slice(0, cut).trim(), header, columns.length);
    const role = roleOf(choice.slice(cut + 1).trim());
    const holder = columns.findIndex((column) => column.role === role.role);
    if (role.role !== "variable" && role.role !== "ignored" && holder !== -1 && holder !== at)
      columns[holder] = { role: "variable", name: normaliseName(header[holder] ?? "") || `column_${holder + 1}` };
    columns[at] = role;
  }
  if (!columns.some(({ role }) => isAddress(role)))
    throw usageError("No column is left for people's address.", "For example: --column Mobile=address");
  return columns;
}

function columnAt(named: string, header: readonly string[], width: number): number {
  const exact = header.findIndex((title) => title.trim() === named);
  const loose = header.findIndex((title) => normaliseName(title) === normaliseName(named));
  const at = exact !== -1 ? exact : loose !== -1 ? loose : /^\d+$/.test(named) ? Number(named) - 1 : -1;
  if (at >= 0 && at < width) return at;
  const there = header.length > 0 ? header.join(", ") : `1 to ${width}`;
  throw usageError(`--column: there is no column "${named}".`, `The file has: ${there}.`);
}

/** Whether it is where people are reached. */
export const isAddress = (role: ColumnRole["role"]): boolean =>
  role === "address" || role === "phone" || role === "email";

const plainRoles = ["address", "phone", "email", "zone", "language", "message", "ignored"] as const;

function roleOf(written: string): ColumnRole {
  const role = plainRoles.find((each) => each === written);
  if (role !== undefined) return { role };
  const given = written.replace(/^variable:/, "");
  const plain = normaliseName(given);
  // A text is exact about letters: who names a variable as one means it as written.
  const name = given !== written && plain === given.toLowerCase() ? given : plain;
  if (name === "")
    throw usageError(
      `--column: "${written}" is no role.`,
      "Use address, phone, email, zone, language, message, ignored, or a variable's name.",
    );
  return { role: "variable", name };
}

/** "phone → address, first_name and plan → variables" */
export function describeColumns(columns: readonly ColumnRole[], header: readonly string[]): string {
  return columns
    .map((column, i) => {
      const title = header[i]?.trim() || `column ${i + 1}`;
      return `${title} → ${column.role === "variable" ? `{{ ${column.name} }}` : column.role}`;
    })
    .join(", ");
}
