import type { Screen } from "../../app/screen.ts";
import { conversationBindings } from "./bindings.ts";
import { viewConversation } from "./Conversation.tsx";
import { beginConversation, conversationTitle, isTypingInConversation, updateConversation } from "./conversation.ts";
import { performConversation } from "./perform.ts";
import type { ConversationAsk, ConversationEvent, ConversationState } from "./state.ts";

export const conversation: Screen<ConversationState, ConversationEvent, ConversationAsk> = {
  begin: beginConversation,
  update: updateConversation,
  bindings: conversationBindings,
  isTyping: isTypingInConversation,
  title: conversationTitle,
  perform: performConversation,
  view: viewConversation,
};
