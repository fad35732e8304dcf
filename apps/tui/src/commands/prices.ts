import { Prices } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { usageError } from "../failure.ts";
import { readJson } from "../options/longText.ts";
import type { Shell } from "../shell.ts";
import { costWords } from "../show/channels.ts";
import { pairs } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

/** `headsup prices`: what costs are reckoned by. */
export function addPrices(program: Command, shell: Shell): void {
  const group = program.command("prices").description("What costs are reckoned by; no bill goes by it");
  const show = group.command("show", { isDefault: true }).description("The price list");
  examples(withConnection(show), ["headsup prices", "headsup prices --json > prices.json"]).action(
    async (flags: Flags) => {
      const session = await openSession(shell, flags);
      await tell(session, await read(session.api.v1.prices.$get()), (prices) => priceLines(prices, session.theme));
    },
  );

  const set = group
    .command("set")
    .description("Put in what this account pays, as JSON in millionths of its currency (admin)")
    .argument("<file>", "a list as headsup prices --json tells it, - for stdin");
  examples(withConnection(set), ["headsup prices set prices.json"]).action(async (path: string, flags: Flags) => {
    const list = Prices.safeParse(await readJson(shell, path, "headsup prices --json"));
    if (!list.success) {
      const [issue] = list.error.issues;
      throw usageError(
        `${path}: ${issue?.path.join(".")}: ${issue?.message}`,
        "What it looks like: headsup prices --json",
      );
    }
    const session = await openSession(shell, flags);
    const put = await read(session.api.v1.prices.$put({ json: list.data }));
    await tell(session, put, (prices) => priceLines(prices, session.theme));
  });
}

function priceLines({ currency, source, sms, whatsapp, email, voice }: Prices, theme: Theme): string[] {
  const cost = (micro: number) => costWords({ currency, micro });
  return [
    ...pairs(
      [
        ["a segment", cost(sms.perSegment)],
        ...Object.entries(sms.byPrefix).map(([prefix, micro]) => [`a segment to ${prefix}`, cost(micro)] as const),
        ["a picture", cost(sms.perMediaMessage)],
        ["WhatsApp", cost(whatsapp.perMessage)],
        ["an email", cost(email.perMessage)],
        ["a call", `${cost(voice.perMinute)} a minute begun`],
      ],
      theme.quiet,
    ),
    theme.quiet(visible(source)),
  ];
}
