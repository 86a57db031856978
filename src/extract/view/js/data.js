// The records: an index, read at once, and groups of rendered articles, unpacked when one is opened.

const byId = (id) => document.getElementById(id);

const tag = (name, properties = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

const unpack = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
};

const articleOf = ([id, title, published, publisher, failed, claims, names], place) => ({
  place, id, title, published, publisher, failed, claims, names, incidents: [],
});

const incidentOf = (row) => {
  const [place, id, type, realis, status, from, to, victims, attackers, hit, blamed, summary, score, blames] = row;
  return { place, id, type, realis, status, from, to, victims, attackers, hit, blamed, summary, score, blames };
};

const readIndex = async () => {
  const element = byId("index");
  const content = await unpack(element.textContent);
  const articles = content.articles.map(articleOf);
  const incidents = content.incidents.map((row, number) => ({ number, ...incidentOf(row) }));
  for (const incident of incidents) articles[incident.place].incidents.push(incident);
  // What an address calls an article: its id, told from an earlier one of the same id by a number.
  const seen = new Map();
  for (const article of articles) {
    seen.set(article.id, (seen.get(article.id) ?? 0) + 1);
    article.key = seen.get(article.id) > 1 ? `${article.id}~${seen.get(article.id)}` : article.id;
  }
  for (const [number, one] of content.cases.entries()) one.number = number;
  return { ...content, articles, incidents, size: Number(element.dataset.group) };
};

// The groups stand behind the script, so that the page paints before the file is read to its end.
const whenThere = (id) =>
  new Promise((resolve, reject) => {
    const look = () => {
      const element = byId(id);
      // The next element, or the end of the file, says that this one is whole.
      if (element && (element.nextElementSibling || document.readyState !== "loading")) resolve(element);
      else if (document.readyState !== "loading") reject(new Error(`the page is cut off: ${id} is missing`));
      else setTimeout(look, 30);
    };
    look();
  });

const groups = new Map();
const KEPT = 12;

const groupOf = async (number) => {
  if (!groups.has(number)) {
    groups.set(number, whenThere(`g${number}`).then((element) => unpack(element.textContent)));
    if (groups.size > KEPT) groups.delete(groups.keys().next().value);
  }
  return groups.get(number);
};

const renderedArticle = async (index, place) => {
  const [text, panels] = (await groupOf(Math.floor(place / index.size)))[place % index.size];
  return { text, panels };
};

// Plain text of rendered HTML, for searching: tags out, the escapes of the templates back.
const ESCAPES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#34;": '"', "&#39;": "'" };
const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|amp|#34|#39);/g, (escape) => ESCAPES[escape]);

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Folded texts of all articles, filled once, when someone searches.
const textIndex = { texts: [], done: false, running: null };

const fillTexts = (index, progress) => {
  textIndex.running ??= (async () => {
    for (let start = 0; start < index.articles.length; start += index.size) {
      const element = await whenThere(`g${start / index.size}`);
      for (const [text] of await unpack(element.textContent)) textIndex.texts.push(fold(plain(text)));
      if (textIndex.texts.length % 512 < index.size) progress();
    }
    textIndex.done = true;
    progress();
  })();
  return textIndex.running;
};
