// Tools: the buttons above the text, and their keys.

// Puts signs around the selection, or takes them away when they are there.
function wrap(sign) {
  const { start, end, value, text } = selection();
  const inner = text.trim();
  const from = start + (text.length - text.trimStart().length);
  const to = from + inner.length;
  const size = sign.length;
  const outside = value.slice(from - size, from) === sign && value.slice(to, to + size) === sign;
  const isOwn = outside && (size > 1 || value.slice(from - 2, from) !== "**" || value.slice(from - 3, from) === "***");
  if (inner && isOwn) return put(from - size, to + size, inner, from - size, to - size);
  if (!inner) return put(start, end, sign + sign, start + size);
  if (inner.includes("\n\n")) return;
  put(from, to, sign + inner + sign, from + size, to + size);
}

const tools = {
  bold: () => wrap("**"),
  italic: () => wrap("*"),
  heading: (level) => setHeading(Number(level)),
  list: () => turnLines("list"),
  numbered: () => turnLines("numbered"),
  tasks: () => turnLines("tasks"),
  quote: () => turnLines("quote"),
  indent,
  outdent,
  box: putBox,
  table: putTable,
  row: addRow,
  column: addColumn,
  link: () => openPicker("links"),
  value: () => openPicker("values"),
  picture: () => openPictures(),
  undo: () => doInArea("undo"),
  redo: () => doInArea("redo"),
};

function doInArea(command) {
  area.focus();
  document.execCommand(command);
}

function setUpTools(bar) {
  bar.hidden = false;
  const tops = () => [...bar.querySelectorAll("button")].filter((each) => !each.closest("[hidden]"));
  const menus = [...bar.querySelectorAll("[data-menu]")];

  function turnMenu(button, open) {
    button.setAttribute("aria-expanded", String(open));
    const choices = button.nextElementSibling;
    choices.hidden = !open;
    if (!open) return;
    choices.style.removeProperty("inset-inline-start");
    const over = choices.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
    if (over > 0) choices.style.insetInlineStart = `${-over}px`;
  }
  const closeMenus = (but) => menus.forEach((each) => each !== but && turnMenu(each, false));

  // One of the buttons is reached with Tab, the others with the arrows.
  function stand(button) {
    for (const each of bar.querySelectorAll("button")) each.tabIndex = each === button ? 0 : -1;
  }
  stand(tops()[0]);

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    stand(button);
    if (button.hasAttribute("data-menu")) {
      const isOpen = button.getAttribute("aria-expanded") === "true";
      closeMenus(button);
      turnMenu(button, !isOpen);
      return;
    }
    const top = button.closest(".s-editor-menu")?.firstElementChild;
    closeMenus();
    if (top) stand(top);
    showView("write");
    tools[button.dataset.do](button.dataset.with);
  });
  bar.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault(); // the text keeps its caret
  });
  bar.addEventListener("keydown", (event) => {
    const all = tops();
    const here = all.indexOf(document.activeElement);
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    let next = null;
    if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all.at(-1);
    else if (steps[event.key]) next = all[(here + steps[event.key] + all.length) % all.length];
    else if (event.key === "Escape") {
      const open = menus.find((each) => each.getAttribute("aria-expanded") === "true");
      if (!open) return area.focus();
      closeMenus();
      next = open;
    }
    if (!next) return;
    event.preventDefault();
    stand(next);
    next.focus();
  });
  document.addEventListener("click", (event) => {
    if (!bar.contains(event.target)) closeMenus();
  });
  bar.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !bar.contains(event.relatedTarget)) closeMenus();
  });
}

const keys = { b: "bold", i: "italic", k: "link" };

function setUpKeys() {
  area.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.isComposing || ctrlKey === metaKey || altKey || shiftKey) return;
    const name = keys[key.toLowerCase()];
    if (key.toLowerCase() === "s") area.form?.requestSubmit();
    else if (name) tools[name]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // A phone's keyboard tells of a line break here and nowhere else.
  area.addEventListener("beforeinput", (event) => {
    if (event.isComposing) return;
    if (event.inputType === "insertLineBreak" || event.inputType === "insertParagraph") goOn(event);
  });
}
