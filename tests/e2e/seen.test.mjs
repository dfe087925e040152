// What the public sees, on the page: the bands as they are and as they are believed to be, the flags of an alarm, the drawer, the
// sentence.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, rested, until, violations } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const clean = (text) => (text ?? "").replaceAll("\u00a0", " ");

test("the bands are the truth or what the public believes, and back, with the keyboard and in the address", async () => {
  const { page, troubles, close } = await open(browser, "?preset=through-the-fog");
  const group = page.getByRole("group", { name: "Positions waiting" });
  const [truth, view] = ["Truth", "Public view"].map((name) => group.getByRole("button", { name }));
  await view.waitFor();
  const painted = async () => (await page.locator(".frame canvas").screenshot({ mask: [page.locator(".frame .grip")] })).toString("base64");
  const isPressed = (button, wanted) =>
    until(
      () => button.getAttribute("aria-pressed"),
      (now) => now === String(wanted),
      `pressed: ${wanted}`,
    );
  await isPressed(truth, true);
  await view.focus();
  const before = await rested(painted, "the picture", 3_000);
  await page.keyboard.press("Space");
  await isPressed(view, true);
  await isPressed(truth, false);
  await until(painted, (now) => now !== before, "other bands");
  await until(
    () => page.url(),
    (now) => /[?&]seen=public/.test(now),
    "the address says so",
  );
  assert.deepEqual(await violations(page, "#figure"), []);
  await truth.click();
  await isPressed(truth, true);
  await view.focus();
  await until(painted, (now) => now === before, "the first picture");
  await until(
    () => page.url(),
    (now) => !now.includes("seen="),
    "the address is what it was",
  );
  await page.locator("[data-preset=the-match]").first().click();
  await group.waitFor({ state: "hidden" });
  assert.deepEqual(troubles, []);
  await close();
  for (const [path, name] of [
    ["?preset=through-the-fog&seen=public&lang=de", "Öffentliche Sicht"],
    ["embed.html?preset=through-the-fog&seen=public", "Public view"],
  ]) {
    const other = await open(browser, path, { context: { viewport: { width: 390, height: 844 } } });
    await other.page.getByRole("button", { name, pressed: true }).waitFor();
    assert.deepEqual(await violations(other.page, "#figure"), []);
    assert.deepEqual(other.troubles, []);
    await other.close();
  }
});

test("what is seen has a drawer of its own, and the sentence tells whether the alarm came in time", async () => {
  const { page, troubles, close } = await open(browser, "?preset=through-the-fog&section=play");
  const sentence = (wanted, what) =>
    until(
      async () => clean(await page.locator("#sentence").textContent()),
      (now) => wanted.test(now),
      what,
    );
  await sentence(/No alarm was raised\.$/, "nobody was warned");
  const drawer = page.locator("details[data-kind=seen]");
  await drawer.locator("> summary").click();
  assert.equal(await drawer.locator("> summary").textContent(), "What is seen");
  assert.equal(await drawer.locator("[data-control]:visible").count(), 6);
  // Risk managers listen to the alarm: it cannot be taken from them.
  assert.equal(await drawer.locator("[data-do=remove]:visible").count(), 0);
  await page.locator("[data-control=sight] input, [data-control=sight] select").first().waitFor();
  assert.deepEqual(await violations(page, "details[data-kind=seen]"), []);
  assert.deepEqual(troubles, []);
  await close();
  const seen = await open(browser, "?preset=through-the-fog&sight=all&riskManagers.enabled=off&section=play");
  await until(
    async () => clean(await seen.page.locator("#sentence").textContent()),
    (now) => /The alarm came 66 s before the cascade\.$/.test(now),
    "a warning in time",
  );
  assert.deepEqual(seen.troubles, []);
  await seen.close();
});

test("it can be added to a scenario that has none of it, and removed", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  await page.locator("#add > summary").click();
  await page.locator("#add [data-add=seen]").click();
  const drawer = page.locator("details[data-kind=seen]");
  await drawer.locator("[data-control=seenShare]").waitFor();
  await page.getByRole("button", { name: "Public view" }).waitFor();
  await drawer.locator("[data-do=remove]").click();
  await drawer.waitFor({ state: "hidden" });
  await page.getByRole("group", { name: "Positions waiting" }).waitFor({ state: "hidden" });
  assert.deepEqual(troubles, []);
  await close();
});
