import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { startCarrier } from "@headsup/carrier";
import { defineConfig } from "vitest/config";

/** The worker in real workerd, with real D1 and objects; the sandbox carrier answers its requests over real HTTP. */
const repository = join(import.meta.dirname, "../..");
export const credentials = { accountSid: `AC${"0".repeat(32)}`, authToken: "workerd-test-auth-token" };

export default defineConfig(async () => {
  // Started here because the worker's bindings must name its port; ended by the global set-up's teardown.
  const carrier = await startCarrier({ ...credentials, port: 0 });
  (globalThis as { headsupCarrier?: typeof carrier }).headsupCarrier = carrier;
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: join(repository, "wrangler.toml") },
        miniflare: {
          bindings: {
            TWILIO_ACCOUNT_SID: credentials.accountSid,
            TWILIO_AUTH_TOKEN: credentials.authToken,
            TWILIO_API_BASE_URL: carrier.url,
            HEADSUP_ADMIN_TOKEN: "workerd-test-admin-token",
            MIGRATIONS: JSON.stringify(await readD1Migrations(join(repository, "packages/storage/migrations"))),
          },
        },
      }),
    ],
    test: {
      name: "workerd",
      root: repository,
      include: ["test/workerd/**/*.test.ts"],
      globalSetup: [join(import.meta.dirname, "global-setup.ts")],
    },
  };
});
