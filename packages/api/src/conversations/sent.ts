import { reasonOf } from "@headsup/core/reason";
import { fillSent, learnCustomer, type MessageRow } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/**
 * What a campaign sent stands in a thread from the moment it is answered; its text is its object's, rendered for that
 * person, and is asked for once. An object that does not answer is asked again by whoever looks next.
 *
 * @returns the texts by message, of those that could be had
 */
export async function fillSentTexts(
  services: Services,
  messages: readonly MessageRow[],
  customerId: string,
): Promise<Map<string, string>> {
  const { catalogue, log } = services;
  const filled = new Map<string, string>();
  for (const { id, body, direction, campaignId } of messages) {
    if (body !== null || direction !== "out" || campaignId === null) continue;
    try {
      const sent = await services.campaign(campaignId).messageOf(id);
      if (sent === null) continue;
      const { text, variables } = sent;
      filled.set(id, text);
      await catalogue.together([
        fillSent(catalogue, { id, body: text }),
        learnCustomer(catalogue, { id: customerId, name: nameIn(variables), variables }),
      ]);
    } catch (error) {
      log("warn", "sent.unfilled", { campaignId, recipientId: id, error: reasonOf(error) });
    }
  }
  return filled;
}

/** A person's name among their list's columns. */
function nameIn(variables: Readonly<Record<string, string>>): string | null {
  const value = (...names: string[]) => names.map((name) => variables[name]?.trim()).find((text) => text);
  const first = value("first_name", "firstname", "vorname", "prenom", "prénom", "nombre");
  const last = value("last_name", "lastname", "surname", "nachname", "apellido");
  const whole = value("name", "full_name", "fullname") ?? [first, last].filter(Boolean).join(" ");
  return whole === "" ? null : whole.slice(0, 255);
}
