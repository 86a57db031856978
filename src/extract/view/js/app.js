// The page: state, its place in the address, keys, and what follows from a change.

const remembered = {
  get: (key) => {
    try {
      return localStorage.getItem(`incident-extract.${key}`);
    } catch {
      return null; // a browser that keeps nothing for files
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(`incident-extract.${key}`, value);
    } catch {
      // as above: the choice lasts as long as the page
    }
  },
};

const start = async () => {
  let index;
  try {
    index = await readIndex();
  } catch (error) {
    byId("sums").textContent = `The records of this page can't be read: ${error.message}`;
    return;
  }
  const state = nothing();
  let kind = "incidents";
  let results = { incidents: [], articles: [], cases: [] };
  let shown = null; // { place, incident } of the article that is open
  let chosen = null; // the case that is open, or whose article is
  let moving = false; // the address is being followed, not written

  const wide = () => matchMedia("(min-width: 861px)").matches;
  const openers = {
    incidents: (item) => open(item.place, item.id),
    articles: (item) => open(item.place, null),
    cases: (item) => openCase(item),
  };
  const list = new List(byId("list"), index, (item) => openers[kind](item));
  const locate = () =>
    list.locate(
      {
        incidents: (one) => shown && one.place === shown.place && one.id === shown.incident,
        articles: (one) => shown && one.place === shown.place,
        cases: (one) => chosen && one.id === chosen.id,
      }[kind],
    );
  const reading = new Reading(index, (place, incident) => {
    shown = { place, incident };
    locate();
    const at = list.current + 1;
    byId("position").textContent = at ? `${at} of ${list.items.length}` : "not in the list";
    write();
  });

  const pane = (name) => {
    document.body.dataset.pane = name;
    byId("reading").hidden = name !== "reading";
    byId("case").hidden = name !== "case";
    byId("overview").hidden = name === "reading" || name === "case";
    if (name !== "reading") shown = null;
    if (name === "list" || name === "overview") {
      chosen = null;
      if (wide() || name === "overview") draw();
    }
    locate();
    document.title = name === "reading" && shown ? `${index.articles[shown.place].title} – incident records` : `${byId("name").textContent} – incident records`;
  };

  const open = async (place, incident) => {
    pane("reading");
    try {
      await reading.open(place, incident);
    } catch (error) {
      reading.fail(error);
    }
    document.title = `${index.articles[place].title} – incident records`;
  };

  const openCase = (one) => {
    chosen = one;
    showCase(index, one, open);
    pane("case");
    byId("case").scrollTop = 0;
    write();
  };

  const back = () => pane(wide() ? "overview" : "list");

  const draw = () => {
    timeline(byId("timeline"), index, results.incidents, {
      open: (one) => open(one.place, one.id),
      narrow: (type, from, to) => {
        Object.assign(state, { type: new Set([type]), from, to });
        update();
      },
    });
    matrix(byId("matrix"), index, results.incidents, (hit, blamed) => {
      Object.assign(state, { hit, blamed });
      update();
    });
    const statuses = tally(results.incidents, "status");
    const articles = new Set(results.incidents.map((one) => one.place)).size;
    const parts = STATUSES.filter((status) => statuses.has(status)).map((status) => `${statuses.get(status)} ${status}`);
    byId("sums").textContent = `${results.incidents.length} incidents in ${articles} of ${index.articles.length} articles${parts.length ? `: ${parts.join(", ")}` : ""}.`;
  };

  const update = ({ keep = false } = {}) => {
    results = answers(index, state);
    const scroll = list.element.scrollTop;
    list.show(results[kind], kind);
    if (keep) list.element.scrollTop = scroll;
    if (shown || chosen) locate();
    for (const button of document.querySelectorAll("[data-list]")) {
      button.setAttribute("aria-selected", button.dataset.list === kind);
      button.querySelector("b").textContent = results[button.dataset.list].length;
    }
    const searching = state.q && !textIndex.done ? `, ${textIndex.texts.length} of ${index.articles.length} texts searched` : "";
    byId("found").textContent = `${results[kind].length} of ${index[kind].length} ${kind}${searching}`;
    showFilters(index, state);
    if (!byId("overview").hidden) draw();
    write();
  };

  // The address holds what is shown, so that a place can be kept, sent on, and left with the browser's back.
  const write = () => {
    if (moving) return;
    const parts = new URLSearchParams();
    if (kind !== "incidents") parts.set("list", kind);
    for (const name of ["q", ...TEXTS]) if (state[name]) parts.set(name, state[name]);
    for (const name of SETS) if (!isDefault(state, name)) parts.set(name, [...state[name]].join(" "));
    if (state.order !== "date") parts.set("order", state.order);
    if (chosen) parts.set("case", chosen.id);
    if (shown) parts.set("article", index.articles[shown.place].key);
    if (shown?.incident) parts.set("incident", shown.incident);
    const next = `#${parts}`;
    if (next === (location.hash || "#")) return;
    const now = new URLSearchParams(location.hash.slice(1));
    if (["article", "case"].every((name) => now.get(name) === parts.get(name))) history.replaceState(null, "", next);
    else history.pushState(null, "", next);
  };

  const follow = async () => {
    moving = true;
    const parts = new URLSearchParams(location.hash.slice(1));
    kind = parts.get("list") in openers ? parts.get("list") : "incidents";
    chosen = index.cases.find((one) => one.id === parts.get("case")) ?? null;
    Object.assign(state, nothing());
    for (const name of ["q", "order", ...TEXTS]) if (parts.has(name)) state[name] = parts.get(name);
    if (!(state.order in ORDERS)) state.order = "date";
    for (const name of SETS) if (parts.has(name)) state[name] = new Set(parts.get(name).split(" ").filter(Boolean));
    update();
    if (state.q) search();
    const article = index.articles.find((one) => one.key === parts.get("article"));
    if (article) await open(article.place, parts.get("incident"));
    else if (chosen) openCase(chosen);
    else pane(wide() ? "overview" : "list");
    moving = false;
  };

  const search = () => {
    if (!textIndex.done) fillTexts(index, () => state.q && update({ keep: true }));
  };

  let waiting;
  byId("search").addEventListener("input", (event) => {
    state.q = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      update();
      if (state.q) search();
    }, 120);
  });
  buildFilters(index, state, update);
  byId("clear").addEventListener("click", () => {
    Object.assign(state, nothing());
    update();
  });
  byId("csv").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", asCsv(index, results.incidents)], { type: "text/csv" }));
    tag("a", { href: url, download: "incidents.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
  for (const button of document.querySelectorAll("[data-list]")) {
    button.addEventListener("click", () => {
      kind = button.dataset.list;
      update();
    });
  }
  document.addEventListener("click", (event) => event.target.closest("[data-back]") && (chosen && shown ? openCase(chosen) : pane("list")));
  byId("tab-cases").hidden = !index.cases.length;
  byId("home").addEventListener("click", () => pane("overview"));
  byId("previous").addEventListener("click", () => list.step(-1));
  byId("next").addEventListener("click", () => list.step(1));
  byId("every").addEventListener("click", () => reading.toggleAll());
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("keys").querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    byId("keys").close();
  });
  byId("made").textContent = `Made by incident-extract ${index.madeBy.join("; ")}. A record says what an article says, and who says it.`;

  const themes = ["auto", "light", "dark"];
  const theme = (name) => {
    document.documentElement.dataset.theme = name;
    byId("theme").title = `Colours: ${name === "auto" ? "as the system" : name} (t)`;
    remembered.set("theme", name);
  };
  const turnTheme = () => theme(themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length]);
  theme(themes.includes(remembered.get("theme")) ? remembered.get("theme") : "auto");
  byId("theme").addEventListener("click", turnTheme);

  for (const box of document.querySelectorAll(".layers input")) {
    box.checked = remembered.get(box.className) !== "off";
    box.addEventListener("change", () => remembered.set(box.className, box.checked ? "on" : "off"));
  }

  const escape = () => {
    if (!byId("inspector").hidden) byId("inspector").hidden = true;
    else if (document.activeElement?.matches("input, select")) document.activeElement.blur();
    else if (chosen && shown) openCase(chosen);
    else back();
  };
  const keys = {
    "/": () => (pane(wide() ? document.body.dataset.pane : "list"), byId("search").focus()),
    j: () => list.step(1),
    k: () => list.step(-1),
    n: () => reading.step(1),
    p: () => reading.step(-1),
    a: () => reading.toggleAll(),
    f: () => (byId("filters").open = !byId("filters").open),
    o: () => pane("overview"),
    t: turnTheme,
    "?": () => byId("keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    if (event.key === "Escape") {
      escape();
      return;
    }
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const layer = document.querySelector(`.layers input[data-key="${CSS.escape(event.key)}"]`);
    if (layer) layer.click();
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  addEventListener("popstate", follow);
  let resizing;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => !byId("overview").hidden && draw(), 150);
  });
  await follow();
  document.body.dataset.ready = "yes";
};
