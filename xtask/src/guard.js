// Added by `cargo xtask build`: `Trace.prototype.summary.call(prepared)` would read one class's memory as another's.
for (const type of [
  /* classes */
]) {
  const { prototype } = type;
  for (const key of Reflect.ownKeys(prototype)) {
    const found = Object.getOwnPropertyDescriptor(prototype, key);
    for (const part of ["get", "set", "value"]) {
      const method = found[part];
      if (key === "constructor" || typeof method !== "function") continue;
      found[part] = function (...given) {
        if (!(this instanceof type)) throw new TypeError(`${type.name}.prototype.${String(key)} was called with something else than a ${type.name}`);
        return method.apply(this, given);
      };
    }
    Object.defineProperty(prototype, key, found);
  }
}
