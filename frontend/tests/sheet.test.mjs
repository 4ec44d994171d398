// The Planilla's pure parts: texts of a clipboard, values in words, filters, what can be undone. `node --test`
import { build } from "esbuild";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const scripts = join(dirname(fileURLToPath(import.meta.url)), "../scripts/sheet");
const parts = ["tsv", "formats", "query", "area", "matching", "undo", "authors"].map((name) => `export * from "./${name}";`).join("\n");
const { outputFiles } = await build({ stdin: { contents: parts, resolveDir: scripts, loader: "ts" }, bundle: true, format: "esm", write: false });
const sheet = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const ZONE = "America/La_Paz";
const WORDS = { today: "hoy", tomorrow: "mañana", yesterday: "ayer", yes: "sí", no: "no", ago: "hace {span}", days: "lun mar mié jue vie sáb dom" };
const READING = {
  zone: ZONE, now: () => new Date("2026-11-25T14:45:00Z"), words: WORDS,
  choices: { cause: [{ v: "CAU-03", label: "Conector sucio" }] }, labels: { cause: { "CAU-99": "Causa antigua" } },
};
const column = (key, kind, places = 0) => ({ key, kind, places });

test("a block of a spreadsheet comes apart into its cells", () => {
  assert.deepEqual(sheet.parseTsv("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
});

test("a quoted cell holds tabs, line ends and quotes", () => {
  assert.deepEqual(sheet.parseTsv('"uno\ndos"\t"con\ttab"\n"dice ""sí"""\tx'), [["uno\ndos", "con\ttab"], ['dice "sí"', "x"]]);
});

test("a quote that nothing closes is text", () => {
  assert.deepEqual(sheet.parseTsv('3" de tubo\t"abierto'), [['3" de tubo', '"abierto']]);
});

test("empty cells stay, at the end of a line too", () => {
  assert.deepEqual(sheet.parseTsv("a\t\t\n\tb\t"), [["a", "", ""], ["", "b", ""]]);
  // Excel copies an empty cell as a line end: pasted, it empties.
  assert.deepEqual([sheet.parseTsv("\r\n"), sheet.parseTsv("")], [[[""]], []]);
});

test("what is copied comes back as it was", () => {
  for (const block of [[["a", "b\tc"], ['d"e', "f\ng"]], [["", "x"], ["y", ""]], [['"', "\r\n"]]]) {
    assert.deepEqual(sheet.parseTsv(sheet.formatTsv(block)), block);
  }
});

test("one cell fills the selection, a block that fits repeats, another stays", () => {
  assert.deepEqual(sheet.blockFor([["x"]], 2, 2), [["x", "x"], ["x", "x"]]);
  assert.deepEqual(sheet.blockFor([["a"], ["b"]], 4, 1), [["a"], ["b"], ["a"], ["b"]]);
  assert.deepEqual(sheet.blockFor([["a"], ["b"]], 3, 1), [["a"], ["b"]]);
  assert.deepEqual(sheet.blockFor([["a", "b"], ["c"]], 1, 1), [["a", "b"], ["c", ""]]);
});

test("values are written as people here write them", () => {
  assert.equal(sheet.shownText(column("before", "number", 1), "-27.8", READING), "−27,8");
  assert.equal(sheet.shownText(column("before", "number", 1), "-27", READING), "−27,0");
  assert.equal(sheet.shownText(column("billing", "money", 2), "1234567.5", READING), "1.234.567,50");
  assert.equal(sheet.shownText(column("week", "date"), "2026-11-23", READING), "23/11/2026");
  assert.equal(sheet.shownText(column("visit", "moment"), "2026-11-25T13:00:00Z", READING), "25/11 09:00");
  assert.equal(sheet.shownText(column("visit", "moment"), "2025-12-31T13:00:00Z", READING), "31/12/2025 09:00");
  assert.equal(sheet.shownText(column("cause", "choice"), "CAU-03", READING), "Conector sucio");
  assert.equal(sheet.shownText(column("cause", "choice"), "CAU-99", READING), "Causa antigua");
  assert.equal(sheet.shownText(column("reincident", "yes_no"), true, READING), "sí");
  assert.equal(sheet.shownText(column("case", "case"), 1042, READING), "TT-1042");
  assert.equal(sheet.shownText(column("remark", "text"), null, READING), "");
});

test("what is copied has nothing that a spreadsheet misreads", () => {
  assert.equal(sheet.typedText(column("before", "number", 1), "-27.8", READING), "-27,8");
  assert.equal(sheet.typedText(column("billing", "money", 2), "1234.5", READING), "1234,5");
  assert.equal(sheet.typedText(column("visit", "moment"), "2026-11-25T13:00:00Z", READING), "25/11/2026 09:00");
});

test("near days have words, by the provider's midnight", () => {
  const near = (moment) => (({ day, hour }) => sheet.nearText(day, hour, READING))(sheet.localOf(moment, ZONE));
  assert.equal(near("2026-11-26T03:59:00Z"), "hoy 23:59");
  assert.equal(near("2026-11-26T04:00:00Z"), "mañana 00:00");
  assert.equal(near("2026-11-27T18:00:00Z"), "vie 27/11 14:00");
  assert.equal(near("2026-12-24T18:00:00Z"), "24/12 14:00");
  assert.equal(sheet.agoText("2026-11-25T08:45:00Z", READING), "hace 6 h");
});

test("an address gives back the query it was made of, and nonsense none", () => {
  const query = { filters: [{ c: "customer", op: "contains", v: "quispe & ñ" }], sort: [{ c: "due", desc: true }], group: "centre", find: "" };
  assert.deepEqual(sheet.decodeQuery(sheet.encodeQuery(query)), query);
  for (const text of [null, "", "{", "[]x", '{"filters":3}']) assert.doesNotThrow(() => sheet.decodeQuery(text));
  assert.equal(sheet.decodeQuery("{"), null);
});

test("only what differs from the saved view stands in the address", () => {
  const view = { columns: ["case", "due"], filters: [], sort: [], group: "" };
  assert.equal(sheet.addressOf(view, view, new URLSearchParams("fila=4&q=x")), "?fila=4");
  assert.match(sheet.addressOf({ ...view, group: "centre" }, view, new URLSearchParams()), /^\?q=/);
});

test("a title sorts, turns and lets go; with more, beside the others", () => {
  const once = sheet.nextSort([], "due", false);
  const twice = sheet.nextSort(once, "due", false);
  assert.deepEqual([once, twice, sheet.nextSort(twice, "due", false)], [[{ c: "due", desc: false }], [{ c: "due", desc: true }], []]);
  assert.deepEqual(sheet.nextSort(once, "zone", true), [{ c: "due", desc: false }, { c: "zone", desc: false }]);
});

test("a row that changed is known to fit the filter or not", () => {
  const columns = new Map(["text", "number", "date", "moment", "choice"].map((kind) => [kind, column(kind, kind)]));
  const days = { zone: ZONE, today: "2026-11-25" };
  const fits = (filter, values, meta = {}) => sheet.matches(values, meta, [filter], columns, days);
  assert.ok(fits({ c: "text", op: "contains", v: "munoz" }, { text: "Ana Muñoz" }));
  assert.ok(!fits({ c: "text", op: "contains", v: "x" }, { text: null }));
  assert.ok(fits({ c: "choice", op: "in", v: ["a", null] }, { choice: null }));
  assert.ok(!fits({ c: "choice", op: "in", v: ["a"] }, { choice: "b" }));
  assert.ok(fits({ c: "number", op: "range", from: "-30", to: "-25" }, { number: "-27.8" }));
  assert.ok(!fits({ c: "number", op: "range", from: null, to: "-28" }, { number: "-27.8" }));
  assert.ok(fits({ c: "moment", op: "range", from: "today+1", to: "today+1" }, { moment: "2026-11-27T03:59:00Z" }));
  assert.ok(!fits({ c: "moment", op: "range", from: "today+1", to: "today+1" }, { moment: "2026-11-27T04:00:00Z" }));
  assert.ok(fits({ c: "date", op: "range", from: "monday", to: "monday+6" }, { date: "2026-11-29" }));
  assert.ok(!fits({ c: "date", op: "range", from: "monday", to: "monday+6" }, { date: "2026-11-22" }));
  assert.ok(fits({ c: "moment", op: "overdue" }, { moment: "2026-11-27T04:00:00Z" }, { late: true }));
  assert.ok(fits({ c: "text", op: "blank" }, { text: null }) && fits({ c: "text", op: "filled" }, { text: "x" }));
});

test("Monday is found on a Monday, on a Sunday, and before 1970", () => {
  assert.deepEqual(["2026-11-23", "2026-11-29", "1969-12-31"].map((day) => sheet.dayOf("monday", day)), ["2026-11-23", "2026-11-23", "1969-12-29"]);
});

test("a drag fills below, above or beside, never both", () => {
  const from = { top: 2, bottom: 3, left: 1, right: 1 };
  assert.deepEqual(sheet.filled(from, { line: 6, column: 4 }), { top: 4, bottom: 6, left: 1, right: 1 });
  assert.deepEqual(sheet.filled(from, { line: 0, column: 1 }), { top: 0, bottom: 1, left: 1, right: 1 });
  assert.deepEqual(sheet.filled(from, { line: 2, column: 3 }), { top: 2, bottom: 3, left: 2, right: 3 });
  assert.equal(sheet.filled(from, { line: 3, column: 1 }), null);
});

test("the inverse of an edit goes back, forth, and not past a refusal", () => {
  const stack = new sheet.UndoStack();
  stack.push([{ id: 1, c: "remark", before: null, after: "a" }]);
  stack.push([{ id: 1, c: "remark", before: "a", after: "a" }]);
  assert.deepEqual(stack.undo(), [{ id: 1, c: "remark", before: "a", after: null }]);
  assert.equal(stack.canUndo, false);
  stack.takeBack("undo");
  assert.deepEqual([stack.canUndo, stack.canRedo], [true, false]);
  stack.undo();
  assert.deepEqual(stack.redo(), [{ id: 1, c: "remark", before: null, after: "a" }]);
  stack.undo();
  stack.push([{ id: 2, c: "zone", before: "x", after: "y" }]);
  assert.equal(stack.canRedo, false);
});

test("of two quick acts told in one row each cell bears its own author, and one's own none", () => {
  const [ana, luis] = [{ id: 1, name: "Ana" }, { id: 2, name: "Luis" }];
  const acts = [{ event: 7, changed: ["remark", "zone"], by: ana }, { event: 8, changed: ["phone", "zone"], by: luis }, { event: 9, changed: ["due"], by: null }];
  assert.deepEqual(sheet.authorsOf(["remark", "zone", "phone", "due", "days_open"], acts, 3), [
    { by: ana, columns: ["remark"] }, { by: luis, columns: ["zone", "phone"] }, { by: null, columns: ["due", "days_open"] },
  ]);
  assert.deepEqual(sheet.authorsOf(["remark", "phone"], acts, 2), [{ by: ana, columns: ["remark"] }]);
  assert.deepEqual(sheet.authorsOf(["remark"], [], 1), [{ by: null, columns: ["remark"] }]);
});
