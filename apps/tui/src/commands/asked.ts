/** What a command line says, as the API is asked for it. */
import type { Channel, FallbackInput } from "@headsup/contract";
import { compileMessage } from "@headsup/core/answer/content";
import type { z } from "zod";
import type { Api } from "../client/api.ts";
import { findAnswer } from "../client/findDesk.ts";
import { usageError } from "../failure.ts";
import { sayingHint } from "../options/content.ts";
import type { Said, SaidRung, Spoken } from "./saying.ts";

/** Of what is given, one: a stored answer's id, a text, or content. */
type SaidThere = Pick<z.input<typeof FallbackInput>, "answer" | "text" | "content">;

export interface Asked {
  /** On the campaign's own channel; null: nothing was given for it. */
  readonly first: SaidThere | null;
  readonly fallbacks: z.input<typeof FallbackInput>[] | null;
  /** The variables of all of it: columns of a list called so are values. */
  readonly variables: readonly string[];
}

/** @throws CommandError for a stored answer that is not there, a template that cannot be read, a rung without a sender */
export async function asAsked(api: Api, channel: Channel, { first, fallbacks }: Spoken): Promise<Asked> {
  const variables = new Set<string>();
  const resolve = async (on: Channel, said: Said): Promise<SaidThere> => {
    const { uses, ...there } = await saidThere(api, on, said);
    for (const name of uses) variables.add(name);
    return there;
  };
  const further: z.input<typeof FallbackInput>[] = [];
  const own = first && (await resolve(channel, first));
  for (const [nth, { said, ...rung }] of (fallbacks ?? []).entries())
    further.push({
      ...rung,
      sender: senderOn(rung, nth),
      ...(await resolve(rung.channel, said ?? silence(rung, nth))),
    });
  return { first: own, fallbacks: fallbacks && further, variables: [...variables] };
}

async function saidThere(api: Api, channel: Channel, said: Said): Promise<SaidThere & { uses: readonly string[] }> {
  if ("answer" in said) {
    const { id, variables } = await findAnswer(api, said.answer);
    return { answer: id, uses: variables };
  }
  return { ...said, uses: variablesOf(channel, said) };
}

/** Language matters to dates alone: whether a template can be read does not go by it. */
function variablesOf(channel: Channel, said: Exclude<Said, { answer: string }>): readonly string[] {
  const content = "content" in said ? said.content : { channel: "sms" as const, text: said.text, media: [] };
  const compiled = compileMessage({ contents: [{ language: "en", content }], replyLine: "", optOutText: "" });
  if (!compiled.ok) throw usageError(`What is said on ${channel}: ${compiled.error.message}`);
  return compiled.value.variables;
}

function silence({ channel }: Pick<SaidRung, "channel">, nth: number): never {
  throw usageError(
    `Nothing is said on rung ${nth + 2}, ${channel}: what follows a --then is said there.`,
    sayingHint(channel),
  );
}

function senderOn({ channel, sender }: Omit<SaidRung, "said">, nth: number): string {
  if (sender !== undefined) return sender;
  const example = channel === "email" ? "notices@example.com" : "+16005550100";
  throw usageError(`Rung ${nth + 2}, ${channel}, has no sender.`, `For example: --then '${channel} from ${example}'`);
}
