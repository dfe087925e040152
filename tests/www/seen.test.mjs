// What the public sees, in words: whether an alarm came in time, what the bands are called.
import assert from "node:assert/strict";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { alarmClaims } from "../../www/js/others-claims.js";
import { alarm } from "../../www/js/others-text.js";
import { FLAGS, readAddress, writeAddress } from "../../www/js/scenario-url.js";
import { seenWords } from "../../www/js/seen-view.js";
import { fetchOthers, plain, sentence } from "../../www/js/sentence.js";
import { strings, stringsOf } from "../../www/js/strings.js";
import { loadPageModule, skip } from "./module.mjs";

const engine = await loadPageModule();
const german = await stringsOf("de");
await fetchOthers();
const clean = (text) => text.replaceAll("\u00a0", " ");

/** In both languages. */
const both = (summary, ticks = true) =>
  [strings, german].map((words) => {
    useLanguage(words.language);
    const text = alarm({ summary, ticks }, words).map(clean).join(" ");
    useLanguage("en");
    return text;
  });

test("an alarm came before what it warns of, with it, too late, for nothing, or not at all", () => {
  assert.deepEqual(both({}), ["", ""]);
  assert.deepEqual(both({ eventTimeS: 224 }), ["No alarm was raised.", "Es gab keinen Alarm."]);
  assert.deepEqual(both({ alarmTimeS: 158, eventTimeS: 224, alarmLeadS: 66 }), [
    "The alarm came 66 s before the cascade.",
    "Der Alarm kam 66 s vor der Kaskade.",
  ]);
  assert.deepEqual(both({ alarmTimeS: 226, eventTimeS: 218, alarmLeadS: -8 }), ["The alarm came 8 s too late.", "Der Alarm kam 8 s zu spät."]);
  assert.deepEqual(both({ alarmTimeS: 9, eventTimeS: 9, alarmLeadS: 0 }), ["The alarm came with the cascade.", "Der Alarm kam mit der Kaskade."]);
  assert.deepEqual(both({ alarmTimeS: 77 }), [
    "The alarm was raised after 77 s, and no cascade followed.",
    "Der Alarm wurde nach 77 s ausgelöst, und keine Kaskade folgte.",
  ]);
  // Where no time passes there is no telling how long.
  assert.deepEqual(both({ alarmTimeS: 0, eventTimeS: 0, alarmLeadS: 0 }, false), ["The alarm was raised.", "Der Alarm wurde ausgelöst."]);
  assert.deepEqual(both({ alarmTimeS: 0 }, false)[0], "The alarm was raised, and no cascade followed.");
  assert.equal(alarmClaims({ summary: {}, ticks: true }), null);
});

test("the preset through the fog tells that nobody was warned, and a clear view how early", { skip }, () => {
  const told = (scenario) => {
    const trace = engine.run(scenario);
    const [startPrice] = trace.column("lastPrice");
    const outcome = { startPrice, ticks: true, summary: trace.summary(), facts: trace.facts(), paid: trace.whoPaid() };
    trace.free();
    return clean(plain(sentence(outcome, strings)));
  };
  const fog = engine.preset("through-the-fog");
  assert.match(told(fog), /No alarm was raised\.$/);
  const { populations } = fog;
  const clear = { ...fog, visibility: null };
  assert.match(told({ ...clear, populations: [populations[0]] }), /The alarm came 66 s before the cascade\.$/);
  // The depth that it brings keeps the rest away.
  assert.match(told(clear), /The alarm (came \d+ s before the cascade|was raised after 158 s|came 2 min)/);
});

test("both views have their names in both languages, and the figure words for all that it writes", () => {
  const [english, other] = [strings, german].map(seenWords);
  assert.deepEqual(Object.keys(english), Object.keys(other));
  assert.deepEqual(Object.keys(english.figure), Object.keys(other.figure));
  for (const [name, text] of Object.entries(english.figure)) {
    assert.deepEqual(text.match(/\{\w+\}/g), other.figure[name].match(/\{\w+\}/g), name);
    if (name !== "alarm") assert.notEqual(text.toLowerCase(), other.figure[name].toLowerCase(), name);
  }
});

test("an address says which view it is", () => {
  const { address, notes } = readAddress("?preset=through-the-fog&seen=public");
  assert.deepEqual([address.flags, notes], [{ ...FLAGS, showsPublic: true }, []]);
  assert.match(writeAddress(address), /[?&]seen=public$/);
  assert.deepEqual(readAddress("?seen=truth").address.flags, FLAGS);
  assert.equal(readAddress("?seen=1").notes[0].kind, "unreadable");
});
