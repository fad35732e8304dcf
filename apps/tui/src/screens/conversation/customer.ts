/** What is known of the customer, changed. */
import type { Prompt } from "../../app/screen.ts";
import { fieldOf } from "../../ui/field.ts";
import type { ConversationState, ConversationStep } from "./state.ts";

export function customerQuestion(state: ConversationState, part: "name" | "about"): ConversationStep {
  const { panel, thread } = state;
  if (panel === null || thread === null) return { state };
  const { customer } = panel;
  const prompt: Prompt =
    part === "name"
      ? {
          id: "customer.name",
          title: "What is their name?",
          hint: `Of ${thread.conversation.address}. Empty: not known.`,
          field: fieldOf(customer.name ?? ""),
        }
      : {
          id: "customer.about",
          title: "What should colleagues know of them?",
          hint: "Shown beside every conversation with them. No customer sees it.",
          field: fieldOf(customer.about),
        };
  return { state, prompt };
}

export function changedCustomer(
  state: ConversationState,
  { id, text }: { id: string; text: string },
): ConversationStep {
  const customer = state.panel?.customer.id;
  if (customer === undefined) return { state };
  const said = text.trim();
  const change = id === "customer.name" ? { name: said === "" ? null : said } : { about: said };
  return { state, asks: [{ ask: "customer", id: state.id, customer, change }] };
}
