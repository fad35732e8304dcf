import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { Lines } from "../../ui/kit.tsx";
import { inboxLines } from "./inboxLines.ts";
import type { InboxState } from "./state.ts";

export const viewInbox = (state: InboxState, frame: Frame): ReactNode => (
  <Box flexDirection="column" width={frame.columns} height={frame.rows}>
    <Lines lines={inboxLines(state, frame).slice(0, frame.rows)} />
  </Box>
);
