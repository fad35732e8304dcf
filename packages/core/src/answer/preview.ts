/** The exact message of one recipient, and what is worth knowing of it before it goes (B6). */
import { type Channel, type Cost, ok, type Prices, type Result } from "@headsup/contract";
import type { Problem } from "../contact/problem.ts";
import { baseOf, type CompiledMessage, type Person, variantFor } from "./content.ts";
import { costOf } from "./cost.ts";
import type { Rendered } from "./rendered.ts";
import { type Measure, measure } from "./segments.ts";
import { unitsOf } from "./units.ts";

export interface Preview {
  readonly channel: Channel;
  /** To the letter. */
  readonly rendered: Rendered;
  /** The language it is in. */
  readonly language: string;
  /** It is in another language than the recipient's: we have none of theirs. */
  readonly isFallback: boolean;
  /** What was put in, in order of use; null where they have no value and the text does without. */
  readonly variables: readonly { readonly name: string; readonly value: string | null }[];
  /** Of a text: its encoding and which characters force it. */
  readonly size: Measure | null;
  /** What it takes of its sender's ceiling. */
  readonly units: number;
  readonly cost: Cost;
}

/** @param to the address it would go to */
export function previewOf(
  message: CompiledMessage,
  person: Person,
  { prices, to }: { prices: Prices; to: string },
): Result<Preview, Problem> {
  const variant = variantFor(message, person.language);
  const rendered = variant.render(person);
  if (!rendered.ok) return rendered;
  const shown = (name: string): string | null => {
    const value = Object.hasOwn(person.variables, name) ? person.variables[name] : undefined;
    return value === undefined || value.trim() === "" ? null : value;
  };
  return ok({
    channel: message.channel,
    rendered: rendered.value,
    language: variant.language,
    isFallback: person.language !== null && baseOf(person.language) !== baseOf(variant.language),
    variables: variant.variables.map((name) => ({ name, value: shown(name) })),
    size: rendered.value.channel === "sms" ? measure(rendered.value.text) : null,
    units: unitsOf(rendered.value),
    cost: costOf(rendered.value, { prices, to }),
  });
}
