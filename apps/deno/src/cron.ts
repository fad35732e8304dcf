import { everyMinute, type Services } from "@headsup/api";

/** Does each minute's work each minute of the clock, and at once all of it: a run still going is not overtaken. */
export function startCron(services: Services, rate: number): { readonly close: () => Promise<void> } {
  let running: Promise<void> | null = null;
  const fire = (wake: "all" | "overdue") => {
    running ??= everyMinute(services, wake).finally(() => {
      running = null;
    });
  };
  fire("all");
  const timer = setInterval(() => fire("overdue"), Math.max(1_000, 60_000 / rate));
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
