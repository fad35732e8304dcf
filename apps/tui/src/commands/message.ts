import type { Command } from "commander";
import { read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { given } from "../options/given.ts";
import { readText } from "../options/longText.ts";
import type { Shell } from "../shell.ts";
import { canAsk, confirm } from "../terminal/ask.ts";
import { visible } from "../terminal/text.ts";
import { examples, type Flags, note, openSession, tell, withConnection } from "./session.ts";

interface SendFlags extends Flags {
  readonly sender: string;
  readonly text: string;
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
    .argument("<to>", "their number")
    .requiredOption("--sender <number>", "the number of ours to send from, or its id")
    .requiredOption("--text <text>", "the message, - for stdin")
    .option("--zone <zone>", "their time zone, where the number does not tell")
    .option("--skill <skill>", "what it takes to answer their reply")
    .option("--consent", "you attest that this person agreed to be contacted (TCPA, GDPR)")
    .option("--yes", "do not ask");
  examples(withConnection(send), [
    'headsup message send +16005550123 --sender +16005550100 --text "Your parcel is here." --consent --yes',
  ]).action(async (to: string, { sender, text: written, zone, skill, consent, yes, ...flags }: SendFlags) => {
    const text = await readText(shell, written);
    const session = await openSession(shell, flags);
    const mayAsk = canAsk(shell) && !session.isJson && !yes && written !== "-";
    if (!consent && !mayAsk)
      throw usageError(
        "A message needs --consent: you attest that this person agreed to be contacted.",
        "Add --consent if that is so.",
      );
    if (mayAsk) {
      note(session, `To ${visible(to)}, from ${visible(sender)}:\n  ${visible(text)}`);
      if (!consent && !(await confirm(shell, "Did this person agree to be contacted?")))
        return note(session, "Nothing was sent.");
      if (!(await confirm(shell, "Send it now?"))) return note(session, "Nothing was sent.");
    }
    const json = { to, sender, text, consent: true as const, ...given({ zone, skill }) };
    const header = { "idempotency-key": shell.newKey() };
    const campaign = await retrying(shell, session.signal, () => read(session.api.v1.messages.$post({ header, json })));
    await tell(session, campaign, ({ id, name }) => [
      `${visible(name)}: it goes as soon as it may. See what became of it: headsup why ${id} ${visible(to)}`,
    ]);
  });
}
