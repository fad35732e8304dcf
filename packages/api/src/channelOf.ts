import type { Channel as MessageChannel } from "@headsup/channels";
import type { Channel } from "@headsup/contract";
import type { Services } from "./services.ts";

/** Whoever carries messages of this channel. */
export const channelOf = ({ channel }: Services, _name: Channel): MessageChannel => channel;
