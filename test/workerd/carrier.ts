export const credentials = { accountSid: `AC${"0".repeat(32)}`, authToken: "workerd-test-auth-token" };
