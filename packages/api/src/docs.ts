import { html, raw } from "hono/html";

/** As much of an OpenAPI document as the page shows. */
interface Document {
  readonly info: { readonly title: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, unknown>> | undefined;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> | undefined } | undefined;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { schema?: unknown }>> };
  readonly responses?: Readonly<
    Record<string, { description?: string; content?: Readonly<Record<string, { schema?: unknown }>> }>
  >;
  readonly [extension: `x-${string}`]: unknown;
}

/** The API for people: one page, no script, nothing loaded from elsewhere. Made from the same document as /openapi.json. */
export function docsPage(document: Document) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "other"))];
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${document.info.title} API</title>
<style>
:root { color-scheme: light dark; --soft: color-mix(in srgb, currentColor 12%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; }
nav { display: flex; gap: 1rem; flex-wrap: wrap; } h2 { margin-top: 3rem; text-transform: capitalize; }
details { border-top: 1px solid var(--soft); padding: .4rem 0; } summary { cursor: pointer; }
code, pre { font: 14px/1.45 ui-monospace, monospace; } pre { background: var(--soft); padding: .8rem; overflow: auto; border-radius: 6px; }
.method { display: inline-block; min-width: 4.5em; font-weight: 700; } .role { float: right; opacity: .7; }
</style></head>
<body>
<h1>${document.info.title} API</h1>
${(document.info.description ?? "").split("\n\n").map((text) => html`<p>${text.replaceAll("`", "")}</p>`)}
<p>Machine-readable: <a href="/openapi.json">/openapi.json</a>. Live tail of a campaign, as a WebSocket of JSON frames that
resumes without a gap: <code>GET /v1/campaigns/{id}/live?since=SEQ</code>.</p>
<nav>${tags.map((tag) => html`<a href="#${tag}">${tag}</a>`)}</nav>
${tags.map((tag) => html`<section id="${tag}"><h2>${tag}</h2>${operations.filter(({ operation }) => (operation.tags?.[0] ?? "other") === tag).map(showOperation)}</section>`)}
</body></html>`;
}

function showOperation({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const body = schemaOf(operation.requestBody);
  return html`<details><summary><span class="role">${String(operation["x-headsup-role"] ?? "")}</span><span class="method">${method.toUpperCase()}</span> <code>${path}</code><br>${operation.summary ?? ""}</summary>
${operation.parameters?.length ? html`<p>Parameters: ${operation.parameters.map((p) => html`<code>${p.name}</code> (${p.in}${p.required ? "" : ", optional"}) `)}</p>` : ""}
${body === undefined ? "" : html`<p>Body</p><pre>${raw(escapeText(JSON.stringify(body, null, 2)))}</pre>`}
${Object.entries(operation.responses ?? {}).map(([status, response]) => {
  const schema = Number(status) < 300 ? schemaOf(response) : undefined;
  return html`<p><b>${status}</b> ${response.description ?? ""}</p>${schema === undefined ? "" : html`<pre>${raw(escapeText(JSON.stringify(schema, null, 2)))}</pre>`}`;
})}
</details>`;
}

const schemaOf = (part: { content?: Readonly<Record<string, { schema?: unknown }>> } | undefined): unknown =>
  part?.content?.["application/json"]?.schema;

const escapeText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
