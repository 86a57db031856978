// The list of results: rows of one height, of which only those in sight are in the page.

const ROW = 92;
const SPARE = 6;

const days = (from, to) => (!from && !to ? "no date" : from === to ? from : !from ? `until ${to}` : !to ? `since ${from}` : short(from, to));

// 2024-05-01 to 2024-05-31 is 2024-05, a whole year is 2024: what the record's interval most often stands for.
const short = (from, to) => {
  const last = new Date(Date.UTC(Number(to.slice(0, 4)), Number(to.slice(5, 7)), 0)).getUTCDate();
  if (from.endsWith("-01-01") && to.endsWith("-12-31")) return from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : `${from.slice(0, 4)} – ${to.slice(0, 4)}`;
  if (from.slice(0, 7) === to.slice(0, 7) && from.endsWith("-01") && Number(to.slice(8)) === last) return from.slice(0, 7);
  return `${from} – ${to}`;
};

class List {
  constructor(element, index, opened) {
    this.element = element;
    this.rows = element.firstElementChild;
    this.index = index;
    this.opened = opened;
    this.items = [];
    this.current = -1;
    element.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    element.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (row) this.choose(Number(row.dataset.row));
    });
    element.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(element);
  }

  show(items, kind) {
    this.items = items;
    this.kind = kind;
    this.rows.style.height = `${items.length * ROW}px`;
    this.element.scrollTop = 0;
    this.draw();
  }

  // Which row is the open one; -1 where it is not in the list.
  locate(is) {
    this.current = this.items.findIndex(is);
    this.reveal();
    this.draw();
  }

  reveal() {
    if (this.current < 0) return;
    const top = this.current * ROW;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.element.scrollTop = top + ROW - clientHeight;
  }

  choose(row) {
    if (!(row in this.items)) return;
    this.current = row;
    this.reveal();
    this.draw();
    this.opened(this.items[row]);
  }

  step(by) {
    this.choose(this.current < 0 ? 0 : this.current + by);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      event.preventDefault();
      const target = Math.min(this.items.length - 1, Math.max(0, (this.current < 0 ? -1 : this.current) + moves[event.key]));
      this.choose(target);
    } else if (event.key === "Enter" && this.current >= 0) {
      byId("text").focus();
    }
  }

  draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / ROW) + SPARE);
    const rows = [];
    for (let row = first; row < last; row += 1) rows.push(this.row(row));
    this.rows.replaceChildren(...rows);
    if (this.current >= first && this.current < last) this.element.setAttribute("aria-activedescendant", `row-${this.current}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  row(row) {
    const item = this.items[row];
    const parts = this[{ articles: "article", incidents: "incident", cases: "case" }[this.kind]](item);
    const element = tag("div", { className: "row", id: `row-${row}`, role: "option" }, ...parts);
    element.dataset.row = row;
    element.style.top = `${row * ROW}px`;
    element.setAttribute("aria-selected", row === this.current);
    element.setAttribute("aria-setsize", this.items.length);
    element.setAttribute("aria-posinset", row + 1);
    return element;
  }

  incident(one) {
    return [
      tag("div", { className: "first" }, tag("b", {}, this.index.types[one.type]), tag("time", {}, days(one.from, one.to))),
      tag("div", { className: "summary" }, one.summary),
      tag("div", { className: "last" }, tag("span", { className: `status status-${one.status}` }, one.status), ...(one.realis === "actual" ? [] : [tag("span", { className: "realis" }, REALIS[one.realis])]), tag("span", { className: "from" }, this.index.articles[one.place].title)),
    ];
  }

  case(one) {
    const differ = one.fields.filter((field) => field.agreement === "differ").map((field) => field.name.replaceAll("_", " "));
    const reports = `${one.independent} ${one.independent === 1 ? "report" : "reports"}`;
    return [
      tag("div", { className: "first" }, tag("b", {}, this.index.types[one.type] ?? one.type), tag("time", {}, days(one.when.earliest, one.when.latest))),
      tag("div", { className: "summary" }, one.summary),
      tag("div", { className: "last" }, tag("span", { className: "reports" }, reports), ...(differ.length ? [tag("span", { className: "agreement-differ" }, `differ on ${differ.join(", ")}`)] : [])),
    ];
  }

  article(one) {
    const actual = one.incidents.filter((incident) => incident.realis === "actual").length;
    const count = one.failed ? "could not be read" : `${actual} ${actual === 1 ? "incident" : "incidents"}, ${one.claims} ${one.claims === 1 ? "claim" : "claims"}`;
    return [
      tag("div", { className: "first" }, tag("span", {}, one.publisher ?? ""), tag("time", {}, one.published ?? "no date")),
      tag("div", { className: "summary title" }, one.title),
      tag("div", { className: one.failed ? "last failed" : "last" }, count),
    ];
  }
}
