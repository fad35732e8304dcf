import { type Binding, listBindings } from "../../app/bindings.ts";
import { count } from "../../terminal/text.ts";
import { ordersNow } from "./orders.ts";
import { isNarrowed } from "./people.ts";
import { chosenSetting } from "./settingsTab.ts";
import { type CampaignState, type Tab, tabs } from "./state.ts";

export const tabWords: Readonly<Record<Tab, string>> = {
  overview: "Overview",
  people: "People",
  events: "Events",
  forecast: "Forecast",
  settings: "Settings",
};

const typing: readonly Binding[] = [
  { id: "search.done", keys: ["enter", "down"], label: "Look for this", short: "find", group: "Find" },
  { id: "search.cancel", keys: ["esc"], label: "Leave it", short: "leave it", group: "Find" },
];

const tabBindings: readonly Binding[] = [
  ...tabs.map((tab, at) => ({
    id: `tab.${tab}`,
    keys: [String(at + 1)],
    label: `Show: ${tabWords[tab]}`,
    group: "Show",
  })),
  { id: "tab.next", keys: ["tab", "right", "l"], label: "Next tab", short: "next tab", group: "Move" },
  { id: "tab.previous", keys: ["shift+tab", "left", "h"], label: "The tab before", group: "Move" },
];

export function campaignBindings(state: CampaignState): readonly Binding[] {
  if (state.people.isSearching || state.stream.isFiltering) return typing;
  return [
    ...here(state),
    ...campaignOrders(state),
    ...tabBindings,
    { id: "look", keys: ["R"], label: "Look again now", group: "Show" },
    ...listBindings,
  ];
}

/** What can be done with what is shown. */
function here(state: CampaignState): Binding[] {
  const { person, tab } = state;
  if (person !== null) return inPerson(state);
  switch (tab) {
    case "overview":
      return state.overview === null || state.overview.reasons.length === 0
        ? []
        : [{ id: "open", keys: ["enter"], label: "Show who this happened to", short: "who", group: "Show" }];
    case "people":
      return inPeople(state);
    case "events":
      return [
        { id: "open", keys: ["enter"], label: "Why: all about this person", short: "why", group: "Show" },
        { id: "search", keys: ["/"], label: "Filter the events", short: "filter", group: "Find" },
        { id: "list.last", keys: ["G", "end"], label: "Follow the newest again", group: "Move" },
        ...(state.stream.filter.text === "" ? [] : [clear]),
      ];
    case "forecast":
      return [];
    case "settings":
      return inSettings(state);
  }
}

function inSettings(state: CampaignState): Binding[] {
  const row = chosenSetting(state);
  if (row === undefined) return [];
  const change = { id: "change", keys: ["enter"], group: "Settings" };
  return row.frozen === null
    ? [{ ...change, label: "Change this setting", short: "change" }]
    : [{ ...change, label: "Why this setting cannot be changed" }];
}

const clear: Binding = { id: "clear", keys: ["esc"], label: "Show all again", short: "show all", group: "Find" };

function inPeople({ people: { query } }: CampaignState): Binding[] {
  return [
    { id: "open", keys: ["enter"], label: "Why: all about this person", short: "why", group: "Show" },
    { id: "search", keys: ["/"], label: "Find by number or by anything in their row", short: "find", group: "Find" },
    { id: "filter.next", keys: ["f"], label: "Only the next status", short: "status", group: "Find" },
    { id: "filter.previous", keys: ["F"], label: "Only the status before", group: "Find" },
    ...(isNarrowed(query) ? [clear] : []),
  ];
}

function inPerson({ person }: CampaignState): Binding[] {
  const isUnknown = person?.why?.recipient.status === "unknown";
  const group = "Person";
  return [
    ...(isUnknown
      ? [
          { id: "sent", keys: ["s"], label: "Their message was sent", short: "it was sent", group },
          { id: "notSent", keys: ["n"], label: "Their message was not sent", short: "it was not", group },
        ]
      : []),
    { id: "close", keys: ["esc", "q", "left", "h"], label: "Back to the list", short: "back", group },
  ];
}

function campaignOrders({ detail, order, download }: CampaignState): Binding[] {
  const can = ordersNow(detail);
  const group = "Campaign";
  const bad = can.bad === 0 ? "Look for bad rows to repair" : `Repair ${count(can.bad, "bad row")}`;
  const orders: Binding[] = [
    ...(can.pause ? [{ id: "pause", keys: ["p"], label: "Pause", short: "pause", group }] : []),
    ...(can.resume ? [{ id: "resume", keys: ["p"], label: "Resume", short: "resume", group }] : []),
    ...(can.launch ? [{ id: "launch", keys: ["L"], label: "Launch what waits for it", short: "launch", group }] : []),
    ...(can.stop ? [{ id: "stop", keys: ["X"], label: "Stop for good", short: "stop", group }] : []),
  ];
  if (detail === null) return [];
  return [
    ...(order === null ? orders : []),
    {
      id: "replies",
      keys: ["i"],
      label: "Its replies, in the inbox",
      ...(detail.responded === 0 ? {} : { short: "replies" }),
      group,
    },
    { id: "repair", keys: ["b"], label: bad, ...(can.bad === 0 ? {} : { short: `${can.bad} bad` }), group },
    ...(download === null ? [{ id: "download", keys: ["E"], label: "Export everybody to a CSV file", group }] : []),
  ];
}
