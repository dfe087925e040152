// What stands in the file besides the program.

/** @param {string} id */
export const textOf = (id) => document.getElementById(`part-${id}`)?.textContent ?? "";

export const parts = () => ({ wasm: textOf("wasm"), data: JSON.parse(textOf("data")) });
