// The Planilla's page: reads what the server gave it and puts its parts together.
import { toast } from "../toasts";
import { fill, word } from "../words";
import { announce } from "./announce";
import { Bulk } from "./bulk";
import { Clipboard } from "./clipboard";
import { Cursor } from "./cursor";
import { Desk } from "./desk";
import { Editor, type Ended } from "./editor";
import { isPhone } from "./elements";
import { Filters } from "./filters";
import { Find } from "./find";
import { Foot } from "./foot";
import { Grid } from "./grid";
import { Keys } from "./keys";
import { Layout } from "./layout";
import { Marks } from "./marks";
import { Panel, showCellHistory } from "./panel";
import { People } from "./people";
import { Pointer } from "./pointer";
import { menuItem, openMenu } from "./popup";
import { decodeQuery, nextSort } from "./query";
import { Refusals } from "./refusals";
import { RefusedRequest } from "./requests";
import { Rows } from "./rows";
import { Saving } from "./saving";
import type { Column, Config, Filter, Row, Sort } from "./types";
import { attachValueLine, hint } from "./value-line";
import { barMessage, Views } from "./views";

/** A view that was sent by its address is laid over the saved one; nobody's saved view changes by it. */
function takeAddress(desk: Desk): void {
  const search = new URLSearchParams(location.search);
  const query = decodeQuery(search.get("q"));
  if (query) Object.assign(desk.view, { filters: query.filters, sort: query.sort, group: query.group });
  const columns = search.get("columns")?.split(",").filter((key) => desk.columns.has(key));
  if (columns?.length) desk.view.columns = columns;
}

function open(root: HTMLElement, config: Config): void {
  const desk = new Desk(root, config);
  const asked = Number(new URLSearchParams(location.search).get("fila")) || null;
  takeAddress(desk);
  const rows = new Rows(desk);
  const marks = new Marks(desk);
  const saving = new Saving(desk, rows, marks);
  const grid = new Grid(desk, rows, marks);
  const cursor = new Cursor(desk, rows, grid);
  const editor = new Editor(desk, grid, cursor, marks);
  const clipboard = new Clipboard(desk, rows, cursor, saving, marks);
  const panel = new Panel(desk, rows, marks, saving, grid, cursor);
  const bulk = new Bulk(desk, rows, cursor, saving);
  const find = new Find(desk, rows, grid, cursor);

  const resort = (): void => {
    foot.behind = 0;
    void order();
  };
  async function order(): Promise<void> {
    try {
      await rows.reorder();
      showEmpty();
    } catch (failure) {
      toast("crit", failure instanceof RefusedRequest ? failure.message : word("noAnswer"));
    }
  }
  function showEmpty(): void {
    root.querySelectorAll<HTMLElement>("[data-empty]").forEach((place) => {
      const filtered = desk.view.filters.length > 0;
      place.hidden = rows.order.total > 0 || (place.dataset.empty === "filtered") !== filtered;
    });
    root.querySelectorAll("[data-case-count]").forEach((place) => (place.textContent = String(rows.order.total)));
  }
  const foot = new Foot(desk, rows, saving, resort);
  const history = (id?: number, column?: string): void => {
    const at = { id: id ?? cursor.row?.id, column: column ?? cursor.column?.key };
    if (at.id !== undefined && at.column) void showCellHistory(desk, rows, grid, at.id, at.column);
  };
  const refusals = new Refusals(desk, rows, marks, saving, grid, cursor, history);
  saving.onStale = (message) => barMessage(root, message, word("reload"), () => location.reload());

  const apply = (change: { filters?: Filter[]; sort?: Sort[]; group?: string }): void => {
    Object.assign(desk.view, change);
    desk.tell("view");
    void order();
  };
  const layout = new Layout(desk, rows, (group) => apply({ group }));
  const filters = new Filters(desk, grid, cursor, {
    apply,
    hide: (key) => layout.putAway(key),
    shift: (key, step) => layout.shift(key, step),
    bulk: (column) => bulk.open(column, null),
  });
  new Views(desk, () => {
    desk.view = structuredClone(desk.saved);
    desk.tell("view");
    void order();
  });
  root.querySelectorAll("[data-clear-filters]").forEach((each) => each.addEventListener("click", () => apply({ filters: [] })));

  grid.onTitle = (column, event) => {
    if (isPhone() || (event.target as Element).closest("[data-menu]")) filters.openColumn(column);
    else apply({ sort: nextSort(desk.view.sort, column.key, event.shiftKey) });
  };
  grid.onMoved = (columns) => layout.order(columns);
  grid.onResized = (key, width) => layout.resize(key, width);

  editor.onEnd = (row: Row, column: Column, ended: Ended) => {
    people.tellWhere(false);
    if (ended.text !== null) {
      const seen = { seen: row.values[column.key] ?? null, state: row.meta.s };
      const ids = ended.everywhere ? cursor.ids : [row.id];
      const wanted = ids.map((id) => ({ id, c: column.key, wanted: ended.text ?? "", ...(id === row.id ? seen : {}) }));
      void saving.edit(wanted, ended.everywhere ? "fill" : "edit");
    }
    if (document.activeElement === document.body || grid.host.contains(document.activeElement)) grid.host.focus({ preventScroll: true });
    if (ended.down || ended.right) cursor.move(ended.down, ended.right);
  };
  saving.onSet = (row, columns) => {
    editor.sawOwn(row, columns);
    foot.countSoon();
  };
  editor.onOpen = () => people.tellWhere(true);

  const cannotWrite = (): void => {
    const { column, row } = cursor;
    if (!column || !row) return;
    const why = column.editable ? "notNow" : column.writes ? "othersWrite" : "procedureWrites";
    hint(root, fill(word(why), { column: column.label, who: column.writes, source: column.source }));
  };
  const openCase = (): void => {
    if (cursor.row) location.assign((config.urls.case ?? "").replace("/0/", `/${desk.caseOf(cursor.row)}/`));
  };
  const cellMenu = (): void => {
    const { row, column } = cursor;
    if (!row || !column) return;
    const many = cursor.ids.length > 1;
    openMenu(`${desk.caseOf(row)} · ${column.label}`, () => cursor.element?.getBoundingClientRect() ?? null, [
      menuItem(word("openRow"), () => panel.show(row.id), { keys: word("spaceKey") }),
      menuItem(word("openCase"), openCase, { keys: "Ctrl ↵" }),
      menuItem(word("cellHistory"), () => history(), { keys: "Alt H" }),
      menuItem(word("onlyThisValue"), () => filters.byValue()),
      column.editable ? menuItem(fill(word(many ? "changeSelected" : "changeThis"), { count: cursor.ids.length }), () => (many ? bulk.openSelected() : editor.open(null))) : null,
      column.editable && many ? menuItem(word("fillDown"), () => void clipboard.fillDown(), { keys: "Ctrl D" }) : null,
    ]);
  };
  const undo = (what: "undo" | "redo"): void => {
    const changes = what === "undo" ? saving.undone.undo() : saving.undone.redo();
    if (changes.length) void saving.change(changes, what);
    else announce(word(what === "undo" ? "nothingToUndo" : "nothingToRedo"));
  };
  new Pointer(desk, rows, grid, cursor, editor, clipboard, {
    openRow: (id) => panel.show(id),
    openRefused: (id, column) => refusals.open(id, column),
    openCellMenu: cellMenu,
  });
  new Keys(desk, rows, grid, cursor, editor, clipboard, {
    undo: () => undo("undo"),
    redo: () => undo("redo"),
    cellHistory: () => history(),
    openRow: () => panel.toggle(),
    openCase,
    filter: () => (cursor.column ? filters.openColumn(cursor.column) : filters.choose()),
    resort,
    help: () => (document.getElementById("sheet-help") as HTMLDialogElement | null)?.showModal(),
    find: () => find.open(),
    findNext: (back) => void find.next(back),
    columnMenu: () => cursor.column && filters.openColumn(cursor.column),
    cellMenu,
    refused: () => Boolean(cursor.row && cursor.column && refusals.open(cursor.row.id, cursor.column.key)),
    escape: () => (panel.openedRow !== null ? panel.close() : cursor.to(cursor.at)),
    cannotWrite,
  });
  root.querySelectorAll("[data-help]").forEach((each) => each.addEventListener("click", () => (document.getElementById("sheet-help") as HTMLDialogElement | null)?.showModal()));
  attachValueLine(desk, rows, marks, cursor);
  const people = new People(desk, rows, marks, cursor, panel, foot, editor);

  void order().then(() => {
    if (asked !== null && rows.lineOf(asked) >= 0) void rows.read([asked]).then(() => (cursor.toRow(asked), panel.show(asked)));
    void saving.restore();
    grid.host.focus({ preventScroll: true });
  });
  Object.assign(root.dataset, { ready: "yes" });
}

const root = document.querySelector("[data-sheet]")?.closest<HTMLElement>("main");
const config = document.getElementById("sheet-config");
if (root && config) open(root, JSON.parse(config.textContent ?? "{}") as Config);
