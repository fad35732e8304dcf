/**
 * What is said, as options: a message for one channel, or one for each rung of a ladder. Options belong to the rung they follow:
 * those before the first `--then` to the campaign's own channel, the others to the `--then` before them, as curl's `--next` has it.
 */
import { type Channel, type Content, channels, limits } from "@headsup/contract";
import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import { type ContentOptions, checkedContent, contentFrom, sayingHint } from "../options/content.ts";
import { given } from "../options/given.ts";
import { readJson, readText, readTextFile } from "../options/longText.ts";
import { parseRung, type RungOption } from "../options/rung.ts";
import type { Shell } from "../shell.ts";

/** A stored answer by id or name, a text, or content. */
export type Said = { readonly answer: string } | { readonly text: string } | { readonly content: Content };

export interface SaidRung extends RungOption {
  /** Null: nothing was given for it. */
  readonly said: Said | null;
}

/** What it says, where that is known here; null for a stored answer. */
export function contentOf(said: Said): Content | null {
  if ("answer" in said) return null;
  return "content" in said ? said.content : { channel: "sms", text: said.text, media: [] };
}

export interface Spoken {
  /** On the campaign's own channel; null: nothing was given for it. */
  readonly first: Said | null;
  /** The further rungs; null: no `--then` was given. None of them: `--then none`. */
  readonly fallbacks: readonly SaidRung[] | null;
}

/** What a command line said of its message, to be read once it is parsed. */
export interface Saying {
  /** Whether anything is said at all. */
  readonly isGiven: () => boolean;
  /** Whether any of it takes stdin. */
  readonly takesStdin: () => boolean;
  /** Reads the files it names. @throws CommandError naming what a message lacks, and how to give it */
  readonly read: (shell: Shell, channel: Channel) => Promise<Spoken>;
}

interface Options extends ContentOptions {
  readonly textFile?: string;
  readonly content?: string;
  readonly answer?: string;
}

interface RungSaid {
  readonly rung: RungOption | null;
  readonly options: Partial<Record<keyof Options, string | readonly string[]>>;
}

type Flag = readonly [name: keyof Options, flags: string, meaning: string];

const once: readonly Flag[] = [
  ["text", "--text <text>", "a text or an email: 'Hi {{ first_name }}, …', - for stdin"],
  ["textFile", "--text-file <file>", "such a text from a file"],
  ["subject", "--subject <text>", "an email's subject"],
  ["whatsapp", "--whatsapp <sid>", "an approved WhatsApp template by its content id: HX…"],
  ["body", "--body <text>", "what the template reads, with its own placeholders: 'Hi {{1}}, …'"],
  ["header", "--header <text>", "what it reads above its body, or the address of its picture"],
  ["button", "--button <url>", "the address behind the template's button"],
  ["category", "--category <what>", "the template's category: utility, marketing, authentication"],
  ["greeting", "--greeting <text>", "a call's first words, which name the caller"],
  ["say", "--say <text>", "a call's message"],
  ["play", "--play <url>", "a call's message as a recording, by its https address"],
  ["voicemail", "--voicemail <text>", "what an answering machine is told, or a recording's address"],
  ["content", "--content <file>", "all of a message as JSON, - for stdin"],
];
const repeated: readonly Flag[] = [
  ["media", "--media <url>", "a picture or file with a text; may be repeated"],
  ["var", "--var <1=text>", "what stands for a placeholder: '1={{ first_name }}'; may be repeated"],
  [
    "key",
    "--key <1=what>",
    "what a key does: 1=agent, 2=inbox:Billing, 3=repeat, 4=voicemail, 9=stop; may be repeated",
  ],
];

/** For `--help`. */
export const aboutLadders = `
A message is what the options before the first --then say. Each --then adds a
way to reach who was not reached by then; the options behind it say what is
said there, and the wait is the time without delivery until its turn (1h). A
list may have a column of each kind, numbers and email addresses; a rung that
somebody has no address for is passed over.`;

export const channelOption = (meaning: string): Option => new Option("--channel <channel>", meaning).choices(channels);

interface Sayable {
  /** Further rungs, by `--then`. */
  readonly rungs: boolean;
  /** Stored answers, which a server knows. */
  readonly answers: boolean;
}

export function withSaying(command: Command, { rungs: hasRungs, answers }: Sayable): Saying {
  const rungs: RungSaid[] = [{ rung: null, options: {} }];
  let hasThen = false;
  const current = () => rungs.at(-1)?.options ?? {};
  const takeOnce = (name: keyof Options) => (value: string) => {
    if (current()[name] !== undefined)
      throw usageError(`--${dashed(name)} is there twice for the same message.`, hasRungs ? thenHint : undefined);
    current()[name] = value;
    return value;
  };
  const takeEach = (name: keyof Options) => (value: string) => {
    current()[name] = [...((current()[name] as readonly string[] | undefined) ?? []), value];
    return value;
  };
  command.optionsGroup("What is said:");
  for (const [name, flags, meaning] of once) command.option(flags, meaning, takeOnce(name));
  for (const [name, flags, meaning] of repeated) command.option(flags, meaning, takeEach(name));
  if (answers)
    command.option("--answer <answer>", "a stored answer in place of all that, by id or name", takeOnce("answer"));
  if (hasRungs)
    command.option(
      "--then <rung>",
      "who is not reached so far is reached so: 'sms from +16005550100 after 1h'; what follows is said there",
      (value: string) => {
        hasThen = true;
        if (value.trim() === "none") return value;
        if (rungs.length === limits.rungsMax) throw usageError(`A ladder has at most ${limits.rungsMax} rungs.`);
        rungs.push({ rung: parseRung(value), options: {} });
        return value;
      },
    );
  command.optionsGroup("Options:");
  return {
    isGiven: () => hasThen || Object.keys(rungs[0]?.options ?? {}).length > 0,
    takesStdin: () => stdinUses(rungs) > 0,
    read: async (shell, channel) => {
      if (stdinUses(rungs) > 1) throw usageError("stdin can be read once.", "Put the other into a file.");
      const [own, ...further] = rungs;
      const first = await saidBy(shell, channel, own?.options ?? {});
      const fallbacks: SaidRung[] = [];
      for (const { rung, options } of further)
        if (rung !== null) fallbacks.push({ ...rung, said: await saidBy(shell, rung.channel, options) });
      return { first, fallbacks: hasThen ? fallbacks : null };
    },
  };
}

const thenHint = "A further rung begins with --then: --then 'sms from +16005550100 after 1h' --text '…'";

const stdinUses = (rungs: readonly RungSaid[]): number =>
  rungs.flatMap(({ options: { text, textFile, content } }) => [text, textFile, content]).filter((each) => each === "-")
    .length;

async function saidBy(shell: Shell, channel: Channel, options: RungSaid["options"]): Promise<Said | null> {
  const { answer, content, text, textFile, ...parts } = options as Options;
  const isWritten = text !== undefined || textFile !== undefined || Object.keys(parts).length > 0;
  const ways = [
    ...(answer === undefined ? [] : ["--answer"]),
    ...(content === undefined ? [] : ["--content"]),
    ...(isWritten ? ["what the other options say"] : []),
  ];
  if (ways.length > 1) throw usageError(`Give one message: ${ways.join(" or ")}, not both.`, sayingHint(channel));
  if (answer !== undefined) return { answer };
  if (content !== undefined) return { content: await readContent(shell, channel, content) };
  if (!isWritten) return null;
  const whole = contentFrom(channel, given({ ...parts, text: await wholeText(shell, { text, textFile }) }));
  return whole.channel === "sms" && whole.media.length === 0 ? { text: whole.text } : { content: whole };
}

async function wholeText(shell: Shell, { text, textFile }: Pick<Options, "text" | "textFile">) {
  if (text !== undefined && textFile !== undefined) throw usageError("Give either --text or --text-file.");
  if (textFile !== undefined) return readTextFile(shell, textFile);
  return text === undefined ? undefined : readText(shell, text);
}

/** A file of content; its channel may be left out, being the rung's. */
async function readContent(shell: Shell, channel: Channel, path: string): Promise<Content> {
  const json = await readJson(shell, path, "headsup answer show ANSWER --json");
  const content = checkedContent({ channel, ...json }, (field) => `--content ${path}: ${field || "it"}`);
  if (content.channel === channel) return content;
  throw usageError(`--content ${path}: it is written for ${content.channel}, and this is ${channel}.`);
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
