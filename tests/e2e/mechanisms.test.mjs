// Mechanisms beside the leveraged traders: a drawer where there is one, a menu of what could be added, undone and linked.
import assert from "node:assert/strict";
import { loadPageModule } from "../www/module.mjs";
import { launch, open } from "./browser.mjs";
import { after, before, test } from "./test.mjs";
import { until } from "./until.mjs";

const engine = await loadPageModule();
/** What the scenario that the page begins with could have. */
const offered = engine.addableMechanisms(engine.preset("the-match")).map(({ group }) => group);

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The drawers that are there, by their names. */
const drawers = (page) => page.locator("details[data-kind]:not([hidden]) > summary").allTextContents();
const add = (page, kind) => page.locator(`#add [data-add="${kind}"]`);

test("what is added has a drawer, can be undone, stands in the link and can be removed", async () => {
  for (const { lang, viewport, stops, dealers } of [
    { lang: "en", viewport: { width: 1280, height: 720 }, stops: "Stop orders", dealers: "Option dealers" },
    { lang: "de", viewport: { width: 390, height: 844 }, stops: "Stop-Orders", dealers: "Optionshändler" },
  ]) {
    const { page, troubles, close } = await open(browser, `?section=play&lang=${lang}`, { context: { viewport } });
    assert.deepEqual(await drawers(page), []);
    await page.locator("#add > summary").click();
    await add(page, "stops").waitFor();
    const kinds = await page.locator("#add [data-add]").evaluateAll((all) => all.map(({ dataset }) => dataset.add));
    assert.ok(offered.length > 0);
    assert.deepEqual(kinds, offered);
    await add(page, "stops").click();
    await until(
      () => drawers(page),
      (now) => now.join() === stops,
      "the drawer of stop orders",
    );
    // An address is written when there is time.
    const one = await until(
      () => page.url(),
      (now) => now.includes("#s="),
      "the scenario in the address",
    );
    await page.locator("#add > summary").click();
    await add(page, "optionDealers").click();
    await until(
      () => drawers(page),
      (now) => now.join() === `${stops},${dealers}`,
      "the drawer of option dealers",
    );
    assert.equal(await page.locator("#control-optionDealers\\.gamma").inputValue(), "-20000000");
    await until(
      () => page.url(),
      (now) => now !== one,
      "both in the address",
    );
    const { search, hash } = new URL(page.url());
    await page.locator("#undo").click();
    await until(
      () => drawers(page),
      (now) => now.join() === stops,
      "one step back",
    );
    await page.locator("details[data-kind=stops] [data-do=remove]").click();
    await until(
      () => drawers(page),
      (now) => now.length === 0,
      "no drawer is left",
    );
    assert.deepEqual(troubles, []);
    await close();
    const linked = await open(browser, search + hash, { context: { viewport } });
    await until(
      () => drawers(linked.page),
      (now) => now.join() === `${stops},${dealers}`,
      "the same from the link",
    );
    assert.deepEqual(linked.troubles, []);
    await linked.close();
  }
});

test("what a mechanism has more than six controls stands behind a fold, which stays as it was left", async () => {
  const { page, close } = await open(browser, "?preset=knife-edge&section=play");
  const drawer = page.locator("details[data-kind=lending]");
  await drawer.locator("> summary").click();
  const fold = drawer.locator("details.more");
  const reserve = drawer.locator('[data-control="lending.reserve"]');
  assert.equal(await drawer.locator("[data-control]:visible").count(), 6);
  assert.equal(await reserve.isVisible(), false);
  await fold.locator("summary").click();
  assert.equal(await reserve.isVisible(), true);
  const paid = page.locator("[data-figure=payer] .value");
  const before = await paid.textContent();
  await drawer.locator('[data-control="lending.debt"] .exact input').fill("100");
  await until(
    () => paid.textContent(),
    (now) => now !== before,
    "another outcome",
  );
  assert.equal(await reserve.isVisible(), true, "a run later it is still open");
  await close();
});

test("a switch that is off gives the run without the mechanism, and its chip takes that back", async () => {
  const { page, close } = await open(browser, "?preset=short-gamma&section=play");
  const worst = page.locator("[data-figure=worst] .value");
  const before = await worst.textContent();
  await page.locator("details[data-kind=optionDealers] > summary").click();
  await page.locator('[data-control="optionDealers.enabled"] input').first().check();
  await until(
    () => worst.textContent(),
    (now) => now !== before,
    "another outcome",
  );
  await until(
    () => page.url(),
    (now) => now.includes("optionDealers.enabled=off"),
    "the switch in the address",
  );
  await page.locator('[data-chip="optionDealers.enabled"] button').click();
  await until(
    () => worst.textContent(),
    (now) => now === before,
    "the outcome of before",
  );
  await close();
});
