/** Every bound of reading mail: whoever can reach a mail server can write to us. */
export const mailLimits = {
  /** Cloudflare takes no more than 25 MiB; SendGrid's Inbound Parse 30 MB in all. */
  rawBytesMax: 25 * 1024 * 1024,
  headerBytesMax: 256 * 1024,
  /** Parts within parts. */
  nestingMax: 30,
  /** Lines that begin as the border between two parts does. */
  bordersMax: 2_000,
  /** Lines shorter than those files are encoded in (76 characters), and how short. */
  shortLinesMax: 100_000,
  shortLineBytes: 40,
  /** Of its text or HTML, what is read at all. */
  readCharactersMax: 200_000,
  bodyCharactersMax: 20_000,
  quotedCharactersMax: 20_000,
  subjectCharactersMax: 255,
  /** Of a line, what is looked at to tell what kind of line it is. */
  lineCharactersMax: 400,
  filesMax: 20,
  fileNameCharactersMax: 200,
  /** Message ids kept of a thread: the first and the latest. */
  threadIdsMax: 20,
  /** RFC 5322, 2.1.1: a line has 998 characters, and an id is on one; those in use are far shorter. */
  messageIdCharactersMax: 250,
  /** Of References, what is read. */
  referencesCharactersMax: 32_000,
  recipientsMax: 50,
  /** Of a field in a form that says in JSON or as a header what came with a mail. */
  fieldCharactersMax: 64 * 1024,
} as const;
