import { after, before, test } from "./test.mjs";
import { launch, open, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Boxes of the controls that are shown, of what leads on, of what plays and of the figure. */
function measure() {
  const box = (element) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    return { left, top, right, bottom, width, height };
  };
  const shown = (selector, root = document) =>
    [...root.querySelectorAll(selector)].filter(
      (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1,
    );
  const line = (element) => Number.parseFloat(getComputedStyle(element).lineHeight) || 1.4 * Number.parseFloat(getComputedStyle(element).fontSize);
  return {
    controls: shown(".mains .control").map((control) => {
      const label = control.querySelector("label");
      const words = document.createRange();
      words.selectNodeContents(shown(".short, .long", label)[0] ?? label);
      const value = shown(".exact > *", control).map(box);
      return {
        name: label.textContent,
        label: box(words),
        lines: Math.round(box(words).height / line(label)),
        value: {
          left: Math.min(...value.map(({ left }) => left)),
          right: Math.max(...value.map(({ right }) => right)),
          top: Math.min(...value.map(({ top }) => top)),
          bottom: Math.max(...value.map(({ bottom }) => bottom)),
        },
        slider: box(control.querySelector("input[type=range]")),
      };
    }),
    links: shown(".foot :is(a, button)").map(box),
    transport: box(document.querySelector(".transport")),
    frame: box(document.querySelector(".frame")),
  };
}

const isNear = (one, other, most = 1) => Math.abs(one - other) <= most;

/** What is wrong with three sliders side by side: a frame that is low and narrow. */
function besideEachOther({ controls }) {
  const [first] = controls;
  const found = [];
  for (const { name, label, lines, value, slider } of controls) {
    if (!isNear(slider.width, first.slider.width)) found.push(`${name}: its slider has ${slider.width} px of ${first.slider.width}`);
    if (!isNear(slider.top, first.slider.top)) found.push(`${name}: its slider is at ${slider.top}, not ${first.slider.top}`);
    if (lines !== 1) found.push(`${name} has ${lines} lines`);
    if (label.right > slider.right + 1) found.push(`${name} is wider than its slider`);
    if (!isNear(value.left, label.left, 2)) found.push(`${name}: its value begins at ${value.left}, its name at ${label.left}`);
  }
  return found;
}

/** And of sliders below each other, each with its name and its value beside it. */
function belowEachOther({ controls }) {
  const [first] = controls;
  return controls
    .filter(({ slider }) => !isNear(slider.width, first.slider.width) || !isNear(slider.left, first.slider.left))
    .map(({ name, slider }) => `${name}: ${slider.left} + ${slider.width}, not ${first.slider.left} + ${first.slider.width}`);
}

/** And of those beside the figure, with name and value above them. */
function besideTheFigure({ controls, transport, frame }) {
  const found = [];
  for (const { name, label, value } of controls) {
    if (Math.min(label.bottom, value.bottom) - Math.max(label.top, value.top) < 8) found.push(`${name} and its value are on two lines`);
    if (value.left < label.right + 4) found.push(`${name} touches its value`);
  }
  if (transport.top - frame.bottom > 16) found.push(`${transport.top - frame.bottom} px of nothing below the figure`);
  return found;
}

/** What leads on is one row. */
const atTheFoot = ({ links }) => (links.every(({ bottom }) => isNear(bottom, links[0].bottom, 6)) ? [] : [`links at ${links.map(({ bottom }) => bottom)}`]);

for (const preset of ["the-match", "real-book", "calm-water"]) {
  for (const lang of ["en", "de"]) {
    test(`sliders, names and values of ${preset} in ${lang} stand in line in every frame`, async () => {
      const { page, close } = await open(browser, `embed.html?preset=${preset}&lang=${lang}`, { context: { viewport: { width: 700, height: 700 } } });
      for (const [width, height, faults] of [
        [300, 250, besideEachOther],
        [320, 480, besideEachOther],
        [480, 360, besideEachOther],
        [590, 550, besideEachOther],
        [360, 640, belowEachOther],
        [390, 844, belowEachOther],
        [590, 700, belowEachOther],
        [640, 360, besideTheFigure],
        [640, 480, besideTheFigure],
        [700, 420, besideTheFigure],
        [900, 540, besideTheFigure],
        [320, 480, atTheFoot],
        [360, 640, atTheFoot],
        [390, 844, atTheFoot],
        [480, 420, atTheFoot],
        [1280, 720, atTheFoot],
      ]) {
        await page.setViewportSize({ width, height });
        await until(
          async () => faults(await page.evaluate(measure)),
          (found) => found.length === 0,
          `${width} x ${height}`,
        );
      }
      await close();
    });
  }
}
