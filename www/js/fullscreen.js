// The figure and its transport on the whole screen, where browser and host allow it.

import { keyOf } from "./keys.js";
import { setAttribute } from "./write.js";

/**
 * @param {{ page: Document, button: HTMLButtonElement, stage: HTMLElement, areas: readonly HTMLElement[], onRefused: () => void }} parts
 *   `stage`: what gets the screen; `areas`: where its key acts
 */
export function createFullscreen({ page, button, stage, areas, onRefused }) {
  if (!page.fullscreenEnabled) return;
  const toggle = () => {
    if (page.fullscreenElement) void page.exitFullscreen();
    else stage.requestFullscreen().catch(onRefused);
  };
  button.addEventListener("click", toggle);
  for (const area of areas) {
    area.addEventListener("keydown", (event) => {
      if (keyOf(event, ["player"]) !== "fullscreen") return;
      event.preventDefault();
      toggle();
    });
  }
  page.addEventListener("fullscreenchange", () => setAttribute(button, "aria-pressed", String(page.fullscreenElement !== null)));
}
