/** Whether keys now belong to a field, so that single letters must not act. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return Boolean(target?.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]"));
}

/** Whether single letters act at all: a person may turn them off in the user menu. */
export function singleKeysAct(): boolean {
  return document.body.dataset.singleKeys !== "off";
}
