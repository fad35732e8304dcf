import { type EmailContent, limits, ok, type Result } from "@headsup/contract";
import { composeMessage, saysHowToUnsubscribe } from "../compose.ts";
import { renderEmail, shield, subjectLine } from "../email.ts";
import { renderAnswer } from "../template.ts";
import { compileTexts, type Lines, ownTextOf, unusable, type Variant } from "./variant.ts";

/**
 * An email: its subject on one line, its text with whether to reply and how to stop as paragraphs of their own. A row's own
 * message stands in place of the text; the subject is the campaign's.
 */
export function compileEmail(content: EmailContent, language: string, lines: Lines): Result<Variant> {
  const { channel, subject, text } = content;
  const compiled = compileTexts(
    { channel, language },
    { subject, text },
    { charactersMax: limits.emailCharactersMax, onValue: shield },
  );
  if (!compiled.ok) return compiled;
  const { answers, ...uses } = compiled.value;
  return ok({
    ...uses,
    language,
    render(person) {
      const title = renderAnswer(answers.subject, person.variables);
      if (!title.ok) return title;
      const subject = subjectLine(title.value);
      if (subject === "") return unusable("INVALID_ROW", "The subject comes out empty for this row.", "subject");
      const own = ownTextOf(person);
      const body = own === null ? renderAnswer(answers.text, person.variables) : ok(shield(own));
      if (!body.ok) return body;
      const whole = composeMessage({
        body: body.value,
        ...lines,
        between: "\n\n",
        charactersMax: limits.emailCharactersMax,
        saysStop: saysHowToUnsubscribe,
      });
      return whole.ok ? ok(renderEmail({ subject, text: whole.value, language })) : whole;
    },
  });
}
