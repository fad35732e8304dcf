import type { ClockSettings } from "@headsup/core/clock";

export interface Provider {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiBaseUrl: string;
  /** Where the provider reaches this host, e.g. a tunnel. */
  readonly publicUrl: string;
}

/** As HTTP's basic authentication has it. */
export const basicOf = ({ accountSid, authToken }: Pick<Provider, "accountSid" | "authToken">): string =>
  `Basic ${btoa(`${accountSid}:${authToken}`)}`;

/** Gives a sandbox carrier that runs by itself this host's clock and address. A real provider does not take these. */
export async function instructCarrier(
  provider: Provider,
  { clock, mail }: { clock: ClockSettings; mail: Readonly<Record<string, string>> },
): Promise<void> {
  const { apiBaseUrl, publicUrl } = provider;
  const headers = { authorization: basicOf(provider), "content-type": "application/json" };
  const tell = async (path: string, body: unknown) => {
    const answer = await fetch(`${apiBaseUrl}/__carrier/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    }).catch(() => null);
    if (!answer?.ok) {
      throw new Error(
        `${apiBaseUrl} is not a sandbox carrier that takes these credentials (${answer?.status ?? "no answer"}).`,
      );
    }
  };
  await tell("settings", {
    inboundUrl: `${publicUrl}/hooks/twilio/inbound`,
    voiceUrl: `${publicUrl}/hooks/twilio/call`,
    mail,
  });
  await tell("clock", clock);
}
