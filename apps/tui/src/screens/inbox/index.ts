import type { Screen } from "../../app/screen.ts";
import { inboxBindings } from "./bindings.ts";
import { viewInbox } from "./Inbox.tsx";
import { beginInbox, isTypingInInbox, updateInbox } from "./inbox.ts";
import { performInbox } from "./perform.ts";
import type { InboxAsk, InboxEvent, InboxState } from "./state.ts";

export const inbox: Screen<InboxState, InboxEvent, InboxAsk> = {
  begin: beginInbox,
  update: updateInbox,
  bindings: inboxBindings,
  isTyping: isTypingInInbox,
  title: () => "Inbox",
  perform: performInbox,
  view: viewInbox,
};
