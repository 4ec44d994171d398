// A script asks for a fragment of the server: it comes through htmx, so that what is in it works like on any page.
import htmx from "htmx.org";

document.addEventListener("reitera:load", (event) => {
  const { url, target } = (event as CustomEvent<{ url: string; target: HTMLElement }>).detail;
  void htmx.ajax("get", url, { target, swap: "innerHTML" });
});
