// What is asked for, what answers it, and the controls that ask.

const REALIS = { actual: "yes", other: "feared, planned", generic: "no single event" };
const STATUSES = ["reported", "confirmed", "alleged", "claimed", "disputed", "denied"];
const ORDERS = {
  date: (a, b) => (b.from ?? b.to ?? "").localeCompare(a.from ?? a.to ?? "") || a.number - b.number,
  oldest: (a, b) => (a.from ?? a.to ?? "9").localeCompare(b.from ?? b.to ?? "9") || a.number - b.number,
  score: (a, b) => b.score - a.score || a.number - b.number,
  file: (a, b) => a.number - b.number,
};
const CASE_ORDERS = {
  date: (a, b) => (b.when.earliest ?? b.when.latest ?? "").localeCompare(a.when.earliest ?? a.when.latest ?? "") || a.number - b.number,
  oldest: (a, b) => (a.when.earliest ?? a.when.latest ?? "9").localeCompare(b.when.earliest ?? b.when.latest ?? "9") || a.number - b.number,
  score: (a, b) => b.independent - a.independent || a.number - b.number,
  file: (a, b) => a.number - b.number,
};
const SETS = ["type", "status", "realis"];
const TEXTS = ["victim", "attacker", "hit", "blamed", "from", "to"];

const nothing = () => ({
  q: "", type: new Set(), status: new Set(), realis: new Set(["actual"]),
  victim: "", attacker: "", hit: "", blamed: "", from: "", to: "", order: "date",
});

const holds = (names, wanted) => !wanted || names.some((name) => fold(name).includes(wanted));
const among = (codes, wanted) => !wanted || (wanted === "-" ? !codes.length : codes.includes(wanted));
const inRange = (from, to, state) =>
  (!state.from && !state.to) ||
  ((from || to) && (!state.from || (to ?? from) >= state.from) && (!state.to || (from ?? to) <= state.to));

const askedOfIncidents = (state) =>
  SETS.some((name) => state[name].size && !(name === "realis" && isDefault(state, name))) ||
  ["victim", "attacker", "hit", "blamed"].some((name) => state[name]);
const isDefault = (state, name) =>
  name === "realis" ? state.realis.size === 1 && state.realis.has("actual") : !state[name].size;

// Incidents and articles that answer the state. Words are looked for in names and summaries, and in the texts as far
// as they are unpacked.
const answers = (index, state) => {
  const words = fold(state.q).split(/\s+/).filter(Boolean);
  const victim = fold(state.victim);
  const attacker = fold(state.attacker);
  const found = new Set();
  if (words.length) {
    for (const article of index.articles) {
      article.folded ??= fold([article.title, article.publisher, article.id, article.names].join(" "));
      const text = textIndex.texts[article.place] ?? "";
      if (words.every((word) => article.folded.includes(word) || text.includes(word))) found.add(article.place);
    }
  }
  const said = (incident) => {
    if (!words.length || found.has(incident.place)) return true;
    incident.folded ??= fold([incident.summary, index.types[incident.type]].join(" "));
    return words.every((word) => incident.folded.includes(word));
  };
  const fits = (incident) =>
    (!state.type.size || state.type.has(incident.type)) &&
    (!state.status.size || state.status.has(incident.status)) &&
    (!state.realis.size || state.realis.has(incident.realis)) &&
    holds(incident.victims, victim) &&
    holds(incident.attackers, attacker) &&
    among(incident.hit, state.hit) &&
    among(incident.blamed, state.blamed) &&
    said(incident);
  const fitting = index.incidents.filter(fits);
  const incidents = fitting.filter((one) => inRange(one.from, one.to, state)).sort(ORDERS[state.order]);
  const withIncident = new Set(fitting.map((incident) => incident.place));
  const asked = askedOfIncidents(state);
  const numbers = new Set(fitting.map((incident) => `${incident.place} ${incident.id}`));
  const cases = index.cases.filter(
    (one) =>
      one.reports.some((report) => report.incidents.some((id) => numbers.has(`${one.places[report.article]} ${id}`))) &&
      inRange(one.when.earliest, one.when.latest, state),
  );
  cases.sort(CASE_ORDERS[state.order]);
  const articles = index.articles.filter(
    (article) =>
      (asked ? withIncident.has(article.place) : !words.length || found.has(article.place)) &&
      inRange(article.published, article.published, state),
  );
  if (state.order === "date" || state.order === "oldest") {
    const sign = state.order === "date" ? -1 : 1;
    articles.sort((a, b) => sign * (a.published ?? "").localeCompare(b.published ?? "") || a.place - b.place);
  }
  return { incidents, articles, cases };
};

const tally = (incidents, key) => {
  const counts = new Map();
  for (const one of incidents) counts.set(one[key], (counts.get(one[key]) ?? 0) + 1);
  return counts;
};

const mostNamed = (incidents, key) => {
  const counts = new Map();
  for (const one of incidents) for (const name of one[key]) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
};

const buildFilters = (index, state, changed) => {
  const chips = (name, values, label) => {
    const counts = tally(index.incidents, name);
    for (const value of values.filter((one) => counts.has(one))) {
      const box = tag("input", { type: "checkbox", value, checked: state[name].has(value) });
      box.addEventListener("change", () => {
        if (box.checked) state[name].add(value);
        else state[name].delete(value);
        changed();
      });
      byId(`f-${name}`).append(tag("label", { className: `chip ${name}-${value}` }, box, tag("span", {}, label(value)), tag("small", {}, String(counts.get(value)))));
    }
  };
  const types = [...tally(index.incidents, "type")].sort((a, b) => b[1] - a[1]).map(([type]) => type);
  chips("type", types, (type) => index.types[type]);
  chips("status", STATUSES, (status) => status);
  chips("realis", Object.keys(REALIS), (realis) => REALIS[realis]);

  for (const [name, list] of [["victim", "victims"], ["attacker", "attackers"]]) {
    const names = mostNamed(index.incidents, list).slice(0, 300);
    byId(list).append(...names.map(([value]) => tag("option", { value })));
  }
  for (const name of ["hit", "blamed"]) {
    const countries = mostNamed(index.incidents, name).map(([code, count]) => [code, `${index.countries[code]} (${count})`]);
    countries.sort((a, b) => a[1].localeCompare(b[1]));
    const options = [["", "any"], ...countries, ["-", "none is named"]];
    byId(`f-${name}`).append(...options.map(([value, label]) => tag("option", { value }, label)));
  }
  for (const name of [...TEXTS, "order"]) {
    byId(`f-${name}`).addEventListener("input", (event) => {
      state[name] = event.target.value;
      changed();
    });
  }
};

const showFilters = (index, state) => {
  for (const name of SETS) {
    for (const box of byId(`f-${name}`).querySelectorAll("input")) box.checked = state[name].has(box.value);
  }
  for (const name of [...TEXTS, "order"]) byId(`f-${name}`).value = state[name];
  if (byId("search").value !== state.q) byId("search").value = state.q;
  const said = [
    ...SETS.filter((name) => state[name].size).map((name) => [...state[name]].map((value) => (name === "type" ? index.types[value] : name === "realis" ? `happened: ${REALIS[value]}` : value)).join(" or ")),
    ...["victim", "attacker"].filter((name) => state[name]).map((name) => `${name}: ${state[name]}`),
    ...["hit", "blamed"].filter((name) => state[name]).map((name) => `${state[name] === "-" ? "no country" : index.countries[state[name]]} ${name}`),
    ...["from", "to"].filter((name) => state[name]).map((name) => `${name} ${state[name]}`),
  ];
  byId("active").textContent = said.join(" · ");
};

// A cell that a spreadsheet would take for a formula is quoted.
const cell = (value) => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const asCsv = (index, incidents) => {
  const head = ["article", "title", "published", "incident", "type", "realis", "status", "earliest", "latest", "victims", "attackers", "country_hit", "country_blamed", "summary", "score"];
  const rows = incidents.map((one) => {
    const article = index.articles[one.place];
    return [article.id, article.title, article.published, one.id, one.type, one.realis, one.status, one.from, one.to, one.victims.join("; "), one.attackers.join("; "), one.hit.join("; "), one.blamed.join("; "), one.summary, one.score];
  });
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
};
