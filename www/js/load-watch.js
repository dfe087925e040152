// Says so when the program itself does not come: a part of it that is missing or refused, or a line on which nothing
// arrives. What runs tells the rest by itself; this is for the case that nothing runs. An old browser has to understand it,
// so it is written as they were: no module, no arrow, no template.
(function () {
  var root = document.documentElement;
  var own = document.currentScript;
  /** So many seconds in a row without anything arriving. */
  var PATIENCE = 10;
  var quiet = 0;
  var seen = 0;
  /** The first policy that something broke. @type {string} */
  var refused = "";
  var hasTold = false;
  // Whoever cannot run even this shows by the style sheet alone what it was delivered with.
  root.setAttribute("data-watch", "on");

  /** In the place of "%": what it is about. @type {Record<"en" | "de", Record<string, string>>} */
  var WORDS = {
    en: {
      disk: "It was opened from a disk, and browsers let no page load its parts from there: it needs a web server (for example cargo xtask serve), or the address where it is published.",
      sandbox:
        "It stands in a sandbox that keeps it from its own files. Whoever embeds it adds allow-same-origin to the sandbox, or its server sends Access-Control-Allow-Origin: * with all files.",
      old: "This browser is too old for it: a newer one will do.",
      missing: "A part of it is missing: %. Whoever hosts it has to upload all files.",
      refused: "A rule of this site (% in its Content-Security-Policy) does not let it run.",
      slow: "Nothing has arrived for " + PATIENCE + " seconds.",
      wrong: "It stopped with an error%.",
    },
    de: {
      disk: "Sie wurde von einem Datenträger geöffnet, und von dort lassen Browser keine Seite ihre Teile laden: Sie braucht einen Webserver (zum Beispiel cargo xtask serve) oder die Adresse, unter der sie veröffentlicht ist.",
      sandbox:
        "Sie steht in einer Sandbox, die sie von ihren eigenen Dateien trennt. Wer sie einbettet, gibt der Sandbox allow-same-origin, oder ihr Server schickt Access-Control-Allow-Origin: * mit allen Dateien.",
      old: "Dieser Browser ist zu alt dafür: Ein neuerer kann es.",
      missing: "Ein Teil davon fehlt: %. Wer sie anbietet, muss alle Dateien hochladen.",
      refused: "Eine Regel dieser Website (% in ihrer Content-Security-Policy) lässt sie nicht laufen.",
      slow: "Seit " + PATIENCE + " Sekunden ist nichts angekommen.",
      wrong: "Ein Fehler hat sie beendet%.",
    },
  };

  /** @param {string} reason @param {string} [detail] */
  function say(reason, detail) {
    var place = document.querySelector("#unloaded .why");
    var words = WORDS[root.lang === "de" ? "de" : "en"];
    if (place) place.textContent = words[reason].split("%").join(detail || "");
  }

  /** A file that the server did not have: "js/session.js (404)". */
  function missingFile() {
    var folder = document.baseURI.replace(/[?#].*$/, "").replace(/[^/]*$/, "");
    var entries = performance.getEntriesByType ? performance.getEntriesByType("resource") : [];
    for (var index = 0; index < entries.length; index += 1) {
      var entry = /** @type {PerformanceResourceTiming} */ (entries[index]);
      if (entry.responseStatus >= 400) return entry.name.replace(folder, "").replace(/[?#].*$/, "") + " (" + entry.responseStatus + ")";
    }
    return "";
  }

  /** What can be found out by itself; a request of a file of one's own shows whether a sandbox forbids it. @param {string} reason @param {string} [detail] */
  function explain(reason, detail) {
    if (location.protocol === "file:") {
      say("disk");
      return;
    }
    if (refused) {
      say("refused", refused);
      return;
    }
    say(reason, detail);
    // Answers that failed are written down a moment later.
    setTimeout(function () {
      var file = missingFile();
      if (refused) say("refused", refused);
      else if (file) say("missing", file);
    }, 100);
    var origin = /** @type {{ origin?: string }} */ (window).origin;
    if (origin !== "null" || typeof fetch !== "function") return;
    fetch("favicon.svg").catch(function () {
      say("sandbox");
    });
  }

  /** @param {string} reason @param {string} [detail] */
  function tell(reason, detail) {
    if (hasTold || root.getAttribute("data-program") === "here") return;
    hasTold = true;
    clearInterval(clock);
    show(function () {
      explain(reason, detail);
    });
  }

  /** The page may not be there in full yet. @param {() => void} then */
  function show(then) {
    var place = /** @type {HTMLElement | null} */ (document.querySelector("#unloaded"));
    if (!place) {
      document.addEventListener("DOMContentLoaded", function () {
        show(then);
      });
      return;
    }
    root.setAttribute("data-poster", "example");
    // Words of another language will not come any more.
    root.removeAttribute("data-words");
    root.setAttribute("data-state", "broken");
    place.hidden = false;
    var asked = location.search + location.hash;
    var link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("#full-page"));
    // The page reads all that the embed was asked for. A folder on a disk shows its files, and no page.
    if (link) link.href = (location.protocol === "file:" ? "index.html" : "./") + asked;
    var again = place.querySelector("a");
    // An empty address is this one without its fragment, and to go to that one is no reload.
    if (again) {
      again.href = asked;
      again.onclick = function () {
        location.reload();
        return false;
      };
    }
    then();
  }

  var clock = setInterval(function () {
    var program = root.getAttribute("data-program");
    if (program === "here") {
      clearInterval(clock);
      return;
    }
    var now = performance.getEntriesByType ? performance.getEntriesByType("resource").length : 0;
    // A frame that nobody sees yet has not begun.
    quiet = now === seen && !document.hidden && program !== "asleep" ? quiet + 1 : 0;
    seen = now;
    if (quiet >= PATIENCE) tell("slow");
  }, 1000);

  if (!("noModule" in document.createElement("script"))) tell("old");
  document.addEventListener("securitypolicyviolation", function (event) {
    if (!refused && /^(script-src|default-src|worker-src|connect-src)/.test(event.effectiveDirective)) refused = event.effectiveDirective;
  });
  // A module that cannot be had fails at the script that asked for it.
  document.addEventListener(
    "error",
    function (event) {
      if (event.target instanceof HTMLScriptElement) tell("wrong");
    },
    true,
  );
  /** @param {string | undefined} message */
  function stop(message) {
    tell("wrong", message && " (" + message + ")");
  }
  addEventListener("error", function (event) {
    if (event.error) stop(event.message);
  });
  addEventListener("unhandledrejection", function (event) {
    stop(event.reason && event.reason.message);
  });

  // Until the program answers them, and where it never does, the page's own links keep what the address asks for.
  document.addEventListener("DOMContentLoaded", function () {
    var links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-go], #language"));
    for (var index = 0; index < links.length; index += 1) {
      var link = links[index];
      var section = link.getAttribute("data-go");
      var own = section ? "section" : "lang";
      var value = section || "de";
      var parts = location.search
        .slice(1)
        .split("&")
        .filter(function (part) {
          return part && part.split("=")[0] !== own;
        });
      if (section === null && root.lang === "de") {
        // To the other language, whichever that is.
        link.textContent = "English";
        link.lang = link.hreflang = "en";
      } else if (section !== "all") parts.push(own + "=" + value);
      if (parts.length > 0) link.href = "?" + parts.join("&") + location.hash;
    }
  });

  /** Where something else was asked for than the page was delivered with, its own picture and words are a script away. */
  function showOwnExample() {
    var isThere = /** @type {any} */ (window).cascadeDelivered;
    if (isThere || root.getAttribute("data-poster") !== "example" || !/[?&](preset|theme|lang)=/.test(location.search)) return;
    var files = ["data-delivered", "data-poster"];
    for (var index = 0; index < files.length; index += 1) {
      var script = document.createElement("script");
      var file = own && own.getAttribute(files[index]);
      if (!file) return;
      script.async = false;
      script.src = file;
      document.head.appendChild(script);
    }
  }
  if (typeof MutationObserver === "function") {
    new MutationObserver(function (_, observer) {
      if (root.getAttribute("data-state") !== "broken") return;
      observer.disconnect();
      showOwnExample();
    }).observe(root, { attributes: true, attributeFilter: ["data-state"] });
  }
})();
