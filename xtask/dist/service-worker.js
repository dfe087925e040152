// Keeps this build of the page for the time without a line. Nothing else is kept: no other address, no other site's files.
//
// What has a hash in its name comes from here; all else comes from the line as long as that answers, so that a new version
// shows at once. `VERSION` and `FILES` are put in when the site is built.

/** Longest wait for the line where the page is here as well, milliseconds. */
const PATIENCE_MS = 4000;

const HERE = new URL("./", location.href).href;
/** Other copies under the same origin have stores of their own. */
const OURS = `liquidation-cascades ${HERE} `;
const NAME = OURS + VERSION;
const KNOWN = new Set(FILES.map((file) => new URL(file, HERE).href));
const ASSETS = new URL("assets/", HERE).href;

/** Under one name: what the address asks the program does not make it another file. @param {string} url */
function plain(url) {
  const { origin, pathname } = new URL(url);
  return origin + (pathname.endsWith("/index.html") ? pathname.slice(0, -"index.html".length) : pathname);
}

/** A page that the host sent on to another name is refused as the answer to a visit. @param {Response} answer */
const direct = (answer) => (answer.redirected ? new Response(answer.body, { status: answer.status, headers: answer.headers }) : answer);

async function keep() {
  const cache = await caches.open(NAME);
  await Promise.all(
    FILES.map(async (file) => {
      const url = new URL(file, HERE).href;
      const answer = await fetch(url, { cache: url.startsWith(ASSETS) ? "default" : "no-cache" });
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      await cache.put(url, direct(answer));
    }),
  );
}

/** Leaves this build and the one before it, of which a page may still be open. */
async function forget() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** @param {string} url */
async function kept(url) {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS));
  for (const name of [NAME, ...names.reverse()]) {
    const answer = await (await caches.open(name)).match(url);
    if (answer) return answer;
  }
  return undefined;
}

/** @param {Request} request */
async function fromLine(request) {
  const own = kept(plain(request.url));
  const line = fetch(request);
  line.catch(() => undefined);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  try {
    const answer = await Promise.race([line, late.then(() => own)]);
    // A host that is ill says nothing of the page; one that has taken it away does.
    if (answer && answer.status < 500) return answer;
    return (await own) ?? (await line);
  } catch (thrown) {
    const answer = await own;
    if (answer) return answer;
    throw thrown;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = plain(request.url);
  if (request.method !== "GET") return;
  if (url.startsWith(ASSETS)) event.respondWith(kept(url).then((answer) => answer ?? fetch(request)));
  else if (KNOWN.has(url)) event.respondWith(fromLine(request));
});
