import type { Conversation, CustomerPanel, PastOutreach, Suppression } from "@headsup/contract";
import { describeSuppression } from "@headsup/core/reply/reason";
import type { Frame } from "../../app/screen.ts";
import { channelWords } from "../../show/channels.ts";
import { waitWord } from "../../show/conversationWords.ts";
import { visible } from "../../terminal/text.ts";
import { dayTime, ownZone } from "../../terminal/times.ts";
import { ruleLine } from "../../ui/kit.tsx";
import type { ConversationState } from "./state.ts";
import { broken } from "./threadLines.ts";

/** Who they are, whether they want to hear from us, what we sent them, what else they wrote. */
export function panelLines({ panel, id, thread }: ConversationState, frame: Frame, width: number): string[] {
  const { theme, isOffline } = frame;
  if (panel === null) return [theme.quiet(isOffline ? " They are shown when the server is back." : " Looking …")];
  const { customer, suppressions, outreach, conversations } = panel;
  const text = (said: string, paint = (line: string) => line) =>
    broken(said, width - 2).map((line) => ` ${paint(line)}`);
  const values = Object.entries(customer.variables).map(([name, value]) => `${name} ${value}`);
  const others = conversations.filter((each) => each.id !== id);
  return [
    ruleLine({ title: "Customer", theme, columns: width, aside: "e name  E about" }),
    ...text(customer.name ?? "No name yet", customer.name === null ? theme.quiet : theme.strong),
    ...customer.addresses.flatMap(({ channel, address }) => text(`${address} (${channelWords[channel]})`)),
    ...(customer.about === "" ? text("Nothing noted about them.", theme.quiet) : text(customer.about)),
    ...(values.length === 0 ? [] : text(values.join(", "), theme.quiet)),
    "",
    ...consentLines(suppressions, { frame, width, sender: thread?.conversation.sender?.id ?? null }),
    "",
    ruleLine({ title: "What we sent them", theme, columns: width }),
    ...(outreach.length === 0
      ? [theme.quiet(" Nothing by a campaign.")]
      : outreach.flatMap((each) => text(outreachWord(each)))),
    "",
    ruleLine({ title: "Other conversations", theme, columns: width, aside: others.length === 0 ? "" : "v opens one" }),
    ...(others.length === 0 ? [theme.quiet(" None.")] : others.flatMap((each) => text(otherWord(each, frame.now)))),
  ];
}

interface Here {
  readonly frame: Frame;
  readonly width: number;
  /** The sender this conversation goes through. */
  readonly sender: string | null;
}

function consentLines(suppressions: CustomerPanel["suppressions"], { frame, width, sender }: Here): string[] {
  const { theme } = frame;
  const said = (text: string, paint: (line: string) => string) =>
    broken(text, width - 4).map((line, at) => paint(` ${at === 0 ? "" : "  "}${line}`));
  if (suppressions.length === 0) return said("✓ They may be contacted.", theme.good);
  return suppressions.flatMap((each) =>
    said(
      `✗ Not to be contacted ${scopeWord(each, sender)}: ${describeSuppression(each.reason)}, ${dayTime(each.createdAt, ownZone())}`,
      theme.bad,
    ),
  );
}

/** Where it holds; whether that is here is what an agent wants to know. */
const scopeWord = ({ scope, scopeId }: Suppression, sender: string | null): string =>
  ({
    topic: `about ${scopeId}`,
    sender: scopeId === sender ? "from this sender" : "from another sender",
    channel: `by ${scopeId}`,
    global: "at all",
  })[scope];

const outreachWord = ({ campaign, at, status, code }: PastOutreach): string =>
  `${at === null ? "" : `${dayTime(at, ownZone())} `}${visible(campaign.name)}: ${status.replaceAll("_", " ")}${code === null ? "" : ` (${code})`}`;

export const otherWord = (conversation: Conversation, now: number): string =>
  `${dayTime(conversation.last.at, ownZone())} ${conversation.inbox.name}, ${waitWord(conversation, now)}: ${conversation.last.text}`;
