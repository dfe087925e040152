// What a host and the crawlers that visit it are told: heads, a page for addresses that do not exist, headers.
import { DOCUMENTS } from "./bundle.mjs";
import { CARD } from "./card.mjs";
import { LANGUAGES } from "./engine.mjs";
import { escaped, jsonInScript } from "./html.mjs";
import { pictureOf, presetPath, sentenceOf, shell } from "./preset-pages.mjs";
import { WORDS } from "./words.mjs";

/** The page itself, in a language. @param {string} language */
const home = (language) => (language === "en" ? "" : `?lang=${language}`);

/**
 * What the head of the page says to those who do not run it. It is the same for every language and every run: an address that
 * it called the true one would take the place of the one that was shared, so that it names none (`canonical.js` does).
 * @param {{ url: string, licenses: string[], image: string, alt: string }} what
 */
export function siteHead({ url, licenses, image, alt }) {
  const { siteTitle, siteDescription, product } = WORDS.en;
  const learning = {
    "@context": "https://schema.org",
    "@type": "LearningResource",
    name: product,
    description: siteDescription,
    inLanguage: LANGUAGES,
    learningResourceType: "simulation",
    interactivityType: "active",
    isAccessibleForFree: true,
    license: licenses,
    ...(url ? { url, image: url + image } : {}),
  };
  const alternates = LANGUAGES.map((language) => `<link rel="alternate" hreflang="${language}" href="${url || "./"}${home(language)}">`).join("");
  const absolute = url
    ? `<link rel="alternate" hreflang="x-default" href="${url}"><meta property="og:image" content="${url}${image}"><meta property="og:image:type" content="image/png"><meta property="og:image:width" content="${CARD.width}"><meta property="og:image:height" content="${CARD.height}"><meta property="og:image:alt" content="${escaped(alt)}"><meta name="twitter:card" content="summary_large_image">`
    : "";
  return `${alternates}<meta property="og:type" content="website"><meta property="og:site_name" content="${escaped(product)}"><meta property="og:title" content="${escaped(siteTitle)}"><meta property="og:description" content="${escaped(siteDescription)}">${absolute}<script type="application/ld+json">${jsonInScript(learning)}</script>`;
}

/**
 * Shown at any depth, so every address in it starts at the root of the host: that of the site where it is known, else the
 * host's own.
 */
export function missingPage({ url, styles, icon, told, pictures }) {
  const up = url ? new URL(url).pathname : "/";
  const parts = LANGUAGES.map((language) => {
    const words = WORDS[language];
    const { said, alt } = told(language);
    return `<section lang="${language}">
<h1>${escaped(words.missingTitle)}</h1>
<p>${escaped(words.missing)}</p>
<p class="sentence">${sentenceOf(said)}</p>
${pictureOf({ up, pictures: pictures(language), alt })}
<p class="front-go"><a class="call" href="${up}${home(language)}">${escaped(words.home)}</a></p>
</section>`;
  });
  const head = `<title>${LANGUAGES.map((language) => escaped(WORDS[language].missingTitle)).join(" / ")}</title>\n<meta name="robots" content="noindex">\n`;
  return shell({ language: "en", icon, styles, up, body: `<main>\n${parts.join("\n")}\n</main>`, head });
}

/**
 * In the place of a page that is not kept, without a line. The service worker shows it at any depth: it puts the address of the
 * site in front of what begins with "./".
 */
export function offlinePage({ presets, styles, icon, told, pictures }) {
  const parts = LANGUAGES.map((language) => {
    const words = WORDS[language];
    const { said, alt } = told(language);
    const pages = presets.map((preset) => `<li><a href="./${presetPath(preset.name, language)}">${escaped(preset.told(language).title)}</a></li>`);
    return `<section lang="${language}">
<h1>${escaped(words.offlineTitle)}</h1>
<p>${escaped(words.offline)}</p>
<p>${escaped(words.offlineLarge)}</p>
<p class="sentence">${sentenceOf(said)}</p>
${pictureOf({ up: "./", pictures: pictures(language), alt })}
<p class="front-go"><a class="call" href="./${home(language)}">${escaped(words.home)}</a></p>
<h2>${escaped(words.offlineKept)}</h2>
<ul>
${pages.join("\n")}
<li><a href="./about.html${language === "en" ? "" : `#${language}`}">${escaped(words.offlineAbout)}</a></li>
<li><a href="./reference.html">${escaped(words.offlineReference)}</a></li>
</ul>
</section>`;
  });
  const head = `<title>${LANGUAGES.map((language) => escaped(WORDS[language].offlineTitle)).join(" / ")}</title>\n<meta name="robots" content="noindex">\n`;
  return shell({ language: "en", icon, styles, up: "./", body: `<main>\n${parts.join("\n")}\n</main>`, head });
}

/** @param {{ url: string, pages: string[] }} what `pages`: one for each preset and language */
export function sitemap({ url, pages }) {
  const entry = (versions, address) => {
    const links = LANGUAGES.map((language) => `<xhtml:link rel="alternate" hreflang="${language}" href="${escaped(versions(language))}"/>`).join("");
    return `<url><loc>${escaped(address)}</loc>${links}</url>`;
  };
  const ofHome = LANGUAGES.map((language) => entry((other) => url + home(other), url + home(language)));
  const ofPages = pages.map((path) => {
    const name = path.split("/")[1];
    return entry((language) => `${url}p/${name}/${language === "en" ? "" : `${language}/`}`, url + path);
  });
  const ofDocuments = DOCUMENTS.map((name) => `<url><loc>${url}${name}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${[...ofHome, ...ofPages, ...ofDocuments].join("\n")}
</urlset>
`;
}

/** @param {string} url */
export const robots = (url) => `User-agent: *\nAllow: /\n${url ? `Sitemap: ${url}sitemap.xml\n` : ""}`;

/**
 * As Netlify, Cloudflare Pages and their like read it. Paths start at the root of the host: who serves the site from below it
 * puts that in front.
 * @param {{ base: string, policies: { page: string, embed: string }, pages: string[], assets: string[], others: Record<string, string> }} what
 *   `others`: policies of single files
 */
export function headers({ base, policies, others }) {
  const rule = (path, ...lines) => `${base}${path}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const policy = (text) => `Content-Security-Policy: ${text}`;
  // Some hosts leave the end of a name out.
  const own = ["", "index.html", "404.html", "offline.html", ...DOCUMENTS.flatMap((name) => [name, name.replace(/\.html$/, "")]), "p/*"];
  // Rules for one address add up, and several policies all hold: so no address has two of them.
  return `# Nothing here is private, and other sites may load all of it.
${rule("*", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Access-Control-Allow-Origin: *", "Cross-Origin-Resource-Policy: cross-origin")}
# Names that change with what is in them. A worker has the policy of its own answer.
${rule("assets/*", "Cache-Control: public, max-age=31536000, immutable", policy(policies.embed))}
# Everything else is asked for again, so that a new version shows at once.
${own.map((path) => rule(path, "Cache-Control: no-cache", policy(policies.page))).join("")}${rule("embed.html", "Cache-Control: no-cache", policy(policies.embed))}${rule("embed", "Cache-Control: no-cache", policy(policies.embed))}${Object.entries(
  others,
)
  .map(([path, text]) => rule(path, "Cache-Control: no-cache", policy(text)))
  .join("")}${["sw.js", "build.json", "data/*", "pkg/*"].map((path) => rule(path, "Cache-Control: no-cache")).join("")}`;
}
