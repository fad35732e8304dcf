import type { CallKey } from "@headsup/contract";

/** What a menu says of a key where nobody wrote it, by language; English where we have no words. */
const offers: Readonly<Record<string, Readonly<Record<CallKey["action"], (key: string) => string>>>> = {
  en: {
    agent: (key) => `To speak to an agent, press ${key}.`,
    inbox: (key) => `To reach another department, press ${key}.`,
    stop: (key) => `To receive no more of these calls, press ${key}.`,
    repeat: (key) => `To hear this again, press ${key}.`,
    voicemail: (key) => `To leave a message, press ${key}.`,
  },
  es: {
    agent: (key) => `Para hablar con un agente, pulse ${key}.`,
    inbox: (key) => `Para otro departamento, pulse ${key}.`,
    stop: (key) => `Para no recibir más llamadas como esta, pulse ${key}.`,
    repeat: (key) => `Para escuchar de nuevo, pulse ${key}.`,
    voicemail: (key) => `Para dejar un mensaje, pulse ${key}.`,
  },
  fr: {
    agent: (key) => `Pour parler à un conseiller, appuyez sur ${key}.`,
    inbox: (key) => `Pour joindre un autre service, appuyez sur ${key}.`,
    stop: (key) => `Pour ne plus recevoir ces appels, appuyez sur ${key}.`,
    repeat: (key) => `Pour réécouter, appuyez sur ${key}.`,
    voicemail: (key) => `Pour laisser un message, appuyez sur ${key}.`,
  },
  de: {
    agent: (key) => `Um mit uns zu sprechen, drücken Sie ${key}.`,
    inbox: (key) => `Für eine andere Abteilung drücken Sie ${key}.`,
    stop: (key) => `Um keine solchen Anrufe mehr zu erhalten, drücken Sie ${key}.`,
    repeat: (key) => `Um die Nachricht noch einmal zu hören, drücken Sie ${key}.`,
    voicemail: (key) => `Um eine Nachricht zu hinterlassen, drücken Sie ${key}.`,
  },
};

const keyNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { "*": "star", "#": "pound" },
  es: { "*": "asterisco", "#": "numeral" },
  fr: { "*": "étoile", "#": "dièse" },
  de: { "*": "Stern", "#": "Raute" },
};

/** "To speak to an agent, press 1." */
export function offerOf({ action, digit }: Pick<CallKey, "action" | "digit">, language: string): string {
  const [base = ""] = language.toLowerCase().split("-");
  const spoken = base in offers ? base : "en";
  return offers[spoken]?.[action](keyNames[spoken]?.[digit] ?? digit) ?? "";
}
