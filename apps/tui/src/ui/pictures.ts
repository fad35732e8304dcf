/** Figures as pictures made of characters. Each says the same without colour. */

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `width` columns filled to `share` (0 to 1), to an eighth of a column. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  const whole = Math.floor(filled / 8);
  const part = eighths[filled % 8] ?? "";
  return "█".repeat(whole) + part + "░".repeat(width - whole - (part === "" ? 0 : 1));
}

/** "96 %", "4.1 %", "0.3 %"; "–" where there is nothing to divide by. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (part / whole) * 100;
  return `${share >= 10 || share === 0 ? Math.round(share) : share.toFixed(1)} %`;
}

/** A cell filled from below, by eighths. */
export const levels = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Values as columns side by side, `height` rows from the top down. The highest fills its column. */
export function columnsChart(values: readonly number[], height: number, highest = Math.max(1, ...values)): string[] {
  const steps = values.map((value) => (value <= 0 ? 0 : Math.max(1, Math.round((value / highest) * height * 8))));
  return Array.from({ length: height }, (_, fromTop) => {
    const below = (height - 1 - fromTop) * 8;
    return steps.map((step) => levels[Math.max(0, Math.min(8, step - below))] ?? " ").join("");
  });
}
