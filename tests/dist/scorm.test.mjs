// The lesson for learning platforms: what is in the zip is what its manifest says, and a platform hears what was done.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "../e2e/test.mjs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, ready, until } from "../e2e/browser.mjs";
import { faultsOf } from "./scorm-manifest.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { unzipSync } = require("fflate");
const BUILD = fileURLToPath(new URL("../../xtask/dist/build.mjs", import.meta.url));

/**
 * A platform as strict as the standard allows: every call is written down, and what it would refuse is a fault. What a lesson
 * leaves behind stays for the next one, in `window.kept`.
 */
const PLATFORM = `<!doctype html><meta charset="utf-8"><title>Platform</title><script>
  window.calls = [];
  window.faults = [];
  window.kept = { "cmi.core.lesson_status": "not attempted", "cmi.interactions._count": "0" };
  const FORMS = {
    "cmi.core.lesson_status": /^(passed|completed|failed|incomplete|browsed)$/,
    "cmi.core.session_time": /^\\d{2,4}:[0-5]\\d:[0-5]\\d(\\.\\d{1,2})?$/,
    "cmi.core.exit": /^(time-out|suspend|logout|)$/,
    id: /^[\\w-]{1,255}$/,
    time: /^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,2})?$/,
    type: /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/,
    student_response: /^-?\\d+(\\.\\d+)?$/,
    result: /^(correct|wrong|unanticipated|neutral|-?\\d+(\\.\\d+)?)$/,
  };
  let isOpen = false;
  const call = (name, ...values) => {
    calls.push([name, ...values].join(" "));
    if (values.some((value) => typeof value !== "string")) faults.push(name + ": a value is no text");
    if (isOpen === (name === "LMSInitialize")) faults.push(name + ": " + (isOpen ? "twice" : "not begun"));
  };
  window.API = {
    LMSInitialize(value) { call("LMSInitialize", value); isOpen = true; return "true"; },
    LMSFinish(value) { call("LMSFinish", value); isOpen = false; return "true"; },
    LMSGetValue(field) { call("LMSGetValue", field); if (!(field in kept)) { faults.push("no such field: " + field); return ""; } return kept[field]; },
    LMSSetValue(field, value) {
      call("LMSSetValue", field, value);
      const part = /^cmi\\.interactions\\.(\\d+)\\.(\\w+)$/.exec(field);
      if (!FORMS[part ? part[2] : field]?.test(value)) faults.push(field + " = " + value);
      const count = Number(kept["cmi.interactions._count"]);
      if (part && Number(part[1]) > count) faults.push("a gap: " + field);
      if (part && Number(part[1]) === count) { if (part[2] !== "id") faults.push("without an id: " + field); kept["cmi.interactions._count"] = String(count + 1); }
      kept[field] = value;
      return "true";
    },
    LMSCommit(value) { call("LMSCommit", value); return "true"; },
    LMSGetLastError() { return "0"; }, LMSGetErrorString() { return ""; }, LMSGetDiagnostic() { return ""; },
  };
</script>`;

let browser;
let place;
let files;
let server;
let origin;
before(async () => {
  place = mkdtempSync(join(tmpdir(), "lesson-"));
  const zip = join(place, "lesson.zip");
  execFileSync(process.execPath, [BUILD, JSON.stringify({ scorm: zip, release: "0.1.0" })]);
  files = unzipSync(readFileSync(zip));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), content);
  }
  writeFileSync(join(place, "platform.html"), PLATFORM);
  writeFileSync(join(place, "between.html"), `<!doctype html><title>Player</title><iframe width="1000" height="600" src="cascade.html"></iframe>`);
  server = createServer((request, response) => {
    try {
      const content = readFileSync(join(place, new URL(request.url, "http://host").pathname));
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(content);
    } catch {
      // The browser's own wish for an icon is none of the lesson's.
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}/`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  rmSync(place, { recursive: true });
});

/** A page that is watched; nothing of the net is asked for but what a frame names. */
async function visit(address) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
  const page = await context.newPage();
  const troubles = [];
  context.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(message.text()));
  context.on("weberror", (error) => troubles.push(error.error().message));
  await page.goto(address);
  return { page, context, troubles };
}

/** Opens a lesson below the platform and waits for its first picture. */
async function begin(page, source = "cascade.html") {
  await page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { width: 1000, height: 600, src })), source);
  const lesson = source === "between.html" ? page.frameLocator("iframe").frameLocator("iframe") : page.frameLocator("iframe");
  await ready(lesson);
  return lesson;
}
const leave = (page) => page.evaluate(() => document.querySelector("iframe").remove());
const kept = (page, field) => page.evaluate((field) => window.kept[field], field);
const calls = (page) => page.evaluate(() => window.calls);
/** Reads beat after beat to the end, by scrolling. */
async function readOn(lesson) {
  for (const beat of await lesson.locator(".beat").all()) await beat.evaluate((item) => item.scrollIntoView({ block: "center", behavior: "instant" }));
  await lesson
    .locator(".beat")
    .last()
    .evaluate((item) => scrollBy({ top: item.getBoundingClientRect().top - 0.64 * innerHeight, behavior: "instant" }));
}

test("the manifest is that of SCORM 1.2 and names each file in the zip, once", async () => {
  const { page, context } = await visit("about:blank");
  const found = await page.evaluate((text) => {
    const CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2";
    const ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2";
    const xml = new DOMParser().parseFromString(text, "application/xml");
    const all = (name) => [...xml.getElementsByTagNameNS(CP, name)];
    const [resource] = all("resource");
    return {
      error: xml.querySelector("parsererror")?.textContent ?? "",
      root: [xml.documentElement.localName, xml.documentElement.namespaceURI],
      order: [...xml.documentElement.children].map(({ localName }) => localName),
      schema: [all("schema")[0].textContent, all("schemaversion")[0].textContent],
      locations: xml.documentElement.getAttributeNS("http://www.w3.org/2001/XMLSchema-instance", "schemaLocation").trim().split(/\s+/),
      chosen: all("organizations")[0].getAttribute("default") === all("organization")[0].getAttribute("identifier"),
      leads: all("item").map((item) => item.getAttribute("identifierref") === resource.getAttribute("identifier")),
      titles: all("title").map((title) => title.textContent.length > 3),
      ids: all("*")
        .map((one) => one.getAttribute("identifier"))
        .filter((id) => id !== null),
      resources: all("resource").map((one) => [one.getAttribute("type"), one.getAttributeNS(ADL, "scormtype"), one.getAttribute("href")]),
      files: all("file").map((file) => file.getAttribute("href")),
    };
  }, new TextDecoder().decode(files["imsmanifest.xml"]));
  assert.equal(found.error, "");
  assert.deepEqual(found.root, ["manifest", "http://www.imsproject.org/xsd/imscp_rootv1p1p2"]);
  assert.deepEqual(found.order, ["metadata", "organizations", "resources"]);
  assert.deepEqual(found.schema, ["ADL SCORM", "1.2"]);
  for (const name of ["imscp_rootv1p1p2", "adlcp_rootv1p2"]) assert.ok(found.locations.includes(`${name}.xsd`), name);
  assert.deepEqual([found.chosen, found.leads, found.titles], [true, [true], [true, true]]);
  assert.equal(new Set(found.ids).size, found.ids.length);
  assert.deepEqual(found.resources, [["webcontent", "sco", "cascade.html"]]);
  assert.deepEqual([...found.files, "imsmanifest.xml"].sort(), Object.keys(files).sort());
  await context.close();
});

test("the manifest keeps the rules of its standard, and each rule finds what breaks it", async () => {
  const { page, context } = await visit("about:blank");
  const text = new TextDecoder().decode(files["imsmanifest.xml"]);
  const names = Object.keys(files);
  const faults = (text, files = names) => page.evaluate(faultsOf, { text, files });
  assert.deepEqual(await faults(text), []);

  const lesson = (more) => text.replace("</item>", `${more}</item>`);
  for (const [what, changed, found] of [
    ["no XML", text.replace("</item>", ""), /./],
    ["another root", text.replaceAll(/(<\/?)manifest/g, "$1package"), /the root is package/],
    ["another standard", text.replace("imscp_rootv1p1p2", "imscp_v1p1"), /the root is \{/],
    ["another version", text.replace(">1.2<", ">2004 4th Edition<"), /^schemaversion: /],
    ["no title", text.replace(/<title>[^<]*<\/title>/, ""), /^organization: 0 times title/],
    ["a title without words", text.replace(/<title>[^<]*<\/title>/, "<title> </title>"), /^title: ""/],
    ["another order", text.replace(/(<metadata>[\s\S]*<\/metadata>)([\s\S]*<\/organizations>)/, "$2$1"), /^manifest: metadata too late/],
    ["no default", text.replace('default="course"', 'default="other"'), /^organizations: its default is none/],
    ["an item that leads astray", text.replace('identifierref="lesson-files"', 'identifierref="lesson-file"'), /^item: leads to lesson-file/],
    ["an item that leads nowhere", text.replace(' identifierref="lesson-files"', ""), /^item: leads nowhere/],
    ["an identifier twice", text.replace('identifier="lesson"', 'identifier="course"'), /course is there twice/],
    ["no identifier", text.replace('identifier="lesson"', 'identifier="1 lesson"'), /^item: identifier="1 lesson"/],
    ["a resource of no kind", text.replace(' adlcp:scormtype="sco"', ""), /^resource: without adlcp:scormtype/],
    ["a resource of another kind", text.replace('scormtype="sco"', 'scormtype="SCO"'), /^resource: adlcp:scormtype="SCO"/],
    ["the word of a later version", text.replace("scormtype", "scormType"), /^resource: no attribute adlcp:scormType/],
    ["nothing to open", text.replace(' href="cascade.html">', ">"), /^resource: has nothing to open/],
    ["something else to open", text.replace('href="cascade.html">', 'href="index.html">'), /^resource: does not list index\.html/],
    ["a file from elsewhere", text.replace('<file href="LICENSE"', '<file href="https://example.org/LICENSE"'), /^file: href="https:/],
    ["a file that is missing", text.replace('<file href="LICENSE"', '<file href="LICENCE"'), /LICENCE is not in the zip/],
    ["a file twice", text.replace('<file href="LICENSE"/>', '$&<file href="LICENSE"/>'), /LICENSE is listed twice/],
    ["a score out of range", lesson("<adlcp:masteryscore>101</adlcp:masteryscore>"), /^adlcp:masteryscore: "101"/],
    ["an element of no standard", lesson("<adlcp:completionThreshold>1</adlcp:completionThreshold>"), /^item: no adlcp:completionThreshold/],
    ["a limit after a score", lesson("<adlcp:masteryscore>80</adlcp:masteryscore><adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>"), /too late/],
    ["words between", text.replace("<resources>", "<resources>one"), /^resources: words/],
  ]) {
    assert.notEqual(changed, text, what);
    const told = await faults(changed);
    assert.ok(
      told.some((fault) => found.test(fault)),
      `${what}: ${told}`,
    );
  }
  assert.deepEqual(await faults(lesson("<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:masteryscore>80</adlcp:masteryscore>")), []);
  assert.deepEqual(await faults(text, [...names, "more.html"]), ["more.html is not listed"]);
  assert.deepEqual(
    await faults(
      text,
      names.filter((name) => name !== "imsmanifest.xml"),
    ),
    ["it does not lie at the root of the zip"],
  );
  await context.close();
});

test("a platform hears that the lesson was begun, each bet without a score, that it was read to the end, and how long", async () => {
  const { page, context, troubles } = await visit(`${origin}platform.html`);
  const lesson = await begin(page);
  assert.equal(await kept(page, "cmi.core.lesson_status"), "incomplete");
  await lesson.locator("#bet input").evaluate((range) => {
    range.value = "0.15";
    range.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await lesson.locator("[data-do=bet]").click();
  await until(
    () => kept(page, "cmi.interactions._count"),
    (count) => count === "1",
    "the bet",
  );
  const bet = await page.evaluate(() => ["id", "type", "student_response", "result"].map((name) => window.kept[`cmi.interactions.0.${name}`]));
  assert.deepEqual(bet, ["bet-the-match-fall-7", "numeric", "-15", "neutral"]);
  assert.equal(await kept(page, "cmi.core.lesson_status"), "incomplete");
  await readOn(lesson);
  await until(
    () => kept(page, "cmi.core.lesson_status"),
    (status) => status === "completed",
    "the end",
  );
  await leave(page);
  await until(
    () => calls(page),
    (all) => all.at(-1) === "LMSFinish ",
    "the farewell",
  );
  const all = await calls(page);
  assert.match(all.at(-4), /^LMSSetValue cmi\.core\.session_time 0000:0\d:\d\d\.\d\d$/);
  assert.deepEqual(all.slice(-3), ["LMSSetValue cmi.core.exit ", "LMSCommit ", "LMSFinish "]);
  assert.equal(all.filter((call) => call === "LMSSetValue cmi.core.lesson_status completed").length, 1);
  assert.deepEqual(await page.evaluate(() => Object.keys(window.kept).filter((field) => /score|correct|weight/.test(field))), []);

  // A second visit, where a player stands between: what was completed stays that, another bet comes beside the first.
  const before = all.length;
  const again = await begin(page, "between.html");
  await again.locator("[data-do=bet]").click();
  await until(
    () => kept(page, "cmi.interactions._count"),
    (count) => count === "2",
    "the second bet",
  );
  await leave(page);
  await until(
    () => calls(page),
    (now) => now.at(-1) === "LMSFinish " && now.length > before,
    "the farewell",
  );
  assert.equal(
    (await calls(page)).slice(before).some((call) => call.startsWith("LMSSetValue cmi.core.lesson_status")),
    false,
  );
  assert.deepEqual(await page.evaluate(() => window.faults), []);
  assert.deepEqual(troubles, []);
  await context.close();
});

test("a lesson in a window of its own finds the platform behind it; left early, it is to be resumed", async () => {
  const { page, context, troubles } = await visit(`${origin}platform.html`);
  const [lesson] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void open("cascade.html"))]);
  await ready(lesson);
  assert.equal(await kept(page, "cmi.core.lesson_status"), "incomplete");
  await lesson.close({ runBeforeUnload: true });
  await until(
    () => calls(page),
    (all) => all.at(-1) === "LMSFinish ",
    "the farewell",
  );
  assert.equal(await kept(page, "cmi.core.exit"), "suspend");
  assert.equal(await kept(page, "cmi.core.lesson_status"), "incomplete");
  assert.deepEqual([await page.evaluate(() => window.faults), troubles], [[], []]);
  await context.close();
});

test("without a platform, with one that is broken, refuses or is out of reach, it is the page", async () => {
  const hosts = {
    "none.html": "",
    "other.html": "<script>window.API = { version: 3 };</script>",
    "refuses.html": "<script>window.API = { LMSInitialize: () => 'false', LMSSetValue() { window.spoken = true; } };</script>",
    "broken.html": "<script>window.API = new Proxy({}, { get: () => () => { throw new Error('no session'); } });</script>",
  };
  const frame = (attributes = "") => `<iframe width="1000" height="600" ${attributes} src="cascade.html"></iframe>`;
  for (const [name, script] of Object.entries(hosts)) writeFileSync(join(place, name), `<!doctype html><title>Host</title>${script}${frame()}`);
  writeFileSync(join(place, "sandbox.html"), `${PLATFORM}${frame('sandbox="allow-scripts"')}`);
  for (const address of [
    ...[...Object.keys(hosts), "sandbox.html"].map((name) => origin + name),
    pathToFileURL(join(place, "none.html")).href,
    pathToFileURL(join(place, "platform.html")).href,
  ]) {
    const { page, context, troubles } = await visit(address);
    if (address.endsWith("platform.html")) await begin(page);
    const lesson = page.frameLocator("iframe");
    await ready(lesson);
    await lesson.locator("[data-do=bet]").click();
    await readOn(lesson);
    await lesson.locator(".beat.is-current").last().waitFor();
    assert.equal(await page.evaluate(() => window.spoken ?? false), false, address);
    await leave(page);
    assert.deepEqual(troubles, [], address);
    await context.close();
  }
});
