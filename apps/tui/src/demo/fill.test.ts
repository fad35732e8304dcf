import { adminToken, apiWorld, publicUrl, twilioAccount } from "@headsup/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../client/api.ts";
import { openOutput } from "../commands/session.ts";
import { testShell } from "../testShell.ts";
import { fill } from "./fill.ts";
import { sandbox } from "./sandbox.ts";

const mailKey = "a-key-for-mail-that-comes-in";

test("the demo's team has a campaign in each state to look at, and people who wrote back", async () => {
  const email = {
    settings: {
      EMAIL_PROVIDER: "sendgrid",
      EMAIL_POSTAL_ADDRESS: "Acme, 1 Main Street, Springfield",
      SENDGRID_API_KEY: twilioAccount.authToken,
      SENDGRID_API_BASE_URL: "https://sendgrid.test",
      INBOUND_MAIL_KEY: mailKey,
    },
  } as const;
  const mail = { parseUrl: `${publicUrl}/hooks/sendgrid/parse/${mailKey}` };
  const carrier = { seed: "demo", mix: "lively", ...sandbox, mail } as const;
  const world = await apiWorld({ startsAt: "2026-11-24T15:38:00Z", carrier, email });
  onTestFinished(() => world.close());
  const shell = testShell({
    fetch: (...request) => world.fetch(new Request(...request)),
    now: world.now,
    wait: () => world.pass(60_000),
  });
  const connection = { url: "https://headsup.test", token: adminToken };
  const signal = shell.interruption();
  const told: string[] = [];
  await fill({
    session: { ...openOutput(shell, { json: true }), connection, signal, api: createApi(connection, shell, signal) },
    folder: shell.cwd,
    now: world.now,
    tell: (text) => told.push(text),
  });
  await world.pass(30 * 60_000);

  const { items } = (await world.call("GET", "/v1/campaigns")).json;
  const of = (name: string) => items.find((each: { name: string }) => each.name === name);
  expect(items.map(({ status }: { status: string }) => status).sort()).toEqual([
    "completed",
    "draft",
    "in_progress",
    "in_progress",
    "in_progress",
    "in_progress",
    "paused",
    "scheduled",
  ]);
  expect(of("Network maintenance")).toMatchObject({ status: "completed", responded: 6, optedOut: 2 });
  expect(of("Price change").statusReason).toContain("Legal");
  expect(told.filter((text) => text.includes("bad row"))).toHaveLength(2);

  // Who is not on WhatsApp has a text by now, and `why` tells both rungs.
  const fellBack = `/v1/campaigns/${of("Order delay").id}/recipients/+12125550100/why`;
  const { rungs, recipient } = (await world.call("GET", fellBack)).json;
  expect(recipient).toMatchObject({ status: "delivered", channel: "sms", rung: 1 });
  expect(rungs).toMatchObject([{ channel: "whatsapp", status: "undelivered", code: "63024" }, { channel: "sms" }]);
  const { items: conversations } = (await world.call("GET", "/v1/conversations?limit=100")).json;
  const channelsIn = (name: string) =>
    new Set(conversations.flatMap((each: Talk) => (each.inbox.name === name ? [each.channel] : [])));
  expect(channelsIn("Deliveries")).toContain("whatsapp");
  expect(channelsIn("Bills")).toContain("email");
  expect(channelsIn("Service")).toContain("voice");
  expect(shell.said).toEqual({ out: "", err: "" });
});

interface Talk {
  readonly channel: string;
  readonly inbox: { readonly name: string };
}
