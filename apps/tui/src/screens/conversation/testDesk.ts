/** A desk for tests of its screens: an agent who is there, a campaign, people who answer it. */
import { type Call, launchCampaign, ourNumber, prepareAccount } from "@headsup/testkit";
import type { TestServer } from "../../app/testTerminal.ts";

export const ada = "+12125550101";
export const bob = "+12125550102";

/** Somebody texts us. */
export async function says(server: TestServer, from: string, body: string): Promise<void> {
  server.deployment.carrier.text({ from, to: ourNumber, body });
  await server.pass(5_000);
}

/** The test's own user as an agent who is available, a stored answer, a topic, and a campaign to Ada and Bob that is over. */
export async function openDesk(server: TestServer): Promise<void> {
  const { call } = server;
  await prepareAccount(server);
  await call("POST", "/v1/agents", { body: { user: "me", name: "Maya" } });
  await call("PATCH", "/v1/agents/me", { body: { status: "available" } });
  await call("POST", "/v1/answers", {
    body: { name: "On its way", text: "Hi {{ first_name }}, order {{ order }} is on its way. {{ agent_name }}" },
  });
  await call("POST", "/v1/topics", { body: { name: "late-delivery" } });
  await launchCampaign(server, [ada, bob], { name: "Renewals" });
  await server.pass(20_000);
}

/** A conversation's id, by its customer's number. */
export async function conversationOf(server: TestServer, address: string): Promise<string> {
  const { items } = (await server.call("GET", "/v1/conversations?limit=100")).json;
  return items.find((each: { address: string }) => each.address === address)?.id;
}

/** Another agent, and the API as they call it. */
export async function colleague(server: TestServer, name: string): Promise<{ readonly call: Call }> {
  const { secret, id } = (await server.call("POST", "/v1/tokens", { body: { name, role: "agent" } })).json;
  await server.call("POST", "/v1/agents", { body: { user: id, name } });
  const call: Call = (method, path, request = {}) => server.call(method, path, { ...request, token: secret });
  return { call };
}
