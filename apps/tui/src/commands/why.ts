import type { Command } from "commander";
import { campaignId } from "../client/find.ts";
import type { Shell } from "../shell.ts";
import { showWhy } from "../show/recipients.ts";
import { readWhy } from "./reading.ts";
import { campaignArgument, examples, type Flags, openSession, tell, withConnection } from "./session.ts";

export function addWhy(program: Command, shell: Shell): void {
  const command = program
    .command("why")
    .description("Why has this person not got it yet? Why did they get it? Every gate, and when they are due")
    .argument(...campaignArgument)
    .argument("<person>", "a number, however written, an email address, or a recipient's id");
  examples(withConnection(command), ["headsup why Renewals +16005550123"]).action(
    async (named: string, person: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const why = await readWhy(session, await campaignId(session.api, named), person);
      await tell(session, why, () => showWhy(why, session.theme, session.width));
    },
  );
}
