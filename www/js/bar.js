// A bar with its name and its number: an item of a list of class `bars`.

/**
 * @param {{ label: string, value: string, from: number, share: number, kind: string, detail?: string }} what `from`, `share`: of the whole line; of kind
 *   `aside` is what is in no sum and has no bar; `detail`: what is told below it
 */
export function bar({ label, value, from, share, kind, detail = "" }) {
  const item = document.createElement("li");
  item.className = `is-${kind}`;
  const [name, amount, line, part] = ["span", "span", "span", "i"].map((tag) => document.createElement(tag));
  name.textContent = label;
  amount.className = "amount";
  amount.textContent = value;
  line.className = "bar-line";
  line.setAttribute("aria-hidden", "true");
  part.style.marginInlineStart = `${100 * from}%`;
  part.style.width = `${100 * share}%`;
  line.append(part);
  item.append(name, " ", amount);
  if (kind !== "aside") item.append(line);
  if (detail) {
    const small = document.createElement("small");
    small.textContent = detail;
    item.append(small);
  }
  return item;
}
