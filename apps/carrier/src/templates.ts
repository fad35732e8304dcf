/**
 * WhatsApp's templates: what is approved to be said to people who did not write within a day, and what is said to one person
 * by it. Pure. Sources: Twilio, "Send templates created with the Content Template Builder", "Using variables with Content
 * API", and error dictionary; Meta, "Templates".
 */
import { z } from "zod";

export const templateSchema = z.strictObject({
  /** With placeholders `{{1}}` or `{{name}}`, as the header's and the button's address. */
  body: z.string().min(1),
  header: z.string().default(""),
  button: z.string().default(""),
  category: z.enum(["utility", "marketing", "authentication"]).default("utility"),
  status: z.enum(["approved", "pending", "rejected", "paused", "disabled"]).default("approved"),
  /** What stands for a placeholder that the request leaves out. */
  samples: z.record(z.string(), z.string()).default({}),
});
export type Template = z.output<typeof templateSchema>;

/** By content id. */
export type Templates = Readonly<Record<string, Template>>;
export type Values = Readonly<Record<string, string>>;

const contentSid = /^HX[0-9a-fA-F]{32}$/;
const placeholder = /\{\{\s*(\w+)\s*\}\}/g;
/** Meta: of a body, its values included. */
const bodyCharsMax = 1_024;

/** An account without a registry has any template, which reads as its values. */
export const isKnown = (templates: Templates, sid: string): boolean =>
  contentSid.test(sid) && (Object.keys(templates).length === 0 || templates[sid] !== undefined);

const valuesSchema = z.record(z.string(), z.string());

/** `ContentVariables`: an object of strings, as JSON. Null: there is none; undefined: it is something else. */
export function readValues(text: string | null): Values | null | undefined {
  if (text === null || text === "") return null;
  try {
    return valuesSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The body a person reads. A placeholder without a value stays. */
export function render(template: Template | undefined, values: Values): string {
  if (template === undefined) return Object.values(values).join(" ");
  const all = { ...template.samples, ...values };
  return template.body.replaceAll(placeholder, (whole, name: string) =>
    Object.hasOwn(all, name) ? all[name]! : whole,
  );
}

const statusCodes: Partial<Record<Template["status"], number>> = { rejected: 63040, paused: 63041, disabled: 63042 };

/**
 * The code with which WhatsApp turns a template down; undefined: it goes.
 *
 * @param isOpen the person wrote within a day: then a template may also go that nobody approved yet
 */
export function templateObstacle(
  template: Template | undefined,
  { values, to, isOpen }: { readonly values: Values; readonly to: string; readonly isOpen: boolean },
): number | undefined {
  if (Object.values(values).some((value) => /[\n\t]| {5,}/.test(value))) return 63013;
  if (template === undefined) return undefined;
  const { header, body, button, category, status, samples } = template;
  if (statusCodes[status] !== undefined) return statusCodes[status];
  if (status === "pending" && !isOpen) return 63016;
  const wanted = [...`${header} ${body} ${button}`.matchAll(placeholder)].map(([, name]) => name!);
  if (wanted.some((name) => !Object.hasOwn(values, name) && !Object.hasOwn(samples, name))) return 63028;
  if (render(template, values).length > bodyCharsMax) return 63021;
  // Meta delivers no marketing to the US; to a sandbox every +1 is there.
  return category === "marketing" && /^(?:whatsapp:)?\+1/.test(to) ? 63049 : undefined;
}
