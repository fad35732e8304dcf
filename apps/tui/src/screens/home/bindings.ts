/** What can be done at home, and with the campaign one stands on. */
import { type Binding, listBindings } from "../../app/bindings.ts";
import { chosenCampaign, type HomeState } from "./home.ts";

export function homeBindings(state: HomeState): readonly Binding[] {
  if (state.isFiltering)
    return [
      { id: "filter.done", keys: ["enter", "down"], label: "Keep this filter", short: "keep", group: "Filter" },
      { id: "filter.clear", keys: ["esc"], label: "Show all again", short: "show all", group: "Filter" },
    ];
  const campaign = chosenCampaign(state);
  const status = campaign?.status;
  const isAlive = status !== undefined && !["draft", "completed", "stopped"].includes(status);
  const group = "Campaign";
  return [
    ...(campaign === undefined
      ? []
      : [
          {
            id: "open",
            keys: ["enter", "l", "right"],
            label: status === "draft" ? "Go on with this draft" : "Look at this campaign",
            short: status === "draft" ? "go on" : "open",
            group,
          },
        ]),
    { id: "new", keys: ["n"], label: "New campaign", short: "new", group },
    { id: "person", keys: [], label: "Message one person", group },
    { id: "inbox", keys: ["i"], label: "The inbox: who waits for an answer", short: "inbox", group: "Inbox" },
    ...(status === "in_progress" || status === "scheduled"
      ? [{ id: "pause", keys: ["p"], label: "Pause", short: "pause", group }]
      : []),
    ...(status === "paused" ? [{ id: "resume", keys: ["p"], label: "Resume", short: "resume", group }] : []),
    ...(isAlive ? [{ id: "stop", keys: ["X"], label: "Stop for good", short: "stop", group }] : []),
    ...(campaign === undefined
      ? []
      : [
          { id: "repair", keys: ["b"], label: "Repair its bad rows", group },
          { id: "clone", keys: ["c"], label: "New draft like this one", short: "clone", group },
        ]),
    ...(status === "draft" ? [{ id: "delete", keys: ["D"], label: "Delete this draft", short: "delete", group }] : []),
    { id: "filter", keys: ["/"], label: "Filter by name, status or tag", short: "filter", group: "Filter" },
    ...(state.filter.text === ""
      ? []
      : [{ id: "filter.clear", keys: ["esc"], label: "Show all again", short: "show all", group: "Filter" }]),
    { id: "look", keys: ["R"], label: "Look again now", group: "Everywhere" },
    ...listBindings,
  ];
}
