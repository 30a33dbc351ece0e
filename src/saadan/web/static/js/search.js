// Search: answers while typing, by keyboard as with the mouse; recent searches stay in this browser.

const recentSearches = {
  key: "saadan-searches",
  most: 8,
  all() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
    } catch {
      return []; // storage may be forbidden, or hold what is not ours
    }
  },
  add(search) {
    const same = (each) => each.toLowerCase() === search.toLowerCase();
    const all = [search, ...this.all().filter((each) => !same(each))].slice(0, this.most);
    try {
      if (search) localStorage.setItem(this.key, JSON.stringify(all));
    } catch {
      // Then nothing is remembered.
    }
  },
  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Then there was nothing.
    }
  },
  links() {
    return this.all().map((search) => {
      const link = document.createElement("a");
      link.href = `/-/search?${new URLSearchParams({ q: search })}`;
      link.textContent = search;
      return link;
    });
  },
};

function setUpSearch(box) {
  const pause = 80; // milliseconds from the last key to the question
  const input = box.querySelector("input[name=q]");
  const panel = box.querySelector(".s-search-panel");
  const openers = document.querySelectorAll(".s-search-open"); // none where the box is always shown
  const desk = matchMedia("(min-width: 64rem)");
  let asked = null; // what stops the question that is on its way
  let waiting = 0;
  let cameFrom = null; // where the reader goes back to

  const options = () => [...panel.querySelectorAll("[role=option]")];
  const picked = () => panel.querySelector("[aria-selected=true]");
  const isOpen = () => !panel.hidden;

  function pick(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function turn(open) {
    panel.hidden = !open;
    input.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) pick(null);
  }

  function fill(...content) {
    panel.replaceChildren(...content);
    panel.scrollTop = 0;
    for (const [number, option] of options().entries()) option.id = `s-option-${number}`;
    pick(null);
    turn(content.length > 0);
  }

  // On a narrow screen the search lies over the page, and the page cannot be reached.
  function cover(on) {
    box.classList.toggle("is-over", on);
    document.documentElement.classList.toggle("s-covered", on);
    for (let each = box; each !== document.body; each = each.parentElement) {
      for (const other of each.parentElement.children) {
        if (other !== each && other.id !== "s-heard") other.inert = on;
      }
    }
  }

  function open() {
    cameFrom ??= document.activeElement;
    if (openers.length && !desk.matches) cover(true);
    input.focus();
    input.select();
    offer();
  }

  function close() {
    asked?.abort();
    clearTimeout(waiting);
    turn(false);
    if (box.classList.contains("is-over")) cover(false);
  }

  function goBack() {
    const place = cameFrom;
    close();
    input.blur();
    if (place !== document.body) place?.focus();
    cameFrom = null;
  }

  function paragraph(className, content) {
    const made = document.createElement("p");
    made.className = className;
    made.append(content);
    return made;
  }

  // Before anything is typed: what was searched for lately.
  function offerRecent() {
    const links = recentSection ? [] : recentSearches.links(); // the page shows them itself
    if (!links.length) {
      const hint = paragraph("s-options-none", box.dataset.hint);
      fill(...(box.classList.contains("is-over") ? [hint] : []));
      return;
    }
    const list = document.createElement("div");
    list.className = "s-options";
    list.id = "s-options";
    list.role = "listbox";
    list.setAttribute("aria-label", box.dataset.recent);
    for (const link of links) {
      link.className = "s-option s-option-recent";
      link.role = "option";
      link.tabIndex = -1;
    }
    list.append(...links);
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "s-options-forget";
    forget.textContent = box.dataset.forget;
    forget.addEventListener("click", () => {
      recentSearches.forget();
      input.focus();
      offerRecent();
      say(box.dataset.forgotten);
    });
    fill(paragraph("s-options-title", box.dataset.recent), list, forget);
  }

  function offer() {
    if (!input.value.trim()) offerRecent();
    else if (panel.childElementCount && panel.dataset.of === input.value) turn(true);
    else ask();
  }

  async function ask() {
    clearTimeout(waiting);
    asked?.abort();
    const mine = (asked = new AbortController());
    const question = input.value;
    const address = `${box.dataset.typing}?${new URLSearchParams(new FormData(box))}`;
    try {
      const answer = await fetch(address, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted || question !== input.value) return;
      const list = answer.ok ? page.getElementById("s-options") : null;
      fill(...(list ? [list] : []));
      panel.dataset.of = question;
      if (list) say(list.dataset.heard);
    } catch {
      if (!mine.signal.aborted) fill(); // Enter still leads to the page of results
    }
  }

  input.addEventListener("input", () => {
    asked?.abort();
    clearTimeout(waiting);
    pick(null);
    if (input.value.trim()) waiting = setTimeout(ask, pause);
    else offerRecent();
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && (isOpen() || cameFrom || !box.matches(".s-search-wide"))) {
      event.preventDefault();
      goBack();
    } else if (event.target !== input) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) return void offer();
      const ring = [null, ...options()];
      const step = event.key === "ArrowDown" ? 1 : ring.length - 1;
      pick(ring[(ring.indexOf(picked()) + step) % ring.length]);
    } else if (event.key === "Enter" && isOpen() && picked()) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      picked().dispatchEvent(
        new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
      );
    }
  });

  panel.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (!option.classList.contains("s-option-recent")) recentSearches.add(input.value.trim());
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    cameFrom = null;
    close();
    input.blur();
  });
  input.addEventListener("click", () => isOpen() || offer());
  input.addEventListener("focus", () => {
    if (!input.value.trim()) offerRecent();
  });
  box.addEventListener("focusin", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) cameFrom ??= event.relatedTarget;
  });
  box.addEventListener("focusout", (event) => {
    if (box.contains(event.relatedTarget) || box.classList.contains("is-over")) return;
    close();
    cameFrom = null;
  });
  box.addEventListener("submit", (event) => {
    if (input.value.trim()) return void recentSearches.add(input.value.trim());
    event.preventDefault();
    input.focus();
  });
  box.querySelector(".s-search-close")?.addEventListener("click", goBack);
  for (const opener of openers) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
  desk.addEventListener("change", close);
  addEventListener("pagehide", close); // so that going back shows the page

  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const command = ctrlKey !== metaKey && !altKey && key.toLowerCase() === "k";
    const slash = key === "/" && !ctrlKey && !metaKey && !altKey; // with Shift on Danish keyboards
    const isTyping = target.isContentEditable || target.closest?.("input, textarea, select");
    if (event.defaultPrevented || !(command || slash)) return;
    if (isTyping && !(command && target === input)) return;
    event.preventDefault();
    open();
  });

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "s-options");
  input.setAttribute("aria-expanded", "false");
}

function setUpRecent(section) {
  const links = recentSearches.links();
  section.querySelector("ul").append(
    ...links.map((link) => {
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  section.hidden = !links.length;
  section.querySelector("button").addEventListener("click", () => {
    recentSearches.forget();
    section.hidden = true;
    const box = document.getElementById("s-search");
    box.elements.q.focus();
    say(box.dataset.forgotten);
  });
}

function setUpCopying(button) {
  const card = button.closest(".s-card-choices > li, .s-card");
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const value =
      button.parentElement.querySelector("[data-value]") ?? card.querySelector(".s-card-text");
    if (await copy(value.innerText.trim())) {
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = label), 2000);
    } else {
      getSelection().selectAllChildren(value); // for the reader's own Ctrl-C
    }
  });
}

const recentSection = document.getElementById("s-recent");
const searchBox = document.getElementById("s-search");
if (searchBox) setUpSearch(searchBox);
if (recentSection) setUpRecent(recentSection);
for (const button of document.querySelectorAll(".s-copy")) setUpCopying(button);
