// What the scripts say, in the language of the page: data attributes of the element #s-words.

const words = document.getElementById("s-words")?.dataset ?? {};

function say(text) {
  const heard = document.getElementById("s-heard");
  if (heard) heard.textContent = text;
}
