import { type Channel, SenderType } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { findSender } from "../client/findDesk.ts";
import { CommandError, usageError } from "../failure.ts";
import { given, orNone, several, someGiven } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { ceilingWords, channelWords } from "../show/channels.ts";
import { healthLines } from "../show/health.ts";
import { table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { channelOption } from "./saying.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

interface SettingFlags extends Flags {
  readonly channel?: Channel;
  readonly name?: string;
  readonly type?: SenderType;
  readonly perSecond?: string;
  readonly helpText?: string;
  readonly inbox?: string;
  readonly skill?: string;
  readonly topics?: string;
}

/** What it lets through, and where replies to it go. */
const withSettings = (command: Command): Command =>
  command
    .addOption(new Option("--type <type>", "what it is at its provider").choices(SenderType.options))
    .option(
      "--per-second <units>",
      "what it lets through a second, where that is not usual for its type: segments of texts, messages, calls",
    )
    .option("--help-text <text>", "what HELP is answered with where the provider says nothing")
    .option("--inbox <inbox>", "the inbox its replies go to, by id or name")
    .option("--skill <skill>", "what it takes to answer them, where no campaign says")
    .option("--topics <topics>", "what every conversation on it is about from the start: billing,refunds");

function perSecondFrom(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const units = Number(written);
  if (written.trim() !== "" && Number.isFinite(units) && units > 0) return units;
  throw usageError(`--per-second "${written}" is no number above 0.`, "For example: --per-second 3, or 0.5");
}

const senderArgument = ["<sender>", "its address, id or name"] as const;

export function addSender(program: Command, shell: Shell): void {
  const group = program.command("sender").description("Senders: our own numbers and email addresses");
  const create = group
    .command("create")
    .description("Add a number or email address of ours to send from")
    .argument("<address>", "for example +16005550100 or notices@example.com")
    .addOption(channelOption("what it is for (default: sms; email for an email address)"))
    .option("--name <name>", "what it is called (default: the address)");
  examples(withConnection(withSettings(create)), [
    "headsup sender create +16005550100 --name Service --type toll_free",
    "headsup sender create +16005550100 --channel whatsapp --name Service",
    "headsup sender create notices@example.com --name Acme --per-second 5",
    "headsup sender create +16005550101 --inbox Billing --skill billing --topics invoices",
  ]).action(async (address: string, { name = address, ...flags }: SettingFlags) => {
    const {
      channel = address.includes("@") ? "email" : "sms",
      type,
      perSecond,
      helpText,
      inbox,
      skill,
      topics,
    } = flags;
    const settings = given({
      type,
      perSecond: perSecondFrom(perSecond),
      ...{ helpText, inbox, skill, topics: several(topics) },
    });
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    const sender = await read(session.api.v1.senders.$post({ header, json: { channel, address, name, ...settings } }));
    await tell(session, sender, () => [`Added ${sender.address} (${ceilingWords(sender)}): ${sender.id}`]);
  });

  const edit = group
    .command("edit")
    .description(
      "Change a sender, or what becomes of replies to it; --per-second, --skill, --topics and --help-text none take away",
    )
    .argument(...senderArgument)
    .addOption(channelOption("which is meant, where an address has several"))
    .option("--name <name>", "what it is called");
  examples(withConnection(withSettings(edit)), [
    "headsup sender edit +16005550100 --inbox Billing --topics none",
    "headsup sender edit +16005550100 --type short_code --per-second 30",
  ]).action(async (named: string, flags: SettingFlags) => {
    const { channel, name, type, perSecond, helpText, inbox, skill, topics } = flags;
    const json = someGiven(
      {
        name,
        type,
        perSecond: perSecond === "none" ? null : perSecondFrom(perSecond),
        helpText: orNone(helpText),
        inbox,
        skill: orNone(skill),
        topics: several(topics),
      },
      "--inbox Billing",
    );
    const session = await openSession(shell, flags);
    const { id } = await findSender(session.api, named, channel);
    const changed = await read(session.api.v1.senders[":id"].$patch({ param: { id }, json }));
    await tell(session, changed, ({ address, inbox }) => [
      `Changed ${address}: ${Object.keys(json).join(", ")}. Replies go to ${visible(inbox.name)}.`,
    ]);
  });

  const list = group.command("list").description("Our senders");
  examples(withConnection(list), ["headsup sender list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.senders.$get());
    const columns = [
      { title: "Address", shrinksTo: 12 },
      { title: "Name", shrinksTo: 8 },
      { title: "Channel" },
      { title: "Lets through", shrinksTo: 10 },
      { title: "Health", paint: session.theme.bad },
      { title: "Replies to", shrinksTo: 8 },
      { title: "Needs" },
      { title: "Topics", shrinksTo: 8 },
      { title: "Id", shrinksTo: 12, paint: session.theme.quiet },
    ];
    const rows = items.map((sender) => [
      sender.address,
      sender.name,
      channelWords[sender.channel],
      ceilingWords(sender),
      sender.flagged == null ? "" : "flagged",
      sender.inbox.name,
      sender.skill ?? "",
      sender.topics.join(" "),
      sender.id,
    ]);
    await tell(session, items, () =>
      items.length === 0
        ? ["There is no sender yet. Add one: headsup sender create +16005550100 --name Service"]
        : table(columns, rows, { width: session.width, heading: session.theme.quiet }),
    );
  });
  addHealth(group, shell);
}

function addHealth(group: Command, shell: Shell): void {
  const health = group
    .command("health")
    .description("How a sender fares: what failed, was filtered, complained of; and who shares what it lets through")
    .argument(...senderArgument)
    .addOption(channelOption("which is meant, where an address has several"));
  health.addHelpText("after", "\nExit code 1 if it is flagged: nothing goes from it until an admin clears it.");
  examples(withConnection(health), ["headsup sender health +16005550100"]).action(
    async (named: string, { channel, ...flags }: Flags & { channel?: Channel }) => {
      const session = await openSession(shell, flags);
      const sender = await findSender(session.api, named, channel);
      const found = await read(session.api.v1.senders[":id"].health.$get({ param: { id: sender.id } }));
      await tell(session, found, () => healthLines(sender, found, session));
      if (found.flagged !== null)
        throw new CommandError({
          code: "sender_flagged",
          message: `${sender.address} is flagged: ${found.flagged.reason}.`,
          hint: `Look into it; then an admin clears it: headsup sender clear ${sender.address} --reason "…"`,
        });
    },
  );

  const clear = group
    .command("clear")
    .description("Let a flagged sender go on (admin). What it did until now is judged no more")
    .argument(...senderArgument)
    .addOption(channelOption("which is meant, where an address has several"))
    .requiredOption("--reason <text>", "why it may, for the record");
  examples(withConnection(clear), [
    'headsup sender clear +16005550100 --reason "The list came from another system; it is cleaned"',
  ]).action(async (named: string, { channel, reason, ...flags }: Flags & { channel?: Channel; reason: string }) => {
    const session = await openSession(shell, flags);
    const { id, address } = await findSender(session.api, named, channel);
    const cleared = await read(session.api.v1.senders[":id"].clear.$post({ param: { id }, json: { reason } }));
    await tell(session, cleared, () => [
      `${address} may go on. What it paused is resumed one by one: headsup campaign resume`,
    ]);
  });
}
