// As much of the WebDriver protocol as the tests need: geckodriver is started, told what to do by HTTP, and ended.
//
// Written out because the usual client libraries look for browsers and drivers on the net. Commands and element keys:
// https://www.w3.org/TR/webdriver2/
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { WAIT_MS, until } from "../e2e/until.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Starts geckodriver and a headless Firefox; both are named by the environment, as `cargo xtask test` does. */
export async function launch() {
  const { FIREFOX, GECKODRIVER } = process.env;
  assert.ok(FIREFOX && GECKODRIVER, "FIREFOX and GECKODRIVER name the programs to use");
  const driver = spawn(GECKODRIVER, ["--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise((resolve) => driver.once("exit", resolve));
  let said = "";
  // Firefox says into the same pipes, also what goes wrong in a page; unread, both would wait.
  for (const stream of [driver.stdout, driver.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  try {
    const listens = () => /Listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
    const base = `http://${await until(listens, Boolean, "the address of geckodriver")}`;
    const { sessionId } = await command(base, "POST", "/session", {
      capabilities: {
        alwaysMatch: {
          "moz:firefoxOptions": {
            binary: FIREFOX,
            args: ["-headless"],
            // Nothing of its own on the net, a picture that is the same on every machine, and files from a disk as readers have them.
            prefs: {
              "security.fileuri.strict_origin_policy": true,
              "app.update.disabledForTesting": true,
              "browser.shell.checkDefaultBrowser": false,
              "datareporting.policy.dataSubmissionEnabled": false,
              "toolkit.telemetry.enabled": false,
              "devtools.console.stdout.content": true,
              "layout.css.devPixelsPerPx": "1.0",
              "ui.prefersReducedMotion": 0,
            },
          },
          unhandledPromptBehavior: "dismiss and notify",
        },
      },
    });
    const session = new Session(`${base}/session/${sessionId}`, driver, exited);
    session.troubles = () => said.split("\n").filter((line) => /^(JavaScript error: https?:|console\.(error|warn): ")/.test(line));
    return session;
  } catch (error) {
    driver.kill();
    throw error;
  }
}

/** One command; throws what the driver says is wrong. */
async function command(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    signal: AbortSignal.timeout(6 * WAIT_MS),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

/** One browser window. */
class Session {
  #base;
  #driver;
  #exited;
  /** What pages have thrown and told the console as wrong; what the browser's own scripts say has other marks. */
  troubles = () => [];

  constructor(base, driver, exited) {
    this.#base = base;
    this.#driver = driver;
    this.#exited = exited;
  }

  #do(method, path, body) {
    return command(this.#base, method, path, body);
  }

  async close() {
    const troubles = this.troubles();
    await this.#do("DELETE", "").finally(() => this.#driver.kill());
    await this.#exited;
    assert.deepEqual(troubles, []);
  }

  goto(url) {
    return this.#do("POST", "/url", { url });
  }

  /** Runs a function in the page with plain arguments, waits for what it promises, and gives its plain result. */
  evaluate(run, ...args) {
    const script = `return (${run}).apply(null, arguments)`;
    return this.#do("POST", "/execute/sync", { script, args });
  }

  /** Size of what the page has, CSS pixels. */
  async resize(width, height) {
    // Headless Firefox has a frame, too; what is left of it is measured.
    await this.#do("POST", "/window/rect", { width, height });
    const [inner, innerHeight] = await this.evaluate(() => [innerWidth, innerHeight]);
    if (inner !== width || innerHeight !== height) await this.#do("POST", "/window/rect", { width: 2 * width - inner, height: 2 * height - innerHeight });
    await until(
      () => this.evaluate(() => innerWidth),
      (now) => now === width,
      `a width of ${width}`,
    );
  }

  /** The element of a CSS selector, as soon as there is one. */
  find(selector) {
    return until(
      () => this.#do("POST", "/element", { using: "css selector", value: selector }).catch((error) => error),
      (found) => !(found instanceof Error),
      selector,
    );
  }

  async click(selector) {
    const element = await this.find(selector);
    await this.#do("POST", `/element/${element[ELEMENT]}/click`);
  }

  /** Types into an element, or the name of a file into its field. */
  async type(selector, text) {
    const element = await this.find(selector);
    await this.#do("POST", `/element/${element[ELEMENT]}/value`, { text });
  }

  /** Into the frame of a selector; without one back to the page. */
  async frame(selector) {
    await this.#do("POST", "/frame", { id: selector ? await this.find(selector) : null });
  }

  /** Presses the mouse at a point, moves it over others and lets go. */
  async drag(points) {
    const move = ([x, y], duration = 50) => ({ type: "pointerMove", duration, x: Math.round(x), y: Math.round(y) });
    const [first, ...rest] = points;
    const actions = [move(first, 0), { type: "pointerDown", button: 0 }, ...rest.map((point) => move(point)), { type: "pointerUp", button: 0 }];
    await this.#do("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
    await this.#do("DELETE", "/actions");
  }

  /** What the element shows. */
  text(selector) {
    return this.evaluate((selector) => document.querySelector(selector)?.innerText ?? "", selector);
  }

  /** A PNG of the window. */
  async screenshot() {
    return Buffer.from(await this.#do("GET", "/screenshot"), "base64");
  }
}
