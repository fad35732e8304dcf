import type { Rendered } from "./rendered.ts";
import { segmentsOf } from "./segments.ts";

/** What one message takes of its sender's ceiling: segments of a text; a picture message, a template, an email or a call is one. */
export const unitsOf = (rendered: Rendered): number =>
  rendered.channel === "sms" && rendered.media.length === 0 ? Math.max(1, segmentsOf(rendered.text)) : 1;
