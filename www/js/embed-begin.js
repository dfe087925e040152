// Runs before anything is painted: which part of the embed the address asks for. Begins the program when the frame comes into
// sight, or when the host asks for something: a page may have many frames, and most are never looked at.
{
  const root = document.documentElement;
  const asked = new Map(new URLSearchParams(location.search));
  const { dataset } = root;
  // Watch is asked for by name: anything else is the figure with its controls.
  dataset.section = asked.get("section") === "watch" ? "watch" : "play";
  const controls = asked.get("controls") ?? "";
  dataset.controls = ["none", "transport"].includes(controls) ? controls : "basic";
  const theme = asked.get("theme") ?? "";
  if (["light", "dark"].includes(theme)) dataset.theme = theme;
  if (asked.get("lang") === "de") root.lang = "de";
  // The picture is that of the preset; the sentence has numbers, and would say what is not so.
  const isPlain = [...asked.keys()].every((key) => ["preset", "section", "controls", "theme", "lang", "speed", "id", "host"].includes(key));
  if (!isPlain) dataset.poster = "similar";
  // A host may forbid it.
  root.toggleAttribute("data-fullscreen", document.fullscreenEnabled === true);
  for (const flag of ["plain", "static", "transparent"]) if (["", "1", "true"].includes(asked.get(flag) ?? "0")) root.toggleAttribute(`data-${flag}`, true);
  // The picture of the preset would tell what is to wait.
  root.toggleAttribute("data-hides", asked.get("hide") === "result");
  dataset.program = "asleep";

  const begin = () => {
    const program = document.querySelector("#program");
    if (dataset.program !== "asleep" || !(program instanceof HTMLTemplateElement)) return;
    dataset.program = "coming";
    document.head.append(program.content);
  };
  document.addEventListener("cascade-begin", begin);
  document.addEventListener("DOMContentLoaded", () => {
    const figure = document.querySelector(".figure");
    if (parent === window || !figure || typeof IntersectionObserver !== "function") {
      begin();
      return;
    }
    // Where the host is of the same origin, a little before.
    new IntersectionObserver(
      (entries, observer) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        begin();
      },
      { rootMargin: "200px" },
    ).observe(figure);
  });
}
