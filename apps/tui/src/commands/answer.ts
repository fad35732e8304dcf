import type { Answer } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import type { Shell } from "../shell.ts";
import { table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

interface CreateFlags extends Flags {
  readonly name: string;
  readonly text: string;
  readonly language: string;
}

export function addAnswer(program: Command, shell: Shell): void {
  const group = program.command("answer").description("Answers: text to be used by many campaigns");
  const create = group
    .command("create")
    .description("Store an answer")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--text <text>", "the text: {{ first_name }}, {{1}}, {{ date | date: '%B %-d' }}, {% if … %}")
    .option("--language <tag>", "its language", "en");
  examples(withConnection(create), [
    "headsup answer create --name outage --text 'Hi {{ first_name | default: \"there\" }}, …'",
  ]).action(async ({ name, text, language, ...flags }: CreateFlags) => {
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    const answer = await read(session.api.v1.answers.$post({ header, json: { name, text, language } }));
    await tell(session, answer, () => [`Stored "${visible(name)}": ${answer.id}${variablesOf(answer)}`]);
  });

  const list = group.command("list").description("Stored answers");
  examples(withConnection(list), ["headsup answer list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.answers.$get());
    const columns = [
      { title: "Answer" },
      { title: "Language" },
      { title: "Text", shrinksTo: 8 },
      { title: "Id", paint: session.theme.quiet },
    ];
    const rows = items.map(({ name, language, text, id }) => [name, language, text, id]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no answer yet. Store one: headsup answer create --help"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });
}

const variablesOf = ({ variables }: Answer): string =>
  variables.length === 0 ? "" : `, with ${variables.map((name) => `{{ ${name} }}`).join(", ")}`;
