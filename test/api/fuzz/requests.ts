/** Requests to one operation: right ones, and ones that are wrong in one respect. */
import type { Random } from "@headsup/testkit";
import type { Operation, Parameter } from "./openapi.ts";
import { type Maker, rightValue, spoilt } from "./values.ts";

export type Bearer = "admin" | "manager" | "agent" | "viewer" | "revoked" | "unknown" | "none";

export interface FuzzRequest {
  readonly operation: Operation;
  /** What was done to it. */
  readonly kind: "right" | "body" | "text" | "path" | "query" | "headers" | "bearer";
  readonly path: string;
  readonly bearer: Bearer;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent; null: none. */
  readonly body: string | null;
}

const needed: Readonly<Record<string, readonly Bearer[]>> = {
  viewer: ["viewer", "agent", "manager", "admin"],
  agent: ["agent", "manager", "admin"],
  manager: ["manager", "admin"],
  admin: ["admin"],
};
export const isAllowed = ({ role }: Operation, bearer: Bearer): boolean => needed[role]?.includes(bearer) ?? false;

const bearers: readonly Bearer[] = ["admin", "manager", "agent", "viewer", "revoked", "unknown", "none"];

export function makeRequest(maker: Maker, operation: Operation): FuzzRequest {
  const { random } = maker;
  const kinds: FuzzRequest["kind"][] = ["right", "right", "right", "path", "query", "headers", "bearer"];
  if (operation.body !== null) kinds.push("right", "right", "body", "body", "body", "body", "text", "text");
  const kind = random.pick(kinds);
  const value = operation.body === null ? null : rightValue(maker, operation.body);
  const text = value === null ? null : written(random, value, kind);
  const inPath = operation.parameters.filter((each) => each.in === "path");
  const wrongAt = kind === "path" && inPath.length > 0 ? random.pick(inPath).name : null;
  const belonging = random.chance(0.8) ? pairFor(maker, operation) : {};
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = inPath.find((each) => each.name === name);
    if (parameter === undefined) throw new Error(`${operation.path} does not document {${name}}`);
    if (name === wrongAt) return random.pick(wrongParts);
    return encodeURIComponent(belonging[name] ?? partOf(maker, operation, parameter));
  });
  const query = operation.parameters
    .filter((each) => each.in === "query" && (each.required || random.chance(kind === "query" ? 0.7 : 0.4)))
    .map((each) => queryOf(maker, each, kind === "query" && random.chance(0.6)));
  if (kind === "query") query.push(random.pick(wrongQueries));
  return {
    operation,
    kind,
    path: query.length === 0 ? path : `${path}?${query.join("&")}`,
    bearer: kind === "bearer" ? random.pick(bearers) : random.pick(needed[operation.role] ?? ["admin"]),
    headers: headersOf(random, operation, kind),
    body: text ?? (kind === "headers" && operation.method === "POST" ? "{}" : null),
  };
}

/** Of a path that names a campaign and something of its: two that belong together. */
function pairFor({ random, vocabulary }: Maker, { path }: Operation): Readonly<Record<string, string>> {
  const name = (["list", "recipient"] as const).find((each) => path.includes(`{${each}}`));
  if (name === undefined) return {};
  const [id, of] = random.pick(vocabulary.pairs[name]);
  return { id, [name]: of };
}

/** Collections by what is in them, so that paths lead somewhere: "/v1/tokens/{id}" has the id of a token. */
const prefixes: Readonly<Record<string, string>> = {
  campaigns: "cmp",
  senders: "snd",
  answers: "ans",
  conversations: "cnv",
  customers: "cus",
  inboxes: "inb",
  agents: "agt",
  rules: "rul",
  boosts: "bst",
  webhooks: "whk",
  tokens: "tok",
};

function partOf(maker: Maker, { path }: Operation, { name, schema }: Parameter): string {
  const { random, vocabulary } = maker;
  const collection = path.split("/")[2] ?? "";
  const prefix = { id: prefixes[collection], list: "lst", recipient: "rcp" }[name];
  const ids = prefix === undefined ? undefined : vocabulary.ids.get(prefix);
  if (ids !== undefined && random.chance(0.95)) return random.pick(ids);
  return String(rightValue(maker, schema, name === "name" ? collection.slice(0, -1) : name));
}

const wrongParts = [
  "x",
  "__proto__",
  "constructor",
  "%00",
  "%E0%A4%A",
  "%",
  "..%2f..",
  "%20",
  "-1",
  "1e3",
  "NaN",
  "%F0%9F%92%A9",
  "cmp_00000000000000000000000000",
  "snd_01k00000000000000000000000",
  "lst_7zzzzzzzzzzzzzzzzzzzzzzzzz",
  "a".repeat(3_000),
  "'%20or%201=1--",
  "*",
];
const wrongQueries = [
  "limit=0",
  "limit=501",
  "limit=NaN",
  "cursor=%00",
  "limit=1&limit=2",
  "__proto__=1",
  "%",
  "a[b]=c",
  "=",
  "cursor=",
  "since=-1",
];
const wrongWords = [
  "",
  " ",
  "%00",
  "NaN",
  "-1",
  "1e999",
  "a,b",
  "__proto__",
  "%ED%A0%80",
  "x".repeat(400),
  "9".repeat(40),
];

function queryOf(maker: Maker, { name, schema }: Parameter, isWrong: boolean): string {
  const { random } = maker;
  if (isWrong) return `${name}=${random.pick(wrongWords)}`;
  return `${name}=${encodeURIComponent(String(rightValue(maker, schema, name)))}`;
}

const wrongTypes = [
  "text/plain",
  "application/jsonp",
  "application/x-www-form-urlencoded",
  "",
  "application/json/x",
  "multipart/form-data; boundary=x",
];

function headersOf(random: Random, { body, parameters }: Operation, kind: FuzzRequest["kind"]): Record<string, string> {
  const headers: Record<string, string> = {};
  const takesKey = parameters.some((each) => each.name === "idempotency-key");
  if (takesKey && random.chance(0.3)) headers["idempotency-key"] = `key-${random.between(1, 6)}`;
  if (kind === "headers") {
    if (body !== null && random.chance(0.6)) headers["content-type"] = random.pick(wrongTypes);
    else headers["idempotency-key"] = random.pick(["", " ", "x".repeat(2_000), "a\u00ff", "{}"]);
    if (random.chance(0.2)) headers.accept = random.pick(["text/html", "*", "image/*;q=0"]);
  }
  return headers;
}

/** The body as text; broken where that is what is tried. */
function written(random: Random, value: unknown, kind: FuzzRequest["kind"]): string {
  if (kind === "body")
    return JSON.stringify(spoilt({ random }, random.chance(0.15) ? spoilt({ random }, value) : value));
  const text = JSON.stringify(value);
  if (kind !== "text") return text;
  const at = random.between(0, text.length);
  return random.pick([
    text.slice(0, at),
    `${text.slice(0, at)}${random.pick(['"', "{", "]", ",", "\u0000", "\\", "\ud800", ":", "/**/"])}${text.slice(at)}`,
    text.replace(
      "{",
      `{${random.pick(
        Object.keys(value as object)
          .map((name) => JSON.stringify(name))
          .concat('"a"'),
      )}:${random.pick(["1", "null", "[]", '"b"'])},`,
    ),
    text.replace(/:\s*\d+/, `:${random.pick(["1e999", "-1e999", "NaN", "01", "0x1", "1".repeat(400)])}`),
    `${text}${text}`,
    `\ufeff${text}`,
    `${"[".repeat(20_000)}`,
    `{"a":${"[".repeat(60)}${"]".repeat(60)}}`,
    "",
    "null",
    "[]",
    '"x"',
  ]);
}
