// Tables: a new one, and another row or column in the one where the caret is.

const tableLine = /^\s*\|?.*\|.*$/;
const ruler = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

// The bars that part cells: not those in code or after a backslash.
function bars(line) {
  const places = [];
  let isCode = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === "`") isCode = !isCode;
    else if (line[at] === "|" && !isCode) places.push(at);
  }
  return places;
}

function tableHere() {
  const { start, value } = selection();
  const lines = value.split("\n");
  let here = lineNumber(start) - 1;
  if (!tableLine.test(lines[here])) return null;
  let first = here;
  let last = here;
  while (first > 0 && tableLine.test(lines[first - 1])) first -= 1;
  while (last + 1 < lines.length && tableLine.test(lines[last + 1])) last += 1;
  if (!ruler.test(lines[first + 1] ?? "") || here < first) return null;
  const from = lines.slice(0, first).reduce((sum, line) => sum + line.length + 1, 0);
  const rows = lines.slice(first, last + 1);
  const inLine = start - from - rows.slice(0, here - first).reduce((sum, row) => sum + row.length + 1, 0);
  return { from, rows, row: here - first, inLine };
}

function putTable() {
  const name = words.column;
  const text = `| ${name} 1 | ${name} 2 |\n| --- | --- |\n|  |  |`;
  putBlock(text, 2, 2 + name.length + 2);
}

function addRow() {
  const table = tableHere();
  if (!table) return tell(words.noTable);
  const { from, rows } = table;
  const after = Math.max(table.row, 1);
  const end = from + rows.slice(0, after + 1).join("\n").length;
  const count = cells(rows[0]).length;
  const text = `\n|${"  |".repeat(count)}`;
  put(end, end, text, end + 3);
}

function cells(line) {
  const places = bars(line);
  const trimmed = line.trim();
  const starts = trimmed.startsWith("|") ? [] : [-1];
  const ends = places.at(-1) === line.trimEnd().length - 1 ? [] : [line.length];
  const all = [...starts, ...places, ...ends];
  return all.slice(1).map((place, number) => ({ from: all[number] + 1, to: place }));
}

function addColumn() {
  const table = tableHere();
  if (!table) return tell(words.noTable);
  const { from, rows, inLine } = table;
  const here = Math.max(cells(rows[table.row]).findIndex((cell) => inLine <= cell.to), 0);
  const grown = rows.map((row, number) => {
    const cell = cells(row)[here] ?? { to: row.length };
    const isLast = cell.to === row.length;
    const text = number === 0 ? ` ${words.column} ` : number === 1 ? " --- " : "  ";
    return `${row.slice(0, cell.to)}${isLast ? " |" : "|"}${text}${row.slice(cell.to)}`;
  });
  const head = grown[0].indexOf(words.column, cells(rows[0])[here]?.to ?? 0);
  const end = from + rows.join("\n").length;
  put(from, end, grown.join("\n"), from + head, from + head + words.column.length);
}
