// One stream from the server for all pages of a browser: it runs in a SharedWorker or, where there is none, in the page.
// Messages and addresses are written down in src/reitera/sheet/live/__init__.py.
export type Ask = { kind: "join"; openedAt: number } | { kind: "follow"; since: number } | { kind: "leave" };
export type Message = { name: string; data: unknown };
export type State = { online: boolean; signedOut: boolean; heardAt: number | null };

type Told = Message & { id: number | null };
type Page = { port: MessagePort; rows: boolean; told: number };

const SILENCE = 40_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 10_000;
const REFUSED_WAIT = 60_000;
const MOST_KEPT = 200;
const OF_ROWS = new Set(["row", "gone", "presence", "reload"]);

export class Hub {
  private pages = new Set<Page>();
  private lastId: number | null = null;
  private keptFrom: number | null = null;
  private kept: Told[] = [];
  private hello: Told | null = null;
  private bell: { told: Told; at: number } | null = null;
  private held: Told[] = [];
  /** Null until it is known: a page that was just opened is not without connection. */
  private state: State | null = null;
  private stopped: AbortController | null = null;
  private failures = 0;

  /** Take in one page, which asks through its port. */
  connect(port: MessagePort): void {
    const page: Page = { port, rows: false, told: 0 };
    port.onmessage = ({ data }: MessageEvent<Ask>) => this.answer(page, data);
  }

  private answer(page: Page, ask: Ask): void {
    if (ask.kind === "leave") {
      this.pages.delete(page);
      if (this.pages.size === 0) this.stopped?.abort();
    } else if (ask.kind === "join") {
      this.pages.add(page);
      if (this.state) page.port.postMessage({ name: "state", data: this.state });
      if (this.hello) this.give(page, this.hello);
      // The page was drawn after its opening: what rang later it cannot know.
      if (this.bell && this.bell.at > ask.openedAt) this.give(page, this.bell.told);
      if (!this.stopped) void this.run();
    } else {
      this.follow(page, ask.since);
    }
  }

  private follow(page: Page, since: number): void {
    page.rows = true;
    page.told = since;
    if (this.keptFrom !== null && this.keptFrom <= since) {
      for (const told of this.kept) this.give(page, told);
      return;
    }
    // The stream has no rows yet, or began later than the page: begin again where the page is.
    this.lastId = since;
    this.keptFrom = since;
    this.kept = [];
    this.stopped?.abort();
    if (!this.stopped) void this.run();
  }

  /** Listen as long as there is a page, again and again. */
  private async run(): Promise<void> {
    while (this.pages.size > 0) {
      const stop = (this.stopped = new AbortController());
      const wait = await this.listen(stop).catch(() => (stop.signal.aborted && !this.isSilent ? 0 : this.nextWait()));
      this.isSilent = false;
      if (wait === null) break;
      if (wait > 0) {
        this.tellState({ online: false });
        await new Promise((done) => setTimeout(done, wait));
      }
    }
    this.stopped = null;
  }

  private isSilent = false;

  private nextWait(): number {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures++);
    // A thousand browsers that lost one server do not come back in one moment.
    return wait * (0.5 + Math.random());
  }

  /** Listen to one stream until it ends; how long to wait before the next, null when there shall be none. */
  private async listen(stop: AbortController): Promise<number | null> {
    const rows = this.keptFrom !== null;
    const headers: HeadersInit = this.lastId === null ? {} : { "Last-Event-ID": String(this.lastId) };
    const answer = await fetch(`/en-vivo${rows ? "?filas=1" : ""}`, { headers, signal: stop.signal, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return this.endSession();
    if (answer.status === 429) return REFUSED_WAIT;
    if (!answer.ok || !answer.body) return this.nextWait();
    this.held = [];
    return this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), stop);
  }

  private async read(reader: ReadableStreamDefaultReader<string>, stop: AbortController): Promise<number | null> {
    let rest = "";
    for (;;) {
      const silence = setTimeout(() => ((this.isSilent = true), stop.abort()), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return this.nextWait();
      this.failures = 0;
      this.tellState({ online: true, signedOut: false, heardAt: Date.now() });
      const parts = (rest + value).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const told = parse(part);
        if (told.name === "end" && (told.data as { reason: string }).reason === "signed_out") return this.endSession();
        this.take(told);
      }
    }
  }

  private endSession(): null {
    this.lastId = this.keptFrom = null;
    this.kept = [];
    this.hello = this.bell = null;
    this.tellState({ online: false, signedOut: true });
    return null;
  }

  private take(told: Told): void {
    if (told.id !== null) this.lastId = Math.max(told.id, this.lastId ?? 0);
    if (told.name === "hello") this.hello = told;
    if (told.name === "bell") this.bell = { told, at: Date.now() };
    if (told.name === "gone" && told.id === null) {
      // The rest of the batch carries the id.
      this.held.push(told);
      return;
    }
    const batch = [...this.held.map((held) => ({ ...held, id: told.id })), told].filter(({ name }) => name !== "");
    this.held = [];
    if (told.id !== null) this.keep(batch);
    for (const each of batch) for (const page of this.pages) this.give(page, each);
    if (told.id !== null) for (const page of this.pages) page.told = Math.max(page.told, told.id);
  }

  private keep(batch: Told[]): void {
    this.kept.push(...batch);
    const dropped = this.kept.splice(0, Math.max(0, this.kept.length - MOST_KEPT));
    const last = dropped.at(-1);
    if (last && this.keptFrom !== null) this.keptFrom = last.id;
  }

  private give(page: Page, told: Told): void {
    if (OF_ROWS.has(told.name) && (!page.rows || (told.id !== null && told.id <= page.told))) return;
    page.port.postMessage({ name: told.name, data: told.data });
  }

  private tellState(change: Partial<State>): void {
    const before = this.state;
    this.state = { online: false, signedOut: false, heardAt: null, ...before, ...change };
    if (before?.online === this.state.online && before?.signedOut === this.state.signedOut) return;
    for (const page of this.pages) page.port.postMessage({ name: "state", data: this.state });
  }
}

/** One block of the stream; a comment or a bare id has no name. */
function parse(block: string): Told {
  const fields = new Map(
    block
      .split("\n")
      .filter((line) => line.includes(": ") && !line.startsWith(":"))
      .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
  );
  const id = fields.get("id");
  return { name: fields.get("event") ?? "", data: JSON.parse(fields.get("data") ?? "null"), id: id === undefined ? null : Number(id) };
}
