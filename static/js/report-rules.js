// The checks of one text of a report, made on the device while there is no network. They say what the server says
// (reports/checking); tests/test_report_rules.py runs both beside each other and demands the same answers. What is
// compared with, and every sentence, comes with the pack (reports/offline/pack.py). Left to the server: what a text
// cites, what earlier quarters said, and guessing which foreign word was meant.
"use strict";

(() => {
  // What Python's \s, \w and letters of words are, for use between square brackets.
  const S = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
  const W = String.raw`\p{L}\p{N}_`;
  const LETTER = String.raw`[\p{L}\p{Nl}\p{No}]`;
  const D = String.raw`\p{Nd}`;
  const BEFORE = `(?<![${W}])`; // \b in front of a letter
  const AFTER = `(?![${W}])`; // \b behind one
  const BORDER = `(?:${BEFORE}(?=[${W}])|(?<=[${W}])${AFTER})`; // \b anywhere

  const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
  const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
  const SPACES = /[ \t\r\f\v\u00a0]+/g;
  const CHIP = /\[\[[^[\]]{1,120}\]\]/gu;
  const SPACE = new RegExp(`[${S}]`);
  const SPACED = new RegExp(`[^${S}]+`, "gu");
  const WORD = new RegExp(`${LETTER}+(?:-${LETTER}+)*`, "gu");
  const ADDRESS = new RegExp(String.raw`https?:\/\/|${BEFORE}www\.|@|[${W}\-]\.[${W}\-]`, "iu");
  const EMPTY = new RegExp(String.raw`[:${S}][.…_]{2,}[${S}]*[;.]?$|:[${S}]*…+[${S}]*[;.]?$|:$`, "u");
  // Blanks are taken from the first of them only: a text of nothing but blanks is read once.
  const SPAN = new RegExp(
    `(?:(giai đoạn|năm học|niên khóa|nhiệm kỳ)[${S}]*|(?<![${S}])[${S}]*)(?:năm[${S}]+)?(${D}{4})[${S}]*[-–—][${S}]*(${D}{4})`, "giu",
  );
  const QUARTER = new RegExp(
    `${BEFORE}quý[${S}]+(IV|III|II|I|[1-4])${AFTER}(?:[${S}]*(?:[/,][${S}]*)?(?:năm[${S}]+)?(${D}{4}))?`, "giu",
  );
  const MONTHS = new RegExp(`${BEFORE}(?:6|9|sáu|chín)[${S}]+tháng[${S}]+(?:đầu|cuối)[${S}]+năm`, "iu");
  const YEAR = new RegExp(`${BEFORE}năm[${S}]+(20${D}{2})${AFTER}(?![${S}]*[-–—,/][${S}]*20${D}{2})`, "giu");
  const BARE = new RegExp(
    String.raw`${BEFORE}(?:đạt|được|tổng số(?: là)?|khoảng|trên|hơn|gồm|có)[${S}]+(${D}[${D}.,]*${D}|${D})(?=[${S}]*(?:[.;](?:[${S}]|$)|$))`, "giu",
  );
  const NAMED = { i: 1, ii: 2, iii: 3, iv: 4 };
  const TONES = new Set(["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]);
  const STOPPED = /(?:ch?|p|t)$/;
  const STOPPED_TONES = ["\u0301", "\u0323"];
  const SHOWN = 120; // characters of an excerpt
  const LONGEST = 30; // letters of a word
  const NEAR = 40; // characters in front of a period that say whether it is meant

  // --- Text ------------------------------------------------------------------------------------------------------

  // Step by step: an expression for blanks at an end begins anew at each blank inside.
  const strip = (text) => {
    let start = 0;
    let end = text.length;
    while (start < end && SPACE.test(text[start])) start += 1;
    while (end > start && SPACE.test(text[end - 1])) end -= 1;
    return text.slice(start, end);
  };

  const tidy = (text) => strip(text.normalize("NFC").replace(CONTROL, "").replace(/\n/g, " ").replace(SPACES, " "));

  // Unicode puts the signs that combine with a letter in the order of their classes: what goes before the last of them.
  const combines = (sign) => sign === "\u0345" || !`a\u0345${sign}`.normalize("NFD").startsWith("a\u0345");

  const fold = (text) => tidy(text).toLowerCase().replace(/đ/g, "d").normalize("NFD")
    .replace(/\p{M}/gu, (sign) => (combines(sign) ? "" : sign));

  // Digits of any script: their tens stand together in Unicode.
  const value = (digits) => Array.from(digits, (digit) => {
    const code = digit.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return (code - zero) % 10;
  }).reduce((sum, digit) => sum * 10 + digit, 0);

  const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_place, name) => values[name]);

  // A line with its characters; places are counted in characters, as the server counts them.
  const lineOf = (text) => {
    const signs = Array.from(text);
    let places = null;
    const place = (at) => {
      if (signs.length === text.length) return at;
      if (!places) {
        places = new Uint32Array(text.length + 1);
        let unit = 0;
        signs.forEach((sign, number) => { places.fill(number, unit, unit += sign.length); });
        places[unit] = signs.length;
      }
      return places[at];
    };
    return { text, signs, place };
  };

  const linesOf = (text) => text.split(BREAK).map((line) => tidy(line.replace(CHIP, "0"))).filter(Boolean).map(lineOf);

  const excerpt = (line, at) => {
    const { signs } = line;
    if (signs.length <= SHOWN) return line.text;
    const start = Math.max(0, Math.min(line.place(at) - SHOWN / 3, signs.length - SHOWN));
    const end = start + SHOWN;
    return (start ? "…" : "") + strip(signs.slice(start, end).join("")) + (end < signs.length ? "…" : "");
  };

  // --- What the checks compare with ------------------------------------------------------------------------------

  const prepared = new WeakMap();
  const prepare = (pack) => {
    if (!prepared.has(pack)) {
      const { words } = pack;
      const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      prepared.set(pack, {
        former: pack.former.map((body) => ({
          ...body, lower: body.name.toLowerCase(), rule: new RegExp(BORDER + escaped(body.name) + BORDER, "giu"),
        })),
        pairs: words.pairs.map(([wrong, right]) => (
          { wrong, right, rule: new RegExp(BEFORE + escaped(wrong) + AFTER, "gu") })),
        foreign: new Set(words.foreign),
        onsets: words.onsets,
        rhymes: new Set(words.rhymes),
        syllables: new Map(words.syllables),
      });
    }
    return prepared.get(pack);
  };

  // --- The checks: each gives what it finds in one line, in the order of the server ----------------------------------

  function* emptyCounts(line, { pack }) {
    const said = fold(line.text).replace(/^[-–—•*+· ]+/, "");
    const name = pack.procedures.find((one) => said.startsWith(one));
    if (!name) return;
    const rest = said.slice(name.length);
    if (!/\p{Nd}/u.test(rest) && (Array.from(rest).length <= 3 || EMPTY.test(rest))) {
      yield { code: "empty-count", at: 0, wrong: "", message: pack.messages.empty, suggestion: pack.messages.empty_mend };
    }
  }

  const ofPeriod = (match, message, { pack }) => {
    const wrong = strip(match[0]);
    const suggestion = fill(pack.messages.period_mend, { quarter: pack.quarter.label });
    return { code: "period-mismatch", at: match.index, wrong, message: `«${wrong}»: ${message}`, suggestion };
  };

  const isMeant = (line, match, { pack }) => {
    const at = line.place(match.index);
    const before = fold(line.signs.slice(Math.max(0, at - NEAR), at).join(""));
    return pack.meant.some((words) => before.includes(words));
  };

  function* spans(line, known) {
    const { messages, school_years: schoolYears } = known.pack;
    for (const match of line.text.matchAll(SPAN)) {
      const first = value(match[2]);
      const last = value(match[3]);
      const before = fold(match[1] || "");
      if (["giai doan", "nhiem ky"].includes(before) || first < 2000 || first > 2100) continue;
      if (!before) yield ofPeriod(match, messages.span, known);
      else if (last !== first + 1) yield ofPeriod(match, messages.school_year_long, known);
      else if (!schoolYears.includes(first)) yield ofPeriod(match, messages.school_year_other, known);
    }
  }

  function* quarters(line, known) {
    const { messages, quarter } = known.pack;
    for (const match of line.text.matchAll(QUARTER)) {
      const number = NAMED[match[1].toLowerCase()] || value(match[1]);
      const year = match[2] ? value(match[2]) : quarter.year;
      const isOther = year !== quarter.year || number !== quarter.number;
      if (isOther && !isMeant(line, match, known)) yield ofPeriod(match, messages.quarter, known);
    }
  }

  function* years(line, known) {
    const { messages, quarter } = known.pack;
    if (line.text.includes(String(quarter.year))) return;
    const told = Array.from(line.text.matchAll(QUARTER), (match) => [match.index, match.index + match[0].length]);
    let next = 0;
    for (const match of line.text.matchAll(YEAR)) {
      const end = match.index + match[0].length;
      while (next < told.length && told[next][1] < end) next += 1;
      if (next < told.length && told[next][0] < end) continue; // told with its quarter
      if (value(match[1]) !== quarter.year && !isMeant(line, match, known)) yield ofPeriod(match, messages.year, known);
    }
  }

  function* months(line, known) {
    const match = line.text.match(MONTHS);
    if (match) yield ofPeriod(match, known.pack.messages.months, known);
  }

  function* bodies(line, { pack, former }) {
    const lower = line.text.toLowerCase();
    const seen = [];
    for (const body of former) {
      if (!lower.includes(body.lower)) continue;
      for (const match of line.text.matchAll(body.rule)) {
        const [name] = match;
        const end = match.index + name.length;
        if (seen.some(([start, stop]) => start < end && match.index < stop)) continue;
        seen.push([match.index, end]);
        yield {
          code: "abolished-body",
          at: match.index,
          wrong: name,
          message: fill(pack.messages.body, { name, day: body.ended_on }),
          suggestion: fill(pack.messages.body_mend, { body: body.successor }),
        };
      }
    }
  }

  const isSyllable = (word, { onsets, rhymes }) => {
    const signs = Array.from(word.normalize("NFD"));
    const tones = signs.filter((sign) => TONES.has(sign));
    if (tones.length > 1) return false;
    const plain = signs.filter((sign) => !TONES.has(sign)).join("").normalize("NFC");
    const onset = onsets.find((one) => plain.startsWith(one) && rhymes.has(plain.slice(one.length)));
    return onset !== undefined
      && (!STOPPED.test(plain.slice(onset.length)) || !tones.length || STOPPED_TONES.includes(tones[0]));
  };

  // How a misspelt word is written; empty when that cannot be told; null for one that is left alone.
  const rightOf = (word, known) => {
    const [first, ...others] = word;
    if (others.length >= LONGEST) return null;
    const isUpper = /\p{Uppercase}/u.test(first) && !/[\p{Lowercase}\p{Lt}]/u.test(word);
    if (isUpper || others.some((sign) => /\p{Uppercase}/u.test(sign))) return null; // an abbreviation, or a product
    const lower = word.toLowerCase().normalize("NFC");
    if (known.syllables.has(lower)) return known.syllables.get(lower);
    if (known.foreign.has(lower) || isSyllable(lower, known)) return null;
    return /[^\x00-\x7f]/.test(lower) ? "" : null;
  };

  function* misspellings(line, known) {
    const { messages } = known.pack;
    const finding = (at, wrong, right) => ({
      code: "misspelling",
      at,
      wrong,
      message: fill(messages.word, { word: wrong }),
      suggestion: right ? fill(messages.word_mend, { word: right }) : messages.word_look,
    });
    const text = line.text.replace(SPACED, (word) => (ADDRESS.test(word) ? " ".repeat(word.length) : word));
    const lower = text.toLowerCase();
    for (const { wrong, right, rule } of known.pairs) {
      if (!lower.includes(wrong)) continue;
      for (const { index } of lower.matchAll(rule)) {
        yield finding(index, line.text.slice(index, index + wrong.length), right);
      }
    }
    for (const match of text.matchAll(WORD)) {
      const right = rightOf(match[0], known);
      if (right !== null) yield finding(match.index, match[0], right);
    }
  }

  function* bareFigures(line, { pack: { messages } }) {
    for (const match of line.text.matchAll(BARE)) {
      yield {
        code: "unit-missing",
        at: match.index,
        wrong: match[0],
        message: fill(messages.figure, { figure: match[1] }),
        suggestion: messages.figure_mend,
      };
    }
  }

  const CHECKS = [emptyCounts, spans, quarters, years, months, bodies, misspellings, bareFigures];

  // What is to be mended in a text: the gravest first, then as the text runs; the same thing of a line is told once.
  const check = (text, pack) => {
    const known = { pack, ...prepare(pack) };
    const found = [];
    for (const line of linesOf(text)) {
      const told = new Set();
      for (const one of CHECKS) {
        for (const { code, at, wrong, message, suggestion } of one(line, known)) {
          const kind = pack.kinds[code];
          const shown = { excerpt: excerpt(line, at), wrong, message, suggestion };
          const same = JSON.stringify([code, shown]);
          if (told.has(same)) continue;
          told.add(same);
          found.push({ code, ...kind, ...shown, mend: pack.messages.mend });
        }
      }
    }
    const gravity = (finding) => pack.severities.indexOf(finding.severity);
    return found.sort((one, other) => gravity(one) - gravity(other));
  };

  // --- Drawing, as templates/reports/_field_findings.html does ---------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = { blocking: "x-circle", warning: "exclamation-triangle" };

  const node = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  const icon = (name) => {
    const [sprite] = document.querySelector("use[href*='#bi-']").getAttribute("href").split("#");
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    drawing.setAttribute("focusable", "false");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${sprite}#bi-${name}`);
    drawing.append(use);
    return drawing;
  };

  const parts = ({ excerpt: text, wrong }) => {
    const at = wrong ? text.indexOf(wrong) : -1;
    return at < 0 ? ["", text, ""] : [text.slice(0, at), wrong, text.slice(at + wrong.length)];
  };

  const item = (finding) => {
    const hidden = (text) => node("span", "visually-hidden", text);
    const kind = node("p", `finding-kind finding-${finding.severity}`, icon(ICONS[finding.severity] || "info-circle"));
    kind.append(` ${finding.title} `, hidden(`(${finding.label})`));
    const drawn = node("li", "finding", kind, node("p", "finding-what", finding.message));
    if (finding.excerpt) {
      const [before, wrong, after] = parts(finding);
      const quoted = node("p", "finding-excerpt", before, node("mark", "", wrong), after);
      quoted.lang = "vi";
      drawn.append(quoted);
    }
    if (finding.suggestion) {
      drawn.append(node("p", "finding-mend", icon("pencil"), " ", hidden(finding.mend), ` ${finding.suggestion}`));
    }
    drawn.append(node("p", "finding-why", finding.why));
    return drawn;
  };

  const draw = (element, findings) => {
    element.replaceChildren(...(findings.length ? [node("ul", "findings", ...findings.map(item))] : []));
  };

  window.reportRules = { check, draw };
})();
