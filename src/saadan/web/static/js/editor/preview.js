// Preview: the page beside its text, and what is wrong with it, while somebody writes.

const pause = 400; // milliseconds after the last letter
let isAsking = false;
let isWaiting = 0;
let shownText = null;

function showView(view) {
  editor.dataset.view = view;
  for (const tab of editor.querySelectorAll("[data-view]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  }
}

function askSoon() {
  clearTimeout(isWaiting);
  isWaiting = setTimeout(askNow, pause);
}

// One question at a time; when the text has changed meanwhile, the newest text is asked for next.
async function askNow() {
  if (isAsking || shownText === area.value) return;
  isAsking = true;
  const text = area.value;
  try {
    show(await previewOf(text));
    shownText = text;
    editor.classList.remove("is-behind");
  } catch {
    shownText = text;
    editor.classList.add("is-behind");
    showProblems([{ line: 0, severity: "warning", message: words.previewFails, hint: "" }]);
  } finally {
    isAsking = false;
  }
  if (area.value !== text) askSoon();
}

async function previewOf(text) {
  const form = sent();
  form.set("text", text);
  const answer = await fetch(editor.dataset.preview, {
    method: "POST",
    body: form,
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function show(reply) {
  const page = editor.querySelector(".s-editor-page");
  const found = new DOMParser().parseFromString(reply.html, "text/html");
  for (const link of found.querySelectorAll("a[href]:not([href^='#'])")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  const { scrollTop } = page;
  page.replaceChildren(...[...found.body.childNodes].map((each) => document.adoptNode(each)));
  page.scrollTop = scrollTop;
  follow(true);
  showProblems(reply.problems);
}

function showProblems(problems) {
  const box = editor.querySelector(".s-editor-problems");
  const list = box.querySelector("ol");
  const items = problems.map((problem) => {
    const kind = made("strong", "s-editor-kind", `${words[problem.severity]}: `);
    const texts = [kind, problem.message];
    if (problem.hint) texts.push(" ", made("span", "s-editor-hint", problem.hint));
    const item = made("li", `is-${problem.severity}`);
    const line = problem.line - Number(editor.dataset.first) + 1;
    if (problem.line > 0 && line > 0 && line <= lineNumber(area.value.length)) {
      const button = made("button", "s-editor-go", `${words.line} ${line}`);
      button.type = "button";
      button.addEventListener("click", () => {
        showView("write");
        goToLine(line);
      });
      item.append(button, " ");
    }
    item.append(made("p", "", ...texts));
    return item;
  });
  list.replaceChildren(...items);
  box.hidden = !items.length;
  const count = items.length;
  const sentence =
    count === 0 ? words.none : count === 1 ? words.one : filled(words.many, { n: count });
  if (box.dataset.told !== String(count)) tell(sentence);
  box.dataset.told = String(count);
}

const fence = /^\s{0,3}(?:`{3,}|~{3,})/;

function headingText(line) {
  return line
    .replace(/^\s{0,3}#{1,6}\s+/, "")
    .replace(/\{[:#][^}]*\}/g, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~\\]|\s+#+\s*$/g, "")
    .trim();
}

let followed = "";

// Shows the part of the page that is written on: the one below the nearest heading.
function follow(isNew = false) {
  const page = editor.querySelector(".s-editor-page");
  let isCode = false;
  const seen = [];
  for (const line of area.value.slice(0, area.selectionStart).split("\n")) {
    if (fence.test(line)) isCode = !isCode;
    else if (!isCode && /^\s{0,3}#{1,6}\s/.test(line)) seen.push(headingText(line));
  }
  const text = seen.at(-1) ?? "";
  const number = seen.filter((each) => each === text).length;
  if (!isNew && followed === `${number} ${text}`) return;
  followed = `${number} ${text}`;
  if (isNew && document.activeElement !== area) return;
  const same = [...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
    (each) => each.textContent.trim() === text,
  );
  const place = same[number - 1];
  if (place) page.scrollTop += place.getBoundingClientRect().top - page.getBoundingClientRect().top - 16;
  else if (!text) page.scrollTop = 0;
}

function tellLine() {
  const line = lineNumber(area.selectionStart);
  editor.querySelector(".s-editor-line").textContent = `${words.line} ${line}`;
}

function setUpPreview() {
  const look = editor.querySelector(".s-editor-look");
  look.hidden = false;
  const tabs = editor.querySelector(".s-editor-tabs");
  tabs.hidden = false;
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-view]");
    if (!tab) return;
    showView(tab.dataset.view);
    if (tab.dataset.view === "look") askNow();
  });
  showView("write");
  area.addEventListener("input", () => !isAsking && askSoon());
  let isTold = 0;
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== area) return;
    cancelAnimationFrame(isTold);
    isTold = requestAnimationFrame(() => {
      tellLine();
      follow();
    });
  });
  askNow();
}
