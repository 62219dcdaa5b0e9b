"use strict";
// What differs between two texts: words and signs, by the longest common subsequence; and what placeholders look like.
const CODE = /<\/?[\w:-]{1,80}(?:\s[^<>]{0,400})?\/?>|\{{1,3}[\w.$ -]{1,80}\}{1,3}|%(?:\d{1,2}\$)?[\d.]{0,6}[a-zA-Z@]/gu;
const compare = (() => {
  const MOST_CELLS = 250000; // of a comparison; longer texts are compared by their ends
  // Placeholders and tags count as one word each; scripts without blanks between words are compared sign by sign.
  const SIGN = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]";
  const TOKEN = new RegExp(`${CODE.source}|${SIGN}\\p{M}*|(?:(?!${SIGN})[\\p{L}\\p{M}\\p{N}_])+|\\s+|[^\\p{L}\\p{M}\\p{N}_\\s]`, "gu");

  const tokens = (text) => text.match(TOKEN) || [];

  function walk(a, b) {
    const wide = b.length + 1, best = new Uint16Array((a.length + 1) * wide);
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        best[i * wide + j] = a[i] === b[j]
          ? best[(i + 1) * wide + j + 1] + 1
          : Math.max(best[(i + 1) * wide + j], best[i * wide + j + 1]);
    const parts = [];
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { parts.push(["same", a[i]]); i++; j++; }
      else if (j >= b.length || (i < a.length && best[(i + 1) * wide + j] >= best[i * wide + j + 1])) parts.push(["old", a[i++]]);
      else parts.push(["new", b[j++]]);
    }
    return parts;
  }

  function parts(before, after) {
    const a = tokens(before), b = tokens(after);
    let start = 0, endA = a.length, endB = b.length;
    while (start < endA && start < endB && a[start] === b[start]) start++;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
    const middleA = a.slice(start, endA), middleB = b.slice(start, endB);
    const middle = middleA.length * middleB.length > MOST_CELLS
      ? [["old", middleA.join("")], ["new", middleB.join("")]]
      : walk(middleA, middleB);
    return [["same", a.slice(0, start).join("")], ...middle, ["same", a.slice(endA).join("")]];
  }

  // A blank that two changes have between them belongs to them: one mark is easier to read than two.
  function joined(found) {
    return found.flatMap(([kind, text], at) => {
      const inside = kind === "same" && /^\s+$/.test(text) && at > 0 && at < found.length - 1
        && found[at - 1][0] !== "same" && found[at + 1][0] !== "same";
      return inside ? [["old", text], ["new", text]] : [[kind, text]];
    });
  }

  // One side ("old" or "new") of the comparison as [text, whether it is only on this side].
  return (before, after, side) => {
    const pieces = [];
    for (const [kind, text] of joined(parts(before, after))) {
      if (!text || (kind !== "same" && kind !== side)) continue;
      const last = pieces[pieces.length - 1], differs = kind === side;
      if (last && last[1] === differs) last[0] += text;
      else pieces.push([text, differs]);
    }
    return pieces;
  };
})();
