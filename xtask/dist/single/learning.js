// What a learning platform that runs the page as a lesson (SCORM 1.2) is told: begun, bets without a score, read to the last
// beat, how long. It puts an object named `API` into a window above or behind; without one this says nothing to anybody.
{
  /** Windows above each other that are looked through. */
  const DEEPEST = 50;

  /** @param {Window | null} from */
  function apiAbove(from) {
    for (let [here, depth] = [from, 0]; here && depth < DEEPEST; here = here.parent === here ? null : here.parent, depth += 1) {
      try {
        if (typeof here.API?.LMSInitialize === "function") return here.API;
      } catch {
        // Of another origin: further up may be one of ours.
      }
    }
    return null;
  }

  const api = apiAbove(window) ?? apiAbove(window.opener) ?? apiAbove(window.top?.opener ?? null);

  /** What the platform answers, as a text; its faults are not the page's. @param {string} name @param {string[]} values */
  function ask(name, ...values) {
    try {
      return String(api[name](...values));
    } catch {
      return "";
    }
  }
  const get = (field) => ask("LMSGetValue", field);
  const set = (field, value) => ask("LMSSetValue", field, value);
  const commit = () => ask("LMSCommit", "");

  const STATUS = "cmi.core.lesson_status";
  /** What a lesson that was read before is called: it stays that. */
  const DONE = ["completed", "passed"];
  const two = (number) => String(number).padStart(2, "0");
  /** HHHH:MM:SS.SS. @param {number} ms */
  const timespan = (ms) =>
    `${String(Math.floor(ms / 3_600_000)).padStart(4, "0")}:${two(Math.floor(ms / 60_000) % 60)}:${((ms / 1000) % 60).toFixed(2).padStart(5, "0")}`;

  let isOpen = false;
  let isDone = false;
  let begun = 0;
  /** Bets that were told before are not overwritten. */
  let bets = 0;

  function begin() {
    if (isOpen || ask("LMSInitialize", "") !== "true") return;
    isOpen = true;
    begun = Date.now();
    isDone = DONE.includes(get(STATUS));
    bets = Number(get("cmi.interactions._count")) || 0;
    if (isDone) return;
    set(STATUS, "incomplete");
    commit();
  }

  function end() {
    if (!isOpen) return;
    isOpen = false;
    // Hundredths below a full minute, never sixty seconds.
    set("cmi.core.session_time", timespan(Math.floor((Date.now() - begun) / 10) * 10));
    set("cmi.core.exit", isDone ? "" : "suspend");
    commit();
    ask("LMSFinish", "");
  }

  if (api) {
    begin();
    document.addEventListener("cascade-beat", ({ detail: { number, of } }) => {
      if (!isOpen || isDone || number < of) return;
      isDone = true;
      set(STATUS, "completed");
      commit();
    });
    document.addEventListener("cascade-bet", ({ detail: { preset, shock, said } }) => {
      if (!isOpen) return;
      const percent = (ratio) => String(Math.round(ratio * 1000) / 10);
      const field = (name) => `cmi.interactions.${bets}.${name}`;
      const now = new Date();
      // Letters, digits, hyphens: nothing else may stand in an identifier.
      set(field("id"), `bet-${preset}-${shock > 0 ? "rise" : "fall"}-${percent(Math.abs(shock))}`.replace(/[^\w-]+/g, "-").slice(0, 255));
      set(field("time"), [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":"));
      // A number of percent: the answers of "choice" are single letters.
      set(field("type"), "numeric");
      set(field("student_response"), percent(said));
      set(field("result"), "neutral");
      bets += 1;
      commit();
    });
    addEventListener("pagehide", end);
    // Back from where the browser keeps pages that were left.
    addEventListener("pageshow", ({ persisted }) => persisted && begin());
  }
}
