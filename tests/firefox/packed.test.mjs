// The packed site in Firefox: the same few questions as the pages as they are written.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { hostSite, siteFolder } from "../dist/host.mjs";

test("the packed pages do in Firefox what the pages do", async () => {
  const site = await hostSite(siteFolder(), { base: "/some/path/" });
  try {
    // A runner inside of a runner would speak to the outer one.
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const file = fileURLToPath(new URL("smoke.test.mjs", import.meta.url));
    const runner = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
      env: { ...environment, BASE_URL: site.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    runner.stdout.on("data", (text) => (said += text));
    const code = await new Promise((done) => runner.on("close", done));
    assert.match(said, /pass [1-9]/);
    assert.equal(code, 0, said);
  } finally {
    site.close();
  }
});
