// The way to the server: JSON posts with this start's token, and one stream of changes.

const token = document.querySelector('meta[name="demo-token"]').content;

export class Refused extends Error {}

async function answer(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { "X-Demo-Token": token, ...options.headers } });
  } catch {
    throw new Refused("The demo does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? `The demo answered ${response.status}.`);
  return body;
}

export const get = (path) => answer(path);

export const post = (path, body) =>
  answer(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// Where a file is saved from; an address cannot carry the token in a header.
export const fileUrl = (id, user) => `/page/file/${encodeURIComponent(id)}?${new URLSearchParams({ token, user })}`;

// The browser reconnects by itself; each connection begins with a fresh snapshot.
export function stream({ snapshot, changes, story, state }) {
  const source = new EventSource(`/page/events?token=${encodeURIComponent(token)}`);
  source.addEventListener("snapshot", (event) => {
    state("live");
    snapshot(JSON.parse(event.data));
  });
  source.addEventListener("changes", (event) => changes(JSON.parse(event.data)));
  source.addEventListener("story", (event) => story(JSON.parse(event.data)));
  source.onerror = () => state(source.readyState === EventSource.CLOSED ? "ended" : "waiting");
}
