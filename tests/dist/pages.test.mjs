// Tests of the pages as they are written, on the packed ones: some files of `tests/e2e`, or those that `DIST_E2E` names.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { hostSite, siteFolder } from "./host.mjs";

const FILES = (process.env.DIST_E2E ?? "waves,watch").split(",");

test(`the packed pages do what the pages do: ${FILES.join(", ")}`, async () => {
  const site = await hostSite(siteFolder(), { base: "/some/path/" });
  try {
    const files = FILES.map((name) => fileURLToPath(new URL(`../e2e/${name}.test.mjs`, import.meta.url)));
    // A runner inside of a runner would speak to the outer one.
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const runner = spawn(process.execPath, ["--test", "--test-reporter=spec", ...files], { env: { ...environment, BASE_URL: site.url }, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    runner.stdout.on("data", (text) => (said += text));
    const code = await new Promise((done) => runner.on("close", done));
    assert.match(said, /pass [1-9]/);
    assert.equal(code, 0, said);
  } finally {
    site.close();
  }
});
