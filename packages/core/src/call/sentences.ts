/**
 * What we say on calls in our own words, by language; what a menu says of its keys is the campaign's (`answer/message/voiceWords`).
 * Data: to be read aloud before it is changed.
 */
export interface Sentences {
  /** The language they are in, as a tag: a voice of that language reads them. */
  readonly language: string;
  readonly wrongKey: string;
  readonly goodbye: string;
  /** They pressed the key to stop: said before we ring off, so that they know. */
  readonly stopped: string;
  readonly callBack: string;
  readonly connecting: string;
  readonly nobodyFree: string;
  readonly afterTheTone: string;
  readonly recorded: string;
  /** To an answering machine. The number is spelled. */
  readonly howToStop: (number: string, key: string) => string;
  /** To who calls us. */
  readonly reached: (name: string) => string;
  readonly leaveMessage: string;
}

const english: Sentences = {
  language: "en",
  wrongKey: "That key has no meaning here.",
  goodbye: "Goodbye.",
  stopped: "You will get no more calls from us. Goodbye.",
  callBack: "Thank you. Somebody will call you back. Goodbye.",
  connecting: "One moment, please. You are being connected.",
  nobodyFree: "Nobody is free right now. Somebody will call you back. Goodbye.",
  afterTheTone: "Please speak after the tone.",
  recorded: "Thank you. Your message was recorded. Goodbye.",
  howToStop: (number, key) => `To get no more calls, call us at ${number} and press ${key}.`,
  reached: (name) => `You have reached ${name}.`,
  leaveMessage: "Stay on the line to leave us a message.",
};

const spanish: Sentences = {
  language: "es",
  wrongKey: "Esa tecla no es válida.",
  goodbye: "Adiós.",
  stopped: "No recibirá más llamadas nuestras. Adiós.",
  callBack: "Gracias. Le devolveremos la llamada. Adiós.",
  connecting: "Un momento, por favor. Le estamos comunicando.",
  nobodyFree: "En este momento no hay nadie disponible. Le devolveremos la llamada. Adiós.",
  afterTheTone: "Hable después del tono, por favor.",
  recorded: "Gracias. Su mensaje quedó grabado. Adiós.",
  howToStop: (number, key) => `Para no recibir más llamadas, llámenos al ${number} y pulse ${key}.`,
  reached: (name) => `Ha llamado a ${name}.`,
  leaveMessage: "Permanezca en la línea para dejarnos un mensaje.",
};

const french: Sentences = {
  language: "fr",
  wrongKey: "Cette touche n'est pas proposée.",
  goodbye: "Au revoir.",
  stopped: "Vous ne recevrez plus d'appels de notre part. Au revoir.",
  callBack: "Merci. Nous vous rappellerons. Au revoir.",
  connecting: "Un instant, s'il vous plaît. Nous vous mettons en relation.",
  nobodyFree: "Personne n'est disponible pour le moment. Nous vous rappellerons. Au revoir.",
  afterTheTone: "Parlez après le bip, s'il vous plaît.",
  recorded: "Merci. Votre message a été enregistré. Au revoir.",
  howToStop: (number, key) => `Pour ne plus recevoir d'appels, appelez-nous au ${number} et appuyez sur ${key}.`,
  reached: (name) => `Vous êtes en communication avec ${name}.`,
  leaveMessage: "Restez en ligne pour nous laisser un message.",
};

const german: Sentences = {
  language: "de",
  wrongKey: "Diese Taste ist nicht belegt.",
  goodbye: "Auf Wiederhören.",
  stopped: "Sie erhalten keine Anrufe mehr von uns. Auf Wiederhören.",
  callBack: "Vielen Dank. Wir rufen Sie zurück. Auf Wiederhören.",
  connecting: "Einen Moment, bitte. Sie werden verbunden.",
  nobodyFree: "Im Moment ist niemand frei. Wir rufen Sie zurück. Auf Wiederhören.",
  afterTheTone: "Bitte sprechen Sie nach dem Ton.",
  recorded: "Vielen Dank. Ihre Nachricht wurde aufgezeichnet. Auf Wiederhören.",
  howToStop: (number, key) =>
    `Wenn Sie keine Anrufe mehr möchten, rufen Sie uns unter ${number} an und drücken Sie ${key}.`,
  reached: (name) => `Sie sind verbunden mit ${name}.`,
  leaveMessage: "Bleiben Sie in der Leitung, um uns eine Nachricht zu hinterlassen.",
};

const byLanguage: ReadonlyMap<string, Sentences> = new Map(
  [english, spanish, french, german].map((sentences) => [sentences.language, sentences]),
);

/** Our sentences in a language, by its tag (`es-MX` is Spanish); in English where we have none. */
export const sentencesFor = (tag: string): Sentences =>
  byLanguage.get(tag.toLowerCase().split("-", 1)[0] ?? "") ?? english;

/** A number digit by digit, or it would be read as millions. */
export const spelled = (number: string): string => [...number.replace(/\D/g, "")].join(" ");
