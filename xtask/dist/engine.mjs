// The engine and the page's words, for pictures and sentences that are there before anything runs.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { WWW } from "./packages.mjs";

const page = (name) => import(new URL(`../../www/js/${name}`, import.meta.url).href);
const { stringsOf } = await page("strings.js");
const { useLanguage } = await page("format.js");
const { pictureLabel, sentence } = await page("sentence.js");
const { honestText, situationOf } = await page("situation.js");

export const LANGUAGES = ["en", "de"];

/** @typedef {"light" | "dark"} ThemeName */

/** The palette of the style sheet, as the engine takes it. @returns {Record<ThemeName, object>} */
export function themes() {
  const css = readFileSync(join(WWW, "style/palette.css"), "utf8");
  const block = (selector) => css.slice(css.indexOf(`${selector} {`)).match(/\{([^}]*)\}/)?.[1] ?? "";
  const themeOf = (text) => {
    const colour = (name) => text.match(new RegExp(`--stage-${name}: ([^;]+);`))?.[1];
    const list = (name, count = 6) => Array.from({ length: count }, (_, i) => colour(`${name}-${i + 1}`));
    const single = Object.fromEntries(
      ["background", "foreground", "muted", "grid", "price", "counterfactual", "ghost", "gap", "long", "short", "bid", "ask"].map((name) => [
        name,
        colour(name),
      ]),
    );
    return { ...single, longHeat: list("long-heat"), shortHeat: list("short-heat"), waves: list("wave"), kinds: list("kind", 4), others: single.bid };
  };
  return { light: themeOf(block(":root,\n.paper")), dark: themeOf(block(`:root[data-theme="dark"]`)) };
}

/** Everything that is known of the presets: runs, words and pictures. */
export async function openPresets() {
  const module = await import(new URL("../../www/pkg/liquidation_cascades.js", import.meta.url).href);
  await module.default({ module_or_path: readFileSync(join(WWW, "pkg/liquidation_cascades_bg.wasm")) });
  for (const name of readdirSync(join(WWW, "data")).filter((file) => file.endsWith(".json"))) module.registerData(name, readFileSync(join(WWW, "data", name)));
  const palette = themes();
  const words = Object.fromEntries(await Promise.all(LANGUAGES.map(async (language) => [language, await stringsOf(language)])));
  for (const language of LANGUAGES) if (words[language].language !== language) throw new Error(`there are no words in "${language}"`);

  return module.presetNames().map((name) => {
    const scenario = module.preset(name);
    const trace = module.run(scenario);
    const times = trace.timeS();
    const outcome = {
      startPrice: trace.lastPrice()[0],
      ticks: times[times.length - 1] > 0,
      summary: trace.summary(),
      facts: trace.facts(),
      paid: trace.whoPaid(),
    };
    const plain = { name, title: scenario.title ?? name, lesson: scenario.note ?? "" };
    return {
      name,
      /** Title, lesson, what is said above the picture, what the picture shows, and what is invented in it. @param {string} language */
      told(language) {
        const strings = words[language];
        useLanguage(language);
        const said = sentence(outcome, strings);
        const spaced = (text) => text.replaceAll("\u00a0", " ");
        const honest = honestText(situationOf(scenario, {}), strings.honest);
        return { ...strings.preset(plain), said, sentence: spaced(said.map(({ text }) => text).join("")), alt: spaced(pictureLabel(outcome, strings)), honest };
      },
      /** The finished picture, as shapes and words. @param {{ language: string, theme: ThemeName, width: number, height: number }} how */
      svg({ language, theme, width, height }) {
        const stage = new module.Stage();
        stage.setTheme(palette[theme]);
        stage.setLabels(words[language].stage);
        stage.resize(width, height, 1);
        stage.load(trace);
        const svg = stage.svg(Infinity, []);
        stage.free();
        return svg;
      },
    };
  });
}
