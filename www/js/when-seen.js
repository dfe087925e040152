// What is worked out only while somebody looks: something folded in the tab "Waves".

/**
 * @param {{ root: HTMLDetailsElement, store: import("./session.js").SessionStore }} parts
 * @param {() => Promise<void>} show called when it is opened, and when another run is on screen while it stands open and in sight
 */
export function whenSeen({ root, store }, show) {
  let isStale = true;
  const catchUp = () => {
    if (!isStale || !root.open || store.state.view !== "waves") return;
    isStale = false;
    void show();
  };
  root.addEventListener("toggle", catchUp);
  store.subscribeLate(["loaded"], () => {
    isStale = true;
    catchUp();
  });
  store.subscribeLate(["view"], catchUp);
  catchUp();
}
