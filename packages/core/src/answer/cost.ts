/** What a message costs by a price list (B4). */
import type { Cost, Prices } from "@headsup/contract";
import type { Call, Rendered } from "./rendered.ts";
import { segmentsOf } from "./segments.ts";

/**
 * What it will cost, by the price list.
 *
 * @param to the address it goes to: texts cost by country
 */
export function costOf(rendered: Rendered, { prices, to }: { prices: Prices; to: string }): Cost {
  return { currency: prices.currency, micro: microOf(rendered, prices, to) };
}

function microOf(rendered: Rendered, prices: Prices, to: string): number {
  switch (rendered.channel) {
    case "sms":
      return rendered.media.length > 0
        ? prices.sms.perMediaMessage
        : segmentsOf(rendered.text) * segmentPrice(prices.sms, to);
    case "whatsapp":
      return prices.whatsapp.perMessage;
    case "email":
      return prices.email.perMessage;
    case "voice":
      return minutesOf(rendered.call) * prices.voice.perMinute;
  }
}

function segmentPrice({ perSegment, byPrefix }: Prices["sms"], to: string): number {
  for (let length = Math.min(to.length, prefixCharactersMax); length > 1; length--) {
    const price = byPrefix[to.slice(0, length)];
    if (price !== undefined) return price;
  }
  return perSegment;
}

/** "+" and eight digits, as a price list takes them. */
const prefixCharactersMax = 9;

/** A machine's voice reads some 150 words a minute; scripts without spaces some 300 characters. */
const wordsPerMinute = 150;
const charactersPerWord = 6;
/** How long people take to press a key, or a machine to say its greeting. */
const listeningWords = 25;

/** Minutes begun, as calls are billed: heard to its end, menu included. Of a recording, whose length is not known, one. */
function minutesOf({ greeting, message, keys }: Call): number {
  const said = [greeting, "say" in message ? message.say : "", ...keys.map(({ offer }) => offer)];
  const words = said.reduce((sum, text) => sum + Math.max(wordsIn(text), text.length / (2 * charactersPerWord)), 0);
  return Math.ceil((words + listeningWords) / wordsPerMinute);
}

const wordsIn = (text: string): number => text.match(/\S+/g)?.length ?? 0;
