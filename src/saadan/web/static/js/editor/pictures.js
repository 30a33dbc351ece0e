// Pictures: chosen, pasted or dropped; sent, and put into the text with what they show.

const waitingPictures = [];
let pictureRange = [0, 0];
let sending = null;

function openPictures(files = []) {
  const dialog = document.getElementById("s-editor-pictures");
  if (!dialog) return;
  waitingPictures.push(...files);
  if (dialog.open) return;
  pictureRange = [area.selectionStart, area.selectionEnd];
  dialog.showModal();
  nextPicture(dialog);
}

function nextPicture(dialog) {
  const input = dialog.querySelector("[type=file]");
  const alt = dialog.querySelector("#s-editor-alt");
  const file = waitingPictures.shift();
  const chosen = new DataTransfer();
  if (file) chosen.items.add(file);
  input.files = chosen.files;
  alt.value = "";
  dialog.querySelector("[type=checkbox]").checked = false;
  alt.disabled = false;
  complain(dialog, file ? faultOf(file) : "");
  (file ? alt : input).focus();
}

function complain(dialog, text) {
  const wrong = dialog.querySelector(".s-wrong");
  wrong.textContent = text;
  wrong.hidden = !text;
}

function size(bytes) {
  const kilo = bytes / 1024;
  const [number, unit] = kilo < 1024 ? [kilo, "kB"] : [kilo / 1024, "MB"];
  return `${number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

// What keeps a file from being sent, as a sentence; "" for nothing.
function faultOf(file) {
  const largest = Number(editor.dataset.largest);
  if (!editor.dataset.types.split(" ").includes(file.type)) return words.wrongType;
  if (file.size <= largest) return "";
  return filled(words.tooLarge, { size: size(file.size), most: size(largest) });
}

function sendFile(file, onProgress) {
  return new Promise((resolve, reject) => {
    const form = sent("proposal", "title");
    form.set("file", file, file.name);
    sending = new XMLHttpRequest();
    sending.open("POST", editor.dataset.upload);
    sending.setRequestHeader("Accept", "application/json");
    sending.responseType = "json";
    sending.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    const fail = () => reject(new Error(sending.response?.error || words.uploadFails));
    sending.addEventListener("load", () =>
      sending.status < 300 && sending.response?.path ? resolve(sending.response) : fail(),
    );
    sending.addEventListener("error", fail);
    sending.addEventListener("abort", () => reject(new Error("")));
    sending.send(form);
  });
}

// The text goes where its picture went.
function belongTo(proposal) {
  const field = area.form.elements.proposal;
  if (!field) {
    const hidden = made("input");
    Object.assign(hidden, { type: "hidden", name: "proposal", value: proposal });
    area.form.append(hidden);
  } else if (field.value !== String(proposal)) {
    if (field.options) field.add(new Option(area.form.elements.title?.value || proposal, proposal));
    field.value = proposal;
  }
}

async function sendPicture(dialog) {
  const file = dialog.querySelector("[type=file]").files[0];
  const alt = dialog.querySelector("#s-editor-alt");
  const isDecoration = dialog.querySelector("[type=checkbox]").checked;
  const text = isDecoration ? "" : writtenText(alt.value);
  const fault = file ? faultOf(file) : words.noFile;
  if (fault || !(text || isDecoration)) {
    complain(dialog, fault || words.noAlt);
    (fault ? dialog.querySelector("[type=file]") : alt).focus();
    return;
  }
  const bar = dialog.querySelector("progress");
  const button = dialog.querySelector("[data-send]");
  complain(dialog, "");
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  try {
    const { path, proposal } = await sendFile(file, (part) => (bar.value = part));
    if (proposal) belongTo(proposal);
    const [start, end] = pictureRange;
    const target = writtenTarget(relative(editor.dataset.path, path));
    const markdown = `![${text}](${target})`;
    if (!waitingPictures.length) dialog.close();
    put(start, end, markdown);
    pictureRange = [start + markdown.length, start + markdown.length];
    tell(words.inserted);
    if (dialog.open) nextPicture(dialog);
  } catch (error) {
    complain(dialog, error.message);
  } finally {
    bar.hidden = true;
    button.disabled = false;
    sending = null;
  }
}

function picturesIn(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

function setUpPictures() {
  const dialog = document.getElementById("s-editor-pictures");
  if (!dialog) return;
  const input = dialog.querySelector("[type=file]");
  dialog.querySelector("[data-send]").addEventListener("click", () => sendPicture(dialog));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[type=checkbox]").addEventListener("change", (event) => {
    dialog.querySelector("#s-editor-alt").disabled = event.target.checked;
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("#s-editor-alt")) return;
    event.preventDefault(); // the form around is not sent
    sendPicture(dialog);
  });
  input.addEventListener("change", () => complain(dialog, input.files[0] ? faultOf(input.files[0]) : ""));
  dialog.addEventListener("close", () => {
    waitingPictures.length = 0;
    sending?.abort();
    area.focus();
  });
  area.addEventListener("paste", (event) => {
    const files = picturesIn(event.clipboardData);
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    openPictures(files);
  });
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    editor.classList.add("is-over");
  });
  area.addEventListener("dragleave", () => editor.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    editor.classList.remove("is-over");
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault(); // or the browser would leave the page for the file
    openPictures([...event.dataTransfer.files]);
  });
}
