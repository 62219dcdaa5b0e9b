"use strict";
// The list of strings: filtered in one pass, rendered some at a time. Texts only ever become text nodes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const FILE = 0, KEY = 1, LINE = 2, SOURCE = 3, BEFORE = 4, AFTER = 5, DECISION = 6, NOTES = 7, WIDTH = 8;
  const CHUNK = 60; // rows added at once
  const MOST_CELLS = 250000; // of a comparison; longer texts are compared by their ends
  const SEVERITIES = ["error", "warning", "notice"];
  const WHY = {
    platform: "from the platform", repository: "kept from git", held: "held back", conflict: "conflict",
    first: "two translations", stale: "source changed", removed: "removed", document: "whole file",
    warning: "worth a look", edit: "changed in git", people: "not in the source",
  };
  const rows = data.rows, count = rows.length / WIDTH;
  const byId = (id) => document.getElementById(id);
  const list = byId("rows"), more = byId("more"), status = byId("count"), form = byId("filters");
  const cell = (row, column) => rows[row * WIDTH + column];
  const textAt = (index) => (index < 0 ? null : data.texts[index]);
  const notesOf = (row) => (cell(row, NOTES) < 0 ? [] : data.notes[cell(row, NOTES)]);
  let shown = [], rendered = 0;

  // -- elements

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // What is invisible, or turns the direction of text, is named; other text stays as it is.
  const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

  function pieces(text) {
    const found = [];
    let from = 0;
    for (const match of text.matchAll(ODD)) {
      found.push(text.slice(from, match.index));
      const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      found.push(element("span", { class: "odd", dir: "ltr" }, "U+" + code));
      from = match.index + 1;
    }
    found.push(text.slice(from));
    return found;
  }

  // -- comparison: words and signs, by the longest common subsequence

  function tokens(text) {
    return text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu) || [];
  }

  function compare(before, after) {
    const a = tokens(before), b = tokens(after);
    let start = 0, endA = a.length, endB = b.length;
    while (start < endA && start < endB && a[start] === b[start]) start++;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
    const parts = [["same", a.slice(0, start)]];
    const n = endA - start, m = endB - start;
    if (n * m > MOST_CELLS) parts.push(["old", a.slice(start, endA)], ["new", b.slice(start, endB)]);
    else parts.push(...walk(a.slice(start, endA), b.slice(start, endB)));
    parts.push(["same", a.slice(endA)]);
    return parts.filter((part) => part[1].length).map((part) => [part[0], part[1].join("")]);
  }

  function walk(a, b) {
    const wide = b.length + 1, best = new Uint16Array((a.length + 1) * wide);
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        best[i * wide + j] = a[i] === b[j]
          ? best[(i + 1) * wide + j + 1] + 1
          : Math.max(best[(i + 1) * wide + j], best[i * wide + j + 1]);
    const parts = [];
    const add = (kind, token) => {
      const last = parts[parts.length - 1];
      if (last && last[0] === kind) last[1].push(token);
      else parts.push([kind, [token]]);
    };
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { add("same", a[i]); i++; j++; }
      else if (j >= b.length || (i < a.length && best[(i + 1) * wide + j] >= best[i * wide + j + 1])) add("old", a[i++]);
      else add("new", b[j++]);
    }
    return parts;
  }

  function marked(before, after, side) {
    if (before === null || after === null) {
      const text = side === "new" ? after : before;
      return [element(side === "new" ? "ins" : "del", {}, ...pieces(text))];
    }
    return compare(before, after)
      .filter(([kind]) => kind === "same" || kind === side)
      .flatMap(([kind, text]) => (kind === "same" ? pieces(text) : [element(kind === "new" ? "ins" : "del", {}, ...pieces(text))]));
  }

  // -- rows

  function block(title, children, place) {
    const given = children && { lang: place.locale, dir: place.dir };
    const body = children ? element("dd", given, ...children) : element("dd", { class: "none" }, "none");
    return element("div", {}, element("dt", {}, title), body);
  }

  function signed(number) {
    return (number > 0 ? "+" : number < 0 ? "\u2212" : "\u00b1") + Math.abs(number);
  }

  function lengths(source, before, after) {
    if (after === null) return "";
    const size = [...after].length, parts = [size + (size === 1 ? " character" : " characters")];
    if (before !== null && before !== after) parts.push(signed(size - [...before].length) + " against before");
    if (source) parts.push(signed(Math.round((100 * (size - [...source].length)) / [...source].length)) + " % against source");
    return parts.join(", ");
  }

  function noteItem(note, file) {
    const kind = element("strong", { class: note.severity }, WHY[note.kind] || note.kind);
    const item = element("li", {}, kind, ": ", element("bdi", {}, ...pieces(note.message)), " ", element("code", {}, ...pieces(note.code)));
    const sides = [["Before", "before"], ["In git", "repository"], ["On the platform", "platform"]];
    if (sides.some(([, name]) => note.values[name] !== null)) {
      const blocks = sides.map(([title, name]) => block(title, note.values[name] === null ? null : pieces(note.values[name]), file));
      item.append(element("dl", { class: "texts" }, ...blocks));
    }
    return item;
  }

  function effectOf(before, after) {
    if (before === after) return "unchanged";
    return before === null ? "new" : after === null ? "removed" : "changed";
  }

  function rowItem(row) {
    const file = data.files[cell(row, FILE)], notes = notesOf(row), line = cell(row, LINE);
    const source = textAt(cell(row, SOURCE)), before = textAt(cell(row, BEFORE)), after = textAt(cell(row, AFTER));
    const key = textAt(cell(row, KEY)), decision = data.decisions[cell(row, DECISION)];
    const effect = effectOf(before, after), size = lengths(source, before, after);
    const worst = SEVERITIES.find((name) => notes.some((note) => note.severity === name)) || "";
    const where = file.target + (line ? ":" + line : "");
    const head = element("div", { class: "head" },
      element("h3", {}, element("bdi", { class: "key" }, ...(key ? pieces(key) : ["whole file"]))),
      element("span", { class: "tag locale" }, file.locale),
      effect === decision ? null : element("span", { class: "tag" }, effect),
      element("span", { class: "tag " + worst }, WHY[decision] || decision),
      element("span", { class: "where" }, element("bdi", {}, ...pieces(where)), ...editLink(file, key)));
    const change = before !== after;
    const texts = element("dl", { class: "texts" },
      block("Source", source === null ? null : pieces(source), data.source),
      block("Before", before === null ? null : change ? marked(before, after, "old") : pieces(before), file),
      block("After" + (size ? " (" + size + ")" : ""), after === null ? null : change ? marked(before, after, "new") : pieces(after), file));
    const item = element("li", { tabindex: "-1" }, head, texts);
    if (notes.length) item.append(element("ul", { class: "notes" }, ...notes.map((note) => noteItem(note, file))));
    return item;
  }

  function editLink(file, key) {
    if (!/^https?:\/\//.test(file.url)) return [];
    const label = "Open " + file.target + " (" + file.locale + ") in the editor" + (key ? ", for " + key : "");
    return [" · ", element("a", { href: file.url, rel: "noopener noreferrer", "aria-label": label }, "Open in the editor")];
  }

  function render() {
    const part = document.createDocumentFragment();
    for (const row of shown.slice(rendered, rendered + CHUNK)) part.append(rowItem(row));
    list.append(part);
    rendered = Math.min(rendered + CHUNK, shown.length);
    more.hidden = rendered >= shown.length;
  }

  // -- filters

  const lower = data.texts.map(() => null); // made when a search first needs them

  function has(index, words) {
    if (index < 0) return false;
    if (lower[index] === null) lower[index] = data.texts[index].toLowerCase();
    return lower[index].includes(words);
  }

  function matches(row, wanted) {
    const file = data.files[cell(row, FILE)];
    if (wanted.locale && file.locale !== wanted.locale) return false;
    if (wanted.file && file.source !== wanted.file && file.target !== wanted.file) return false;
    if (wanted.change && effectOf(textAt(cell(row, BEFORE)), textAt(cell(row, AFTER))) !== wanted.change) return false;
    if (wanted.severity) {
      const notes = notesOf(row);
      if (wanted.severity === "none" ? notes.length : wanted.severity === "any" ? !notes.length
        : !notes.some((note) => note.severity === wanted.severity)) return false;
    }
    const words = wanted.text;
    return !words || [KEY, SOURCE, BEFORE, AFTER].some((column) => has(cell(row, column), words))
      || notesOf(row).some((note) => (note.message + " " + note.code + " " + (note.values.platform || "")).toLowerCase().includes(words));
  }

  function filter() {
    const wanted = { text: byId("text").value.trim().toLowerCase() };
    for (const name of ["locale", "file", "severity", "change"]) wanted[name] = byId(name).value;
    shown = [];
    for (let row = 0; row < count; row++) if (matches(row, wanted)) shown.push(row);
    rendered = 0;
    list.replaceChildren();
    render();
    const total = count.toLocaleString("en");
    status.textContent = shown.length === count ? total + " strings" : shown.length.toLocaleString("en") + " of " + total + " strings";
  }

  function fill(name, values) {
    for (const value of [...new Set(values)].filter(Boolean).sort()) byId(name).append(element("option", { value }, value));
  }

  function step(by) {
    const items = [...list.children], at = items.indexOf(document.activeElement && document.activeElement.closest("#rows > li"));
    if (at + by >= items.length && !more.hidden) render();
    const next = list.children[Math.max(at + by, 0)];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "center" }); }
  }

  fill("locale", data.files.map((file) => file.locale));
  fill("file", data.files.map((file) => file.source || file.target));
  let timer = 0;
  byId("text").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
  form.addEventListener("change", (event) => { if (event.target.id !== "text") filter(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", () => setTimeout(filter));
  more.addEventListener("click", () => {
    const at = rendered;
    render();
    if (list.children[at]) list.children[at].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "/") { event.preventDefault(); byId("text").focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting) && !more.hidden) render(); }, { rootMargin: "800px" }).observe(more);
  filter();
})();
