/** The page's API of the local Slack. Every function throws an Error whose message is for people. */

const HEADERS = { "X-Local-Slack": "1" };

export const get = (path, query) => request(`/client/${path}?${new URLSearchParams(query)}`);

export const post = (path, body) =>
  request(`/client/${path}`, {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** Upload a file into a channel or thread. */
export function upload(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  form.append("file", file, file.name);
  return request("/client/upload", { method: "POST", headers: HEADERS, body: form });
}

/**
 * Call `receive` with each event of a person, also after the connection was lost.
 *
 * @returns {function} ends it.
 */
export function listen(user, cursor, receive, connected) {
  let source;
  let timer;
  let at = cursor;
  const open = () => {
    source = new EventSource(`/client/events?${new URLSearchParams({ user, cursor: at })}`);
    source.onopen = () => connected(true);
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      at = event.cursor ?? at;
      receive(event);
    };
    source.onerror = () => {
      source.close();
      connected(false);
      timer = setTimeout(open, 1000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

// ---- private

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The local Slack does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({ message: `The local Slack answered ${response.status}.` }));
  if (!response.ok || (body.ok === false && !body.errors)) throw new Error(body.message || body.error || "It failed.");
  return body;
}
