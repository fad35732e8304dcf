import { connect, type Socket } from "node:net";
import { nowMs } from "./told.ts";

/** Connections the requests go out on by turns: one that waits for its answer does not hold up the next. */
const lanes = 8;
/** Looked at so often whether another is due: a timer of Node's is late by about a millisecond. */
const tickMs = 1;

/**
 * Sends requests at an even pace whatever becomes of those before, as a carrier does.
 *
 * @returns when each was sent, epoch ms
 * @throws when any was answered with other than 2xx
 */
export async function sendPaced(
  port: number,
  { requests, perSecond }: { requests: readonly Buffer[]; perSecond: number },
): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: lanes }, () => open(port)));
  const sentAt: number[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      let answered = 0;
      for (const socket of sockets) {
        socket.on("error", reject);
        socket.on("close", () => reject(new Error("the server closed a connection")));
        socket.setEncoding("latin1").on("data", (text: string) => {
          for (const [line, status] of text.matchAll(/HTTP\/1\.1 (\d)\d\d[^\r]*/g)) {
            if (status !== "2") return reject(new Error(`refused: ${line}`));
            if (++answered === requests.length) resolve();
          }
        });
      }
      const startedAt = nowMs();
      const sendDue = (): void => {
        while (sentAt.length < requests.length && nowMs() - startedAt >= (sentAt.length * 1_000) / perSecond) {
          const nth = sentAt.push(nowMs()) - 1;
          sockets[nth % lanes]?.write(requests[nth] ?? "");
        }
        if (sentAt.length < requests.length) setTimeout(sendDue, tickMs);
      };
      sendDue();
    });
    return sentAt;
  } finally {
    for (const socket of sockets) socket.removeAllListeners("close").destroy();
  }
}

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
