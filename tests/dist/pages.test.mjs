// Tests of the pages as they are written, on the packed ones: some files of `tests/e2e`; all that can be in a deep run, or
// those that `DIST_E2E` names.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { hostSite, siteFolder } from "./host.mjs";

const FOLDER = new URL("../e2e/", import.meta.url);
const END = ".test.mjs";
/** What a change of the packer breaks first: parts that come later, words, links, workers, messages. */
const USUAL = ["rest", "waves", "watch", "embed-messages"];
/** What is about the files as they are written. */
const UNPACKED = {
  play: "puts a stand-in in the place of the engine's own script",
  data: "names the files of the engine",
  page: "takes away the worker's and the engine's scripts by their names",
  print: "reads the link at the root of a host, in the lines that it takes there",
  reliability: "puts other scripts in the place of the page's own",
};
const all = readdirSync(FOLDER)
  .filter((name) => name.endsWith(END) && !name.endsWith(`.alone${END}`))
  .map((name) => name.slice(0, -END.length));
const named = process.env.DIST_E2E?.split(",");
const FILES = named ?? (process.env.LIQUIDATION_CASCADES_DEEP ? all.filter((name) => !(name in UNPACKED)) : USUAL);

let site;
before(async () => {
  site = await hostSite(siteFolder(), { base: "/some/path/" });
});
after(() => site.close());

for (const name of FILES) {
  test(`the packed pages do what the pages do: ${name}`, async () => {
    // A runner inside of a runner would speak to the outer one.
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const file = fileURLToPath(new URL(`${name}${END}`, FOLDER));
    const runner = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
      env: { ...environment, BASE_URL: site.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    runner.stdout.on("data", (text) => (said += text));
    const code = await new Promise((done) => runner.on("close", done));
    assert.match(said, /pass [1-9]/);
    assert.equal(code, 0, said);
  });
}

test("every file that is left out is there", () => {
  for (const name of Object.keys(UNPACKED)) assert.ok(all.includes(name), name);
});
