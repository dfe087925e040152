// Signs of life of something large on its way: a slow line is no dead one.

/** @param {Response} response @param {() => void} onAlive */
export async function hearOf(response, onAlive) {
  try {
    const reader = response.body?.getReader();
    while (reader && !(await reader.read()).done) onAlive();
  } catch {
    // Whoever needs the bytes meets the failure, too.
  }
}
