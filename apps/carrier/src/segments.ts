/**
 * How many SMS segments a body takes (3GPP TS 23.038): 160 septets, or 153 each when there are several; and as soon as
 * one character is outside the GSM alphabet, 70 UTF-16 units, or 67 each.
 */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each takes an escape as well: two septets. */
const extended = new Set("\f^{}\\[~]|€");

export function segmentsOf(body: string): number {
  let septets = 0;
  for (const character of body) {
    if (basic.has(character)) septets += 1;
    else if (extended.has(character)) septets += 2;
    else return split(body.length, { single: 70, several: 67 });
  }
  return split(septets, { single: 160, several: 153 });
}

const split = (units: number, capacity: { readonly single: number; readonly several: number }): number =>
  units <= capacity.single ? 1 : Math.ceil(units / capacity.several);
