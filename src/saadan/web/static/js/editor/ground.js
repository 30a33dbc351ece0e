// Ground: what the other scripts of the editor stand on.

const editor = document.querySelector(".s-editor");
const words = editor?.querySelector(".s-editor-words").dataset ?? {};
const area = editor?.querySelector("textarea");

function tell(text) {
  const heard = document.getElementById("s-editor-heard") ?? document.getElementById("s-heard");
  if (heard) heard.textContent = text;
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

function made(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

// What the form around the editor says of the text, to be sent by a script as the form would.
function sent(...names) {
  const form = new FormData(area.form);
  for (const name of [...new Set(form.keys())]) {
    if (name !== "csrfmiddlewaretoken" && names.length && !names.includes(name)) form.delete(name);
  }
  form.set("path", editor.dataset.path);
  return form;
}

// A link's target as seen from a file's folder, both paths without a "/" before them.
function relative(from, to) {
  const folder = from.split("/").slice(0, -1);
  const target = to.split("/");
  while (folder.length && target.length > 1 && folder[0] === target[0]) {
    folder.shift();
    target.shift();
  }
  return [...folder.map(() => ".."), ...target].join("/");
}

// As a target stands in Markdown: what would end it is written with percent signs.
function writtenTarget(path) {
  return path.replace(/[\s()<>%?#\\]/g, (sign) =>
    sign === "(" ? "%28" : sign === ")" ? "%29" : encodeURIComponent(sign),
  );
}

function writtenText(text) {
  return text.replace(/[\\[\]]/g, "\\$&").replace(/\s+/g, " ").trim();
}
