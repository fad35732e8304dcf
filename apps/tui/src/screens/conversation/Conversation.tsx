import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { Lines } from "../../ui/kit.tsx";
import { conversationLines } from "./conversationLines.ts";
import type { ConversationState } from "./state.ts";

export const viewConversation = (state: ConversationState, frame: Frame): ReactNode => (
  <Box flexDirection="column" width={frame.columns} height={frame.rows}>
    <Lines lines={conversationLines(state, frame).slice(0, frame.rows)} />
  </Box>
);
