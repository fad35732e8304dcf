/**
 * What people say: data, to be edited. Under a matter (what we asked them, or else what the notice was about) they say
 * one of its bodies; `any` is for every other. `{order}` and its like are details of the person: see `details.ts`.
 */

/** What a message of ours may ask for, and what a notice may be about; the more telling come first. */
export const matters = [
  "asks-for-more",
  "asks-address",
  "asks-reading",
  "asks-order",
  "asks-phone",
  "asks-name",
  "asks-time",
  "asks-yes-or-no",
  "reading",
  "appointment",
  "delivery",
  "outage",
  "renewal",
  "any",
] as const;
export type Matter = (typeof matters)[number];

type Sayings = Partial<Record<Matter, string[]>>;

export const questions: Sayings = {
  reading: [
    "Where do I find the number?",
    "There are two numbers on it, which one do you need?",
    "Can I send a photo instead?",
    "Can I do it on the weekend?",
  ],
  appointment: [
    "Can we make it Thursday instead?",
    "What time exactly?",
    "Do I have to be home for this?",
    "Can somebody call me before they come?",
  ],
  delivery: [
    "Can I move it to Thursday afternoon?",
    "Will it come in the morning or in the afternoon?",
    "Can you leave it with my neighbor if I'm out?",
    "Is it the whole order or only a part of it?",
    "Can I pick it up somewhere instead?",
  ],
  outage: [
    "How long will it take?",
    "I work from home, will it be back by 9?",
    "Is it only our street?",
    "Do I have to restart the router afterwards?",
  ],
  renewal: [
    "Can I switch to the smaller plan?",
    "How much will it be?",
    "Does it go on by itself or do I have to do something?",
    "Can I pay by the year instead?",
  ],
  any: [
    "Is there anything I need to do?",
    "Sorry, what is this about?",
    "Who is this?",
    "Can I call someone about this?",
  ],
};

export const furtherQuestions: Sayings = {
  delivery: ["And does that cost extra?", "Ok, and will I get a new tracking link?", "And what if I'm not home then?"],
  outage: ["And do I get something off my bill for it?", "Ok, and will you text me when it's done?"],
  appointment: ["Ok, and how long will it take?", "And who do I call if something comes up?"],
  renewal: ["And from which month on?", "Ok, and do I get that in writing?"],
  any: ["And does it cost anything?", "Ok, and will I get a confirmation?", "And who do I call if that doesn't work?"],
};

/** To a question of ours. */
export const answers: Sayings = {
  "asks-for-more": ["No, that's all", "No that was it, thank you", "That's all 👍", "No thanks, have a nice day"],
  "asks-address": ["It's {address}", "{address}", "{address}, the bell says {name}"],
  "asks-reading": ["{reading}", "It says {reading}", "I think it's {reading}, hard to read"],
  "asks-order": ["{order}", "It's {order}", "Let me look... {order}"],
  "asks-phone": ["This number is fine", "This one, after 5 please"],
  "asks-name": ["{name}", "It's {name}", "{name}, same as on the account"],
  "asks-time": [
    "Thursday after 2 would be great",
    "Any day but Friday",
    "After 5 please, I work until then",
    "Tomorrow morning if possible",
  ],
  "asks-yes-or-no": ["Yes please", "Yes that works", "Yes", "No, that's fine", "Yes, perfect 👍", "I think so, yes"],
  reading: ["{reading}", "It says {reading}"],
  appointment: ["I'd like a later time if you have one", "The morning is better for me"],
  delivery: ["I'd just like to know when to be home", "The driver can leave it at the back door", "Order {order}"],
  outage: [
    "Only the internet, everything else works",
    "It went out around 8 this morning",
    "I restarted it twice already",
  ],
  renewal: ["I don't use that much, so something smaller", "I'd like to keep what I have"],
  any: ["I'm not sure, can you check?", "Whatever is easiest for you"],
};

export const thanks = [
  "Thanks!",
  "Great, thank you",
  "Ok thanks for the quick answer",
  "Perfect, thank you so much",
  "👍",
  "Ok good to know",
  "Thank you 🙏",
];
export const patientThanks = [
  "Thank you for getting back to me",
  "Ok good, thanks for answering",
  "Finally 😅 thank you",
];
export const acknowledgements = [
  "Thanks for letting me know!",
  "ok 👍",
  "Got it, thanks",
  "Ok thank you",
  "No problem",
];
export const emoji = ["👍", "🙏", "❤️", "👌", "😊"];
export const greetings = ["hi", "Hello", "Hi there", "hey"];

/** What follows a greeting. */
export const purposes: Sayings = {
  reading: ["it's about my meter, I can't find it", "about the reading, is a photo ok?"],
  appointment: ["it's about the visit, I need another day", "it's about my appointment. Can I change it?"],
  delivery: ["it's about my parcel", "it's about my order, I won't be home"],
  outage: ["it's about the internet, mine is still down", "the power is fine but the internet isn't"],
  renewal: ["it's about my plan", "I have a question about the price"],
  any: ["it's about your message", "I have a question about what you sent me"],
};

export const requestsForChange = [
  "My address has changed, can you update it please?",
  "I moved last month. Where can I change my address?",
  "You still have my old address I think, can you check?",
];

export const complaints: Sayings = {
  appointment: ["You moved it twice already.", "I took a day off for this."],
  delivery: ["Again? That's the second time this month", "I needed it today. This is really annoying"],
  outage: ["I pay for internet I don't have", "Third time this year..."],
  renewal: ["Every year it gets more expensive", "Nobody told me about this before"],
  any: ["Why do I only hear about this now?", "This is really inconvenient"],
};
export const grudgingThanks = ["Ok. Thanks for explaining", "Fine. Thank you", "Alright then"];

export const meantForOthers = [
  "Can you bring milk on the way home",
  "Running 10 min late, begin without me",
  "Happy birthday Lucy!! 🎂",
  "Is practice still at 6?",
];
export const excuses = ["Oh sorry, wrong chat 😅", "Sorry that was for my sister", "Oops, ignore that please"];

/** They hold the word, and ask for nothing of the kind. */
export const mentionsOfStop = [
  "I can't stop laughing, my neighbor got the very same text 😂",
  "When does the bus stop at Main St?",
  "Please don't stop sending these, they are really useful",
];

export const nudges = ["hello??", "Hello? Anybody there?", "??"];
export const lastNudges = ["Is anyone reading this?", "I need an answer please", "Still waiting..."];

export const awkwardStops = [
  "Stop. Thank you",
  "please opt out",
  "ARRÊT",
  "unsubscribe me pls",
  " stop!! ",
  "🛑 stop",
  "OPT OUT",
  "STOP PLEASE",
];
export const repeatedStops = ["I said stop", "STOP texting me", "Please take me off your list"];
export const regrets = [
  "Sorry, I pressed that by mistake. Is it still on?",
  "Didn't mean to unsubscribe, do I still get my messages?",
  "Ok I'm back. What did I miss?",
];
