// Unsaved: what was written stays on this device until it is saved, and nobody leaves it unwarned.

const keepingPrefix = "saadan-text:";

function keptText(draft) {
  try {
    return JSON.parse(localStorage.getItem(keepingPrefix + draft));
  } catch {
    return null;
  }
}

function keepText(draft, content) {
  try {
    if (content) localStorage.setItem(keepingPrefix + draft, JSON.stringify(content));
    else localStorage.removeItem(keepingPrefix + draft);
    return true;
  } catch {
    return false; // no storage here, or no room in it
  }
}

// A text that was sent is saved when its form has led on to another page.
const sentName = "saadan-sent";

function noteSent(draft) {
  try {
    sessionStorage.setItem(sentName, JSON.stringify({ draft, from: location.pathname }));
  } catch {
    // The text is then offered once more, when its page is opened.
  }
}

function forgetSaved() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(sentName));
    const [arrival] = performance.getEntriesByType("navigation");
    const isLedOn = arrival.redirectCount > 0 && (arrival.responseStatus ?? 200) < 400;
    if (!sent || !isLedOn || new URL(document.referrer).pathname !== sent.from) return;
    keepText(sent.draft, null);
    sessionStorage.removeItem(sentName);
  } catch {
    // Nothing was sent from here.
  }
}

function setUpUnsaved() {
  const { draft } = editor.dataset;
  const seen = editor.querySelector("[name=seen]").value;
  const first = area.value;
  const kept = keptText(draft);
  const note = editor.querySelector(".s-editor-kept");
  let keeping = 0;

  if (kept && kept.text !== first) offerKept(kept, seen, draft);
  else if (kept && !("changed" in editor.dataset)) keepText(draft, null);

  function keep() {
    clearTimeout(keeping);
    const isChanged = area.value !== first || "changed" in editor.dataset;
    if (!isChanged) keepText(draft, null);
    const text = area.value;
    const isKept = !isChanged || keepText(draft, { text, seen, at: Date.now() });
    note.textContent = !isChanged ? "" : isKept ? words.kept : words.notKept;
  }
  area.addEventListener("input", () => {
    editor.querySelector(".s-editor-found").hidden = true;
    clearTimeout(keeping);
    keeping = setTimeout(keep, 500);
  });
  addEventListener("pagehide", () => area.value !== first && keep());
  area.form?.addEventListener("submit", () => {
    keep();
    noteSent(draft);
  });
  return () => area.value !== first || "changed" in editor.dataset;
}

function offerKept(kept, seen, draft) {
  const box = editor.querySelector(".s-editor-found");
  const time = new Date(kept.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  const isOlder = kept.seen !== seen ? ` ${words.otherVersion}` : "";
  box.querySelector("span").textContent = filled(words.from, { time }) + isOlder;
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-found]")?.dataset.found;
    if (!choice) return;
    box.hidden = true;
    if (choice === "take") put(0, area.value.length, kept.text, 0);
    else keepText(draft, null);
    area.focus();
  });
}

// Warns whoever leaves a form that has changed, unless it is being sent.
function setUpWarning(form, isChanged) {
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  addEventListener("pageshow", () => (isSent = false));
  addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault();
  });
}
