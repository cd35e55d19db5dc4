// The station's API for booths. A problem is a Refusal (the station said no) or Unreachable (nobody knows: try again).

const WAIT_MS = 8000;

export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** `why`: "offline" or "storage"; nothing was acknowledged. */
export class Unreachable extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

export const get = (verb) => ask(verb, {});

export function post(verb, body) {
  const headers = { "Content-Type": "application/json", "X-Bilik": "1" };
  return ask(verb, { method: "POST", headers, body: JSON.stringify(body) });
}

async function ask(verb, options) {
  let answer, told;
  try {
    const how = { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_MS) };
    answer = await fetch(verb, { ...how, ...options });
    told = await answer.json();
  } catch {
    throw new Unreachable("offline");
  }
  if (answer.ok) return told;
  if (answer.status === 401) throw new Refusal("unpaired", told.message ?? "");
  if (answer.status >= 500) throw new Unreachable(told.code === "storage" ? "storage" : "offline");
  throw new Refusal(told.code ?? "unknown", told.message ?? "");
}
