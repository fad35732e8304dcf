/** What the columns of a list mean to its text, and how a person says otherwise. */
import { type AddressKind, addressKinds, type Channel, type ColumnRole } from "@headsup/contract";
import { normaliseName } from "@headsup/core/contact/columns";
import { isAddress } from "../../import/columns.ts";
import { channelWords } from "../../show/channels.ts";
import { type Chooser, chooserOf, type Option } from "../../ui/chooser.ts";
import type { Checked, CheckedColumn, Reading } from "./reading.ts";

/** What a column may mean. Columns that what is sent asks for and nobody has come first. */
export function roleChooser(
  { columns }: Checked,
  index: number,
  { asked, channels }: { readonly asked: readonly string[]; readonly channels: readonly Channel[] },
): Chooser | null {
  const column = columns[index];
  if (column === undefined) return null;
  const own = normaliseName(column.title) || `column_${index + 1}`;
  const missing = missingColumns(columns, asked);
  const names = [...new Set([...missing, own])];
  return chooserOf({
    about: "role",
    title: `What is “${column.title}”?`,
    options: [
      ...addressOptions(channels),
      ...names.map((name) => ({ id: `variable:${name}`, label: `{{ ${name} }}`, aside: "for the text" })),
      { id: "zone", label: "Their time zone" },
      { id: "language", label: "Their language" },
      ...(channels.includes("whatsapp")
        ? []
        : [{ id: "message", label: "Their whole message", aside: "in place of what is written in step 1" }]),
      { id: "ignored", label: "Nothing: leave it out" },
    ],
    chosen: column.role.role === "variable" ? `variable:${missing[0] ?? column.role.name}` : column.role.role,
  });
}

/** What the text asks for and no column gives. */
export function missingColumns(columns: readonly CheckedColumn[], variables: readonly string[]): readonly string[] {
  const named = new Set(columns.flatMap(({ role }) => (role.role === "variable" ? [role.name] : [])));
  const behind = columns.slice(columns.findIndex(({ role }) => isAddress(role.role)) + 1);
  const positions = behind.filter(({ role }) => role.role === "variable").length;
  return variables.filter((name) => !named.has(name) && !(/^[1-9]\d*$/.test(name) && Number(name) <= positions));
}

/** Where people are reached: where the first rung reaches them, and by the other kind of address where a rung has use for it. */
function addressOptions(channels: readonly Channel[]): Option[] {
  const kinds = [...new Set(channels.map((channel) => addressKinds[channel]))];
  const [own = "phone", other] = kinds;
  const by = (kind: AddressKind) => {
    const words = channels.filter((channel) => addressKinds[channel] === kind).map((channel) => channelWords[channel]);
    return kinds.length === 1 ? "" : `for ${words.join(" and ")}`;
  };
  return [
    { id: "address", label: kindWords[own], aside: by(own) },
    ...(other === undefined ? [] : [{ id: other, label: kindWords[other], aside: by(other) }]),
  ];
}

const kindWords: Readonly<Record<AddressKind, string>> = { phone: "The phone number", email: "The email address" };

export const roleWords = (role: ColumnRole, channels: readonly Channel[]): string =>
  ({
    address: kindWords[addressKinds[channels[0] ?? "sms"]].replace("The", "the"),
    phone: "the phone number",
    email: "the email address",
    message: "their whole message",
    zone: "their time zone",
    language: "their language",
    ignored: "left out",
    variable: role.role === "variable" ? `{{ ${role.name} }}` : "",
  })[role.role];

/** The reading in which a column is taken for something else: what was said of it before is forgotten. */
export function readingWith(reading: Reading, { columns }: Checked, index: number, role: string): Reading {
  const title = columns[index]?.title ?? "";
  const isUnique = columns.filter((column) => column.title === title).length === 1;
  const named = isUnique && !title.startsWith("column ") ? title : String(index + 1);
  const others = reading.columns.filter((choice) => !choice.startsWith(`${named}=`));
  return { ...reading, columns: [...others, `${named}=${role}`] };
}
