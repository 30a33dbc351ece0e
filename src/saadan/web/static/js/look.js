// Look: one button goes round system, light, dark; the choice stays on this device.

const looks = ["auto", "light", "dark"];
const lookButton = document.getElementById("s-look");

function showLook(look) {
  const root = document.documentElement;
  if (look === "auto") delete root.dataset.theme;
  else root.dataset.theme = look;
  const label = words[`look${look[0].toUpperCase()}${look.slice(1)}`];
  lookButton.setAttribute("aria-label", label);
  lookButton.title = label;
  for (const icon of lookButton.querySelectorAll("[data-look]")) {
    icon.toggleAttribute("hidden", icon.dataset.look !== look);
  }
  return label;
}

if (lookButton) {
  showLook(document.documentElement.dataset.theme ?? "auto");
  lookButton.hidden = false;
  lookButton.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? "auto";
    const next = looks[(looks.indexOf(now) + 1) % looks.length];
    try {
      if (next === "auto") localStorage.removeItem("saadan-theme");
      else localStorage.setItem("saadan-theme", next);
    } catch {
      // The look then holds for this page only.
    }
    say(showLook(next));
  });
}
