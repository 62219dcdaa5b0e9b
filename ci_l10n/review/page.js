// The list of strings: filtered in one pass, rendered some at a time. Texts only ever become text nodes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const FILE = 0, KEY = 1, LINE = 2, SOURCE = 3, BEFORE = 4, AFTER = 5, DECISION = 6, NOTES = 7, WIDTH = 8;
  const CHUNK = 60; // rows added at once
  const LONG = 1500; // characters that are shown in a box of their own
  const MOST = 20000; // characters that are shown of a text
  const SEVERITIES = ["error", "warning", "notice"];
  const WHY = new Map(Object.entries({
    platform: "from the platform", repository: "kept from git", held: "held back", conflict: "conflict",
    first: "two translations", stale: "source changed", removed: "removed", document: "whole file",
    warning: "worth a look", edit: "changed in git", people: "not in the source",
  }));
  const NEXT = new Map(Object.entries({
    held: "Correct it on the platform; until then the earlier text stays.",
    stale: "It is replaced when the platform has a newer translation.",
    first: "`ci-l10n seed --overwrite` gives the platform the translation of the repository.",
    edit: "`ci-l10n seed --overwrite` gives the platform the translation of the repository.",
  }));
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

  // What is invisible, turns the direction of text, or is half a character, is named.
  const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

  function cut(text, pattern, made) {
    const found = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      found.push(text.slice(from, match.index), made(match[0]));
      from = match.index + match[0].length;
    }
    return [...found, text.slice(from)];
  }

  function named(text) {
    const code = (sign) => "U+" + sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return cut(text, ODD, (sign) => element("span", { class: "odd", dir: "ltr" }, code(sign)));
  }

  // A text as nodes; placeholders and tags keep their own direction in text that runs from right to left.
  function pieces(text) {
    return cut(clip(text), CODE, (code) => element("bdi", { dir: "ltr" }, ...named(code)))
      .flatMap((part) => (typeof part === "string" ? named(part) : [part]));
  }

  const clip = (text) => (text !== null && text.length > MOST ? text.slice(0, MOST) + "\u2026" : text);

  // A text with what sets it apart from another one; ``other`` is null where there is none.
  function marked(whole, against, side) {
    const text = clip(whole), other = clip(against);
    if (text === other) return pieces(text);
    const name = side === "new" ? "ins" : "del";
    if (other === null) return [element(name, {}, ...pieces(text))];
    const found = side === "new" ? compare(other, text, side) : compare(text, other, side);
    return found.flatMap(([part, differs]) => (differs ? [element(name, {}, ...pieces(part))] : pieces(part)));
  }

  // -- rows

  function block(title, text, children, place, told) {
    const parts = text === null ? ["none"] : children;
    const body = text !== null && text.length > LONG
      ? element("div", { class: "long", tabindex: "0", role: "group", "aria-label": title }, ...parts)
      : null;
    const given = text === null ? { class: "none" } : { lang: place.locale, dir: place.dir };
    return element("div", {}, element("dt", {}, title),
      element("dd", given, ...(body ? [body] : parts)),
      told ? element("dd", { class: "told" }, told) : null);
  }

  // How long the text is, against what it was and against the source; lengths in characters.
  function lengths(source, before, after) {
    const size = [...after].length, parts = [size + (size === 1 ? " character" : " characters")];
    const grown = before === null ? 0 : size - [...before].length;
    if (grown) parts.push((grown > 0 ? "+" : "\u2212") + Math.abs(grown));
    const whole = source ? [...source].length : 0, share = whole && Math.round((100 * (size - whole)) / whole);
    if (whole) parts.push(share ? Math.abs(share) + " % " + (share > 0 ? "longer" : "shorter") + " than the source" : "as long as the source");
    return parts.join(" \u00b7 ");
  }

  function textsOf(row, file) {
    const [source, before, after] = [SOURCE, BEFORE, AFTER].map((column) => textAt(cell(row, column)));
    const first = block("Source", source, source === null ? [] : pieces(source), data.source);
    const told = after === null ? "" : lengths(source, before, after);
    if (before === after) {
      return element("dl", { class: "texts two" }, first, block("Stays", after, after === null ? [] : pieces(after), file, told));
    }
    return element("dl", { class: "texts" }, first,
      block("Before", before, before === null ? [] : marked(before, after, "old"), file),
      block("After", after, after === null ? [] : marked(after, before, "new"), file, told));
  }

  function noteItem(note, file) {
    const kind = element("strong", { class: note.severity }, WHY.get(note.kind) || note.kind);
    const item = element("li", {}, element("p", {}, kind, ": ", element("bdi", {}, ...pieces(note.message)), " ",
      element("code", {}, ...pieces(note.code))));
    if (NEXT.has(note.kind)) item.append(element("p", { class: "dim" }, NEXT.get(note.kind)));
    const sides = sidesOf(note);
    if (sides.length) item.append(element("dl", { class: "texts" }, ...sides.map(([title, text, found]) => block(title, text, found, file))));
    return item;
  }

  // The values of a finding that tell it, side by side: what they were, what people and what the platform made of them.
  function sidesOf(note) {
    const { before, repository, platform } = note.values;
    if (new Set([before, repository, platform]).size < 2) return [];
    const base = before === null ? repository : before;
    const newer = (text) => (text === null ? [] : base === null ? pieces(text) : marked(text, base, "new"));
    const older = (text) => (text === null ? [] : platform === null ? pieces(text) : marked(text, platform, "old"));
    const onPlatform = ["On the platform", platform, newer(platform)];
    if (before === repository) return [[note.kind === "held" ? "In git, as at the last sync" : "In git", repository, older(repository)], onPlatform];
    return [["At the last sync", before, older(before)], ["In git", repository, newer(repository)], onPlatform];
  }

  function effectOf(before, after) {
    if (before === after) return "unchanged";
    return before === null ? "new" : after === null ? "removed" : "changed";
  }

  function rowItem(row) {
    const file = data.files[cell(row, FILE)], notes = notesOf(row), line = cell(row, LINE);
    const key = textAt(cell(row, KEY)), decision = data.decisions[cell(row, DECISION)];
    const effect = effectOf(textAt(cell(row, BEFORE)), textAt(cell(row, AFTER)));
    const worst = SEVERITIES.find((name) => notes.some((note) => note.severity === name)) || "";
    const where = file.target + (line ? ":" + line : "");
    const head = element("div", { class: "head" },
      element("h3", {}, element("bdi", { class: "key" }, ...(key ? pieces(key) : ["whole file"]))),
      element("span", { class: "tag locale", title: nameOf(file.locale) }, file.locale),
      effect === decision ? null : element("span", { class: "tag" }, effect),
      element("span", { class: "tag " + worst }, WHY.get(decision) || decision),
      element("span", { class: "where" }, element("bdi", {}, ...pieces(where)), ...editLink(file, key)));
    const item = element("li", { tabindex: "-1" }, head, textsOf(row, file));
    if (notes.length) item.append(element("ul", { class: "notes" }, ...notes.map((note) => noteItem(note, file))));
    return item;
  }

  function editLink(file, key) {
    if (!/^https?:\/\//.test(file.url)) return [];
    const label = "Open in the editor: " + (key || file.target) + " (" + file.locale + ")";
    return [" \u00b7 ", element("a", { href: file.url, rel: "noopener noreferrer", "aria-label": label }, "Open in the editor")];
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

  function notesHave(row, words) {
    const told = (note) => [note.message, note.code, ...Object.values(note.values)];
    return notesOf(row).some((note) => told(note).some((text) => (text || "").toLowerCase().includes(words)));
  }

  function matches(row, wanted) {
    const file = data.files[cell(row, FILE)];
    if (wanted.locale && file.locale !== wanted.locale) return false;
    if (wanted.file && (file.source || file.target) !== wanted.file) return false;
    if (wanted.change && effectOf(textAt(cell(row, BEFORE)), textAt(cell(row, AFTER))) !== wanted.change) return false;
    if (wanted.severity) {
      const notes = notesOf(row);
      if (wanted.severity === "none" ? notes.length : wanted.severity === "any" ? !notes.length
        : !notes.some((note) => note.severity === wanted.severity)) return false;
    }
    const words = wanted.text;
    return !words || [KEY, SOURCE, BEFORE, AFTER].some((column) => has(cell(row, column), words)) || notesHave(row, words);
  }

  function filter() {
    const wanted = { text: byId("text").value.trim().toLowerCase() };
    for (const name of ["locale", "file", "severity", "change"]) wanted[name] = byId(name).value;
    shown = [];
    for (let row = 0; row < count; row++) if (matches(row, wanted)) shown.push(row);
    rendered = 0;
    list.replaceChildren();
    render();
    if (window.scrollY > list.offsetTop) byId("strings").scrollIntoView(); // a shorter list begins where people look
    const total = count.toLocaleString("en") + (count === 1 ? " string" : " strings");
    status.textContent = !count ? "No string changes, and nothing is to be said of one."
      : shown.length === count ? total : shown.length.toLocaleString("en") + " of " + total;
  }

  // "Arabic" for ar; nothing where the browser does not know.
  function nameOf(locale) {
    try {
      const name = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(locale);
      return name && name !== locale ? name : "";
    } catch {
      return "";
    }
  }

  function fill(name, values, shownAs) {
    for (const value of [...new Set(values)].filter(Boolean).sort())
      byId(name).append(element("option", { value }, shownAs(value)));
  }

  // -- keyboard

  function step(by) {
    const items = [...list.children], active = document.activeElement;
    const at = items.indexOf(active && active.closest("#rows > li"));
    if (at + by >= items.length && !more.hidden) render();
    const next = list.children[Math.max(at + by, 0)];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "center" }); }
  }

  fill("locale", data.files.map((file) => file.locale), (locale) => [locale, nameOf(locale)].filter(Boolean).join(" \u2013 "));
  fill("file", data.files.map((file) => file.source || file.target), (path) => path);
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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") { event.preventDefault(); byId("text").focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting) && !more.hidden) render(); }, { rootMargin: "800px" }).observe(more);
  filter();
})();
