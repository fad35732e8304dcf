/** A webhook's signature as Twilio makes it: HMAC-SHA1 over the address and the parameters by name, in base 64. */
export async function signatureOf(
  authToken: string,
  { url, params }: { readonly url: string; readonly params: Readonly<Record<string, string>> },
): Promise<string> {
  const encoder = new TextEncoder();
  const said = Object.keys(params)
    .sort()
    .map((name) => name + params[name]);
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(authToken), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(url + said.join("")));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
