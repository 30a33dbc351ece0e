// Folds: the tree and the contents are open where there is room for them, whatever was clicked.

for (const fold of document.querySelectorAll("details[data-open-from]")) {
  const room = matchMedia(`(min-width: ${fold.dataset.openFrom})`);
  const fit = () => {
    fold.open = room.matches;
  };
  fit();
  room.addEventListener("change", fit);
}
