// Puts the picture and the sentence of the preset that the address asks for in the place of those that the page was
// delivered with. No module, so that it runs where modules do not.
(function () {
  var root = document.documentElement;
  /** @type {Record<string, Record<string, readonly string[]>>} */
  var delivered = /** @type {any} */ (window).cascadeDelivered || {};

  /** @param {string} name */
  function asked(name) {
    var found = new RegExp(".*[?&]" + name + "=([\\w-]*)").exec(location.search);
    return found ? found[1] : "";
  }

  function show() {
    var preset = asked("preset");
    if (!Object.prototype.hasOwnProperty.call(delivered, preset)) preset = "the-match";
    // The figures under the picture are those of the preset that the page was delivered with.
    if (preset !== "the-match") root.setAttribute("data-example", "other");
    var theme = asked("theme");
    var images = document.querySelectorAll(".poster source, .poster img");
    for (var index = 0; index < images.length; index += 1) {
      var image = images[index];
      var isDark = theme === "dark" || (theme !== "light" && /dark/.test(image.getAttribute("media") || ""));
      var file = "poster/" + preset + "-" + (isDark ? "dark" : "light") + ".svg";
      var attribute = image.localName === "img" ? "src" : "srcset";
      if (image.getAttribute(attribute) !== file) image.setAttribute(attribute, file);
    }
    var whole = document.querySelector("#sentence");
    var parts = delivered[preset] && delivered[preset][asked("lang") === "de" ? "de" : "en"];
    // What runs has said something of its own already.
    if (!whole || !parts || root.getAttribute("data-state") === "ready") return;
    var place = whole.querySelector(".delivered") || whole;
    place.setAttribute("lang", asked("lang") === "de" ? "de" : "en");
    place.textContent = "";
    for (var part = 0; part < parts.length; part += 1) {
      // The moved price stands out, as the program has it.
      var element = part % 2 === 1 ? document.createElement("strong") : document.createTextNode("");
      element.textContent = parts[part];
      place.appendChild(element);
    }
  }

  if (document.querySelector("#sentence")) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
