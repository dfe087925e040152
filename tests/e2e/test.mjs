// Node's own tests, but that one that hangs ends, and says what still answers.
//
// Most calls to a browser have no limit of their own: what waits in vain for something else than a state (until.mjs) would
// take its whole file along without a word.
import { after, before, test as nodeTest } from "node:test";

export { after, before };

/** Several times as long as the longest test takes on a busy machine. */
const HANGS_MS = 150_000;
const ANSWER_MS = 3_000;

/** What can be asked of what is open. @type {Set<() => [what: string, ask: () => Promise<unknown>][]>} */
const asked = new Set();
export const askWhenHanging = (questions) => asked.add(questions);

async function answerOf([what, ask]) {
  const answer = ask().then(
    () => "answers",
    (error) => `fails: ${error.message.split("\n", 1)[0]}`,
  );
  return `${what}: ${await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, ANSWER_MS, "does not answer").unref())])}`;
}

/** As `test` of Node.js: name, options if there are any, body. */
export function test(name, ...rest) {
  const body = rest.pop();
  return nodeTest(name, ...rest, async (context) => {
    const run = (async () => body(context))();
    let timer;
    const silence = new Promise((resolve) => {
      timer = setTimeout(resolve, HANGS_MS, true);
    });
    const hangs = await Promise.race([run.then(() => false), silence]).finally(() => clearTimeout(timer));
    if (!hangs) return;
    run.catch(() => undefined);
    const answers = await Promise.all([...asked].flatMap((questions) => questions()).map(answerOf));
    throw new Error(`hangs for ${HANGS_MS / 1000} s; ${answers.join("; ")}`);
  });
}
