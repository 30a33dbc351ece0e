// Pickers: dialogs that search while somebody types, and put what is chosen into the text.

const pickers = {
  links: { offers: offeredLinks },
  values: { offers: offeredValues },
};

function openPicker(name) {
  const picker = pickers[name];
  const { text } = selection();
  picker.range = [area.selectionStart, area.selectionEnd];
  picker.dialog.showModal();
  const isQuestion = text && !text.includes("\n") && text.length < 100;
  picker.input.value = isQuestion ? text : "";
  picker.input.select();
  picker.ask();
}

async function json(address, parameters, signal) {
  const answer = await fetch(`${address}?${new URLSearchParams(parameters)}`, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const outside = /^(?:https?:\/\/[^\s]+|mailto:[^\s]+|[^\s@]+@[^\s@]+\.[a-z]{2,})$/i;

// Pages and their sections: { title, about, put } for each, the best first.
async function offeredLinks(question, signal) {
  const offers = [];
  if (outside.test(question)) {
    const isMail = /^[^\s:/]+@/.test(question);
    const target = isMail ? `mailto:${question}` : question;
    offers.push({ title: question, about: words.outside, put: linkTo(target, question) });
  }
  const { results } = await json(editor.dataset.search, { q: question, limit: 20 }, signal);
  const pages = new Set();
  for (const result of results) {
    const isEntry = result.address.startsWith("/registers/");
    const path = isEntry ? decodeURI(result.address.slice(1)) : result.path;
    const isOwn = path === editor.dataset.path;
    const target = isOwn ? "" : writtenTarget(relative(editor.dataset.path, path));
    if (!pages.has(path) && !isOwn) {
      const about = result.anchor ? words.page : result.excerpt;
      offers.push({ title: result.title, about, put: linkTo(target, result.title) });
    }
    pages.add(path);
    if (!result.anchor) continue;
    const section = result.section.split(" › ").at(-1);
    const full = `${target}#${writtenTarget(result.anchor)}`;
    offers.push({
      title: `${result.title} › ${section}`,
      about: result.excerpt,
      put: linkTo(full, section),
    });
  }
  return offers.slice(0, 30);
}

function linkTo(target, title) {
  return (selected) => `[${selected.trim() || writtenText(title)}](${target})`;
}

async function offeredValues(question, signal) {
  const path = editor.dataset.path;
  const found = await json(editor.dataset.entries, { q: question, path }, signal);
  return found.map(({ label, value, markdown }) => ({
    title: label,
    about: value ?? "",
    put: () => markdown,
  }));
}

function setUpPicker(name) {
  const picker = pickers[name];
  const dialog = document.getElementById(`s-editor-${name}`);
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector(".s-dialog-none");
  let asked = null;
  let waiting = 0;
  let offers = [];
  Object.assign(picker, { dialog, input, ask });

  const options = () => [...list.children];
  const picked = () => list.querySelector("[aria-selected=true]");

  function pick(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function offer(found) {
    offers = found;
    list.replaceChildren(
      ...found.map((each, number) => {
        const option = made("div", "s-dialog-option", made("span", "s-dialog-title", each.title));
        if (each.about) option.append(" ", made("span", "s-dialog-about", each.about));
        option.role = "option";
        option.id = `s-editor-${name}-${number}`;
        return option;
      }),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    pick(list.firstElementChild);
  }

  async function ask() {
    clearTimeout(waiting);
    asked?.abort();
    const question = input.value.trim();
    none.textContent = "";
    if (!question) return offer([]);
    const mine = (asked = new AbortController());
    try {
      const found = await picker.offers(question, mine.signal);
      if (mine.signal.aborted) return;
      offer(found);
      none.textContent = found.length ? filled(words.found, { n: found.length }) : words.nothing;
    } catch {
      if (mine.signal.aborted) return;
      offer([]);
      none.textContent = words.searchFails;
    }
  }

  function choose(option) {
    const offered = offers[options().indexOf(option)];
    if (!offered) return;
    const [start, end] = picker.range;
    dialog.close();
    put(start, end, offered.put(area.value.slice(start, end)));
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) {
      event.preventDefault();
      const all = options();
      if (!all.length) return;
      const here = all.indexOf(picked());
      pick(all[(here + steps[event.key] + all.length) % all.length]);
    } else if (event.key === "Enter") {
      event.preventDefault(); // the form around is not sent
      if (picked()) choose(picked());
      else ask();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    asked?.abort();
    clearTimeout(waiting);
    area.focus();
  });
}
