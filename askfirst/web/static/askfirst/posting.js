// How a script asks for something: as htmx does, with the same proof that it is this page that asks.

/** The headers of a request of this page. */
export function headers() {
  return { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true", "HX-Current-URL": location.href };
}

/** The answer, or null where there is none: no line, no right, or somebody was signed out. */
export async function ask(address, { body, signal, keepalive = false } = {}) {
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: headers(), signal, keepalive }).catch(() => null);
  return answer && !answer.redirected && !answer.headers.get("HX-Redirect") ? answer : null;
}

/** Fields as a form sends them. */
export const fields = (values) => new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
