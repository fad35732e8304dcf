/**
 * Whether a host, as `URL` has it, may be one of the public internet's: what somebody else named is asked of us from within our
 * own network, where more answers than should. A name is taken at its word: at the edge there is no resolver to ask, and
 * nothing private in reach; on a machine of one's own a proxy or firewall holds the rest.
 */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host.startsWith("[")) return isPublicV6(host.slice(1, -1));
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (octets !== null) return isPublicV4(octets.slice(1).map(Number));
  return host.includes(".") && !localNames.test(host);
}

/** Names that never leave a network: RFC 6761, RFC 6762, RFC 8375, and clouds' own. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|test|invalid|onion)$/;

/** IANA's special-purpose registry: none of these is globally reachable. */
function isPublicV4([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return !(b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99));
  if (a === 198) return !(b === 18 || b === 19 || (b === 51 && c === 100));
  return !(a === 203 && b === 0 && c === 113);
}

/** Global unicast alone (2000::/3), without documentation, and what carries an address of version 4 within. */
const isPublicV6 = (address: string): boolean =>
  /^[23][0-9a-f]{3}:/.test(address) && !/^(?:2001:db8|2001:0?:|2002:|3fff:)/.test(address);
