/** Reads TwiML: the part of XML it needs, and the verbs of a call. Whatever Twilio would refuse is refused, with its code. */

/** An element as it stands. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

export type Verb =
  | { readonly verb: "say"; readonly text: string; readonly language: string }
  | { readonly verb: "play"; readonly url: string }
  | { readonly verb: "pause"; readonly seconds: number }
  | {
      readonly verb: "gather";
      readonly action: string | null;
      readonly numDigits: number | null;
      readonly timeoutS: number;
      readonly finishOnKey: string;
      readonly actionOnEmptyResult: boolean;
      readonly nested: readonly Verb[];
    }
  | {
      readonly verb: "record";
      readonly action: string | null;
      readonly maxLengthS: number;
      readonly timeoutS: number;
      readonly recordingStatusCallback: string | null;
    }
  | { readonly verb: "dial"; readonly number: string; readonly timeoutS: number; readonly action: string | null }
  | { readonly verb: "redirect"; readonly url: string }
  | { readonly verb: "hangup" };

/** Twilio's warnings and errors of TwiML: 12100 not XML, 12200 not TwiML. */
export class TwimlError extends Error {
  override readonly name = "TwimlError";
  readonly code: 12100 | 12200;

  constructor(code: 12100 | 12200, message: string) {
    super(message);
    this.code = code;
  }
}

/** The verbs of an answer, in their order. @throws TwimlError */
export function readTwiml(text: string): Verb[] {
  const root = parseXml(text);
  if (root.name !== "Response") throw new TwimlError(12100, `the root is <${root.name}>, not <Response>`);
  return root.children.map(verbOf);
}

function verbOf({ name, attributes, children, text }: Element): Verb {
  const whole = (attribute: string, otherwise: number): number => {
    const given = attributes[attribute];
    if (given === undefined) return otherwise;
    if (!/^\d{1,5}$/.test(given)) throw new TwimlError(12200, `${name} ${attribute}="${given}" is not a number`);
    return Number(given);
  };
  const action = attributes.action ?? null;
  switch (name) {
    case "Say":
      return { verb: "say", text: needed(text, name), language: attributes.language ?? "en-US" };
    case "Play":
      return { verb: "play", url: needed(text, name) };
    case "Pause":
      return { verb: "pause", seconds: whole("length", 1) };
    case "Gather": {
      const nested = children.map(verbOf);
      const stranger = nested.find(({ verb }) => verb !== "say" && verb !== "play" && verb !== "pause");
      if (stranger !== undefined) throw new TwimlError(12200, `<Gather> holds no ${stranger.verb}`);
      return {
        verb: "gather",
        action,
        numDigits: attributes.numDigits === undefined ? null : whole("numDigits", 1),
        timeoutS: whole("timeout", 5),
        finishOnKey: attributes.finishOnKey ?? "#",
        actionOnEmptyResult: attributes.actionOnEmptyResult === "true",
        nested,
      };
    }
    case "Record":
      return {
        verb: "record",
        action,
        maxLengthS: whole("maxLength", 3_600),
        timeoutS: whole("timeout", 5),
        recordingStatusCallback: attributes.recordingStatusCallback ?? null,
      };
    case "Dial": {
      const number = children.find((child) => child.name === "Number")?.text ?? text;
      return { verb: "dial", number: needed(number, name), timeoutS: whole("timeout", 30), action };
    }
    case "Redirect":
      return { verb: "redirect", url: needed(text, name) };
    case "Hangup":
      return { verb: "hangup" };
    default:
      throw new TwimlError(12200, `<${name}> is no verb this carrier plays`);
  }
}

function needed(text: string, name: string): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new TwimlError(12200, `<${name}> is empty`);
  return trimmed;
}

const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

function parseXml(source: string): Element {
  type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string };
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (match === null) throw new TwimlError(12100, `not XML at character ${at}`);
    const [, closes, name, attributes = "", isEmpty, text] = match;
    const inside = open.at(-1)!;
    if (text !== undefined) inside.text += unescaped(text);
    else if (name === undefined) continue;
    else if (closes) {
      if (open.length < 2 || inside.name !== name) throw new TwimlError(12100, `</${name}> closes nothing`);
      open.pop();
    } else {
      const element: Open = { name, attributes: attributesOf(attributes), children: [], text: "" };
      inside.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const [only, ...more] = root.children;
  if (open.length > 1 || only === undefined || more.length > 0 || root.text.trim() !== "")
    throw new TwimlError(12100, "not one whole XML document");
  return only;
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, unescaped(value)]),
  );

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w*));?/gi, (whole, hex, decimal, name) => {
    if (!whole.endsWith(";")) throw new TwimlError(12100, "an & that begins no entity");
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    const known = entities[name];
    if (known === undefined) throw new TwimlError(12100, `&${name}; is no entity`);
    return known;
  });
