// What is worked out only while somebody looks: something folded in the tab "Waves".

/**
 * @template Answer
 * @param {{ root: HTMLDetailsElement, store: import("./session.js").SessionStore }} parts
 * @param {() => Promise<Answer>} ask when it is opened, and when another run is on screen while it stands open and in sight
 * @param {(answer: Awaited<Answer>) => void} show the newest answer: it wins over those that come later
 */
export function whenSeen({ root, store }, ask, show) {
  let isStale = true;
  let asked = 0;
  const catchUp = async () => {
    if (!isStale || !root.open || store.state.view !== "waves") return;
    isStale = false;
    asked += 1;
    const mine = asked;
    const answer = await ask();
    if (mine === asked) show(answer);
  };
  root.addEventListener("toggle", () => void catchUp());
  store.subscribeLate(["loaded"], () => {
    isStale = true;
    void catchUp();
  });
  store.subscribeLate(["view"], () => void catchUp());
  void catchUp();
}
