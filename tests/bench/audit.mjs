// What an audit of the page says, as a phone on a slow line and as a desktop sees it.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { median } from "./engine.mjs";

const program = createRequire(import.meta.url).resolve("lighthouse/cli/index.js");
const CATEGORIES = /** @type {const} */ ([["performance", "performance"], ["accessibility", "accessibility"], ["best-practices", "best practices"], ["seo", "SEO"]]);
/** Machines are noisy: the middle one of so many counts. */
const VISITS = 3;

function audit(baseUrl, chromium, form) {
  const options = [baseUrl, "--quiet", "--output=json", "--output-path=stdout", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"];
  if (form === "desktop") options.push("--preset=desktop");
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...options], { encoding: "utf8", maxBuffer: 2 ** 28, env: { ...process.env, CHROME_PATH: chromium } });
  if (status !== 0) throw new Error(`the audit ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

export function auditPage(baseUrl, chromium) {
  return ["mobile", "desktop"].map((form) => {
    const reports = Array.from({ length: VISITS }, () => audit(baseUrl, chromium, form));
    const scores = CATEGORIES.map(([key, name]) => `${name} ${Math.round(100 * median(reports.map(({ categories }) => categories[key].score)))}`);
    const largest = median(reports.map(({ audits }) => audits["largest-contentful-paint"].numericValue));
    return { what: `Lighthouse, ${form}, median of ${VISITS}`, ours: `${scores.join(", ")}; largest paint ${largest.toFixed(0)} ms`, plain: "", ratio: "" };
  });
}
