import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "test/workerd/vitest.config.ts",
      {
        test: {
          // The product as real processes: slow, one file after the other. Built by the script that runs it.
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          // Plays seeds in processes of its own, as many as there are cores.
          name: "sim",
          include: ["test/sim/**/*.test.ts"],
          maxConcurrency: 2,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "unit",
          // Loading the packages anew for each file took as long as the tests: files share them, and leave nothing behind.
          isolate: false,
          // Generous: machines are shared, other lanes run beside, and no test is about speed.
          testTimeout: 60_000,
          // A screen's test may let time pass before its client has asked anything, on a machine that has no time for it.
          retry: 2,
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/{carrier,tui}/src/**/*.test.ts",
            "test/{api,architecture,engine}/**/*.test.ts",
          ],
        },
      },
    ],
  },
});
