/** What callers of an object that died hear. In a file that loads no code: a bug may have to be planted first. */
export const lostWords = "Network connection lost.";
