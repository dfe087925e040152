// `www/js/stage-host.js` of the page in one file, for the page's own thread: the text that workers are made from, run here.
import { parts, textOf } from "./parts.js";

function run() {
  globalThis.cascadeParts ??= parts();
  const script = document.createElement("script");
  script.textContent = textOf("engine");
  document.head.append(script);
  script.remove();
  return globalThis.cascadeEngine;
}

const first = run();
export const { StageHost, isTrap, isOutOfMemory } = first;
export const loadEngine = (generation, onAlive) => (generation === 0 ? first : run()).loadEngine(0, onAlive);
