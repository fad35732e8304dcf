import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "test/workerd/vitest.config.ts",
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/{carrier,tui}/src/**/*.test.ts", "test/{api,architecture,engine}/**/*.test.ts"],
        },
      },
    ],
  },
});
