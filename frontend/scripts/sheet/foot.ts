// The foot: whether we are in line, what waits to be sent, and what came that this order does not show.
import { fill, word } from "../words";
import type { Desk } from "./desk";
import { button } from "./elements";
import { agoText } from "./formats";
import type { Rows } from "./rows";
import type { Saving } from "./saving";

/** Figures follow changes a moment later; those of a sheet too large to count again so often wait for the next sorting. */
const COUNTS_AFTER = 2_000;
const COUNTED_AT_MOST = 5_000;

export class Foot {
  lastChange: string | null = null;
  behind = 0;
  private counting: ReturnType<typeof setTimeout> | undefined;
  private heardAt = new Date();

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly saving: Saving,
    private readonly resort: () => void,
  ) {
    (["online", "rows", "cells", "order"] as const).forEach((signal) => desk.on(signal, () => this.show()));
    setInterval(() => this.show(), 1_000);
  }

  /** A value changed: the figures of the foot and of the groups are counted again. */
  countSoon(): void {
    if (this.rows.order.total > COUNTED_AT_MOST) return;
    this.counting ??= setTimeout(() => {
      this.counting = undefined;
      void this.rows.recount().catch(() => undefined);
    }, COUNTS_AFTER);
  }

  private show(): void {
    if (this.desk.online) this.heardAt = this.desk.reading.now();
    this.desk.root.querySelectorAll<HTMLElement>("[data-connection]").forEach((place) => {
      place.dataset.connection = this.desk.online ? "on" : "off";
      const [title, detail] = this.words();
      const text = `${title}|${detail}`;
      if (place.dataset.text === text) return;
      place.dataset.text = text;
      const dot = document.createElement("span");
      dot.className = "live";
      const strong = document.createElement("b");
      strong.textContent = title;
      place.replaceChildren(dot, strong, detail ? ` ${detail}` : "");
    });
    this.showNews();
  }

  private words(): [string, string] {
    const waiting = this.saving.count;
    const left = waiting ? fill(word(waiting === 1 ? "waitsOne" : "waitsMany"), { count: waiting }) : "";
    const clock = this.heardAt.toLocaleTimeString("es-BO", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.desk.config.zone });
    if (!this.desk.online) return [word("offline"), [fill(word("dataOf"), { hour: clock }), left].filter(Boolean).join(" · ")];
    if (left) return [word("saving"), left];
    if (this.rows.isReading) return [word("updating"), ""];
    return [word("onLine"), this.lastChange ? fill(word("lastChange"), { ago: agoText(this.lastChange, this.desk.reading) }) : ""];
  }

  private showNews(): void {
    const { arrived, left } = this.rows;
    const parts = [
      arrived.size ? fill(word(arrived.size === 1 ? "newOne" : "newMany"), { count: arrived.size }) : "",
      left.size ? fill(word(left.size === 1 ? "leftOne" : "leftMany"), { count: left.size }) : "",
    ].filter(Boolean);
    const text = this.behind ? fill(word("behind"), { count: this.behind }) : parts.join(" ");
    this.desk.root.querySelectorAll<HTMLElement>("[data-news]").forEach((place) => {
      if (place.dataset.text === text) return;
      place.dataset.text = text;
      place.hidden = !text;
      place.replaceChildren(text, " ", button(word(this.behind ? "reload" : "resort"), this.resort, "link"));
    });
  }
}
