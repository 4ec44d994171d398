// What a screen reader is told of changes in view: grouped, politely, at most once in five seconds.
import { fill, word } from "../words";

const PAUSE = 5_000;
let waiting: string[] = [];
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(): void {
  timer = undefined;
  last = Date.now();
  const place = document.querySelector<HTMLElement>("[data-say]");
  const shown = waiting.slice(0, 3).join(". ");
  const more = waiting.length - 3;
  if (place) place.textContent = more > 0 ? `${shown}. ${fill(word("andMore"), { count: more })}` : shown;
  waiting = [];
}

export function announce(sentence: string): void {
  if (!waiting.includes(sentence)) waiting.push(sentence);
  timer ??= setTimeout(tell, Math.max(50, last + PAUSE - Date.now()));
}
