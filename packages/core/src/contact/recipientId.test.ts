import { RecipientId } from "@headsup/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { recipientIdOf } from "./recipientId.ts";

const campaignId = "cmp_01jd0000000000000000000000";

test("C4 a person's id is the same wherever it is computed", () => {
  const id = recipientIdOf({ campaignId, address: "+16001234567" });
  expect(id).toBe("rcp_ftw0p36zfkzatnvhvspy");
  expect(recipientIdOf({ campaignId: campaignId.replace(/0$/, "1"), address: "+16001234567" })).not.toBe(id);
});

test("C4 every address has a well-formed id", () =>
  fc.assert(
    fc.property(fc.string(), (address) => {
      expect(RecipientId.safeParse(recipientIdOf({ campaignId, address })).success).toBe(true);
    }),
  ));
