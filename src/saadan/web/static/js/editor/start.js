// Start: puts the parts together on the screens that have them.

forgetSaved();

if (editor) {
  const isChanged = setUpUnsaved();
  setUpTools(editor.querySelector(".s-editor-tools"));
  setUpKeys();
  setUpPicker("links");
  setUpPicker("values");
  setUpPictures();
  setUpPreview();
  beginAtText();
  if (area.form) setUpWarning(area.form, isChanged);
}

for (const list of document.querySelectorAll(".s-order")) setUpRows(list);
for (const field of document.querySelectorAll("[data-many]")) setUpMany(field);
for (const form of document.querySelectorAll("form.s-warns")) {
  let isChanged = false;
  for (const name of ["input", "change"]) form.addEventListener(name, () => (isChanged = true));
  setUpWarning(form, () => isChanged);
}
