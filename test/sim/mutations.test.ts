import { describe, expect, test } from "vitest";
import { hunt } from "./mutations/hunt.ts";
import { mutations } from "./mutations/index.ts";

/** The proof can fail: every planted bug is noticed. */
describe.concurrent("a planted bug is noticed", () => {
  test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
    "%s",
    { timeout: 300_000 },
    async (_, mutation) => {
      const caught = await hunt(mutation);
      expect(caught, `no seed noticed: ${mutation.harm}`).not.toBeNull();
      console.log(`"${mutation.name}" is caught by seed ${caught?.seed}: ${caught?.breach}`);
    },
  );
});
