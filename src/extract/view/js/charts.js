// The timeline of incidents and the matrix of blame, as SVG.

const SVG = "http://www.w3.org/2000/svg";
const svg = (name, attributes = {}, ...children) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const title = (text) => svg("title", {}, text);
const acted = (element, act) => {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return element;
};

const DAY = 86400000;
const time = (day) => Date.parse(`${day}T00:00:00Z`);
const iso = (stamp) => new Date(stamp).toISOString().slice(0, 10);
const SINGLE = 200; // up to so many incidents are drawn one by one

const monthly = (months) => ({
  start: (date) => Date.UTC(0, months * Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months) - 1900 * 12, 1),
  next: (date) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1),
});
const daily = (count) => ({
  start: (date) => Math.floor(date.getTime() / DAY / count) * DAY * count,
  next: (date) => date.getTime() + DAY * count,
});
const UNITS = { year: monthly(12), quarter: monthly(3), month: monthly(1), day: daily(1) };
const TICKS = [daily(1), daily(7), monthly(1), monthly(3), monthly(6), monthly(12), monthly(24), monthly(60), monthly(120)];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const tickName = (day) => {
  const [year, month, date] = day.split("-");
  if (date !== "01") return `${Number(date)} ${MONTHS[month - 1]}`;
  return month === "01" ? year : `${MONTHS[month - 1]} ${year.slice(2)}`;
};
const unitFor = (from, to) => {
  const span = (to - from) / DAY;
  if (span > 365 * 12) return "year";
  if (span > 365 * 4) return "quarter";
  return span > 62 ? "month" : "day";
};
const edgesOf = (from, to, unit) => {
  const edges = [];
  for (let at = unit.start(new Date(from)); at <= to; at = unit.next(new Date(at))) edges.push(at);
  return [...edges, unit.next(new Date(edges.at(-1)))];
};

// A few incidents of long ago must not squeeze all others into one corner: what lies before is told beside the chart.
const windowOf = (stamps) => {
  const sorted = [...stamps].sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.03)];
  const high = sorted.at(-1);
  return (high - low) * 2.5 < high - sorted[0] ? [low, high] : [sorted[0], high];
};

const timeline = (holder, index, incidents, { open, narrow }) => {
  const dated = incidents.filter((one) => one.from || one.to).map((one) => ({ one, from: time(one.from ?? one.to), to: time(one.to ?? one.from) + DAY }));
  if (!dated.length) {
    holder.replaceChildren(tag("p", { className: "none" }, incidents.length ? "None of them has a date." : "No incident answers the filters."));
    return;
  }
  const [low, high] = windowOf(dated.map((each) => each.from));
  const inside = dated.filter((each) => each.to > low);
  const unitName = unitFor(low, Math.max(high, low + DAY));
  const unit = UNITS[unitName];
  const edges = edgesOf(low, high, unit);
  const width = Math.max(320, holder.clientWidth || 800);
  const narrowPage = width < 560;
  const left = narrowPage ? 8 : 240;
  const right = inside.length <= SINGLE ? 12 : 66; // room for the height of the tallest bar
  const scale = (stamp) => left + ((Math.min(Math.max(stamp, edges[0]), edges.at(-1)) - edges[0]) / (edges.at(-1) - edges[0])) * (width - left - right);
  const types = [...tally(inside.map((each) => each.one), "type")].sort((a, b) => b[1] - a[1]);
  const drawing = svg("svg", { class: "timeline", role: "group", "aria-label": "Timeline of incidents" });
  let top = 6;
  const grid = svg("g", { class: "grid" });
  drawing.append(grid);
  for (const [type, count] of types) {
    const here = inside.filter((each) => each.one.type === type).sort((a, b) => a.from - b.from || a.to - b.to);
    if (narrowPage) top += 16;
    const row = svg("g", { class: "kind" });
    const [height, marks] = inside.length <= SINGLE ? singles(here, scale, top, index, open) : bars(here, scale, top, edges, unit, index.types[type], (from, to) => narrow(type, from, to));
    const label = svg("text", { x: narrowPage ? left : left - 10, y: narrowPage ? top - 4 : top + height / 2 + 4, "text-anchor": narrowPage ? "start" : "end" });
    label.append(clipped(index.types[type], narrowPage ? 40 : 31), svg("tspan", { class: "count", dx: 5 }, String(count)), title(`${index.types[type]}: ${count}`));
    row.append(label, ...marks);
    drawing.append(row);
    top += height + 10;
    grid.append(svg("line", { x1: narrowPage ? 0 : 8, x2: width, y1: top - 5, y2: top - 5 }));
  }
  const room = Math.max(2, Math.floor((width - left) / 58));
  const ticks = TICKS.map((tick) => edgesOf(edges[0], edges.at(-1), tick)).find((found) => found.length <= room + 1) ?? edges;
  for (const edge of ticks.filter((stamp) => stamp >= edges[0] && stamp < edges.at(-1))) {
    grid.append(svg("line", { x1: scale(edge), x2: scale(edge), y1: 0, y2: top }));
    drawing.append(svg("text", { class: "tick", x: scale(edge) + 2, y: top + 14 }, tickName(iso(edge))));
  }
  drawing.setAttribute("viewBox", `0 0 ${width} ${top + 20}`);
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", top + 20);
  const without = incidents.length - dated.length;
  const before = dated.length - inside.length;
  const notes = [before ? `${before} before ${iso(edges[0])}` : "", without ? `${without} without a date` : ""].filter(Boolean);
  const per = inside.length <= SINGLE ? "" : `One bar is a ${unitName}. `;
  holder.replaceChildren(drawing, tag("p", { className: "note" }, `${per}${notes.length ? `Not drawn: ${notes.join(", ")}.` : ""}`));
};

const clipped = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

// One bar for each incident, as long as the days that it may lie in, in as many lines as it takes.
const singles = (here, scale, top, index, open) => {
  const ends = [];
  const marks = here.map(({ one, from, to }) => {
    const x = scale(from);
    const wide = Math.max(7, scale(to) - x);
    let lane = ends.findIndex((end) => end <= x - 2);
    if (lane < 0) lane = ends.length;
    ends[lane] = x + wide;
    const mark = svg("rect", { class: `mark mark-${one.status}`, x, y: top + lane * 11, width: wide, height: 8, rx: 2 });
    mark.append(title(`${days(one.from, one.to)} · ${one.status}\n${one.summary}`));
    mark.setAttribute("aria-label", `${days(one.from, one.to)}, ${one.status}: ${one.summary}`);
    return acted(mark, () => open(one));
  });
  return [Math.max(16, ends.length * 11), marks];
};

const bars = (here, scale, top, edges, unit, name, narrow) => {
  const height = 34;
  const counts = edges.slice(0, -1).map((edge, at) => here.filter(({ from }) => (at ? from >= edge : true) && from < edges[at + 1]).length);
  const most = Math.max(...counts);
  const marks = counts.flatMap((count, at) => {
    if (!count) return [];
    const x = scale(edges[at]);
    const tall = Math.max(2, (count / most) * height);
    const mark = svg("rect", { class: "mark", x, y: top + height - tall, width: Math.max(2, scale(edges[at + 1]) - x - 1), height: tall });
    const words = `${name}, ${days(iso(edges[at]), iso(edges[at + 1] - DAY))}: ${count}`;
    mark.append(title(words));
    mark.setAttribute("aria-label", words);
    return [acted(mark, () => narrow(iso(edges[at]), iso(edges[at + 1] - DAY)))];
  });
  marks.push(svg("text", { class: "most", x: scale(edges.at(-1)) + 6, y: top + 9 }, `max ${most}`));
  return [height, marks];
};

const LARGEST = 24; // rows and columns of the matrix

const matrix = (holder, index, incidents, choose) => {
  const cells = new Map();
  const blames = incidents.filter((one) => one.blames || one.blamed.length);
  for (const one of blames) {
    for (const hit of one.hit.length ? one.hit : ["-"]) {
      for (const blamed of one.blamed.length ? one.blamed : ["-"]) {
        const key = `${hit} ${blamed}`;
        cells.set(key, (cells.get(key) ?? 0) + 1);
      }
    }
  }
  if (!cells.size) {
    holder.replaceChildren(tag("p", { className: "none" }, "Nobody is blamed in these incidents."));
    return;
  }
  const sums = (at) => {
    const found = new Map();
    for (const [key, count] of cells) found.set(key.split(" ")[at], (found.get(key.split(" ")[at]) ?? 0) + count);
    const ordered = [...found].sort((a, b) => (a[0] === "-") - (b[0] === "-") || b[1] - a[1] || a[0].localeCompare(b[0]));
    return [...ordered.filter(([code]) => code !== "-").slice(0, LARGEST - 1), ...ordered.filter(([code]) => code === "-")].map(([code]) => code);
  };
  const rows = sums(0);
  const columns = sums(1);
  const most = Math.max(...cells.values());
  const name = (code) => (code === "-" ? "no country named" : index.countries[code]);
  const size = 34;
  const left = 138;
  const head = 112;
  const width = left + columns.length * size + 70;
  const height = head + rows.length * size + 4;
  const drawing = svg("svg", { class: "matrix", role: "group", "aria-label": "Matrix of blame", viewBox: `0 0 ${width} ${height}`, width, height });
  columns.forEach((code, at) => {
    const x = left + at * size + size / 2 + 4;
    drawing.append(svg("text", { transform: `translate(${x} ${head - 8}) rotate(-50)`, class: code === "-" ? "unnamed" : "" }, clipped(name(code), 18)));
  });
  rows.forEach((hit, at) => {
    const y = head + at * size;
    drawing.append(svg("text", { x: left - 8, y: y + size / 2 + 4, "text-anchor": "end", class: hit === "-" ? "unnamed" : "" }, clipped(name(hit), 19)));
    columns.forEach((blamed, column) => {
      const x = left + column * size;
      const count = cells.get(`${hit} ${blamed}`);
      if (!count) {
        drawing.append(svg("rect", { class: "empty", x: x + 1, y: y + 1, width: size - 2, height: size - 2 }));
        return;
      }
      const step = Math.min(5, 1 + Math.floor((4 * Math.log(count)) / Math.log(Math.max(2, most))));
      const words = `${name(hit)} hit, ${name(blamed)} blamed: ${count}`;
      const group = svg("g", { class: `cell step-${step}`, "aria-label": words }, title(words), svg("rect", { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 3 }), svg("text", { x: x + size / 2, y: y + size / 2 + 4, "text-anchor": "middle" }, String(count)));
      drawing.append(acted(group, () => choose(hit, blamed)));
    });
  });
  holder.replaceChildren(tag("div", { className: "wide" }, drawing));
  const more = new Set(blames.flatMap((one) => one.blamed)).size - columns.filter((code) => code !== "-").length;
  if (more > 0) holder.append(tag("p", { className: "note" }, `${more} more blamed countries are not drawn; filter to see them.`));
};
