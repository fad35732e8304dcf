import { askConversation, askLatest } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";
import { dispatchMessage } from "./outgoing.ts";
import { fillSentTexts } from "./sent.ts";

/** The few entries a message may have added to its thread. */
const entriesMax = 20;

/** What is left to do when a message was stored and acknowledged: our automatic answer goes out, what they answer gets its text. */
export async function afterInbound(services: Services, conversationId: string): Promise<void> {
  const { catalogue } = services;
  const [conversation, latest] = await catalogue.ask(
    askConversation(catalogue, conversationId),
    askLatest(catalogue, { conversationId, limit: entriesMax }),
  );
  if (conversation === undefined) return;
  const messages = latest.toReversed();
  for (const { id, status } of messages) if (status === "queued") await dispatchMessage(services, id);
  await fillSentTexts(services, messages, conversation.customerId);
}
