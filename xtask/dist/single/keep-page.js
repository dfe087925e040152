// Runs when all of the file is read and before the program: keeps it as it came, so that it can be saved with another run in it.
{
  const root = document.documentElement.cloneNode(true);
  for (const { name } of [...root.attributes]) if (name !== "lang") root.removeAttribute(name);
  root.lang = "en";
  const nodes = [...document.childNodes].map((node) => {
    if (node.nodeType === Node.COMMENT_NODE) return `<!--${node.data}-->\n`;
    return node === document.documentElement ? root.outerHTML : "";
  });
  globalThis.cascadePage = `<!doctype html>\n${nodes.join("")}\n`;
}
