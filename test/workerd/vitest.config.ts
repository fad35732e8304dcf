import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { portOr } from "../../apps/tui/src/host/ports.ts";
import { credentials } from "./carrier.ts";

/** The worker in real workerd, with real D1 and objects; the sandbox carrier answers its requests over real HTTP. */
const repository = join(import.meta.dirname, "../..");

export default defineConfig(async () => {
  // The worker's bindings must name the port before the global set-up starts the carrier on it.
  const port = await portOr(0);
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: join(repository, "wrangler.toml") },
        miniflare: {
          bindings: {
            TWILIO_ACCOUNT_SID: credentials.accountSid,
            TWILIO_AUTH_TOKEN: credentials.authToken,
            TWILIO_API_BASE_URL: `http://127.0.0.1:${port}`,
            HEADSUP_ADMIN_TOKEN: "workerd-test-admin-token",
            MIGRATIONS: JSON.stringify(await readD1Migrations(join(repository, "packages/storage/migrations"))),
          },
        },
      }),
    ],
    test: {
      name: "workerd",
      testTimeout: 120_000,
      root: repository,
      include: ["test/workerd/**/*.test.ts"],
      provide: { carrierPort: port },
      globalSetup: [join(import.meta.dirname, "global-setup.ts"), join(repository, "test/sim/replay/setup.ts")],
    },
  };
});
