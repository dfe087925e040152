// Loans on the page: their health as the run plays, and one of the reader's own.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, rested, until, violations } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const clean = (text) => (text ?? "").replaceAll("\u00a0", " ");

test("the health of loans follows the run, and is gone with the loans", async () => {
  const { page, troubles, close } = await open(browser, "?preset=stuck-oracle&view=waves");
  const section = page.locator("#waves-loans");
  await section.waitFor();
  const caption = async () => clean(await section.textContent());
  const atEnd = await caption();
  assert.doesNotMatch(atEnd, /above the market/);
  await page.locator("#timeline").evaluate((line) => {
    line.value = String(0.5 * Number(line.max));
    line.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await until(caption, (now) => /39 % above the market.*None of it is below a health of 1/.test(now), "what the oracle hides");
  // The bar has the shares of the list.
  const widths = await section.locator(".health-bar i").evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width));
  const all = widths.reduce((sum, width) => sum + width, 0);
  const told = (await section.locator(".health-legend li").allTextContents()).map((text) => Number(/\(([\d.]+)/.exec(text)[1]));
  for (const [i, share] of told.entries()) assert.ok(Math.abs((100 * widths[i]) / all - share) < 1, `${widths[i]} of ${all} for ${share} %`);
  assert.deepEqual(await violations(page, "#waves-loans"), []);
  await page.locator("[data-preset=the-match]").first().click();
  await until(
    () => section.isVisible(),
    (isThere) => !isThere,
    "no loans",
  );
  assert.equal(await page.locator("#own-loan").isVisible(), false);
  assert.deepEqual(troubles, []);
  await close();
});

test("the strip below the price shows debt by health when it is asked to, and trades again", async () => {
  const { page, troubles, close } = await open(browser, "?preset=stuck-oracle");
  const strip = page.locator(".strip-switch");
  await strip.waitFor();
  const painted = async () => (await page.locator(".frame canvas").screenshot({ mask: [page.locator(".frame .grip")] })).toString("base64");
  // The ring around the switch reaches into the picture.
  await strip.focus();
  const trades = await rested(painted, "the picture", 3_000);
  const isPressed = (wanted) =>
    until(
      () => strip.getAttribute("aria-pressed"),
      (now) => now === String(wanted),
      `pressed: ${wanted}`,
    );
  await isPressed(false);
  // With the keyboard, as with a pointer.
  await page.keyboard.press("Space");
  await isPressed(true);
  await until(painted, (now) => now !== trades, "another strip");
  await until(
    () => page.url(),
    (now) => /[?&]health=1/.test(now),
    "the address says so",
  );
  assert.deepEqual(await violations(page, "#figure"), []);
  await page.keyboard.press("Space");
  await isPressed(false);
  await until(painted, (now) => now === trades, "the first picture");
  await until(
    () => page.url(),
    (now) => !now.includes("health"),
    "the address is what it was",
  );
  await page.locator("[data-preset=the-match]").first().click();
  await strip.waitFor({ state: "hidden" });
  assert.deepEqual(troubles, []);
  await close();
  for (const [path, name] of [
    ["?preset=knife-edge&health=1&lang=de", "Schuld nach Gesundheit"],
    ["embed.html?preset=knife-edge&health=1", "Debt by health"],
  ]) {
    const other = await open(browser, path, { context: { viewport: { width: 390, height: 844 } } });
    const pressed = other.page.getByRole("button", { name, pressed: true });
    await pressed.waitFor();
    assert.deepEqual(await violations(other.page, "#figure"), []);
    assert.deepEqual(other.troubles, []);
    await other.close();
  }
});

test("a loan of the reader's own is told where it may be closed, in the language of the page", async () => {
  const { page, troubles, close } = await open(browser, "?preset=knife-edge");
  const loan = page.locator("#own-loan");
  await loan.locator("summary").click();
  const verdict = loan.locator(".verdict");
  assert.match(clean(await verdict.textContent()), /^It stays at 1 or more/);
  const debt = loan.getByRole("spinbutton", { name: "Debt in USDC" });
  await debt.fill("7950");
  await until(
    () => verdict.textContent(),
    (now) => /^Below 1 (in wave \d|with the shock)/.test(now),
    "it is closed",
  );
  assert.match(clean(await loan.locator("dl").textContent()), /Bonus, 5 % of the debtup to \$398/);
  // What was set while it was closed is answered when it is open again.
  await loan.locator("summary").click();
  await page.locator("[data-control=shock] .exact input").fill("-2");
  await until(
    () => page.locator("#sentence").textContent(),
    (now) => /^A 2 % fall/.test(clean(now)),
    "another shock",
  );
  await loan.locator("summary").click();
  await until(
    () => verdict.textContent(),
    (now) => /^It stays at 1 or more/.test(now),
    "it lives",
  );
  await debt.fill("nothing");
  await debt.blur();
  assert.match(clean(await loan.locator(".error").textContent()), /Debt in USDC: an amount above \$0 is needed\. \$7\.95K still holds\./);
  assert.equal(await debt.inputValue(), "7,950");
  await debt.press("ArrowDown");
  assert.equal(await debt.inputValue(), "7,500");
  assert.equal(await loan.locator(".error").isVisible(), false);
  assert.deepEqual(troubles, []);
  assert.deepEqual(await violations(page, "#own-loan"), []);
  await close();
  const german = await open(browser, "?preset=black-thursday&lang=de", { context: { viewport: { width: 320, height: 640 }, colorScheme: "dark" } });
  const own = german.page.locator("#own-loan");
  await own.locator("summary").click();
  assert.match(clean(await own.textContent()), /^Dein Kredit.*Unter 1 nach 6 h: jeder darf ihn schließen\..*Strafe, 13 % der Schuldbis zu 845 \$/);
  const { scrollWidth, clientWidth } = await german.page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  assert.equal(scrollWidth, clientWidth, "nothing scrolls sideways");
  assert.deepEqual(await violations(german.page, "#own-loan"), []);
  await german.close();
});
