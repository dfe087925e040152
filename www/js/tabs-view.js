// Tabs as the ARIA practices describe them: arrows move, only the chosen one is in the tab order.

/**
 * @param {HTMLElement} list element of role tablist; each tab has data-view and aria-controls
 * @param {(view: string) => void} onChoose
 */
export function createTabs(list, onChoose) {
  const tabs = [...list.querySelectorAll("[role=tab]")].filter((tab) => tab instanceof HTMLButtonElement);
  for (const tab of tabs) tab.addEventListener("click", () => onChoose(tab.dataset.view ?? ""));
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    onChoose(tab.dataset.view ?? "");
    tab.focus();
  });

  return {
    /** @param {string} view */
    show(view) {
      for (const tab of tabs) {
        const isChosen = tab.dataset.view === view;
        tab.setAttribute("aria-selected", String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
        const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
        if (panel) panel.hidden = !isChosen;
      }
    },
  };
}
