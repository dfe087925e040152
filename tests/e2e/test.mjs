// Node's own tests, but that one that hangs ends, and says what still answers; and that one that fails in a whole run is tried
// once more, aloud.
//
// Most calls to a browser have no limit of their own: what waits in vain for something else than a state (until.mjs) would
// take its whole file along without a word. And of hundreds of tests in a browser beside everything else that a machine does
// one may stumble: with the second try the first failure stands in the output, and the run counts and names such tests
// (xtask/src/suite.rs), of which it suffers very few. Whoever runs a file by hand sees the first failure as one.
import { after, before, test as nodeTest } from "node:test";

export { after, before };

/** Several times as long as the longest test takes on a busy machine. */
const HANGS_MS = 150_000;
const ANSWER_MS = 3_000;

/** What can be asked of what is open. @type {Set<() => [what: string, ask: () => Promise<unknown>][]>} */
const asked = new Set();
export const askWhenHanging = (questions) => asked.add(questions);

/** Set by a whole run. */
const SECOND_TRY = process.env.LIQUIDATION_CASCADES_SECOND_TRY === "1";
/** How a line of the output begins that names a test which passed at the second try only: the run reads it. */
const UNSTABLE = "unstable: ";

/** What leaves nothing open of a test that failed. @type {Set<() => Promise<unknown>>} */
const endings = new Set();
export const endWhenFailing = (end) => endings.add(end);

async function answerOf([what, ask]) {
  const answer = ask().then(
    () => "answers",
    (error) => `fails: ${error.message.split("\n", 1)[0]}`,
  );
  return `${what}: ${await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, ANSWER_MS, "does not answer").unref())])}`;
}

/** @param {() => unknown} body */
async function once(body) {
  const run = (async () => body())();
  let timer;
  const silence = new Promise((resolve) => {
    timer = setTimeout(resolve, HANGS_MS, true);
  });
  const hangs = await Promise.race([run.then(() => false), silence]).finally(() => clearTimeout(timer));
  if (!hangs) return;
  run.catch(() => undefined);
  const answers = await Promise.all([...asked].flatMap((questions) => questions()).map(answerOf));
  throw new Error(`hangs for ${HANGS_MS / 1000} s; ${answers.join("; ")}`);
}

/** As `test` of Node.js: name, options if there are any, body. */
export function test(name, ...rest) {
  const body = rest.pop();
  return nodeTest(name, ...rest, async (context) => {
    try {
      await once(() => body(context));
    } catch (error) {
      if (!SECOND_TRY) throw error;
      // What is open is judged with what comes; what went wrong in it is told already.
      for (const end of endings) await end().catch(() => undefined);
      await once(() => body(context)).catch((again) => {
        throw again instanceof Error ? Object.assign(again, { cause: error }) : again;
      });
      context.diagnostic(`${UNSTABLE}${name}`);
      for (const line of String(error?.stack ?? error).split("\n")) context.diagnostic(`  ${line}`);
    }
  });
}
