import type { LiveFrame } from "@headsup/contract";
import { expect, test } from "vitest";
import { Tails } from "./tails.ts";

/** Why a tail over this backlog ends. */
async function endOf(backlog: () => readonly LiveFrame[]): Promise<{ code: number; reason: string; frames: number }> {
  const tails = new Tails();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) =>
    tails.upgrade("cmp_1", request, backlog),
  );
  const socket = new WebSocket(`ws://127.0.0.1:${server.addr.port}`);
  let frames = 0;
  socket.addEventListener("message", () => frames++);
  const { code, reason } = await new Promise<CloseEvent>((done) => socket.addEventListener("close", done));
  await server.shutdown();
  return { code, reason, frames };
}

const frame: LiveFrame = {
  type: "recipient",
  seq: 1,
  at: 0,
  id: `rcp_${"0".repeat(20)}`,
  address: "+1212•••01",
  line: 1,
  status: "accepted",
  code: null,
  attempt: 1,
};

test("J2 a backlog too long for one go is told, then closed: the client comes back for the rest", async () => {
  expect(await endOf(() => [frame, frame])).toEqual({
    code: 1013,
    reason: "more to come: reconnect with since",
    frames: 2,
  });
});

test("a campaign that cannot be read closes its tail, and harms nothing else", async () => {
  const broken = () => {
    throw new Error("the disk is gone");
  };
  expect(await endOf(broken)).toMatchObject({ code: 1011, frames: 0 });
});
