/** Why an address is suppressed, for people. What is stored is a short reason, or an agent's own words. */
export function describeSuppression(reason: string): string {
  if (reason === "reply") return "they replied STOP";
  if (reason === "provider_opt_out") return "they opted out at the carrier";
  const [kind, code] = reason.split(":");
  return kind === "invalid" && code !== undefined ? `the number cannot be reached, error ${code}` : reason;
}
