// Runs before the page is painted: applies the look the reader chose, so that nothing flashes.
try {
  const theme = localStorage.getItem("saadan-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's own setting holds.
}
