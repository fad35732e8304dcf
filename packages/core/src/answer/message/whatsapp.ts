/**
 * An approved WhatsApp template with one person's values. What is sent is its content id and the values; what people read is the
 * template as approved, which is repeated in the content so that it can be shown.
 *
 * What stands for a placeholder must not be empty, nor hold a line break, a tab or more than four spaces in a row, and has at
 * most 1,600 characters (Twilio's errors 21656 and 21658, read 2026-11). White space is therefore made one space, which changes
 * no word; an empty value is refused here, with its name, rather than there.
 */
import { limits, ok, type Result, type WhatsAppContent } from "@headsup/contract";
import { renderAnswer } from "../template.ts";
import { compileTexts, ownTextOf, refuseText, unusable, type Variant } from "./variant.ts";

/** A placeholder of the template's own: `{{1}}`, `{{ name }}`. */
export const placeholder = /\{\{\s*([A-Za-z0-9_]{1,32})\s*\}\}/g;

const fields = ["header", "body", "button"] as const;

/** Nothing can be added to an approved template: whether to reply and how to stop are said by it or not at all. */
export function compileWhatsApp(content: WhatsAppContent, language: string): Result<Variant> {
  const { channel, contentSid, variables: templates } = content;
  for (const field of fields) {
    const unfilled = [...content[field].matchAll(placeholder)].find(([, name = ""]) => !Object.hasOwn(templates, name));
    if (unfilled !== undefined)
      return refuseText({ channel, language }, field, {
        message: `Nothing stands for ${unfilled[0]}. Name what does under variables.`,
      });
  }
  const compiled = compileTexts({ channel, language }, templates);
  if (!compiled.ok) return compiled;
  const { answers, ...uses } = compiled.value;
  return ok({
    ...uses,
    language,
    render(person) {
      if (ownTextOf(person) !== null)
        return unusable(
          "INVALID_ROW",
          "The row has a message of its own, and WhatsApp takes an approved template alone.",
        );
      const variables: Record<string, string> = {};
      for (const [name, answer] of Object.entries(answers)) {
        const rendered = renderAnswer(answer, person.variables);
        if (!rendered.ok) return rendered;
        const value = rendered.value.replace(/\s+/g, " ").trim();
        if (value === "")
          return unusable("INVALID_ROW", `What stands for {{${name}}} comes out empty, which WhatsApp refuses.`, name);
        if (value.length > limits.messageCharactersMax)
          return unusable(
            "MESSAGE_TOO_LONG",
            `What stands for {{${name}}} has ${value.length} characters; at most ${limits.messageCharactersMax} can be sent.`,
            name,
          );
        variables[name] = value;
      }
      const text = joinTemplate(content, (part) => fillPlaceholders(part, variables));
      return ok({ channel, text, template: { contentSid, variables } });
    },
  });
}

/** Header, body and button as people read them, a line of its own each. */
export const joinTemplate = (content: WhatsAppContent, shown: (part: string) => string): string =>
  fields
    .map((field) => shown(content[field]).trim())
    .filter((part) => part !== "")
    .join("\n");

export const fillPlaceholders = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (_, name: string) => (Object.hasOwn(variables, name) ? (variables[name] ?? "") : ""));
