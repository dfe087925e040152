// Says so when the program itself does not come: a part of it that is missing, or a line on which nothing arrives. What runs
// tells the rest by itself; this is for the case that nothing runs.
{
  const root = document.documentElement;
  /** So many seconds in a row without anything arriving. */
  const PATIENCE = 15;
  let quiet = 0;
  let seen = 0;

  function tell() {
    if (root.dataset.program === "here") return;
    clearInterval(clock);
    root.dataset.state = "broken";
    if (root.dataset.poster === "none") root.dataset.poster = "example";
    // Words of another language will not come any more.
    delete root.dataset.words;
    const place = document.querySelector("#unloaded");
    if (place instanceof HTMLElement) place.hidden = false;
  }

  const clock = setInterval(() => {
    if (root.dataset.program === "here") {
      clearInterval(clock);
      return;
    }
    const now = performance.getEntriesByType("resource").length;
    quiet = now === seen && !document.hidden ? quiet + 1 : 0;
    seen = now;
    if (quiet >= PATIENCE) tell();
  }, 1000);

  // A module that cannot be had fails at the script that asked for it.
  document.addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLScriptElement) tell();
    },
    { capture: true },
  );
  addEventListener("error", ({ error }) => {
    if (error) tell();
  });
  addEventListener("unhandledrejection", tell);
}
