// A page for each preset in each language, that says what happens before anything runs: for whoever follows a link, for
// search engines, and for the cards that chats and feeds make of a link.
import { CARD, card } from "./card.mjs";
import { LANGUAGES, themes } from "./engine.mjs";
import { escaped, jsonInScript, withHead } from "./html.mjs";
import { WORDS } from "./words.mjs";

/**
 * Of the picture on the page, CSS pixels: with room, and on a phone. Each is the least that it is shown at (`front.css`), so that
 * its words are as large as they were drawn, or larger.
 */
const FIGURE = { width: 720, height: 380 };
const NARROW = { width: 360, height: 330 };
/** Windows that are wider have room for the first, inside of the margins of the page. */
const NARROW_WINDOW = "(max-width: 767px)";
/** What an oEmbed consumer is offered. */
const FRAME = { width: 720, height: 640 };
const PROVIDER = "Liquidation Cascades";

/** @param {string} name @param {string} language */
export const presetPath = (name, language) => (language === "en" ? `p/${name}/` : `p/${name}/${language}/`);

/** @param {string} name @param {string} language */
const query = (name, language) => `?preset=${name}${language === "en" ? "" : `&lang=${language}`}`;

/** @param {{ name: string, url: string, title: string, language: string }} what */
const frameOf = ({ name, url, title, language }) =>
  `<iframe src="${escaped(`${url}embed.html${query(name, language)}`)}" title="${escaped(title)}" width="100%" height="${FRAME.height}" style="border:0" loading="lazy" allow="fullscreen"></iframe>`;

/**
 * @param {import("./site.mjs").Site} site
 * @param {Awaited<ReturnType<typeof import("./engine.mjs").openPresets>>} presets
 * @param {{ url: string, names: Map<string, string>, styles: string[], script: string, licenses: string[] }} how `url`: where the site will be, with a slash at its end; empty where nobody said; `styles`: of pages without a program; `script`: what they all do besides
 * @returns {Map<string, { image: string, pictures: Pictures }>} by address of the page, what it shows
 */
export function addPresetPages(site, presets, { url, names, styles, script, licenses }) {
  const palette = themes();
  const pages = new Map();
  for (const preset of presets) {
    for (const language of LANGUAGES) {
      const told = preset.told(language);
      const path = presetPath(preset.name, language);
      const up = "../".repeat(path.split("/").length - 1);
      const picture = (size, theme) =>
        site.addAsset(`${preset.name}-${language}-${size === NARROW ? "narrow-" : ""}${theme}.svg`, preset.svg({ language, theme, ...size }));
      const pictures = {
        light: picture(FIGURE, "light"),
        dark: picture(FIGURE, "dark"),
        narrowLight: picture(NARROW, "light"),
        narrowDark: picture(NARROW, "dark"),
      };
      const figure = ({ width, height }) => preset.svg({ language, theme: "dark", width, height });
      const image = site.addAsset(`${preset.name}-${language}.png`, card({ ...told, product: PROVIDER, figure, theme: palette.dark }));
      const parts = { name: preset.name, language, told, path, up, url, image, pictures, styles, script, licenses, icon: names.get("favicon.svg"), presets };
      site.add(`${path}index.html`, pageOf(parts));
      if (url) site.add(`${path}oembed.json`, `${JSON.stringify(oembed(parts), null, 1)}\n`);
      pages.set(path, { image, pictures });
    }
  }
  return pages;
}

function oembed({ name, language, told, url, image }) {
  return {
    version: "1.0",
    type: "rich",
    title: `${told.title}: ${told.sentence}`,
    provider_name: PROVIDER,
    provider_url: url,
    html: frameOf({ name, url, title: told.title, language }),
    width: FRAME.width,
    height: FRAME.height,
    thumbnail_url: url + image,
    thumbnail_width: CARD.width,
    thumbnail_height: CARD.height,
  };
}

function headOf({ name, language, told, path, up, url, image, script, licenses }) {
  const description = `${told.sentence} ${told.lesson}`;
  const learning = {
    "@context": "https://schema.org",
    "@type": "LearningResource",
    name: told.title,
    description,
    inLanguage: language,
    teaches: told.lesson,
    learningResourceType: "simulation",
    interactivityType: "active",
    isAccessibleForFree: true,
    license: licenses,
    ...(url ? { url: url + path, image: url + image } : {}),
  };
  const alternates = LANGUAGES.map((other) => `<link rel="alternate" hreflang="${other}" href="${url || up}${presetPath(name, other)}">`);
  // A card, an embed code and the one true address need to know where the site is.
  const absolute = url
    ? `<link rel="canonical" href="${url}${path}">
<link rel="alternate" type="application/json+oembed" href="${url}${path}oembed.json" title="${escaped(told.title)}">
<meta property="og:url" content="${url}${path}">
<meta property="og:image" content="${url}${image}">
<meta property="og:image:type" content="image/png">
<meta property="og:image:width" content="${CARD.width}">
<meta property="og:image:height" content="${CARD.height}">
<meta property="og:image:alt" content="${escaped(told.alt)}">
<meta name="twitter:card" content="summary_large_image">
`
    : "";
  return `<title>${escaped(told.title)} - ${PROVIDER}</title>
<meta name="description" content="${escaped(description)}">
${alternates.join("\n")}
<link rel="alternate" hreflang="x-default" href="${url || up}${presetPath(name, "en")}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${PROVIDER}">
<meta property="og:title" content="${escaped(told.sentence)}">
<meta property="og:description" content="${escaped(told.lesson)}">
<meta property="og:locale" content="${language === "de" ? "de_DE" : "en_US"}">
${absolute}<script type="application/ld+json">${jsonInScript(learning)}</script>
<script type="module" src="${up}${script}"></script>
`;
}

/** A page without a program. */
export function shell({ language, icon, styles, up, body, head }) {
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${up}${icon}" type="image/svg+xml">
${styles.map((path) => `<link rel="stylesheet" href="${up}${path}">`).join("\n")}
</head>
<body class="front">
${body}
</body>
</html>
`;
  return withHead(html, head);
}

/** @typedef {Record<"light" | "dark" | "narrowLight" | "narrowDark", string>} Pictures */

/** The finished picture in the reader's colours. @param {{ up: string, pictures: Pictures, alt: string }} what */
export const pictureOf = ({ up, pictures, alt }) =>
  `<picture><source media="${NARROW_WINDOW} and (prefers-color-scheme: dark)" srcset="${up}${pictures.narrowDark}" width="${NARROW.width}" height="${NARROW.height}"><source media="${NARROW_WINDOW}" srcset="${up}${pictures.narrowLight}" width="${NARROW.width}" height="${NARROW.height}"><source media="(prefers-color-scheme: dark)" srcset="${up}${pictures.dark}"><img src="${up}${pictures.light}" alt="${escaped(alt)}" width="${FIGURE.width}" height="${FIGURE.height}"></picture>`;

/** @param {{ text: string, strong?: boolean }[]} said */
export const sentenceOf = (said) => said.map(({ text, strong }) => (strong ? `<strong>${escaped(text)}</strong>` : escaped(text))).join("");

function pageOf({ name, language, told, path, up, url, image, pictures, styles, icon, presets, script, licenses }) {
  const words = WORDS[language];
  const other = LANGUAGES.find((one) => one !== language);
  const others = presets
    .filter((one) => one.name !== name)
    .map((one) => `<li><a href="${up}${presetPath(one.name, language)}">${escaped(one.told(language).title)}</a></li>`);
  // Where the site is, nobody said: then the reader has to know.
  const snippet = frameOf({ name, url: url || "https://your.host/", title: told.title, language });
  const body = `<header class="bar"><a class="product" href="${up}${language === "en" ? "" : `?lang=${language}`}">${PROVIDER}</a><div class="bar-tools"><a class="quiet" href="${up}${presetPath(name, other)}" hreflang="${other}" lang="${other}">${words.other}</a></div></header>
<main>
<p class="front-name">${escaped(told.title)}</p>
<h1>${sentenceOf(told.said)}</h1>
${pictureOf({ up, pictures, alt: told.alt })}
<p class="lesson">${escaped(told.lesson)}</p>
<p class="front-go"><a class="call" href="${up}${query(name, language).replaceAll("&", "&amp;")}">${words.open}</a> <span class="front-note">${words.openHelp}</span></p>
<h2>${words.embedTitle}</h2>
<pre tabindex="0"><code>${escaped(snippet)}</code></pre>
<h2>${words.othersTitle}</h2>
<ul>
${others.join("\n")}
</ul>
</main>
<footer class="page-foot"><p class="foot">${escaped(told.honest)}</p></footer>`;
  return shell({ language, icon, styles, up, body, head: headOf({ name, language, told, path, up, url, image, script, licenses }) });
}
