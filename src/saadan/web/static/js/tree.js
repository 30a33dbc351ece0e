// Tree: branches open without leaving the page, and its scroll position is remembered.

const side = document.querySelector(".s-side");
let tied = 0;

function addTwigButtons(list) {
  for (const twig of list.querySelectorAll("[data-twigs]")) {
    if (twig.querySelector(":scope > .s-twig-button")) continue;
    const link = twig.querySelector(":scope > a");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "s-twig-button";
    button.setAttribute("aria-expanded", String(twig.classList.contains("is-open")));
    button.setAttribute("aria-label", `${words.below} ${link.firstChild.textContent.trim()}`);
    link.after(button);
    const twigs = twig.querySelector(":scope > ul");
    if (twigs) tie(button, twigs);
  }
}

function tie(button, twigs) {
  twigs.id ||= `s-twigs-${(tied += 1)}`;
  button.setAttribute("aria-controls", twigs.id);
}

async function turnTwig(button) {
  const twig = button.parentElement;
  let twigs = twig.querySelector(":scope > ul");
  const open = button.getAttribute("aria-expanded") !== "true";
  if (open && !twigs) {
    const answer = await fetch(twig.dataset.twigs).catch(() => null);
    if (!answer?.ok) {
      location.href = twig.querySelector(":scope > a").href;
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    twigs = document.adoptNode(page.querySelector("ul"));
    twig.append(twigs);
    tie(button, twigs);
    addTwigButtons(twigs);
  }
  if (twigs) twigs.hidden = !open;
  twig.classList.toggle("is-open", open);
  button.setAttribute("aria-expanded", String(open));
}

if (side) {
  addTwigButtons(side);
  side.addEventListener("click", (event) => {
    const button = event.target.closest(".s-twig-button");
    if (button) turnTwig(button);
  });
  try {
    const from = Number(sessionStorage.getItem("saadan-tree"));
    if (from) side.scrollTop = from;
    addEventListener("pagehide", () => sessionStorage.setItem("saadan-tree", side.scrollTop));
  } catch {
    // Without storage the tree begins at its top.
  }
  const current = side.querySelector("[aria-current]");
  if (current && side.scrollHeight > side.clientHeight) {
    const { top, bottom } = current.getBoundingClientRect();
    const room = side.getBoundingClientRect();
    if (top < room.top || bottom > room.bottom) {
      side.scrollTop += top - room.top - room.height / 3;
    }
  }
}
