// Text: links to copy beside headings, and buttons that copy code.

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(words.copied);
    return true;
  } catch {
    return false; // not allowed here, as without https
  }
}

const text = document.querySelector(".s-article");

for (const heading of text?.querySelectorAll(":is(h2, h3, h4, h5, h6)[id]") ?? []) {
  const anchor = document.createElement("a");
  anchor.className = "s-anchor";
  anchor.href = `#${encodeURIComponent(heading.id)}`;
  anchor.textContent = "#";
  anchor.setAttribute("aria-label", `${words.anchor} ${heading.textContent.trim()}`);
  anchor.addEventListener("click", () => copy(anchor.href));
  heading.append(anchor);
}

for (const code of text?.querySelectorAll("pre:not(figure pre)") ?? []) {
  const box = document.createElement("div");
  box.className = "s-code";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "s-code-copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    if (!(await copy(code.textContent))) return;
    button.textContent = words.copied;
    setTimeout(() => (button.textContent = words.copy), 2000);
  });
  code.replaceWith(box);
  box.append(code, button);
}

// What scrolls can be reached by keyboard, also where the browser does not see to it.
for (const box of text?.querySelectorAll(".table-wrapper, pre") ?? []) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
for (const box of text?.querySelectorAll("figure.diagram > a") ?? []) {
  if (box.scrollWidth <= box.clientWidth) continue;
  const hint = document.createElement("p");
  hint.className = "s-hint";
  hint.textContent = words.wide;
  box.after(hint);
}

// A print says where and when it was made.
addEventListener("beforeprint", () => {
  const place = document.querySelector(".s-printed span");
  const day = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  if (place) place.textContent = ` · ${location.origin}${decodeURI(location.pathname)} · ${words.printed} ${day}`;
});
