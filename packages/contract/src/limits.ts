/** Every bound a client can run into, named once. Errors quote these figures. */
export const limits = {
  /** Body of an ordinary JSON request. */
  bodyBytesMax: 256 * 1024,
  /** Body of one import chunk or webhook. */
  chunkBytesMax: 2 * 1024 * 1024,
  /** Depth of arrays and objects in any JSON body. */
  jsonDepthMax: 32,
  /** Rows in one import chunk. */
  chunkRowsMax: 1_000,
  /** Chunks of one list: a million rows and a half at the client's 500 rows a chunk. */
  chunksMax: 3_000,
  /** Cells in one row. */
  rowCellsMax: 100,
  /** Characters in one cell. LivePerson allows 1,550 a variable; a whole message may sit in one cell. */
  cellCharactersMax: 4_000,
  /** Lists of one campaign. */
  listsMax: 200,
  nameCharactersMax: 255,
  /** RFC 5321, 4.5.3.1: a path of 256 characters, its angle brackets included. */
  addressCharactersMax: 254,
  descriptionCharactersMax: 2_000,
  /** Twilio's limit for a message body (error 21617). */
  messageCharactersMax: 1_600,
  /** Source text of a template, before variables. */
  templateCharactersMax: 4_000,
  subjectCharactersMax: 255,
  /** Source text of an email, before variables. */
  emailCharactersMax: 20_000,
  /** Pictures and files of one message: Twilio takes ten. */
  mediaMax: 10,
  answersMax: 1_000,
  /** Variants of one answer: channels times languages. */
  variantsMax: 100,
  /** Destinations with a price of their own. */
  pricePrefixesMax: 500,
  /** Rungs of a ladder: every channel twice. */
  rungsMax: 8,
  /** How long a rung waits for delivery before the next one's turn. */
  rungWaitMsMin: 60_000,
  rungWaitMsMax: 7 * 24 * 60 * 60_000,
  tagsMax: 20,
  /** Opening spans in one weekday. */
  spansPerDayMax: 6,
  /** Pace: messages in any span. */
  paceCountMax: 10_000,
  paceSpanMsMin: 1_000,
  paceSpanMsMax: 24 * 60 * 60 * 1_000,
  pageSizeMax: 500,
  pageSizeDefault: 50,
  idempotencyKeyCharactersMax: 255,
  inboxesMax: 100,
  agentsMax: 1_000,
  skillsMax: 200,
  topicsMax: 500,
  rulesMax: 200,
  boostsMax: 50,
  webhooksMax: 20,
  /** Depth of a rule's condition tree, the root being 1. */
  conditionDepthMax: 6,
  /** Conditions in one rule, groups included. */
  conditionsMax: 60,
  /** Values one condition compares with. */
  conditionValuesMax: 50,
  ruleActionsMax: 10,
  topicsOfConversationMax: 20,
  /** Conversations one agent may hold. */
  capacityMax: 200,
  noteCharactersMax: 4_000,
  /** Messages of a thread answered at once, the latest. */
  threadMessagesMax: 500,
  /** Look-back: how long after a message a reply still counts for its campaign. */
  lookBackMsMin: 60 * 60_000,
  lookBackMsMax: 30 * 24 * 60 * 60_000,
  /** Days back that duplicates across campaigns are looked for. */
  duplicateDaysMax: 90,
  duplicateDaysDefault: 7,
  /** People named one by one in a forecast; beyond it only the totals speak. */
  forecastNamesMax: 1_000,
} as const;
