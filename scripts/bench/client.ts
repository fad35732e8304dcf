import { connect, type Socket } from "node:net";

/**
 * A client that costs next to nothing, so that the server's limits are measured and not its own: requests are bytes made
 * beforehand, sent over connections that are kept, one at a time on each.
 */
export interface Load {
  readonly port: number;
  readonly requests: readonly Buffer[];
  readonly connections: number;
}

/** The bytes of a POST of a form. */
export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    "host: bench",
    "content-type: application/x-www-form-urlencoded",
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/**
 * Sends them all.
 *
 * @returns how long it took, ms, from the first byte to the last answer
 * @throws when any was answered with other than 2xx
 */
export async function send({ port, requests, connections }: Load): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const waiting = requests[Symbol.iterator]();
  const startedAt = performance.now();
  try {
    await Promise.all(sockets.map((socket) => drain(socket, waiting)));
    return performance.now() - startedAt;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });

function drain(socket: Socket, waiting: Iterator<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = "";
    const next = () => {
      const { done, value } = waiting.next();
      if (done) resolve();
      else socket.write(value);
    };
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.setEncoding("latin1").on("data", (text: string) => {
      seen += text;
      if (!isWhole(seen)) return;
      const answer = seen;
      seen = "";
      if (/^HTTP\/1\.1 2/.test(answer)) next();
      else reject(new Error(`refused: ${answer}`));
    });
    next();
  });
}

/** Whether an answer is there to its end. One byte is one character. */
function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf("\r\n\r\n") + 4;
  if (bodyAt === 3) return false;
  const head = answer.slice(0, bodyAt);
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (length) return answer.length - bodyAt >= Number(length[1]);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return answer.endsWith("\r\n0\r\n\r\n");
  return true; // 204: no body
}
