// Asks lunr as the search box of just-the-docs does: the same fields, boosts, tokens and queries.
// In: {documents: [{title, content, relUrl}], questions: [text], limit}; out: [[number, …], …].
const lunr = require("lunr");
const { documents, questions, limit } = JSON.parse(require("fs").readFileSync(0, "utf-8"));

lunr.tokenizer.separator = /[\s\-/]+/;

const index = lunr(function () {
  this.ref("id");
  this.field("title", { boost: 200 });
  this.field("content", { boost: 2 });
  this.field("relUrl");
  documents.forEach((document, id) => this.add({ id, ...document }));
});

const ask = (text) => {
  const words = lunr.tokenizer(text);
  const exact = index.query((query) => {
    query.term(words, { boost: 10 });
    query.term(words, { wildcard: lunr.Query.wildcard.TRAILING });
  });
  if (exact.length > 0 || text.length <= 2) return exact;
  const short = lunr.tokenizer(text).filter((word) => word.str.length < 20);
  if (short.length === 0) return exact;
  const editDistance = Math.round(Math.sqrt(text.length / 2 - 1));
  return index.query((query) => query.term(short, { editDistance }));
};

const found = questions.map((text) => ask(text).slice(0, limit).map((each) => Number(each.ref)));
process.stdout.write(JSON.stringify(found));
