// Writing: changes to the text that the browser's own undo takes back one by one.

// Puts `text` in place of what stands from `start` to `end`, and selects a part of the outcome.
function put(start, end, text, selectFrom = start + text.length, selectTo = selectFrom) {
  area.focus();
  if (area.value.slice(start, end) !== text) {
    area.setSelectionRange(start, end);
    const isDone = text
      ? document.execCommand("insertText", false, text)
      : start === end || document.execCommand("delete");
    if (!isDone) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  area.setSelectionRange(selectFrom, selectTo);
}

function selection() {
  const { selectionStart: start, selectionEnd: end, value } = area;
  return { start, end, value, text: value.slice(start, end) };
}

// Where the lines begin and end that a stretch of the text touches.
function linesAround(start, end, value) {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const to = value.indexOf("\n", last);
  return { from, to: to < 0 ? value.length : to };
}

function lineNumber(place) {
  let number = 1;
  for (let at = area.value.indexOf("\n"); at >= 0 && at < place; at = area.value.indexOf("\n", at + 1)) {
    number += 1;
  }
  return number;
}

// How many line breaks must stand between what is before and a block of its own.
function gapBefore(value, place) {
  const before = value.slice(0, place);
  if (!before.trim()) return before && !before.endsWith("\n") ? "\n" : "";
  if (before.endsWith("\n\n")) return "";
  return before.endsWith("\n") ? "\n" : "\n\n";
}

function gapAfter(value, place) {
  const after = value.slice(place);
  if (!after.trim() || after.startsWith("\n\n")) return after.startsWith("\n") ? "" : "\n";
  return after.startsWith("\n") ? "\n" : "\n\n";
}

function putBlock(text, selectFrom = text.length, selectTo = selectFrom) {
  const { start, end, value } = selection();
  const before = gapBefore(value, start);
  put(
    start,
    end,
    before + text + gapAfter(value, end),
    start + before.length + selectFrom,
    start + before.length + selectTo,
  );
}

// How far down the field a place in the text stands, in pixels.
function heightBefore(place) {
  const mirror = made("div", "s-editor-mirror", area.value.slice(0, place) + "\u200b");
  mirror.style.width = `${area.clientWidth}px`;
  area.after(mirror);
  const height = mirror.scrollHeight;
  mirror.remove();
  return height;
}

// Begins where the text does: what stands before it is for machines, and can be scrolled back to.
function beginAtText() {
  const before = /^\ufeff?---\n(?:[^]*?\n)?---\n\s*/.exec(area.value)?.[0].length ?? 0;
  if (!before) return;
  area.setSelectionRange(before, before);
  area.scrollTop = heightBefore(before) - heightBefore(0);
}

// Moves the caret to a line, and the line to where it can be seen.
function goToLine(number) {
  let start = 0;
  for (let line = 1; line < number; line += 1) {
    const next = area.value.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = area.value.indexOf("\n", start);
  const height = heightBefore(start);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end < 0 ? area.value.length : end);
  area.scrollTop = Math.max(height - area.clientHeight / 3, 0);
  area.scrollIntoView({ block: "nearest" });
}
