import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./system.ts";

/** A real mail server, Postfix, of a test's own: a port and a folder of its own, everything it takes in one mailbox. */
export interface MailServer {
  readonly url: string;
  /** Mails in the mailbox, as they lie there, by the time they came. Waits until there are so many. */
  readonly mails: (count: number) => Promise<Buffer[]>;
  readonly close: () => Promise<void>;
}

const installMs = 90_000;
/** Where there is no network, that is known soon. */
const impatient = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10"];

/** Whether programs are there, installed from the system's packages if they can be. @returns why not, or null */
export function install(packages: Readonly<Record<string, string>>): string | null {
  const isThere = (program: string) => ["/usr/sbin", "/usr/bin"].some((folder) => existsSync(join(folder, program)));
  const missing = Object.keys(packages).filter((program) => !isThere(program));
  if (missing.length === 0) return null;
  const names = missing.map((program) => packages[program] ?? program);
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    return `${names.join(" and ")} must be installed, which takes root and apt`;
  }
  // Runlevel 1: nothing is started because it was installed.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...args: string[]) =>
    execFileSync("apt-get", ["-qq", ...impatient, ...args], { env, timeout: installMs, stdio: "ignore" });
  try {
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...names);
  } catch {
    return `${names.join(" and ")} could not be installed: apt has no network, or no such package`;
  }
  return missing.some((program) => !isThere(program)) ? `${missing.join(" and ")} is not where it was to be` : null;
}

/**
 * Starts one for these domains. What it says to which local part: `nobody` does not exist, `busy` is to be tried later,
 * `full` is taken and comes back as a bounce.
 */
export async function startMailServer(domains: readonly string[]): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), "headsup-postfix-"));
  const [port, behind, config] = [await freePort(), await freePort(), join(folder, "config")];
  const mailbox = join(folder, "mail", "box");
  for (const path of ["config", "queue", "data", "mail"]) mkdirSync(join(folder, path));
  // Its daemons run as users of their own, and pass through.
  chmodSync(folder, 0o755);
  const [uid, gid] = ["-u", "-g"].map((flag) => execFileSync("id", [flag, "postfix"], { encoding: "utf8" }).trim());
  execFileSync("chown", [`${uid}:${gid}`, join(folder, "data"), join(folder, "mail")]);
  writeFileSync(join(config, "main.cf"), mainConfig({ folder, domains, behind, uid: uid ?? "", gid: gid ?? "" }));
  writeFileSync(join(config, "master.cf"), masterConfig(port, behind));
  const server = spawn("postfix", ["-c", config, "start-fg"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const pidFile = join(folder, "queue", "pid", "master.pid");
  await until("the mail server", async () => (existsSync(pidFile) ? true : undefined));
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: (count) =>
      until(`${count} mails`, async () => {
        const box = join(mailbox, "new");
        const files = existsSync(box) ? readdirSync(box) : [];
        return files.length < count ? undefined : files.sort().map((file) => readFileSync(join(box, file)));
      }),
    close: async () => {
      process.kill(Number(readFileSync(pidFile, "utf8")), "SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

interface Config {
  readonly folder: string;
  readonly domains: readonly string[];
  /** The port of the server behind it, where mailboxes are full. */
  readonly behind: number;
  readonly uid: string;
  readonly gid: string;
}

const mainConfig = ({ folder, domains, behind, uid, gid }: Config): string => {
  const everywhere = (local: string, answer: string) =>
    domains.map((name) => `{ ${local}@${name} = ${answer} }`).join(", ");
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/data/log
maillog_file_prefixes = ${folder}
mail_owner = postfix
myhostname = mx.${domains[0]}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
virtual_mailbox_domains = ${domains.join(", ")}
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
transport_maps = inline:{ ${everywhere("full", `smtp:[127.0.0.1]:${behind}`)} }
default_transport = error:5.4.4 there is no network
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{ ${everywhere("nobody", "550 5.1.1 no such user")}, ${everywhere("busy", "451 4.3.0 try later")} }
`;
};

const masterConfig = (port: number, behind: number): string => `
127.0.0.1:${port} inet n - n - - smtpd
127.0.0.1:${behind} inet n - n - - smtpd
  -o myhostname=mx.behind.example
  -o { smtpd_recipient_restrictions = check_recipient_access static:{ 552 5.2.2 the mailbox is full } }
smtp unix - - n - - smtp
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
`;
