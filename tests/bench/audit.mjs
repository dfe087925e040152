// What an audit of the page says, as a phone on a slow line and as a desktop sees it.

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { median } from "./engine.mjs";

const program = createRequire(import.meta.url).resolve("lighthouse/cli/index.js");
const CATEGORIES = /** @type {const} */ ([
  ["performance", "performance"],
  ["accessibility", "accessibility"],
  ["best-practices", "best practices"],
  ["seo", "SEO"],
]);
/** Machines are noisy: the middle one of so many counts. */
const VISITS = 3;

/** The page's own server may be of this process: it has to answer meanwhile. */
const run = promisify(execFile);

async function audit(baseUrl, chromium, form) {
  const options = [baseUrl, "--quiet", "--output=json", "--output-path=stdout", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"];
  if (form === "desktop") options.push("--preset=desktop");
  const { stdout } = await run(process.execPath, [program, ...options], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, CHROME_PATH: chromium },
  });
  return JSON.parse(stdout);
}

/** @param {string} baseUrl @param {string} chromium @param {string} [what] of which page it is */
export async function auditPage(baseUrl, chromium, what = "") {
  const rows = [];
  for (const form of ["mobile", "desktop"]) {
    const reports = [];
    for (let visit = 0; visit < VISITS; visit++) reports.push(await audit(baseUrl, chromium, form));
    const scores = CATEGORIES.map(([key, name]) => `${name} ${Math.round(100 * median(reports.map(({ categories }) => categories[key].score)))}`);
    const largest = median(reports.map(({ audits }) => audits["largest-contentful-paint"].numericValue));
    rows.push({
      what: `Lighthouse, ${what}${form}, median of ${VISITS}`,
      ours: `${scores.join(", ")}; largest paint ${largest.toFixed(0)} ms`,
      plain: "",
      ratio: "",
    });
  }
  return rows;
}
