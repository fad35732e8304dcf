import type { Command } from "commander";
import type { Shell } from "../shell.ts";
import { confirm } from "../terminal/ask.ts";
import { visible } from "../terminal/text.ts";
import { examples, type Flags, mustAsk, note, openSession, type Session, tell, withConnection } from "./session.ts";

interface Deletion<T> {
  readonly kind: string;
  readonly description: string;
  /** What one names it by. */
  readonly argument: readonly [name: string, says: string];
  readonly example: string;
  readonly find: (session: Session, named: string) => Promise<T>;
  readonly nameOf: (thing: T) => string;
  /** Deletes it and answers it as it was. */
  readonly remove: (session: Session, thing: T) => Promise<unknown>;
}

/** `… delete`: what goes for good is asked about first, or said --yes to. */
export function addDeletion<T>(group: Command, shell: Shell, deletion: Deletion<T>): void {
  const { kind, description, argument, example, find, nameOf, remove } = deletion;
  const command = group
    .command("delete")
    .description(description)
    .argument(...argument)
    .option("--yes", "do not ask");
  examples(withConnection(command), [example]).action(
    async (named: string, { yes, ...flags }: Flags & { yes?: boolean }) => {
      const session = await openSession(shell, flags);
      const mayRefuse = mustAsk(session, { yes, warning: `Deleting the ${kind} is for good.` });
      const thing = await find(session, named);
      const name = visible(nameOf(thing));
      if (mayRefuse && !(await confirm(shell, `Delete the ${kind} ${name} for good?`)))
        return note(session, "Nothing was deleted.");
      await tell(session, await remove(session, thing), () => [`Deleted the ${kind} ${name}.`]);
    },
  );
}
