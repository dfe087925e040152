// Long work in parts, between which the browser may answer and draw.

/** Lets the browser do what waits. */
export function pause() {
  const { scheduler } = /** @type {{ scheduler?: { yield?: () => Promise<void> } }} */ (globalThis);
  return scheduler?.yield ? scheduler.yield() : new Promise((done) => setTimeout(done));
}

/** Lets whoever asks for something be heard, which the above, being preferred to it, need not do. @returns {Promise<void>} */
export function listen() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
