// Asks MiniSearch as it comes: fields and nothing else.
// In: {documents: [{title, heading, text}], questions: [text], limit}; out: [[number, …], …].
const MiniSearch = require("minisearch");
const { documents, questions, limit } = JSON.parse(require("fs").readFileSync(0, "utf-8"));

const index = new MiniSearch({ fields: ["title", "heading", "text"] });
index.addAll(documents.map((document, id) => ({ id, ...document })));

const found = questions.map((text) => index.search(text).slice(0, limit).map((each) => each.id));
process.stdout.write(JSON.stringify(found));
