// Contents: the list of a page's sections follows the reader down the page.

const entries = new Map();
for (const link of document.querySelectorAll(".s-contents a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) entries.set(section, link);
}

function follow() {
  const line = innerHeight / 4;
  const sections = [...entries.keys()];
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const read = sections.filter((each) => each.getBoundingClientRect().top <= line);
  const now = atEnd && scrollY > 0 ? sections.at(-1) : read.at(-1);
  for (const [section, link] of entries) {
    if (section === now) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

if (entries.size) {
  const watcher = new IntersectionObserver(follow, { rootMargin: "0px 0px -75% 0px" });
  for (const section of entries.keys()) watcher.observe(section);
  addEventListener("scrollend", follow);
  follow();
}
