// One file answers for the page in every language: which of its addresses is the true one only a script can say. A page that
// has a file of its own for each language says it in its HTML.

const root = document.documentElement;

function tell() {
  const own = document.querySelector(`link[rel=alternate][hreflang="${CSS.escape(root.lang)}"]`);
  let link = document.querySelector("link[rel=canonical][data-follows]");
  if (!link && (!own || document.querySelector("link[rel=canonical]"))) return;
  if (!link) {
    link = document.createElement("link");
    link.rel = "canonical";
    link.dataset.follows = "";
    document.head.append(link);
  }
  link.href = own?.href ?? link.href;
}

// Where the site is nobody said: then no address of it is the true one.
if (document.querySelector("link[rel=alternate][hreflang=x-default]")) {
  tell();
  // The language changes in place.
  new MutationObserver(tell).observe(root, { attributes: true, attributeFilter: ["lang"] });
}
