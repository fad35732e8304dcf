/**
 * Whose words a character is. A person's value goes into a text that is read as Markdown afterwards: nobody may be called
 * "[Click here](https://…)" and get a link of that name sent out. So every sign and line break of a value is put out of
 * Markdown's sight, one private code point for each, when Liquid writes it out; filters and conditions see values as they
 * are. What is made of the text, plain or HTML, brings the signs back as nothing but signs.
 *
 * A private code point that somebody really wrote comes out as the sign it stands for, and as nothing but that sign.
 */

/** U+E000 plus the code of an ASCII sign or line break. */
const privateUse = 0xe000;

export const shield = (shown: string): string =>
  shown
    .replace(/\r\n?/g, "\n")
    .replace(/[\n!-/:-@[-`{-~]/g, (sign) => String.fromCharCode(privateUse + sign.charCodeAt(0)));

export const unshield = (text: string): string =>
  text.replace(/[\ue000-\ue07f]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - privateUse));
