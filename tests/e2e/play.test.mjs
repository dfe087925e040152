// Play: choices, drawers, situations, the reader's own position, the price taken by hand, who paid.
// Where known numbers matter a stand-in plays the engine, so that the page is tested and not the model.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { isAtEnd, lastRow, launch, open, otherPicture, picture, sentence, sliders, timeline, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Answers with numbers that can be told apart; a scenario carries its choices along by a symbol. */
const STAND_IN = `
Prepared.prototype.landing = function (shock) { return { price: 100 * (1 + shock) - (shock > -0.055 ? 1 : 6) }; };
Prepared.prototype.advanceFragility = () => 1;
Prepared.prototype.fragility = () => ({ breakingPoint: { shockRatio: -0.056, kind: "cliff" }, widest: undefined, tinyRatio: -0.001, doubled: [] });
Trace.prototype.own = function ({ side, notional, leverage }) {
  const dies = side === "long" && leverage > 6;
  return {
    margin: notional / leverage, liquidationPrice: 91, bankruptcyPrice: 90, triggeredAtRow: dies ? 3 : null, liquidatedAtRow: dies ? 3 : null,
    timeS: dies ? 0 : null, fillPrice: dies ? 90.2 : null, queueAhead: 1.18e6, loss: dies ? notional / leverage : 0,
    lossShareOfMargin: dies ? 1 : 0, survivingLeverage: 6, pnlIfSurvived: -130,
  };
};
const CHOSEN = Symbol("chosen");
const STANDARD = { ruleset: 0, executor: 0 };
const option = (name, label, help) => ({ name, label, help });
export function rulesets() {
  return [
    { name: "plain", label: "Plain", source: "", date: "", note: "" },
    { name: "venueA", label: "Venue A", source: "its handbook", date: "2024-05-01", note: "" },
  ];
}
export function controls(scenario) {
  const chosen = { ...STANDARD, ...scenario[CHOSEN] };
  const choice = (name, label, options) => ({ name, label, unit: "", range: [0, options.length - 1], scale: "linear", step: 1, value: chosen[name], help: "", group: "rules", options });
  return [
    ...soundControls(scenario).filter((control) => !control.options),
    choice("executor", "Executor", [option("atOnce", "all at once", "Everything is sold at once."), option("slices", "slices over time", "A slice a second."), option("auction", "auction", "Bidders take it."), option("twap", "evenly", "Evenly over a minute.")]),
    choice("ruleset", "Venue rules", [option("plain", "Plain", "No venue's."), option("venueA", "Venue A", "As Venue A does it.")]),
    ...(chosen.executor === 1 ? [{ name: "slice", label: "Slice", unit: "fraction", range: [0, 1], scale: "linear", step: 0.01, value: 0.25, help: "", group: "rules" }] : []),
  ];
}
export function applySettings(scenario, { values, ...rest }) {
  const before = { ...STANDARD, ...scenario[CHOSEN] };
  const chosen = { ...before };
  const { ruleset, executor, slice, ...given } = values;
  const set = {};
  const remarks = [];
  for (const { name, options } of controls(scenario)) {
    if (!(name in chosen) || values[name] === undefined) continue;
    const plain = (text) => String(text).toLowerCase();
    const index = options.findIndex((one, place) => plain(one.name) === plain(values[name]) || place === values[name]);
    if (index < 0) remarks.push({ kind: "unreadable", name, given: values[name] });
    else if (index !== before[name]) set[name] = options[(chosen[name] = index)].name;
  }
  const fund = chosen.ruleset === 1 ? 9e6 : 3e6;
  const venue = soundApplySettings(scenario, { values: "ruleset" in set ? { insuranceFund: fund } : {} });
  const sound = soundApplySettings(venue.scenario, { values: given, ...rest });
  const made = { ...sound.scenario, [CHOSEN]: chosen };
  const all = controls(made);
  const named = all.map(({ name, options, value }) => [name, options?.[value]?.name ?? value]);
  const of = (name) => all.find((control) => control.name === name);
  if (slice !== undefined && of("slice") && slice !== 0.25) set.slice = slice;
  const plain = { ...Object.fromEntries(named), ...sound.plain, ...Object.fromEntries(["ruleset", "executor"].map((name) => [name, of(name).options[before[name]].name])) };
  return { ...sound, scenario: made, values: { ...sound.values, ...set }, plain, remarks: [...remarks, ...sound.remarks], controls: all };
}
`;

const withStandIn = async (_page, context) => {
  await context.route("**/pkg/page/liquidation_cascades.js*", async (route) => {
    const response = await route.fetch();
    const source = (await response.text())
      .replace("export function controls(", "function soundControls(")
      .replace("export function applySettings(", "function soundApplySettings(")
      .replace("export function rulesets(", "function soundRulesets(");
    await route.fulfill({ response, body: source + STAND_IN });
  });
};

test("a choice is a list with its meaning, a chip and a name in the address", async () => {
  const { page, troubles, close } = await open(browser, "?section=play", { before: withStandIn });
  await page.locator("summary", { hasText: /^Rules$/ }).click();
  const executor = page.getByRole("combobox", { name: "Executor" });
  await executor.selectOption({ label: "slices over time" });
  await page.getByRole("button", { name: "Executor: slices over time: back to the preset" }).waitFor();
  await page.getByText("A slice a second.").waitFor();
  await until(
    () => new URL(page.url()).searchParams.get("executor"),
    (value) => value === "slices",
    "the address",
  );
  // What the choice brings along is there, and can be moved.
  await sliders(page, "Slice").waitFor();
  await page.getByRole("radiogroup", { name: "Venue rules" }).getByLabel("Venue A").check();
  await page.getByText("Read in its handbook, 2024-05-01.").waitFor();
  assert.match(await sliders(page, "Insurance fund").getAttribute("aria-valuetext"), /^\$9M$/);
  // Another executor than the venue's.
  await page.getByText("(custom)").waitFor();
  const search = await until(
    () => new URL(page.url()).search,
    (text) => text.includes("ruleset=venueA"),
    "the address with the venue",
  );
  await close();
  assert.deepEqual(troubles, []);
  // The order in the address does not matter, nor how the name is written.
  const other = await open(browser, `${search}&slice=0.5&executor=SLICES`, { before: withStandIn });
  assert.equal((await other.page.locator(".chip").count()) >= 3, true);
  await other.page.getByRole("button", { name: /^Executor: slices over time/ }).click();
  await until(
    () => other.page.getByText("Executor: slices").count(),
    (count) => count === 0,
    "the chip is gone",
  );
  await other.close();
  const strange = await open(browser, "?executor=nonsense&ruleset=venueA", { before: withStandIn });
  await until(
    () => strange.page.getByRole("status").innerText(),
    (text) => /Executor "nonsense" cannot be read/.test(text),
    "the note",
  );
  await strange.close();
});

test("the rules of a venue are a choice above all others, with their source", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  await page.locator("summary", { hasText: /^Rules$/ }).click();
  const venues = page.getByRole("combobox", { name: "Venue rules" });
  const [first, second] = await Promise.all([venues.boundingBox(), page.getByRole("combobox", { name: "Forced orders" }).boundingBox()]);
  assert.ok(first.y < second.y);
  await venues.selectOption({ label: "Hyperliquid" });
  await page.getByText(/^Read in Hyperliquid documentation/).waitFor();
  await page.getByRole("button", { name: "Venue rules: Hyperliquid: back to the preset" }).waitFor();
  await until(
    () => new URL(page.url()).searchParams.get("ruleset"),
    (value) => value === "hyperliquid",
    "the address",
  );
  // What a venue sets is no edit of the reader's; what the reader sets stays on top of it.
  assert.equal(await page.locator(".chip").count(), 1);
  await page.getByRole("combobox", { name: "Forced orders" }).selectOption({ label: "By auction" });
  await page.getByText("(custom)").waitFor();
  await until(
    () => new URL(page.url()).searchParams.get("executor"),
    (value) => value === "dutch",
    "the address with the executor",
  );
  const said = await sentence(page);
  const { search } = new URL(page.url());
  await close();
  const again = await open(browser, search);
  assert.equal(await sentence(again.page), said);
  assert.equal(await again.page.getByRole("combobox", { name: "Venue rules", includeHidden: true }).inputValue(), "5");
  assert.deepEqual([...troubles, ...again.troubles], []);
  await again.close();
});

test("a choice takes the keyboard", async () => {
  const { page, close } = await open(browser, "?section=play", { before: withStandIn });
  await page.locator("summary", { hasText: /^Rules$/ }).click();
  const group = page.getByRole("radiogroup", { name: "Venue rules" });
  await group.getByLabel("Plain").focus();
  await page.keyboard.press("ArrowDown");
  await until(
    () => new URL(page.url()).searchParams.get("ruleset"),
    (value) => value === "venueA",
    "the address",
  );
  assert.equal(await page.getByText("(custom)").count(), 0);
  await sliders(page, "Insurance fund").press("ArrowRight");
  await page.getByText("(custom)").waitFor();
  await close();
});

test("your own position dies, or survives with less", async () => {
  const { page, troubles, close } = await open(browser, "?section=play", { before: withStandIn });
  await page.locator("summary", { hasText: "You in the queue" }).click();
  await page.getByText("You are closed by force in wave 2.").waitFor();
  for (const text of ["91 (−9\u00a0%)", "1.18M", "$1K (100\u00a0% of your own money)", "6x or less"]) assert.ok(await page.getByText(text).isVisible(), text);
  await page.getByLabel("Times your own money").fill("3");
  await page.getByText("You survive.").waitFor();
  await page.getByLabel("Times your own money").fill("0");
  await page.getByLabel("Times your own money").press("Tab");
  await until(
    () => page.locator("#own .error").innerText(),
    (text) => /Times your own money.*\b1x/.test(text),
    "why 0x is no leverage",
  );
  // More than the engine takes is said in the same words as less, and the number stays.
  for (const [label, text, wanted] of [
    ["Times your own money", "5000", /5000.*Times your own money.*1,000x/],
    ["Size", "1e300", /1e300.*Size.*\$/],
  ]) {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByLabel(label, { exact: true }).press("Tab");
    await until(
      () => page.locator("#own .error").innerText(),
      (said) => wanted.test(said),
      `why ${text} is too much`,
    );
  }
  await page.getByLabel("Times your own money").fill("20");
  await page.getByLabel("Short: you gain when it falls").check();
  await page.getByText("You survive.").waitFor();
  assert.deepEqual(troubles, []);
  await close();
});

test("the fields of your own position stand below each other, however long their names are", async () => {
  for (const [lang, width] of [
    ["en", 1280],
    ["de", 1280],
    ["en", 390],
    ["de", 390],
  ]) {
    const { page, close } = await open(browser, `?lang=${lang}`, { context: { viewport: { width, height: 800 } } });
    await page.locator("#own > summary").click();
    const boxes = await page.locator(".own-fields .exact").evaluateAll((fields) => fields.map((field) => field.getBoundingClientRect()));
    assert.equal(boxes.length, 2);
    const [size, leverage] = boxes;
    assert.ok(Math.abs(size.x - leverage.x) < 1 && Math.abs(size.width - leverage.width) < 1, `${lang} ${width}: ${JSON.stringify(boxes)}`);
    await close();
  }
});

test("how near the breaking point is stands beside the sliders", async () => {
  const { page, close } = await open(browser, "?section=play", { before: withStandIn });
  await page.getByText(/^It breaks at a fall of 5\.6\s%\. This one is 0\.6 points short of 5\.6\s%, and more than doubled\.$/).waitFor();
  await sliders(page, "Shock size").press("PageDown");
  await page.getByText(/^It breaks at a fall of 5\.6\s%\. This one is 0\.4 points past 5\.6\s%, and more than doubled\.$/).waitFor();
  await close();
});

test("the price can be taken by hand, shows where it would land, and is let go", async () => {
  const { page, troubles, close } = await open(browser, "?speed=8", { before: withStandIn });
  const grip = sliders(page, "The price, to drag");
  const box = await grip.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 20, { steps: 4 });
  const near = Number(
    (
      await until(
        () => page.locator(".landing span").innerText(),
        (text) => /^lands at/.test(text),
        "the ghost",
      )
    ).match(/[\d.]+/)[0],
  );
  await page.mouse.move(x, y + 40, { steps: 8 });
  await until(
    () => page.locator(".landing span").innerText(),
    (text) => Number(text.match(/[\d.]+/)[0]) > near + 7,
    "the ghost beyond the cliff",
  );
  const held = Number(await grip.getAttribute("aria-valuenow"));
  assert.ok(held < -6 && held > -12, String(held));
  assert.equal(new URL(page.url()).searchParams.get("shock"), null);
  const shown = await picture(page);
  await page.mouse.up();
  await until(
    () => sliders(page, "Shock size").getAttribute("aria-valuetext"),
    (text) => text === `\u2212${-held}\u00a0%`,
    "the slider",
  );
  await otherPicture(page, shown);
  await until(() => isAtEnd(page), Boolean, "the end");
  await until(
    () => sentence(page),
    (text) => text.includes("became"),
    "the sentence",
  );
  assert.equal(await page.locator(".landing").isVisible(), false);
  assert.deepEqual(troubles, []);
  await close();
});

test("the price moves by keys too, Escape puts it back, and a finger elsewhere scrolls", async () => {
  const { page, close } = await open(browser, "", { before: withStandIn });
  const grip = sliders(page, "The price, to drag");
  await grip.focus();
  await page.keyboard.press("PageDown");
  await until(
    () => grip.getAttribute("aria-valuetext"),
    (text) => /^−7\s%, lands at −13\s%$/.test(text),
    "the words",
  );
  await page.keyboard.press("Escape");
  assert.equal(await grip.getAttribute("aria-valuetext"), "\u22125\u00a0%");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(
    () => sliders(page, "Shock size").getAttribute("aria-valuetext"),
    (text) => text === "\u22125.5\u00a0%",
    "the slider",
  );
  assert.equal(await page.locator(".figure").evaluate((element) => getComputedStyle(element).touchAction), "pan-y");
  assert.equal(await grip.evaluate((element) => getComputedStyle(element).touchAction), "none");
  await close();
});

test("with the engine itself: the ghost tells where it lands, a position dies, and the breaking point is known", async () => {
  const { page, troubles, close } = await open(browser, "?speed=8");
  await page.getByText(/(fall of [\d.]+\s%.*This one is (among them|[\d.]+ points? (short of|past) that)|however small).*\.$/).waitFor();
  const grip = sliders(page, "The price, to drag");
  await grip.focus();
  await page.keyboard.press("PageDown");
  const told = await until(
    () => grip.getAttribute("aria-valuetext"),
    (text) => /^−7\s%, lands at −[\d.]+\s%$/.test(text),
    "the ghost",
  );
  await page.keyboard.press("Enter");
  await until(
    () => sentence(page),
    (text) => /^A 7\s% fall became/.test(text),
    "the sentence",
  );
  const final = await page.locator('[data-figure="final"] .value').innerText();
  assert.ok(told.endsWith(`lands at ${final}`), `${told} / ${final}`);
  await page.locator("summary", { hasText: "You in the queue" }).click();
  await page.getByText(/^You are closed by force in wave \d+\.$/).waitFor();
  await page.getByLabel("Times your own money").fill("1");
  await page.getByText("You survive.").waitFor();
  await page.getByLabel("Preset", { exact: true }).selectOption({ label: "Slow motion" });
  await page.getByLabel("Times your own money").fill("50");
  await page.getByText(/^You are closed by force after [\d.]+\s\w+\.$/).waitFor();
  assert.deepEqual(troubles, []);
  await close();
});

test("while the price is in hand a mark says where it breaks, or from where on forced orders double it", async () => {
  const { page, troubles, close } = await open(browser, "?section=play&preset=same-door");
  const mark = page.locator(".breaks");
  const word = mark.locator("span");
  const grip = page.locator(".grip");
  const isSeen = () => mark.evaluate((element) => getComputedStyle(element).visibility === "visible");
  const said = await page.getByText(/^It breaks at a fall of [\d.]+\s%/).innerText();
  const [, fall] = said.match(/fall of ([\d.]+)/);
  assert.equal(await isSeen(), false);
  await grip.focus();
  await page.keyboard.press("ArrowUp");
  await until(isSeen, Boolean, "the mark");
  assert.equal((await word.innerText()).replace("\u00a0", " "), `breaks at −${fall} %`);
  await page.keyboard.press("Escape");
  // The shock of the preset is a little past that.
  const [line, box] = [await mark.boundingBox(), await grip.boundingBox()];
  assert.ok(line.y < box.y + box.height / 2 && line.y > box.y - 40, JSON.stringify([line, box]));

  await page.getByLabel("Preset", { exact: true }).focus();
  await page.getByLabel("Preset", { exact: true }).selectOption({ label: "The match" });
  await page
    .getByText(/^Between a fall of [\d.]+\s% and one of [\d.]+\s%, forced selling more than doubles it, with gaps\. This one is among them\.$/)
    .waitFor();
  assert.equal(await isSeen(), false);
  await grip.focus();
  await page.keyboard.press("ArrowUp");
  await until(
    () => word.innerText(),
    (text) => /^doubles from −[\d.]+\s% to −[\d.]+\s%$/.test(text),
    "the other word",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("jumps lead to the first liquidation and to the worst moment", async () => {
  const { page, close } = await open(browser, "?preset=fair-weather");
  await page.getByRole("button", { name: "Worst moment" }).click();
  const last = await lastRow(page);
  const worst = await until(
    () => timeline(page),
    (row) => row > 0 && row < last,
    "the worst moment",
  );
  await page.getByRole("button", { name: "First liquidation" }).click();
  await until(
    () => timeline(page),
    (row) => row >= 1 && row < worst,
    "the first liquidation",
  );
  await close();
  const calm = await open(browser, "?leverage=1&leverageSpread=0");
  assert.ok(await calm.page.getByRole("button", { name: "First liquidation" }).isDisabled());
  await calm.close();
});

test("who paid is a list of amounts, and empty drawers are not there", async () => {
  const { page, close } = await open(browser, "?section=play&leverageSpread=0");
  const paid = page.getByRole("region", { name: "Who paid" });
  assert.match(await paid.getByRole("listitem").filter({ hasText: "Traders' own money" }).innerText(), /\$[\d.]+M/);
  assert.match(await paid.getByRole("listitem").filter({ hasText: "bad debt" }).innerText(), /\$[\d.]+M/);
  await sliders(page, "Leverage").fill("0");
  await until(
    () => paid.innerText(),
    (text) => /no position was closed/.test(text),
    "nobody",
  );
  assert.equal(await paid.getByRole("listitem").count(), 0);
  assert.equal(await page.locator("summary", { hasText: "Other markets" }).count(), 0);
  await close();
});

test("the other situations are cards with their lessons", async () => {
  const { page, close } = await open(browser, "?section=play");
  await page.locator("summary", { hasText: "More situations" }).click();
  const card = page.getByRole("button", { name: /^Short squeeze Cascades go up/ });
  await card.click();
  await until(
    () => sentence(page),
    (text) => /rise became/.test(text),
    "the squeeze",
  );
  assert.equal(await card.getAttribute("aria-pressed"), "true");
  assert.equal(await page.getByLabel("Preset", { exact: true }).inputValue(), "short-squeeze");
  await close();
});

test("one's own trade is held in other ways through the same crash, and again with another size", async () => {
  for (const [path, caption, first] of [
    ["?section=play", /^Of 5 ways to hold this trade through this crash: \d held to the end, \d stopped, \d liquidated\.$/, /^As it is, 10x/],
    ["?section=play&lang=de", /^Von 5 Arten, diese Position durch diesen Absturz zu halten: \d bis zum Ende gehalten/, /^Wie sie ist, 10x/],
  ]) {
    const { page, troubles, close } = await open(browser, path);
    await page.locator("#own > summary").click();
    const ways = page.locator(".ways");
    await ways.locator("summary").click();
    await until(
      () => ways.locator("p").first().innerText(),
      (text) => caption.test(text),
      "the ways",
    );
    assert.equal(await ways.locator(".bars li").count(), 5);
    assert.match(await ways.locator(".bars li").first().innerText(), first);
    await page.locator("#own-leverage").fill("40");
    await until(
      () => ways.locator(".bars li").first().innerText(),
      (text) => text.includes("40x"),
      "another size",
    );
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(troubles, []);
    await close();
  }
});
