import { Command, CommanderError } from "commander";
import { addAccount } from "./commands/account.ts";
import { addAgent } from "./commands/agent.ts";
import { addAnswer } from "./commands/answer.ts";
import { addCampaign } from "./commands/campaign.ts";
import { addConnections } from "./commands/connections.ts";
import { addConversation } from "./commands/conversation.ts";
import { addCustomer } from "./commands/customer.ts";
import { addDemo } from "./commands/demo.ts";
import { addInbox } from "./commands/inbox.ts";
import { addLabels } from "./commands/label.ts";
import { addMessage } from "./commands/message.ts";
import { addNext } from "./commands/next.ts";
import { addFigures } from "./commands/overview.ts";
import { addPrices } from "./commands/prices.ts";
import { addRecipients } from "./commands/recipients.ts";
import { addRules } from "./commands/rules.ts";
import { addSender } from "./commands/sender.ts";
import { addStatus } from "./commands/status.ts";
import { addTail } from "./commands/tail.ts";
import { addUp } from "./commands/up.ts";
import { addWebhook } from "./commands/webhook.ts";
import { addWhy } from "./commands/why.ts";
import { asCommandError, type CommandError, exitCodes, troubleJson, troubleText, usageError } from "./failure.ts";
import { addTerminal } from "./programTerminal.ts";
import type { Shell } from "./shell.ts";

/** The `headsup` command line. Each file under `commands/` adds its own. */
function createProgram(shell: Shell, args: readonly string[]): Command {
  const program = new Command("headsup")
    .description("Reach customers first with service notices, at a decent hour and a decent pace")
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ minWidthToWrap: 30 })
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      outputError: () => {}, // `run` tells errors itself, as text or JSON
    })
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 1 refused or failed, 2 called wrongly, 3 the server is not
there, 4 no access, 130 interrupted.
Connection: --url and --token or --connection, else HEADSUP_URL and
HEADSUP_TOKEN or HEADSUP_CONNECTION, else the host running in this folder
(headsup up), else the current stored connection (headsup connect).
Without a command, at a terminal, it opens full-screen. NO_COLOR is honoured.`,
    );
  addUp(program);
  addConnections(program, shell);
  addDemo(program, shell, run);
  addStatus(program, shell);
  addFigures(program, shell);
  addCampaign(program, shell);
  addRecipients(program, shell);
  addTail(program, shell);
  addWhy(program, shell);
  addNext(program, shell);
  addConversation(program, shell);
  addCustomer(program, shell);
  addMessage(program, shell);
  addInbox(program, shell);
  addAgent(program, shell);
  addLabels(program, shell);
  addRules(program, shell);
  addAnswer(program, shell);
  addSender(program, shell);
  addPrices(program, shell);
  addWebhook(program, shell);
  addAccount(program, shell);
  addTerminal(program, shell, args);
  return program;
}

/** Runs one command line and answers its exit code. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  try {
    await createProgram(shell, args).parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.ok;
    if (thrown instanceof CommanderError && thrown.code === "commander.help") return exitCodes.usage;
    const error = thrown instanceof CommanderError ? calledWrongly(thrown) : asCommandError(thrown);
    const tell = args.includes("--json") ? troubleJson : troubleText;
    shell.stderr.write(`${tell(error.trouble)}\n`);
    return error.exitCode;
  }
}

function calledWrongly({ message }: CommanderError): CommandError {
  const told = message.replace(/^error: /, "").replaceAll("\n", ". ");
  return usageError(`${told[0]?.toUpperCase()}${told.slice(1)}.`.replace(/([.?)])\.$/, "$1"), "See --help.");
}
