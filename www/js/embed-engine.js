// The first script of an embed, and a small one, so that the longest download begins as soon as anything has arrived: the engine
// that the address asks for, and the worker that asks for it later. All frames share them, and a frame that is far away is no frame
// yet (loading="lazy").
{
  const { dataset } = /** @type {HTMLElement} */ (document.querySelector("#program"));
  const preset = new URLSearchParams(location.search).get("preset") ?? "";
  const isIn = (/** @type {string | undefined} */ list) => list?.split(" ").includes(preset);
  const isFull = isIn(dataset.fullPresets) || /^#[sa]=/.test(location.hash);
  for (const address of [isFull ? dataset.full : isIn(dataset.pagePresets) ? dataset.page : dataset.engine, dataset.worker]) {
    // A failure is one that the worker meets, too, and tells. As a blob, which is none of this process's memory: what a frame has
    // fetched in another way stays in it when the frame has gone.
    const request = new XMLHttpRequest();
    request.open("GET", address ?? "");
    request.responseType = "blob";
    request.send();
  }
}
