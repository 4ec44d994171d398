// htmx: what it may do, and what a person reads when the server refuses, fails or does not answer.
import htmx from "htmx.org";
import { attachAll } from "./behaviour";
import { toast } from "./toasts";
import { fill, word } from "./words";

type Answered = CustomEvent<{ xhr: XMLHttpRequest; target: HTMLElement | null; requestConfig: { elt: Element } }>;

function configure(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    historyRestoreAsHxRequest: false,
    scrollIntoViewOnBoost: false,
    // A form with mistakes comes back as 422 and takes the place of the one sent.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
}

/** A refusal comes as a fragment marked data-refusal; anything else is told in our own words. */
function sentenceOf(xhr: XMLHttpRequest): Node | string {
  const answer = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-refusal]");
  if (answer) return document.importNode(answer, true);
  if (xhr.status === 401 || xhr.status === 403) return word("signedOut");
  return fill(word("serverFailed"), { reference: xhr.getResponseHeader("X-Reference") ?? String(xhr.status) });
}

export function connectServer(): void {
  configure();
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (verb !== "get") headers["X-CSRFToken"] = document.body.dataset.csrf ?? "";
  });
  document.addEventListener("htmx:responseError", (event) => toast("crit", sentenceOf((event as Answered).detail.xhr)));
  document.addEventListener("htmx:beforeSwap", (event) => redirectFullPages(event as Answered));
  document.addEventListener("htmx:sendError", () => toast("crit", word("noAnswer")));
  document.addEventListener("htmx:timeout", () => toast("crit", word("noAnswer")));
  document.addEventListener("htmx:load", (event) => attachAll((event as CustomEvent<{ elt: HTMLElement }>).detail.elt));
  attachAll(document.body);
}

/** A whole page where a fragment was asked for means that the session ended: go there instead of nesting it. */
function redirectFullPages(event: Answered): void {
  const { xhr, target, requestConfig } = event.detail;
  const isPage = /^\s*<!doctype html/i.test(xhr.responseText);
  const takesPart = requestConfig.elt.hasAttribute("hx-select") && !/\/cuenta\//.test(new URL(xhr.responseURL).pathname);
  if (!isPage || takesPart || target === document.body || xhr.status >= 400) return;
  event.preventDefault();
  window.location.assign(xhr.responseURL);
}
