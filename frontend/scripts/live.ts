// What the server tells this page while it is open. `onLive("row", …)`; the messages are in src/reitera/sheet/live/__init__.py.
import { behaviour } from "./behaviour";
import { Hub, type Ask, type Message, type State } from "./live/hub";
import { fill, word } from "./words";

export type Bell = { unread: number; label: string };
export type Here = { case: number; column?: string; editing?: boolean };
export type Messages = {
  hello: { stream: string };
  row: { rows: ({ id: number } & Record<string, unknown>)[] };
  gone: { ids: number[] };
  presence: { id: number; people: { id: number; name: string; initials: string; column: string; editing: boolean }[] };
  bell: Bell;
  rights: Record<string, never>;
  reload: { behind: number };
  state: State;
};
type Listener = (data: never) => void;

const SHOWN_AFTER = 8_000;
const OPENS_AFTER = 1_500;

/** This page's end of the one stream; scripts of other bundles find it at the window. */
class Line {
  private readonly listeners = new Map<string, Set<Listener>>();
  private port: MessagePort | null = null;
  private asked: Ask[] = [];
  private stream = "";
  private here: Here | null = null;

  constructor(workerAddress: string) {
    this.join();
    // A page that somebody only passes through opens no stream; what happens meanwhile is told afterwards.
    if (document.readyState === "complete") this.openSoon(workerAddress);
    else addEventListener("load", () => this.openSoon(workerAddress));
    addEventListener("pageshow", (event) => event.persisted && this.join());
    addEventListener("pagehide", () => (this.say(null), this.ask({ kind: "leave" })));
    document.addEventListener("visibilitychange", () => this.say(document.hidden ? null : this.here));
  }

  on(name: string, listener: Listener): () => void {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  }

  ask(ask: Ask): void {
    if (this.port) this.port.postMessage(ask);
    else this.asked.push(ask);
  }

  private openSoon(workerAddress: string): void {
    setTimeout(() => {
      this.port = portTo(workerAddress);
      this.port.onmessage = ({ data }: MessageEvent<Message>) => this.hear(data);
      for (const ask of this.asked.splice(0)) this.ask(ask);
    }, OPENS_AFTER);
  }

  show(here: Here | null): void {
    this.here = here;
    this.say(here);
  }

  private join(): void {
    this.ask({ kind: "join", openedAt: performance.timeOrigin });
  }

  private hear({ name, data }: Message): void {
    if (name === "hello") {
      this.stream = (data as Messages["hello"]).stream;
      if (this.here) this.say(this.here);
    }
    for (const listener of this.listeners.get(name) ?? []) listener(data as never);
  }

  /** A beacon outlives the page, so that leaving is said too. */
  private said = "";
  private say(here: Here | null): void {
    const body = new FormData();
    const written = { case: here?.case ?? "", column: here?.column ?? "", editing: here?.editing ? "1" : "" };
    const said = JSON.stringify([this.stream, written]);
    if (!this.stream || said === this.said || (!here && !this.said)) return;
    this.said = said;
    for (const [name, value] of Object.entries({ ...written, stream: this.stream, csrfmiddlewaretoken: document.body.dataset.csrf ?? "" }))
      body.set(name, String(value));
    navigator.sendBeacon("/en-vivo/presencia/", body);
  }
}

function portTo(workerAddress: string): MessagePort {
  if ("SharedWorker" in window) return new SharedWorker(workerAddress, { name: "reitera-live" }).port;
  const { port1, port2 } = new MessageChannel();
  new Hub().connect(port2);
  return port1;
}

declare global {
  interface Window {
    reiteraLive?: Line;
  }
}

/** The line of this page; none on the pages before sign-in. */
function line(): Line | undefined {
  const address = document.body.dataset.live;
  if (address) window.reiteraLive ??= new Line(address);
  return window.reiteraLive;
}

/** Hear every message of one name, and "state" when the connection comes or goes; gives how to stop. */
export function onLive<Name extends keyof Messages>(name: Name, listener: (data: Messages[Name]) => void): () => void {
  return line()?.on(name, listener as Listener) ?? (() => undefined);
}

/** Want rows and presence from now on; `since` is the id of the newest event when the page's rows were read. */
export function followRows(since: number): void {
  line()?.ask({ kind: "follow", since });
}

/** Show the others where this person is; null: nowhere. */
export function showPresence(here: Here | null): void {
  line()?.show(here);
}

behaviour("[data-bell]", (bell) => {
  onLive("bell", ({ unread, label }) => {
    bell.setAttribute("aria-label", label);
    bell.querySelector(".bell__n")?.remove();
    if (!unread) return;
    const number = document.createElement("span");
    number.className = "bell__n";
    number.setAttribute("aria-hidden", "true");
    number.textContent = unread > 99 ? "99+" : String(unread);
    bell.append(number);
  });
});

behaviour("[data-live-state]", (place) => {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const show = (state: State): void => {
    clearTimeout(waiting);
    if (state.online) return void (place.textContent = "");
    // A page that was just opened, or a moment without network, is nothing to tell.
    waiting = setTimeout(() => (place.textContent = sentenceOf(state)), state.signedOut ? 0 : SHOWN_AFTER);
  };
  onLive("state", show);
});

function sentenceOf({ signedOut, heardAt }: State): string {
  if (signedOut) return word("sessionOver");
  const time = new Date(heardAt ?? performance.timeOrigin);
  return fill(word("offline"), { time: time.toLocaleTimeString("es-BO", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) });
}
