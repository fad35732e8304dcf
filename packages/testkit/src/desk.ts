import type { ApiWorld } from "./api.ts";
import { expectStatus } from "./apiScenes.ts";

type Fields = Record<string, unknown>;

/** Short ways to ask the API what an agent or a manager asks it, in the world a test is in. */
export function deskIn(world: () => ApiWorld) {
  const ask = async (
    method: string,
    path: string,
    status: number,
    { token, body }: { token?: string; body?: unknown },
  ) =>
    expectStatus(
      await world().call(method, path, {
        ...(token === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body }),
      }),
      status,
    ).json;
  const get = (path: string, token?: string) => ask("GET", path, 200, token === undefined ? {} : { token });
  const post = (path: string, body: unknown, status = 201, token?: string) =>
    ask("POST", path, status, token === undefined ? { body } : { body, token });
  const patch = (path: string, body: unknown, token?: string) =>
    ask("PATCH", path, 200, token === undefined ? { body } : { body, token });
  const all = async (query = "") => (await get(`/v1/conversations?limit=500${query}`)).items;
  return {
    get,
    post,
    patch,
    /** Open conversations, or those a query asks for. */
    all,
    /** The thread with an address, open or closed. */
    threadWith: async (address: string) => {
      const found = [...(await all()), ...(await all("&status=closed"))].find((each) => each.address === address);
      return get(`/v1/conversations/${found.id}`);
    },
    /** A rule on every message, unless it says otherwise. */
    rule: (over: Fields) => post("/v1/rules", { name: "Rule", trigger: { on: "message_received" }, ...over }),
    /** An agent who is available, with the secret of their token. */
    agentCalled: async (name: string, over: Fields = {}) => {
      const token = await post("/v1/tokens", { name, role: "agent" });
      const agent = await post("/v1/agents", { user: token.id, ...over });
      await patch(`/v1/agents/${agent.id}`, { status: "available" });
      return { ...agent, secret: token.secret as string };
    },
    /** Takes the best waiting conversation, with an agent's secret. */
    next: (token: string) => post("/v1/next", undefined, 200, token),
  };
}

/** A thread as its reader sees it: who, and what. */
export const toldIn = (thread: {
  messages: { direction: string; author: { kind: string }; text: string | null }[];
}): string[] => thread.messages.map(({ direction, author, text }) => `${direction} ${author.kind}: ${text}`);
