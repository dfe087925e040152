// Runs before anything is painted, so that nothing has to move afterwards: which section the address asks for, and
// whether the picture and the words that the page was delivered with are what it asks for. They show the first preset,
// in English, as light or dark as the system.
{
  const { dataset } = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const section = asked.get("section") ?? "";
  dataset.section = ["watch", "play"].includes(section) ? section : "all";
  const isPlain = [...asked.keys()].every((key) => ["section", "view", "speed"].includes(key)) && (asked.get("view") ?? "chart") === "chart";
  if (!isPlain) dataset.poster = "none";
  if (asked.get("lang") === "de") dataset.words = "coming";
}

// The engine is fetched while the modules still arrive, but never before the first picture.
requestAnimationFrame(() => setTimeout(() => fetch("pkg/liquidation_cascades_bg.wasm").then((answer) => answer.arrayBuffer(), () => undefined)));
