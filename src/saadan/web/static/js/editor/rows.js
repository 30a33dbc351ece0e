// Rows: lists whose items are added, removed, and moved with buttons or by dragging.

const rowItems = (list) => [...list.querySelectorAll(":scope > [data-row]")];

function setUpRows(list) {
  const { dataset } = list;
  const isOrdered = "ordered" in dataset;

  // Items that are marked with a number carry it in their names too, in the order of the screen.
  function number() {
    for (const [place, row] of rowItems(list).entries()) {
      const order = row.querySelector("[data-order]");
      if (order) order.value = String(place + 1);
      const label = row.querySelector("[data-place]");
      if (label) label.textContent = String(place + 1);
    }
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function place(row, other, isAfter) {
    if (isAfter) other.after(row);
    else other.before(row);
    number();
  }

  function move(row, step, button) {
    const rows = rowItems(list);
    const to = rows.indexOf(row) + step;
    if (to < 0 || to >= rows.length) return;
    place(row, rows[to], step > 0);
    button?.focus();
    const sentence = filled(dataset.moved, { name: nameOf(row), place: to + 1, of: rows.length });
    tell(sentence);
  }

  const nameOf = (row) => row.dataset.name || row.querySelector("textarea, input:not([type=hidden])")?.value.trim().split("\n")[0] || "";

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const row = button?.closest("[data-row]");
    if (!row || row.parentElement !== list) return;
    event.preventDefault();
    move(row, button.dataset.move === "up" ? -1 : 1, button);
  });

  if (!isOrdered) return;
  for (const handle of list.querySelectorAll("[data-handle]")) handle.hidden = false;
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const row = handle?.closest("[data-row]");
    if (!row || row.parentElement !== list || event.button) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.classList.add("is-moving");
    const before = rowItems(list).indexOf(row);

    function pull(at) {
      const over = rowItems(list).find((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return each !== row && at.clientY >= top && at.clientY <= bottom;
      });
      if (!over) return;
      const { top, height } = over.getBoundingClientRect();
      const isBelow = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      const isPast = isBelow ? at.clientY > top + height / 2 : at.clientY < top + height / 2;
      if (isPast) place(row, over, Boolean(isBelow));
      handle.setPointerCapture(at.pointerId); // moving the row has let go of it
    }
    function release() {
      row.classList.remove("is-moving");
      handle.removeEventListener("pointermove", pull);
      handle.removeEventListener("pointerup", release);
      handle.removeEventListener("pointercancel", release);
      const rows = rowItems(list);
      const to = rows.indexOf(row);
      if (to !== before) tell(filled(dataset.moved, { name: nameOf(row), place: to + 1, of: rows.length }));
    }
    handle.addEventListener("pointermove", pull);
    handle.addEventListener("pointerup", release);
    handle.addEventListener("pointercancel", release);
  });
}

// Puts a copy of a field that may have many values below the last one.
function setUpMany(field) {
  const button = field.querySelector("[data-another]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const inputs = field.querySelectorAll("[data-value]");
    const last = inputs[inputs.length - 1];
    const copy = last.cloneNode(true);
    copy.value = "";
    copy.id = "";
    copy.setAttribute("aria-label", last.getAttribute("aria-label") ?? button.dataset.label);
    last.after(copy);
    copy.focus();
  });
}
