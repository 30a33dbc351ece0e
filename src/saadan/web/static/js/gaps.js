// Gaps: a link at each section, what is like a text while it is written, and an answer in place.

const ask = document.getElementById("s-ask");

for (const heading of ask ? (text?.querySelectorAll(":is(h2, h3, h4)[id]") ?? []) : []) {
  const link = document.createElement("a");
  link.className = "s-anchor s-anchor-gap";
  link.href = `${ask.getAttribute("href")}&section=${encodeURIComponent(heading.id)}`;
  link.rel = "nofollow";
  link.tabIndex = -1; // by keyboard the section is chosen in the form
  link.title = ask.textContent;
  link.textContent = "?";
  link.setAttribute("aria-label", ask.textContent);
  heading.append(link);
}

async function sent(form, address, extra = {}) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return fetch(address, { method: "POST", body, credentials: "same-origin" });
}

const gapForm = document.querySelector("[data-like]");
if (gapForm) {
  const field = gapForm.elements.text;
  const box = document.getElementById("s-gap-like");
  let timer;
  let latest = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++latest;
      try {
        const reply = await sent(gapForm, gapForm.dataset.like);
        if (reply.ok && turn === latest) box.innerHTML = await reply.text();
      } catch {
        // Without the list a gap can still be reported.
      }
    }, 400);
  });
}

// One click is enough where scripts run: the form behind the links is fetched and sent.
const helped = document.getElementById("s-helped");
helped?.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-said]");
  if (!link) return;
  event.preventDefault();
  try {
    const asked = await fetch(link.href, { credentials: "same-origin" });
    const screen = new DOMParser().parseFromString(await asked.text(), "text/html");
    const form = screen.querySelector("#s-helped-said form");
    const reply = await sent(form, link.href, { said: link.dataset.said });
    if (!reply.ok) throw new Error(reply.statusText);
    if (link.dataset.said === "no") {
      location.href = reply.url;
      return;
    }
    const answer = new DOMParser().parseFromString(await reply.text(), "text/html");
    helped.textContent = answer.querySelector("#s-helped-said h1").textContent;
    say(helped.textContent);
  } catch {
    location.href = link.href;
  }
});
