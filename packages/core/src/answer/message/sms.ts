import { ok, type Result, type SmsContent } from "@headsup/contract";
import { composeMessage } from "../compose.ts";
import { renderAnswer } from "../template.ts";
import { compileTexts, type Lines, ownTextOf, type Variant } from "./variant.ts";

/** A text message: what is said, whether to reply, how to stop; with its pictures or files. */
export function compileSms(content: SmsContent, language: string, lines: Lines): Result<Variant> {
  const { channel, text, media } = content;
  const compiled = compileTexts({ channel, language }, { text });
  if (!compiled.ok) return compiled;
  const { answers, ...uses } = compiled.value;
  return ok({
    ...uses,
    language,
    render(person) {
      const own = ownTextOf(person);
      const body = own === null ? renderAnswer(answers.text, person.variables) : ok(own);
      if (!body.ok) return body;
      const whole = composeMessage({ body: body.value, ...lines });
      return whole.ok ? ok({ channel, text: whole.value, media }) : whole;
    },
  });
}
