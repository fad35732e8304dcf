import type { Media } from "@headsup/contract";
import type { Attachment } from "postal-mime";
import { mailLimits } from "./limits.ts";

/**
 * What came with a mail: its name, type and size are told. The files themselves are not kept: there is nowhere to keep them, and
 * an agent who needs one asks for it. Pictures that a signature or a layout shows are no files.
 */
export const filesOf = (attachments: readonly Attachment[]): Media[] =>
  attachments
    .filter(({ related }) => related !== true)
    .slice(0, mailLimits.filesMax)
    .map(({ filename, mimeType, content }) => ({
      url: null,
      type: typeIn(mimeType),
      name: nameIn(filename),
      bytes: typeof content === "string" ? content.length : content.byteLength,
    }));

const typeIn = (type: string): string =>
  /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(type) ? type : "application/octet-stream";

/** A name for people to read: without folders, and without characters that are not seen or turn what is written around. */
function nameIn(written: string | null): string | null {
  const name = (written ?? "")
    .slice(-2 * mailLimits.fileNameCharactersMax)
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/^.*[/\\]/, "")
    .trim()
    .slice(-mailLimits.fileNameCharactersMax);
  return name === "" ? null : name;
}
