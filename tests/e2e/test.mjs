// Node's own tests, but that one that hangs says where, and is run once more in a browser of its own.
//
// A browser was seen, once in some thousand tests, to answer nothing any more: most calls to it have no limit, so that the
// file hung with it. A test that fails is never run again, nor is one that merely waits in vain: those have limits (until.mjs).
import { after, before, test as nodeTest } from "node:test";

export { after, before };

/** Several times as long as the longest test takes on a busy machine. */
const HANGS_MS = 150_000;
const ANSWER_MS = 3_000;

/** What can be begun anew: `restart` ends the browser at once, `question`s are what it is asked when it seems to hang. */
const restarts = new Set();
export const restartsBy = (restart, questions) => restarts.add({ restart, questions });

const limit = (promise, ms) => Promise.race([promise.then(() => "answers", (error) => `fails: ${error.message.split("\n", 1)[0]}`), new Promise((resolve) => setTimeout(resolve, ms, "does not answer").unref())]);

/** Which of the browser's parts answer. */
async function diagnosis() {
  const lines = [];
  for (const { questions } of restarts) for (const [what, ask] of questions()) lines.push(`${what}: ${await limit(ask(), ANSWER_MS)}`);
  return lines;
}

const HUNG = Symbol("hung");

async function watched(body, context) {
  let timer;
  const silence = new Promise((resolve) => { timer = setTimeout(resolve, HANGS_MS, HUNG); });
  const run = (async () => body(context))();
  try {
    return await Promise.race([run, silence]);
  } finally {
    clearTimeout(timer);
    run.catch(() => undefined);
  }
}

/** As `test` of Node.js: name, options if there are any, body. */
export function test(name, ...rest) {
  const body = rest.pop();
  return nodeTest(name, ...rest, async (context) => {
    if ((await watched(body, context)) !== HUNG) return;
    for (const line of [`HUNG for ${HANGS_MS / 1000} s, run again: ${name}`, ...(await diagnosis())]) {
      context.diagnostic(line);
      console.error(line);
    }
    for (const { restart } of restarts) await restart();
    if ((await watched(body, context)) === HUNG) throw new Error(`hung twice: ${(await diagnosis()).join("; ")}`);
  });
}
