// Links to messages of this workspace lead to them on this page, as they do in Slack.

const PATH = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/;

// {channel, ts} of an address like /archives/C01/p1795229393426126, or null.
function read({ origin, pathname }) {
  const found = origin === location.origin && PATH.exec(pathname);
  return found ? { channel: found[1], ts: `${found[2]}.${found[3]}` } : null;
}

// Calls `go` with what a clicked link, and the page's own address, lead to.
export function followPermalinks(go) {
  document.addEventListener("click", (event) => {
    const href = !event.ctrlKey && !event.metaKey && event.target.closest("a[href]")?.href;
    const place = href && read(new URL(href));
    if (!place) return;
    event.preventDefault();
    go(place);
  });
}

export const opened = () => read(new URL(location.href));
