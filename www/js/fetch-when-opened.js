// What is folded away comes when somebody opens it.

/** Where it does not come, it is tried again when it is opened again. @param {HTMLDetailsElement} root @param {() => Promise<void>} fetched */
export function fetchWhenOpened(root, fetched) {
  let isThere = false;
  const fetch = () => {
    if (isThere || !root.open) return;
    isThere = true;
    fetched().catch(() => {
      isThere = false;
    });
  };
  root.addEventListener("toggle", fetch);
  fetch();
}
