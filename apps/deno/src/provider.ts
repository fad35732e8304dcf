import { callPath, type DeploymentSettings, inboundPath, type Remedies, readSettings } from "@headsup/api";
import { startCarrier } from "@headsup/carrier";
import type { ClockSettings } from "@headsup/core/clock";
import type { Folder } from "@headsup/tui/host/folder";
import { mailUrls, ownMail, sandboxMail, withoutMail } from "@headsup/tui/host/mail";
import { instructCarrier } from "@headsup/tui/host/provider";
import { secretsOf } from "@headsup/tui/host/secrets";

/** Who carries the messages, and the settings that follow from it. */
export interface Provider {
  readonly settings: DeploymentSettings;
  /** The sandbox carrier of this host's own, or null. */
  readonly carrierUrl: string | null;
  readonly close: () => Promise<void>;
}

export interface ProviderWish {
  /** Variables that are set, and not to nothing. */
  readonly environment: Readonly<Record<string, string>>;
  /** A sandbox carrier that runs by itself. */
  readonly carrier: string | undefined;
  /** Never a real provider, whatever the environment says. */
  readonly isRehearsal: boolean;
  readonly carrierPort: number;
  /** This host's own address. */
  readonly url: string;
}

const remedies: Remedies = {
  secret: (name) =>
    `Set it in the environment: export ${name}=…${name.startsWith("TWILIO_") ? " (with neither TWILIO_ACCOUNT_SID nor TWILIO_AUTH_TOKEN set, texts go to the sandbox carrier)" : ""}`,
  variable: (name) => `Set it in the environment: export ${name}=…`,
};

/**
 * Twilio, if the environment names an account there; half a configuration is refused, not guessed at. Else a sandbox
 * carrier: the one given, or one in this process, which is reached over HTTP all the same.
 */
export async function openProvider(wish: ProviderWish, folder: Folder, clock: ClockSettings): Promise<Provider> {
  const { environment, carrier, carrierPort, url, isRehearsal } = wish;
  const { adminToken, accountSid, authToken } = secretsOf(folder);
  const known = { HEADSUP_ADMIN_TOKEN: adminToken, ...environment };
  const none = async () => {};
  if (carrier !== undefined) {
    const sandbox = { ...withoutMail(known), PUBLIC_URL: url, TWILIO_API_BASE_URL: carrier };
    const account = accountOf(readSettings(sandbox, remedies));
    await instructCarrier(account, { clock, mail: mailUrls(account) });
    const settings = readSettings({ ...sandbox, ...(await sandboxMail(account)) }, remedies);
    return { settings, carrierUrl: null, close: none };
  }
  const isReal = "TWILIO_ACCOUNT_SID" in environment || "TWILIO_AUTH_TOKEN" in environment;
  if (isReal && !isRehearsal) return { settings: readSettings(known, remedies), carrierUrl: null, close: none };

  const mail = isRehearsal ? null : ownMail(environment, { isKnownToTheWorld: false });
  const own = await startCarrier({
    accountSid,
    authToken,
    port: carrierPort,
    dataFile: folder.carrierFile,
    clock,
    settings: {
      inboundUrl: url + inboundPath,
      voiceUrl: url + callPath,
      mail: mailUrls({ publicUrl: url, authToken }),
    },
  });
  const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_BASE_URL: own.url };
  try {
    const mailed = mail ?? (await sandboxMail({ accountSid, authToken, apiBaseUrl: own.url }));
    const settings = readSettings({ ...withoutMail(known), ...account, PUBLIC_URL: url, ...mailed }, remedies);
    return { settings, carrierUrl: own.url, close: () => own.close() };
  } catch (error) {
    await own.close();
    throw error;
  }
}

const accountOf = (settings: DeploymentSettings) => ({
  accountSid: settings.TWILIO_ACCOUNT_SID,
  authToken: settings.TWILIO_AUTH_TOKEN,
  apiBaseUrl: settings.TWILIO_API_BASE_URL,
  publicUrl: settings.PUBLIC_URL,
});
