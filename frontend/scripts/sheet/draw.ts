// How scripts draw inside the grid: RevoGrid hands its own function for virtual elements to every template.
import type { VNode } from "@revolist/revogrid";

export type Part = VNode | string | null | undefined;
export type Draw = (tag: string, attributes: Record<string, unknown>, children?: Part | Part[]) => VNode;

const OCTAGON = "M4.2 0h5.6L14 4.2v5.6L9.8 14H4.2L0 9.8V4.2zM6.1 3v5h1.8V3zm0 6.2V11h1.8V9.2z";

export function drawIcon(h: Draw, name: string): VNode {
  return h("svg", { class: "i", "aria-hidden": "true" }, [h("use", { href: `${document.body.dataset.icons ?? ""}#${name}` })]);
}

/** The filled octagon of what is critical or refused. */
export function drawCritical(h: Draw): VNode {
  return h("svg", { class: "i i--crit", viewBox: "0 0 14 14", "aria-hidden": "true" }, [h("path", { "fill-rule": "evenodd", d: OCTAGON })]);
}
