import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/{carrier,tui}/src/**/*.test.ts", "test/{architecture,engine}/**/*.test.ts"],
        },
      },
    ],
  },
});
