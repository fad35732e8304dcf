import { agreementVersion, limits, type Role, roles } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { eachOf, firstOf } from "../client/pages.ts";
import { parseCount } from "../options/count.ts";
import type { Shell } from "../shell.ts";
import { table } from "../terminal/table.ts";
import { count, visible } from "../terminal/text.ts";
import { localTime, ownZone } from "../terminal/times.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

export function addAccount(program: Command, shell: Shell): void {
  addAgreement(program, shell);
  addSuppression(program, shell);
  addToken(program, shell);
  addAudit(program, shell);
}

const when = (instant: number): string => localTime(instant, ownZone());

function addAgreement(program: Command, shell: Shell): void {
  const group = program
    .command("agreement")
    .description("The agreement the account accepts once before its first launch");
  examples(withConnection(group.command("show").description("Which version, and who accepted it")), [
    "headsup agreement show",
  ]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    await tell(session, await read(session.api.v1.agreement.$get()), agreementLines);
  });
  examples(withConnection(group.command("accept").description("Accept it for this account (admin)")), [
    "headsup agreement accept",
  ]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const accepted = await read(session.api.v1.agreement.$post({ json: { version: agreementVersion } }));
    await tell(session, accepted, agreementLines);
  });
}

interface AgreementShown {
  readonly version: string;
  readonly acceptedAt: number | null;
  readonly acceptedBy: string | null;
}

const agreementLines = ({ version, acceptedAt, acceptedBy }: AgreementShown): string[] =>
  acceptedAt === null
    ? [`Version ${version} is not accepted yet. An admin does that once: headsup agreement accept`]
    : [`Version ${version}, accepted ${when(acceptedAt)} by ${visible(acceptedBy ?? "?")}`];

function addSuppression(program: Command, shell: Shell): void {
  const group = program.command("suppression").description("Addresses that must not be contacted");
  const list = group
    .command("list")
    .description("All of them, or what is known of one")
    .argument("[address]", "a number or an email address")
    .option("--limit <n>", "how many", parseCount, 50);
  examples(withConnection(list), ["headsup suppression list", "headsup suppression list +16005550123"]).action(
    async (address: string | undefined, { limit, ...flags }: Flags & { limit: number }) => {
      const session = await openSession(shell, flags);
      const query = {
        limit: String(Math.min(limit, limits.pageSizeMax)),
        ...(address === undefined ? {} : { address }),
      };
      const pages = eachOf((cursor) => read(session.api.v1.suppressions.$get({ query: { ...query, ...cursor } })));
      const found = await firstOf(pages, limit);
      const columns = [{ title: "Address" }, { title: "Scope" }, { title: "Since" }, { title: "Why", shrinksTo: 8 }];
      const rows = found.map((each) => [
        each.address,
        each.scopeId === "" ? each.scope : `${each.scope} ${each.scopeId}`,
        when(each.createdAt),
        each.reason,
      ]);
      const nobody = address === undefined ? "No address is suppressed." : `${visible(address)} is not suppressed.`;
      await tell(session, found, () =>
        found.length === 0 ? [nobody] : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
      );
    },
  );

  const add = group
    .command("add")
    .description("Never contact this address again, from anywhere")
    .argument("<address>", "a number or an email address")
    .requiredOption("--reason <text>", "why, for the record");
  examples(withConnection(add), ['headsup suppression add +16005550123 --reason "asked us by phone"']).action(
    async (address: string, { reason, ...flags }: Flags & { reason: string }) => {
      const session = await openSession(shell, flags);
      const added = await read(session.api.v1.suppressions.$post({ json: { address, reason } }));
      await tell(session, added, () => [`${added.address} will not be contacted.`]);
    },
  );

  const lift = group
    .command("lift")
    .description("Contact it again: only with the person's own word (admin)")
    .argument("<address>", "a number or an email address");
  examples(withConnection(lift), ["headsup suppression lift +16005550123"]).action(
    async (address: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const result = await read(session.api.v1.suppressions[":address"].$delete({ param: { address } }));
      await tell(session, result, ({ lifted }) => [`Lifted ${count(lifted, "suppression")} of ${visible(address)}.`]);
    },
  );
}

function addToken(program: Command, shell: Shell): void {
  const group = program.command("token").description("Tokens: who may do what (admin)");
  const create = group
    .command("create")
    .description("Make a token for a named person or script. Its secret is shown this once")
    .requiredOption("--name <name>", "whose it is")
    .addOption(new Option("--role <role>", "what it may do").choices(roles).makeOptionMandatory());
  examples(withConnection(create), ["headsup token create --name Jane --role manager"]).action(
    async ({ name, role, ...flags }: Flags & { name: string; role: Role }) => {
      const session = await openSession(shell, flags);
      const token = await read(
        session.api.v1.tokens.$post({ header: { "idempotency-key": session.shell.newKey() }, json: { name, role } }),
      );
      await tell(session, token, () => [
        `${token.id} for ${visible(token.name)}, ${token.role}. Shown this once:`,
        token.secret,
        `They use it so: headsup connect ${session.connection.url} — a script: HEADSUP_URL=… HEADSUP_TOKEN=…`,
      ]);
    },
  );

  const list = group.command("list").description("All tokens, revoked ones too");
  examples(withConnection(list), ["headsup token list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.tokens.$get());
    const columns = [
      { title: "Name", shrinksTo: 8 },
      { title: "Role" },
      { title: "Made" },
      { title: "Revoked" },
      { title: "Id", paint: session.theme.quiet },
    ];
    const rows = items.map(({ name, role, createdAt, revokedAt, id }) => [
      name,
      role,
      when(createdAt),
      revokedAt === null ? "" : when(revokedAt),
      id,
    ]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no token yet."]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });

  const revoke = group.command("revoke").description("Revoke a token, at once and for good").argument("<id>", "its id");
  examples(withConnection(revoke), ["headsup token revoke tok_01j…"]).action(async (id: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const token = await read(session.api.v1.tokens[":id"].$delete({ param: { id } }));
    await tell(session, token, () => [`${token.id} of ${visible(token.name)} is revoked.`]);
  });
}

function addAudit(program: Command, shell: Shell): void {
  const command = program
    .command("audit")
    .description("Every change, newest first: who, when, what (admin)")
    .option("--limit <n>", "how many", parseCount, 50);
  examples(withConnection(command), ["headsup audit --limit 200", "headsup audit --json | jq -r '.[].action'"]).action(
    async ({ limit, ...flags }: Flags & { limit: number }) => {
      const session = await openSession(shell, flags);
      const query = { limit: String(Math.min(limit, limits.pageSizeMax)) };
      const pages = eachOf((cursor) => read(session.api.v1.audit.$get({ query: { ...query, ...cursor } })));
      const found = await firstOf(pages, limit);
      const columns = [
        { title: "When" },
        { title: "Who", shrinksTo: 8 },
        { title: "What" },
        { title: "To", shrinksTo: 8 },
        { title: "Detail", shrinksTo: 8 },
      ];
      const rows = found.map(({ at, actor, action, target, detail }) => [
        when(at),
        actor,
        action,
        target,
        Object.keys(detail).length === 0 ? "" : JSON.stringify(detail),
      ]);
      await tell(session, found, () => table(columns, rows, { width: session.width, heading: session.theme.quiet }));
    },
  );
}
