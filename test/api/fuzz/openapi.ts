/** The OpenAPI document as a fuzzer reads it: what may be asked, and what it promises of the answers. */

/** The part of JSON Schema that the document uses; {@link faultOf} refuses to judge by anything else. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  /** As documented: "/v1/campaigns/{id}". */
  readonly path: string;
  readonly role: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly isBodyRequired: boolean;
  /** By status; "default" is for any other. */
  readonly responses: Readonly<Record<string, Schema>>;
}

/** What is read of a document. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Content {
  readonly content: { readonly "application/json": { readonly schema: Schema } };
}
interface DocumentedOperation {
  readonly "x-headsup-role": string;
  readonly parameters?: readonly (Omit<Parameter, "required"> & { readonly required?: boolean })[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

export interface Api {
  readonly operations: readonly Operation[];
  /** What a schema refers to. */
  readonly resolve: (schema: Schema) => Schema;
}

export function readDocument({ paths, components }: Document): Api {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      role: operation["x-headsup-role"],
      parameters: (operation.parameters ?? []).map((each) => ({ ...each, required: each.required ?? false })),
      body: operation.requestBody?.content["application/json"].schema ?? null,
      isBodyRequired: operation.requestBody?.required ?? false,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, { content }]) => [
          status,
          content["application/json"].schema,
        ]),
      ),
    })),
  );
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const found = components.schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (found === undefined) throw new Error(`the document refers to ${schema.$ref}, which it does not have`);
    return resolve(found);
  };
  return { operations, resolve };
}

const known = new Set(
  (
    "$ref type properties required additionalProperties items prefixItems anyOf oneOf enum const pattern format minLength " +
    "maxLength minItems maxItems minimum maximum default description"
  ).split(" "),
);

/** Why a value is not what a schema says, or null. */
export function faultOf(api: Api, written: Schema, value: unknown, at = "body"): string | null {
  const schema = api.resolve(written);
  const unknown = Object.keys(schema).find((keyword) => !known.has(keyword));
  if (unknown !== undefined) throw new Error(`teach the fuzzer the keyword ${unknown}, at ${at}`);
  const { anyOf, oneOf } = schema;
  if (anyOf?.every((option) => faultOf(api, option, value, at) !== null)) return `${at} is none of what it may be`;
  if (oneOf !== undefined) {
    const fitting = oneOf.filter((option) => faultOf(api, option, value, at) === null);
    if (fitting.length !== 1) return `${at} is ${fitting.length} of what it may be one of`;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) return `${at} is not one of ${schema.enum.join(", ")}`;
  if ("const" in schema && schema.const !== value) return `${at} is not ${schema.const}`;
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(type, value)))
    return `${at} is no ${schema.type}`;
  if (typeof value === "string") return faultOfText(schema, value, at);
  if (typeof value === "number") {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return value < minimum || value > maximum ? `${at} is not from ${minimum} to ${maximum}` : null;
  }
  if (Array.isArray(value)) return faultOfItems(api, schema, value, at);
  return typeof value === "object" && value !== null ? faultOfFields(api, schema, value, at) : null;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  return type === (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
}

function faultOfText({ minLength = 0, maxLength = Infinity, pattern, format }: Schema, value: string, at: string) {
  const length = [...value].length;
  if (length < minLength || length > maxLength) return `${at} has not ${minLength} to ${maxLength} characters`;
  if (pattern !== undefined && !new RegExp(pattern).test(value)) return `${at} does not match ${pattern}`;
  if (format === "uri" && !URL.canParse(value)) return `${at} is no address`;
  if (format === "date-time" && Number.isNaN(Date.parse(value))) return `${at} is no time`;
  return null;
}

function faultOfItems(api: Api, schema: Schema, value: readonly unknown[], at: string): string | null {
  const { minItems = 0, maxItems = Infinity, prefixItems = [], items } = schema;
  if (value.length < minItems || value.length > maxItems) return `${at} has not ${minItems} to ${maxItems} items`;
  for (const [i, each] of value.entries()) {
    const fault = faultOf(api, prefixItems[i] ?? items ?? {}, each, `${at}.${i}`);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfFields(api: Api, schema: Schema, value: object, at: string): string | null {
  const { required = [], properties = {}, additionalProperties = true } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${at}.${missing} is missing`;
  for (const [name, each] of Object.entries(value)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (field === undefined && additionalProperties === false) return `${at}.${name} is unknown`;
    const fault = faultOf(
      api,
      field ?? (typeof additionalProperties === "object" ? additionalProperties : {}),
      each,
      `${at}.${name}`,
    );
    if (fault !== null) return fault;
  }
  return null;
}
