import type { FailureClass } from "@headsup/core/campaign/settle";
import type { Sent } from "./names.ts";

/** What machines say of an email of ours, whichever way it is told: a provider's event, a bounce, a complaint. */
export type EmailReport = Sent & { readonly providerId: string | null } & (
    | {
        readonly kind: "receipt";
        readonly status: "accepted" | "delivered" | "undelivered" | "failed";
        readonly code: string | null;
        readonly failure: FailureClass | null;
      }
    /** It is being tried still: nothing has changed. */
    | { readonly kind: "delayed" }
    /** They called it spam. */
    | { readonly kind: "complaint" }
    /** They asked the provider to stop it. */
    | { readonly kind: "unsubscribed" }
  );
