import type { Channel, Content } from "@headsup/contract";
import { literally } from "@headsup/core/answer/template";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { sayingHint } from "../options/content.ts";
import { given } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { channelWords } from "../show/channels.ts";
import { contentFacts } from "../show/content.ts";
import { canAsk, confirm } from "../terminal/ask.ts";
import { pairs } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { channelOption, contentOf, withSaying } from "./saying.ts";
import { examples, type Flags, note, openSession, tell, withConnection } from "./session.ts";

interface SendFlags extends Flags {
  readonly channel?: Channel;
  readonly sender: string;
  readonly zone?: string;
  readonly skill?: string;
  readonly consent?: boolean;
  readonly yes?: boolean;
}

/** One message to one person, with every guard of a campaign. */
export function addMessage(program: Command, shell: Shell): void {
  const group = program.command("message").description("One message to one person, with the guards of a campaign");
  const send = group
    .command("send")
    .description("Write to one person first: at a decent hour, never to who opted out, once")
    .argument("<to>", "their number or email address")
    .requiredOption("--sender <address>", "the number or email address of ours to send from, or its id")
    .addOption(channelOption("how they are reached (default: sms; email for an email address)"));
  const saying = withSaying(send, { rungs: false, answers: false });
  send
    .option("--zone <zone>", "their time zone, where the address does not tell")
    .option("--skill <skill>", "what it takes to answer their reply")
    .option("--consent", "you attest that this person agreed to be contacted (TCPA, GDPR)")
    .option("--yes", "do not ask");
  examples(withConnection(send), [
    'headsup message send +16005550123 --sender +16005550100 --text "Your parcel is here." --consent --yes',
    "headsup message send ada@example.com --sender notices@example.com --zone America/New_York \\",
    '  --subject "Your parcel" --text-file parcel.md --consent --yes',
    'headsup message send +16005550123 --channel voice --sender +16005550100 --greeting "This is Acme." \\',
    '  --say "Your parcel is here." --consent --yes',
  ]).action(async (to: string, flags: SendFlags) => {
    const { channel = to.includes("@") ? "email" : "sms", sender, zone, skill, consent, yes } = flags;
    const { first } = await saying.read(shell, channel);
    const content = first && contentOf(first);
    if (content === null) throw usageError(`Nothing is said on ${channel}.`, sayingHint(channel));
    const session = await openSession(shell, flags);
    const mayAsk = canAsk(shell) && !session.isJson && !yes && !saying.takesStdin();
    if (!consent && !mayAsk)
      throw usageError(
        "A message needs --consent: you attest that this person agreed to be contacted.",
        "Add --consent if that is so.",
      );
    if (mayAsk) {
      note(session, `To ${visible(to)}, ${channelWords[channel]} from ${visible(sender)}:`);
      for (const line of pairs(contentFacts(content), session.theme.quiet)) note(session, `  ${line}`);
      if (!consent && !(await confirm(shell, "Did this person agree to be contacted?")))
        return note(session, "Nothing was sent.");
      if (!(await confirm(shell, "Send it now?"))) return note(session, "Nothing was sent.");
    }
    const json = { to, sender, ...wordsOf(content), consent: true as const, ...given({ zone, skill }) };
    const header = { "idempotency-key": shell.newKey() };
    const campaign = await retrying(shell, session.signal, () => read(session.api.v1.messages.$post({ header, json })));
    await tell(session, campaign, ({ id, name }) => [
      `${visible(name)}: it goes as soon as it may. See what became of it: headsup why ${id} ${visible(to)}`,
    ]);
  });
}

/** Words of a text or an email are taken as they stand, braces and all. */
function wordsOf(content: Content) {
  if (content.channel === "sms" && content.media.length === 0) return { text: content.text };
  if (content.channel !== "email") return { content };
  return { content: { ...content, subject: literally(content.subject), text: literally(content.text) } };
}
