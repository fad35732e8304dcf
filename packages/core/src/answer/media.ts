/**
 * Pictures and files of a text message (B8): what the provider takes, and what arrives.
 *
 * Twilio, "Accepted content types for media" and "MMS file types and size limits" (read 2026-11): 5 MB for all of a message
 * together; JPEG, PNG and GIF are fitted to the phone, everything else goes as it is, and carriers drop what is above 600 KB.
 */
import { type Finding, limits } from "@headsup/contract";

/** What an address answered about itself. */
export interface MediaFacts {
  readonly url: string;
  /** Of its Content-Type, without parameters, in lower case; null where it has none. */
  readonly type: string | null;
  /** Null where it does not say. */
  readonly bytes: number | null;
}

const megabyte = 1024 * 1024;
const totalBytesMax = 5 * megabyte;
/** Of what is not fitted to the phone. */
const unfittedBytesAdvised = 600 * 1024;

const fitted: ReadonlySet<string> = new Set(["image/jpeg", "image/jpg", "image/png", "image/gif"]);
const accepted: ReadonlySet<string> = new Set(
  (
    "audio/basic audio/l24 audio/mp4 audio/mpeg audio/ogg audio/vnd.rn-realaudio audio/vnd.wave audio/3gpp audio/3gpp2 audio/ac3 " +
    "audio/webm audio/amr-nb audio/amr audio/aac video/mpeg video/mp4 video/quicktime video/webm video/3gpp video/3gpp2 " +
    "video/3gpp-tt video/h261 video/h263 video/h263-1998 video/h263-2000 video/h264 image/bmp image/tiff image/heic image/heif " +
    "text/vcard text/x-vcard text/csv text/rtf text/richtext text/calendar text/directory application/pdf application/vcard " +
    "application/vnd.apple.pkpass application/msword application/vnd.ms-excel application/vnd.ms-powerpoint " +
    "application/vnd.openxmlformats-officedocument.presentationml.presentation " +
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet " +
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  ).split(" "),
);

/** What a media address is found to be wrong with. */
export const mediaFinding = (
  url: string,
  { code, severity, message, remedy }: Pick<Finding, "code" | "severity" | "message" | "remedy">,
): Finding => ({
  code,
  severity,
  message,
  remedy,
  // A picture is the same in every language.
  where: { language: "", field: "media", at: 0, excerpt: url.slice(0, 120).toWellFormed() },
});

/** By what the addresses say of themselves. */
export function checkMediaFacts(media: readonly MediaFacts[]): Finding[] {
  const findings = media.flatMap(checkOne);
  const total = media.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const [first] = media;
  if (first !== undefined && total > totalBytesMax)
    findings.push(
      mediaFinding(first.url, {
        code: "media_too_large",
        severity: "blocking",
        message: `Pictures and files come to ${inMegabytes(total)}; a message takes ${inMegabytes(totalBytesMax)}.`,
        remedy: "Use smaller ones, or link to them.",
      }),
    );
  if (first !== undefined && media.length > limits.mediaMax)
    findings.push(
      mediaFinding(first.url, {
        code: "media_too_many",
        severity: "blocking",
        message: `There are ${media.length} pictures and files; a message takes ${limits.mediaMax}.`,
        remedy: "Take some out.",
      }),
    );
  return findings;
}

function checkOne({ url, type, bytes }: MediaFacts): Finding[] {
  const finding = (code: string, severity: Finding["severity"], message: string, remedy: string): Finding[] => [
    mediaFinding(url, { code, severity, message, remedy }),
  ];
  if (type === null || (!fitted.has(type) && !accepted.has(type)))
    return finding(
      "media_type",
      "blocking",
      type === null ? "The address does not say what it is (Content-Type)." : `The provider takes no ${type}.`,
      "Use a JPEG, PNG or GIF, served with its own Content-Type.",
    );
  if (bytes === null)
    return finding(
      "media_size_unknown",
      "note",
      "The address does not say how large it is (Content-Length).",
      "Make sure it is small enough: 5 MB for all pictures, 600 KB for another file.",
    );
  if (!fitted.has(type) && bytes > unfittedBytesAdvised)
    return finding(
      "media_large",
      "warning",
      `A file of ${type} has ${inMegabytes(bytes)}; many carriers drop what is above 600 KB.`,
      "Use a smaller one, or link to it.",
    );
  return [];
}

const inMegabytes = (bytes: number): string => `${(bytes / megabyte).toFixed(1)} MB`;
