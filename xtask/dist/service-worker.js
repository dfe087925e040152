// Keeps this build of the site for the time without a line. Nothing else is kept: no other address, no other site's files.
//
// What has a hash in its name comes from here; all else comes from the line as long as that answers, so that a new version
// shows at once. `VERSION`, `FILES`, `LATER` and `OFFLINE` are put in when the site is built.

/** Longest wait for the line where the page is here as well, milliseconds. */
const PATIENCE_MS = 4000;
/** So many files are fetched at a time: a page that is open meanwhile has the line, and the store, to itself as good as always. */
const AT_ONCE = 2;

const HERE = new URL("./", location.href).href;
/** Other copies under the same origin have stores of their own. */
const OURS = `liquidation-cascades ${HERE} `;
const NAME = OURS + VERSION;
const addresses = (files) => new Set(files.map((file) => new URL(file, HERE).href));
/** Kept before anybody asks for them. */
const KNOWN = addresses(FILES);
/** Large ones, kept as soon as somebody has asked for them. */
const ASKED = addresses(LATER);
const ASSETS = new URL("assets/", HERE).href;

/** Under one name: what the address asks the program does not make it another file. @param {string} url */
function plain(url) {
  const { origin, pathname } = new URL(url);
  return origin + (pathname.endsWith("/index.html") ? pathname.slice(0, -"index.html".length) : pathname);
}

/** A page that the host sent on to another name is refused as the answer to a visit. @param {Response} answer */
const direct = (answer) => (answer.redirected ? new Response(answer.body, { status: answer.status, headers: answer.headers }) : answer);

/** So long that waiting for one of two is over. */
const late = () => new Promise((done) => setTimeout(done, PATIENCE_MS));

/** From the line into the store; a name with a hash that is here already, from this build or another one, is not asked for again. @param {Cache} cache @param {string} url */
async function keepOne(cache, url) {
  if (url.startsWith(ASSETS)) {
    if (await cache.match(url)) return;
    const known = await kept(url);
    if (known) return cache.put(url, known);
  }
  const answer = await fetch(url, { cache: url.startsWith(ASSETS) ? "default" : "no-cache", priority: "low" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  await cache.put(url, direct(answer));
}

/** All or nothing; whoever leaves before finds what has come so far at the next visit. */
async function keep() {
  const cache = await caches.open(NAME);
  const waiting = [...KNOWN];
  const next = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) await keepOne(cache, url);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** Leaves this build and the one before it, of which a page may still be open. */
async function forget() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** @param {string} url */
async function kept(url) {
  // Nearly always it is of this build: one question instead of one for each store.
  const own = await caches.match(url, { cacheName: NAME });
  if (own) return own;
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  for (const name of names.reverse()) {
    const answer = await caches.match(url, { cacheName: name });
    if (answer) return answer;
  }
  return undefined;
}

/** What was asked for is kept while it is read. @param {string} url @param {Response} answer */
async function remember(url, answer) {
  await (await caches.open(NAME)).put(url, direct(answer));
}

/** For whoever asks for a page that is not here, without a line: what is, and how this one would be. @returns {Promise<Response>} */
async function notKept() {
  const page = await kept(new URL(OFFLINE, HERE).href);
  if (!page) return Response.error();
  // It stands in the place of a page of any depth.
  const html = (await page.text()).replaceAll('"./', () => `"${HERE}`);
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  const policy = page.headers.get("content-security-policy");
  if (policy) headers.set("content-security-policy", policy);
  return new Response(html, { status: 503, headers });
}

/** The same page under the other names that hosts give it: "about" for "about.html", a folder without its slash. @param {string} url */
async function otherwise(url) {
  for (const end of [".html", "/"]) if (KNOWN.has(url + end)) return Response.redirect(url + end);
  return notKept();
}

/** @param {Request} request @param {(work: Promise<unknown>) => void} meanwhile */
async function fromLine(request, meanwhile) {
  const url = plain(request.url);
  const own = kept(url).catch(() => undefined);
  const line = fetch(request);
  line.catch(() => undefined);
  try {
    const answer = await Promise.race([line, late().then(() => own)]);
    // A host that is ill says nothing of the page; one that has taken it away does.
    if (answer && answer.status < 500) {
      if (ASKED.has(url) && answer.status === 200 && !(await own)) meanwhile(remember(url, answer.clone()).catch(() => undefined));
      return answer;
    }
    return (await own) ?? (await line);
  } catch (thrown) {
    const answer = await own;
    if (answer) return answer;
    if (request.mode === "navigate") return notKept();
    throw thrown;
  }
}

/** Without a line a preset's wide picture is its narrow one: both together would be as much as the engines. @param {string} url */
async function narrow(url) {
  const [, preset, theme] = url.match(/^(.*-(?:en|de)-)(light|dark)-\w+\.svg$/) ?? [];
  const name = preset && [...KNOWN].find((known) => known.startsWith(`${preset}narrow-${theme}-`));
  return name ? kept(name) : undefined;
}

/** A name with a hash: from the store, or from the line where it is not there, or the store is ill or busy. @param {Request} request */
async function fromStore(request) {
  const own = kept(plain(request.url)).catch(() => undefined);
  const answer = await Promise.race([own, late()]);
  if (answer) return answer;
  const line = fetch(request);
  line.catch(() => undefined);
  return (await Promise.race([own, line.catch(() => own)])) ?? line.catch(async (thrown) => (await narrow(plain(request.url))) ?? Promise.reject(thrown));
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = plain(request.url);
  if (url.startsWith(ASSETS)) event.respondWith(fromStore(request));
  else if (KNOWN.has(url) || ASKED.has(url)) event.respondWith(fromLine(request, (work) => event.waitUntil(work)));
  else if (request.mode === "navigate" && url.startsWith(HERE)) event.respondWith(fetch(request).catch(() => otherwise(url)));
});
