import { limits } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import type { Shell } from "../shell.ts";
import { statusWord } from "../show/words.ts";
import { pairs } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

export function addStatus(program: Command, shell: Shell): void {
  const command = program
    .command("status")
    .alias("health")
    .description("Is Headsup there, is it ready to launch, what is running");
  examples(withConnection(command), ["headsup status", "headsup status --json"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { api, connection, theme } = session;
    const query = { limit: String(limits.pageSizeMax) };
    const [agreement, senders, campaigns] = await Promise.all([
      read(api.v1.agreement.$get()),
      read(api.v1.senders.$get()),
      read(api.v1.campaigns.$get({ query })),
    ]);
    const isLive = (status: string) => ["scheduled", "missed", "in_progress", "paused"].includes(status);
    const live = campaigns.items.filter(({ status }) => isLive(status));
    const result = { url: connection.url, agreement, senders: senders.items.length, campaigns: live };
    await tell(session, result, () => [
      `${theme.good("✓")} Headsup answers at ${connection.url}`,
      ...pairs(
        [
          ["agreement", agreement.acceptedAt === null ? "not accepted yet: headsup agreement accept" : "accepted"],
          ["senders", senders.items.map(({ address }) => address).join(", ") || "none yet: headsup sender create"],
          [
            "campaigns",
            live.map((each) => `${visible(each.name)}, ${statusWord(each)}`).join("; ") || "none under way",
          ],
        ],
        theme.quiet,
      ),
    ]);
  });
}
