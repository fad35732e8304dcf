import { type Answer, type AnswerVariantPut, type Channel, Language } from "@headsup/contract";
import type { Command } from "commander";
import type { z } from "zod";
import { read } from "../client/api.ts";
import { findAnswer } from "../client/findDesk.ts";
import { usageError } from "../failure.ts";
import { sayingHint } from "../options/content.ts";
import type { Shell } from "../shell.ts";
import { channelWords } from "../show/channels.ts";
import { contentFacts } from "../show/content.ts";
import { pairs, table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { channelOption, contentOf, type Saying, withSaying } from "./saying.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

/** What is said, stored: once for each channel and language. */
export function addAnswer(program: Command, shell: Shell): void {
  const group = program
    .command("answer")
    .description("Answers: what is said, by channel and language, to be used by many campaigns");
  addCreate(group, shell);
  addRename(group, shell);
  addReading(group, shell);
  const variant = group.command("variant").description("What an answer says on one channel in one language");
  addVariantSet(variant, shell);
  addVariantRemove(variant, shell);
}

const answerArgument = ["<answer>", "its id, the beginning of it, or its name"] as const;

interface VariantFlags extends Flags {
  readonly channel: Channel;
  readonly language: string;
}

/** Which variant, and what it says. */
function withVariant(command: Command): Saying {
  command.addOption(channelOption("how it is sent").default("sms")).option("--language <tag>", "its language", "en");
  return withSaying(command, { rungs: false, answers: false });
}

async function variantFrom(shell: Shell, { channel, language }: VariantFlags, saying: Saying) {
  checkLanguage(language);
  const { first } = await saying.read(shell, channel);
  const content = first && contentOf(first);
  if (content === null) throw usageError(`Nothing is said on ${channel}.`, sayingHint(channel));
  return { language, content } satisfies z.input<typeof AnswerVariantPut> & { language: string };
}

function checkLanguage(written: string): void {
  const language = Language.safeParse(written);
  if (!language.success) throw usageError(`--language "${written}": ${language.error.issues[0]?.message}`);
}

function addCreate(group: Command, shell: Shell): void {
  const create = group
    .command("create")
    .description("Store an answer with what it says on one channel; others: headsup answer variant set")
    .requiredOption("--name <name>", "what it is called");
  const saying = withVariant(create);
  examples(withConnection(create), [
    "headsup answer create --name outage --text 'Hi {{ first_name | default: \"there\" }}, …'",
    "headsup answer create --name outage --channel email --language fr --subject 'Panne' --text-file panne.md",
  ]).action(async ({ name, ...flags }: VariantFlags & { name: string }) => {
    const variants = [await variantFrom(shell, flags, saying)];
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    const answer = await read(session.api.v1.answers.$post({ header, json: { name, variants } }));
    await tell(session, answer, () => [`Stored "${visible(name)}": ${answer.id}${variablesOf(answer)}`]);
  });
}

const variablesOf = ({ variables }: Answer): string =>
  variables.length === 0 ? "" : `, with ${variables.map((name) => `{{ ${name} }}`).join(", ")}`;

function addRename(group: Command, shell: Shell): void {
  const rename = group
    .command("rename")
    .description("Call an answer otherwise")
    .argument(...answerArgument)
    .argument("<name>", "what it is called from now on");
  examples(withConnection(rename), ["headsup answer rename outage 'Power outage'"]).action(
    async (named: string, name: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const { id } = await findAnswer(session.api, named);
      const answer = await read(session.api.v1.answers[":id"].$patch({ param: { id }, json: { name } }));
      await tell(session, answer, () => [`It is called "${visible(answer.name)}" now.`]);
    },
  );
}

function addReading(group: Command, shell: Shell): void {
  const list = group.command("list").description("Stored answers");
  examples(withConnection(list), ["headsup answer list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.answers.$get());
    const columns = [
      { title: "Answer" },
      { title: "On", shrinksTo: 8 },
      { title: "Text", shrinksTo: 8 },
      { title: "Id", shrinksTo: 12, paint: session.theme.quiet },
    ];
    const rows = items.map((answer) => [answer.name, variantWords(answer), answer.text, answer.id]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no answer yet. Store one: headsup answer create --help"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });

  const show = group
    .command("show")
    .description("An answer with all it says")
    .argument(...answerArgument);
  examples(withConnection(show), ["headsup answer show outage", "headsup answer show outage --json"]).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const answer = await findAnswer(session.api, named);
      await tell(session, answer, () => answerLines(answer, session.theme));
    },
  );
}

/** "SMS en fr, Email en" */
const variantWords = ({ variants }: Answer): string =>
  [...Map.groupBy(variants, ({ content }) => content.channel)]
    .map(([channel, of]) => [channelWords[channel], ...of.map(({ language }) => language)].join(" "))
    .join(", ");

const answerLines = (answer: Answer, theme: Theme): string[] => [
  `${theme.strong(visible(answer.name))}  ${theme.quiet(answer.id)}`,
  ...answer.variants.flatMap(({ language, content }) => [
    "",
    `${theme.strong(channelWords[content.channel])} in ${language}`,
    ...pairs(contentFacts(content), theme.quiet).map((line) => `  ${line}`),
  ]),
];

function addVariantSet(group: Command, shell: Shell): void {
  const set = group
    .command("set")
    .description("Say what an answer says there, in place of what it said. Campaigns keep what they took over")
    .argument(...answerArgument);
  const saying = withVariant(set);
  examples(withConnection(set), [
    "headsup answer variant set outage --language fr --text 'Bonjour {{ first_name }}, …'",
    "headsup answer variant set outage --channel whatsapp --content outage.whatsapp.json",
    "headsup answer variant set outage --channel voice --greeting 'This is Acme.' --say 'There is no power until nine.'",
  ]).action(async (named: string, flags: VariantFlags) => {
    const { language, content } = await variantFrom(shell, flags, saying);
    const session = await openSession(shell, flags);
    const { id } = await findAnswer(session.api, named);
    const param = { id, channel: flags.channel, language };
    const route = session.api.v1.answers[":id"].variants[":channel"][":language"];
    const answer = await read(route.$put({ param, json: { content } }));
    await tell(session, answer, () => [`"${visible(answer.name)}" says: ${variantWords(answer)}.`]);
  });
}

function addVariantRemove(group: Command, shell: Shell): void {
  const remove = group
    .command("remove")
    .description("Take away what an answer says there; the last that it says stays")
    .argument(...answerArgument)
    .addOption(channelOption("how it is sent").makeOptionMandatory())
    .requiredOption("--language <tag>", "its language");
  examples(withConnection(remove), ["headsup answer variant remove outage --channel sms --language fr"]).action(
    async (named: string, { channel, language, ...flags }: VariantFlags) => {
      checkLanguage(language);
      const session = await openSession(shell, flags);
      const { id } = await findAnswer(session.api, named);
      const param = { id, channel, language };
      const answer = await read(session.api.v1.answers[":id"].variants[":channel"][":language"].$delete({ param }));
      await tell(session, answer, () => [`"${visible(answer.name)}" says: ${variantWords(answer)}.`]);
    },
  );
}
