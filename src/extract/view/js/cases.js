// One case: what its articles agree and differ on, and who reports it.

const BECAUSE = { first: "first report", name: "same victim", identifier: "same identifier", number: "same number", attacker: "same attacker", article: "told with another incident of the case" };

const showCase = (index, one, open) => {
  const titleOf = (id) => index.articles[one.places[id]].publisher ?? index.articles[one.places[id]].title;
  const incidents = new Map(one.reports.map((report) => [report.article, report.incidents]));
  const toArticle = (id, words) => {
    const button = tag("button", { type: "button", className: "w" }, words);
    button.addEventListener("click", () => open(one.places[id], incidents.get(id)?.[0] ?? null));
    return button;
  };
  const listed = (parts) => parts.flatMap((part, at) => (at ? [", ", part] : [part]));

  const said = (name) => (each) => {
    const by = each.by?.length ? tag("small", {}, ` says ${each.by.join(", ")}`) : "";
    return tag("li", {}, tag("b", {}, name === "type" ? (index.types[each.text] ?? each.text) : each.text), by, tag("div", { className: "from" }, ...listed(each.articles.map((id) => toArticle(id, titleOf(id))))));
  };
  const field = (each) => [
    tag("dt", {}, each.name.replaceAll("_", " "), " ", tag("span", { className: `agreement agreement-${each.agreement}` }, each.agreement)),
    tag("dd", {}, tag("ul", {}, ...each.said.map(said(each.name)))),
  ];
  const report = (each) => {
    const article = index.articles[one.places[each.article]];
    const notes = [each.because.map((why) => BECAUSE[why] ?? why).join(", "), each.copy_of ? `repeats ${titleOf(each.copy_of)}` : ""].filter(Boolean);
    const ids = each.incidents.map((id) => {
      const button = tag("button", { type: "button", className: "w" }, id);
      button.addEventListener("click", () => open(article.place, id));
      return button;
    });
    return tag("li", {}, tag("time", {}, each.published ?? "no date"), " ", tag("b", {}, article.publisher ?? ""), " ", toArticle(each.article, article.title), tag("div", { className: "from" }, ...listed(ids), ` · ${notes.join(" · ")}`));
  };
  const party = (each) => {
    const more = [each.country ? index.countries[each.country] : "", each.aliases?.length ? `also ${each.aliases.join(", ")}` : ""].filter(Boolean);
    return tag("li", {}, tag("b", {}, each.name), more.length ? tag("small", {}, ` ${more.join("; ")}`) : "");
  };

  const back = tag("button", { type: "button" }, "← List");
  back.dataset.back = "";
  const reports = one.reports.length === one.independent ? `${one.independent} reports` : `${one.independent} independent of ${one.reports.length} reports`;
  byId("case").replaceChildren(
    tag("p", { className: "back" }, back),
    tag("p", { className: "facts" }, `Case ${one.id} · ${index.types[one.type] ?? one.type} · ${days(one.when.earliest, one.when.latest)} · ${reports}`),
    tag("h1", {}, one.summary),
    tag("h2", {}, "Hit"),
    tag("ul", {}, ...(one.victims.length ? one.victims.map(party) : [tag("li", {}, "nobody is named")])),
    tag("h2", {}, "Reports"),
    tag("ol", { className: "reported" }, ...one.reports.map(report)),
    tag("h2", {}, "What they say"),
    tag("dl", {}, ...one.fields.flatMap(field)),
  );
};
