// Talking to the server: an answer, a refusal with what it said, or no answer at all.
export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
    readonly reference: string,
  ) {
    super(typeof body.message === "string" ? body.message : String(status));
  }
}

/** The server did not answer: nothing is known of what was sent. */
export class NoAnswer extends Error {}

/** The session ended: whoever sits here must sign in again. */
export class SignedOut extends Error {}

async function answerOf(request: Promise<Response>): Promise<Response> {
  const answer = await request.catch((failure: unknown) => {
    throw failure instanceof DOMException && failure.name === "AbortError" ? failure : new NoAnswer();
  });
  if (answer.status === 502 || answer.status === 503 || answer.status === 504) throw new NoAnswer();
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/cuenta/")) throw new SignedOut();
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (answer.status === 401) throw new SignedOut();
  throw new RefusedRequest(answer.status, body, answer.headers.get("X-Reference") ?? "");
}

export async function getJson<T>(url: string, query: Record<string, string>, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams(query).toString();
  const headers = { Accept: "application/json" };
  const answer = await answerOf(fetch(search ? `${url}?${search}` : url, { headers, ...(signal ? { signal } : {}) }));
  return (await answer.json()) as T;
}

export async function getText(url: string, query: Record<string, string>): Promise<string> {
  const search = new URLSearchParams(query).toString();
  const answer = await answerOf(fetch(search ? `${url}?${search}` : url, { headers: { "HX-Request": "true" } }));
  return answer.text();
}

export async function sendJson<T>(method: "POST" | "PUT" | "DELETE", url: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.body.dataset.csrf ?? "" };
  const answer = await answerOf(fetch(url, { method, headers, body: JSON.stringify(body) }));
  return (answer.status === 204 ? {} : await answer.json()) as T;
}
