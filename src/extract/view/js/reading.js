// One article: its marks, the incident that is chosen, and the ways from fields to words and back.

const numbersOf = (element) => (element.dataset.m ?? "").split(" ").filter(Boolean);
const marked = (root, numbers) => {
  const wanted = new Set(numbers);
  return [...root.querySelectorAll("[data-m]")].filter((element) => numbersOf(element).some((number) => wanted.has(number)));
};
const LANE = /^l\d-/;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

class Reading {
  constructor(index, focused) {
    this.index = index;
    this.focused = focused;
    this.text = byId("text");
    this.panels = byId("panels");
    this.inspector = byId("inspector");
    this.place = -1;
    this.incident = null;
    this.all = false;
    this.turn = { key: "", at: 0 };
    this.panels.addEventListener("click", (event) => this.clicked(event));
    this.panels.addEventListener("mouseover", (event) => this.hovered(event));
    this.panels.addEventListener("mouseleave", () => this.clear("near"));
    this.text.addEventListener("click", (event) => this.asked(event.target));
    this.inspector.addEventListener("click", (event) => this.inspected(event));
  }

  async open(place, incident) {
    if (place !== this.place) {
      const opening = (this.opening = Symbol("opening"));
      const { text, panels } = await renderedArticle(this.index, place);
      if (opening !== this.opening) return;
      this.place = place;
      this.text.innerHTML = text;
      this.panels.innerHTML = panels;
      this.text.scrollTop = 0;
      this.panels.scrollTop = 0;
      this.owners = new Map();
      for (const label of this.text.querySelectorAll(".label")) this.owners.set(label.dataset.m, label);
      byId("reading").scrollTop = 0;
    }
    this.inspector.hidden = true;
    this.focus(incident ?? this.firstOf(place));
  }

  fail(error) {
    this.place = -1;
    this.panels.replaceChildren();
    this.text.replaceChildren(tag("p", { className: "diagnostic" }, `This article can't be shown: ${error.message}`));
  }

  firstOf(place) {
    const { incidents } = this.index.articles[place];
    return (incidents.find((one) => one.realis === "actual") ?? incidents[0])?.id ?? null;
  }

  get cards() {
    return [...this.panels.querySelectorAll(".card")];
  }

  // Show the parts of one incident alone, or with `all` those of every one.
  focus(incident) {
    this.incident = incident;
    const card = this.cards.find((one) => one.dataset.id === incident);
    const numbers = new Set(card && !this.all ? numbersOf(card) : []);
    this.text.classList.toggle("chosen", numbers.size > 0);
    for (const element of this.text.querySelectorAll("[data-m]")) this.paint(element, numbers);
    for (const one of this.cards) one.classList.toggle("current", one === card);
    if (card) {
      card.scrollIntoView({ block: "nearest" });
      if (numbers.size) this.intoView(marked(this.text, numbersOf(card.querySelector(".summary [data-m]") ?? card))[0]);
    }
    this.focused(this.place, incident);
  }

  // With an incident chosen, the lines under the words are those of its own parts.
  paint(element, numbers) {
    const mine = numbersOf(element).filter((number) => numbers.has(number));
    element.classList.toggle("on", mine.length > 0);
    if (!element.classList.contains("s")) return;
    element.dataset.all ??= [...element.classList].filter((name) => LANE.test(name)).join(" ");
    element.classList.remove(...[...element.classList].filter((name) => LANE.test(name)));
    if (!numbers.size) {
      if (element.dataset.all) element.classList.add(...element.dataset.all.split(" "));
      return;
    }
    for (const number of mine) {
      const label = this.owners.get(number);
      if (label) element.classList.add(`l${label.dataset.lane}-${label.classList[1]}`);
    }
  }

  step(by) {
    const { cards } = this;
    if (!cards.length) return;
    const at = cards.findIndex((one) => one.dataset.id === this.incident);
    const card = cards[(at + by + cards.length) % cards.length];
    this.focus(card.dataset.id);
    card.focus({ preventScroll: true });
  }

  toggleAll() {
    this.all = !this.all;
    byId("every").setAttribute("aria-pressed", this.all);
    this.focus(this.incident);
  }

  clicked(event) {
    const button = event.target.closest("button[data-m]");
    const card = event.target.closest(".card");
    if (card && card.dataset.id !== this.incident) this.focus(card.dataset.id);
    if (button) this.jump(numbersOf(button));
  }

  hovered(event) {
    const button = event.target.closest("button[data-m]");
    this.clear("near");
    if (button) for (const element of marked(this.text, numbersOf(button))) element.classList.add("near");
  }

  clear(name) {
    for (const element of document.querySelectorAll(`.${name}`)) element.classList.remove(name);
  }

  // Scroll to the words of some marks and flash them; asked again, go on to the next place that says it.
  jump(numbers) {
    const places = numbers.map((number) => marked(this.text, [number]).filter((one) => one.classList.contains("s"))).filter((one) => one.length);
    if (!places.length) return;
    const key = numbers.join(" ");
    this.turn = { key, at: this.turn.key === key ? (this.turn.at + 1) % places.length : 0 };
    this.clear("flash");
    this.clear("here");
    const [first] = places[this.turn.at];
    this.intoView(first);
    void this.text.offsetWidth; // restarts the animation where the same words flash again
    for (const segment of places.flat()) segment.classList.add("flash");
    for (const segment of places[this.turn.at]) segment.classList.add("here");
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.clear("flash");
      this.clear("here");
    }, 2600);
  }

  intoView(element) {
    element?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }

  // Everything that the record says about the words that were clicked.
  asked(target) {
    const segment = target.closest(".s, .label");
    this.inspector.hidden = !segment;
    if (!segment) return;
    const numbers = numbersOf(segment);
    const lines = [];
    for (const card of this.cards) {
      for (const button of marked(card.querySelector("dl"), numbers)) {
        const field = button.closest("dd");
        let name = field;
        while (name.tagName !== "DT") name = name.previousElementSibling;
        lines.push(this.line(`${card.dataset.id} ${card.querySelector("h3").textContent.trim()}`, `${name.textContent}: ${button.textContent}`, button, card.dataset.id));
      }
    }
    for (const item of this.panels.querySelectorAll("li[data-id]")) {
      if (!numbersOf(item).some((number) => numbers.includes(number))) continue;
      const parts = [...item.querySelectorAll("button")].filter((button) => numbersOf(button).some((number) => numbers.includes(number)));
      const words = item.matches(".claims li") ? [item.querySelector(".who").textContent, item.querySelector(".stance").textContent].join(" ") : item.querySelector("button").textContent;
      const kind = item.querySelector(".kind")?.textContent ?? "claim";
      lines.push(this.line(`${item.dataset.id} ${kind}`, words, parts.at(-1) ?? item.querySelector("button"), null));
    }
    const quote = segment.textContent || segment.nextElementSibling?.textContent || "";
    this.inspector.replaceChildren(tag("p", {}, tag("b", {}, `“${quote.trim()}”`), tag("button", { type: "button", title: "Close (Esc)", className: "close" }, "×")), tag("ul", {}, ...lines));
  }

  line(head, words, target, incident) {
    const button = tag("button", { type: "button", className: "w" }, words);
    button.target = target;
    button.incident = incident;
    return tag("li", {}, tag("small", {}, head), " ", button);
  }

  inspected(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("close")) {
      this.inspector.hidden = true;
      return;
    }
    if (button.incident && button.incident !== this.incident) this.focus(button.incident);
    const item = button.target.closest("li, dd");
    const panel = item.closest("details");
    panel.open = true;
    item.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    this.clear("told");
    item.classList.add("told");
    this.jump(numbersOf(button.target));
    byId("reading").classList.remove("folded");
  }
}
