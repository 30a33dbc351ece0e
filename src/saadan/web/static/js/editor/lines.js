// Lines: lists that go on by themselves, and what a line begins with.

const listLine = /^(\s*(?:>\s?)*)([-*+]|(\d{1,9})([.)]))(\s+)(\[[ xX]\]\s+)?/;
const quoteLine = /^\s*(?:>\s?)+/;

// What a new line after this one begins with; null when the line is only such a beginning.
function beginningAfter(line) {
  const list = line.match(listLine);
  if (list) {
    if (!line.slice(list[0].length).trim()) return null;
    const mark = list[3] ? `${Number(list[3]) + 1}${list[4]}` : list[2];
    return list[1] + mark + list[5] + (list[6] ? "[ ] " : "");
  }
  const quote = line.match(quoteLine);
  if (!quote) return "";
  return line.slice(quote[0].length).trim() ? quote[0] : null;
}

function goOn(event) {
  const { start, end, value } = selection();
  if (start !== end) return;
  const { from, to } = linesAround(start, end, value);
  const line = value.slice(from, to);
  const beginning = beginningAfter(line);
  if (beginning === "") return;
  const isAtStart = start - from < (line.match(listLine) ?? line.match(quoteLine))[0].length;
  if (beginning !== null && isAtStart) return;
  event.preventDefault();
  if (beginning === null) put(from, to, "");
  else put(start, end, `\n${beginning}`);
}

function eachLine(change) {
  const { start, end, value } = selection();
  const { from, to } = linesAround(start, end, value);
  const lines = value.slice(from, to).split("\n");
  const text = lines.map(change).join("\n");
  const isOne = lines.length === 1;
  const caret = Math.max(start + text.length - (to - from), from);
  put(from, to, text, isOne ? caret : from, isOne ? caret : from + text.length);
}

const kinds = {
  list: { has: /^(\s*)[-*+]\s+(?!\[[ xX]\])/, begins: () => "- " },
  numbered: { has: /^(\s*)\d{1,9}[.)]\s+/, begins: (number) => `${number}. ` },
  tasks: { has: /^(\s*)[-*+]\s+\[[ xX]\]\s+/, begins: () => "- [ ] " },
  quote: { has: /^(\s*)>\s?/, begins: () => "> ", isQuote: true },
};

// Makes lines a list of a kind, or ordinary again when all of them are.
function turnLines(kind) {
  const { has, begins, isQuote } = kinds[kind];
  const { start, end, value } = selection();
  const { from, to } = linesAround(start, end, value);
  const lines = value.slice(from, to).split("\n");
  const counted = lines.filter((line) => line.trim() || isQuote || lines.length === 1);
  const isOff = counted.every((line) => has.test(line));
  let number = 0;
  eachLine((line) => {
    if (!counted.includes(line)) return line;
    if (isOff) return line.replace(has, "$1");
    number += 1;
    const [, indent, rest] = line.match(/^(\s*)(.*)$/s);
    const bare = isQuote ? rest : rest.replace(/^(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/, "");
    return isQuote ? `> ${line}`.trimEnd() : indent + begins(number) + bare;
  });
}

function setHeading(level) {
  eachLine((line) => {
    const bare = line.replace(/^\s*#{1,6}\s*/, "");
    return level && line.trim() ? `${"#".repeat(level)} ${bare}` : bare;
  });
}

// How far below an item another must begin to belong to it.
function step(line) {
  const mark = line.match(/^\s*([-*+]|\d{1,9}[.)])\s+/);
  return mark && mark[1].length > 1 ? 3 : 2;
}

function indent() {
  eachLine((line) => (line.trim() ? " ".repeat(step(line)) + line : line));
}

function outdent() {
  eachLine((line) => line.replace(new RegExp(`^(?:\\t| {1,${step(line)}})`), ""));
}

// A box of the handbook: one paragraph has its kind above it, several are quoted too.
function putBox(name) {
  const { start, end, value, text } = selection();
  const { from, to } = linesAround(start, end, value);
  const block = text.trim() ? value.slice(from, to) : value.slice(from, to).trim();
  const isSeveral = /\n\s*\n/.test(block);
  const body = isSeveral ? block.replace(/^/gm, "> ").replace(/[ \t]+$/gm, "") : block;
  const opened = `{: .${name} }\n`;
  area.setSelectionRange(from, to);
  putBlock(opened + body, opened.length + body.length);
}
