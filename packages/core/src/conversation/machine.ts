/**
 * Whether a message was sent by a machine. Two of them that answer each other go on for ever, so a machine is never
 * answered by itself (RFC 3834 asks the same of mail), and nobody waits for an answer to it.
 *
 * It is known by what the machine says of itself, at the beginning of a sentence that is no question. Words a person could
 * as well have written ("I'm out of the office until Monday, can you bring it on Tuesday?") make no machine by themselves:
 * only with what out-of-office notices go on to say. Where it cannot be told, it is a person.
 */
import { plainWords } from "../reply/optout.ts";
import { conversationLimits } from "./limits.ts";
import { absences, openings, promises, titles } from "./machineWords.ts";

/** Whether the text is an automatic reply, a notice of delivery, or a carrier's notice. */
export function isMachine(text: string): boolean {
  const read = text.slice(0, conversationLimits.machineCharactersMax);
  if (titles.has(plainWords(titleOf(read)))) return true;
  const sentences = sentencesOf(read).map((sentence) => ` ${plainWords(sentence)} `);
  if (sentences.some((sentence) => openings.some((opening) => sentence.startsWith(` ${opening} `)))) return true;
  const says = (phrases: readonly string[]) =>
    sentences.some((sentence) => phrases.some((phrase) => sentence.includes(` ${phrase} `)));
  return says(absences) && says(promises);
}

/** What stands before the first colon or line end: a notice's title. Without either there is none. */
function titleOf(text: string): string {
  const end = text.trimStart().search(/[:：\n]/);
  return end === -1 ? "" : text.trimStart().slice(0, end);
}

/** Its sentences, without the questions: "Are you out of office?" is asked by a person. */
const sentencesOf = (text: string): string[] =>
  (text.match(/[^.!?:;\n()[\]“”"]+[.!?:;\n()[\]“”"]?/g) ?? []).filter((sentence) => !sentence.endsWith("?"));
