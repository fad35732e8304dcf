import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Shell } from "../shell.ts";
import { type Shade, shadeFor, shades } from "../terminal/theme.ts";

/** The colours a person chose last, unless the environment says otherwise. Nothing is lost should they be forgotten. */
export function keptShade({ env }: Pick<Shell, "env">): Shade {
  const path = shadePath(env);
  if (env.NO_COLOR || env.HEADSUP_THEME || path === null) return shadeFor(env);
  try {
    const kept = readFileSync(path, "utf8").trim();
    return shades.find((shade) => shade === kept) ?? shadeFor(env);
  } catch {
    return shadeFor(env);
  }
}

export function keepShade({ env }: Pick<Shell, "env">, shade: Shade): void {
  const path = shadePath(env);
  if (path === null) return;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${shade}\n`, { mode: 0o600 });
  } catch {
    // A home that cannot be written to: the choice holds until the terminal is closed.
  }
}

function shadePath({ XDG_STATE_HOME: state, HOME: home }: Shell["env"]): string | null {
  if (state) return join(state, "headsup", "colours");
  return home ? join(home, ".local", "state", "headsup", "colours") : null;
}
