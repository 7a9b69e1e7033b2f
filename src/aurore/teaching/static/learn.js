// « Apprendre en direct »: three small networks that learn in the page.

import { ask, trying } from "/static/studio/common.js";
import { openAuthors } from "./authors.js";
import { openExam } from "./exam.js";
import { openPerceptron } from "./perceptron.js";

openExam();
await trying(async () => {
  const data = await ask("/atelier/apprendre/donnees");
  openPerceptron(data);
  openAuthors(data);
});
