// The scripts of one page: what it begins with as one file, and each part that it asks for later as one more. A splitting
// bundler alone makes a file of every set of modules that the same parts share: a dozen small ones before anything runs, each
// compressed by itself, a seventh more bytes.
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { WWW, require } from "./packages.mjs";

const esbuild = require("esbuild");

/** Stands for the hash of all that belongs together: each file names others, so none has a hash before all have. */
const PLACEHOLDER = "HASH0000";
const JOINED = "joined.js";

/**
 * @param {string} entry path in `www/`
 * @param {{ common: import("esbuild").BuildOptions, plugins: import("esbuild").Plugin[] }} how
 * @returns {Promise<{ entry: string, files: { name: string, contents: Uint8Array }[] }>} all beside each other
 */
export async function pageScripts(entry, { common, plugins }) {
  // First only sorted: which modules are the beginning's, which come later, and what each takes of the others.
  const sorted = await esbuild.build({
    ...common,
    entryPoints: [join(WWW, entry)],
    format: "esm",
    splitting: true,
    minify: false,
    sourcemap: "inline",
    metafile: true,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    plugins,
  });
  const { outputs } = sorted.metafile;
  const texts = new Map(sorted.outputFiles.map(({ path, text }) => [basename(path), text]));
  const facts = new Map(Object.entries(outputs).map(([path, facts]) => [basename(path), facts]));
  const first = basename(Object.keys(outputs).find((path) => outputs[path].entryPoint === `www/${entry}`));
  const beginning = new Set();
  const visit = (name) => {
    if (beginning.has(name)) return;
    beginning.add(name);
    for (const { path, kind } of facts.get(name).imports) if (kind === "import-statement") visit(basename(path));
  };
  visit(first);

  // A part that is asked for has the name of its module; what only such parts share is numbered.
  const late = [...facts.keys()].filter((name) => !beginning.has(name)).sort();
  const stems = new Map(late.map((name, index) => [name, facts.get(name).entryPoint ? basename(facts.get(name).entryPoint, ".js") : `shared${index}`]));
  const nameOf = (name) => `${beginning.has(name) ? basename(entry, ".js") : stems.get(name)}-${PLACEHOLDER}.js`;

  /** What a file takes of others, as the bundler writes it. @param {string} name @returns {[file: string, names: string[]][]} */
  const takenBy = (name) =>
    [...texts.get(name).matchAll(/^import \{([^}]*)\} from "\.\/([^"]+)";$/gm)].map(([, list, file]) => [
      file,
      list.split(",").map((one) => one.trim().split(" as ")[0]),
    ]);
  // The beginning gives away what later parts take, under names that are unlike each other.
  const [order, taken] = [[...beginning].sort(), new Map()];
  for (const [file, names] of late.flatMap(takenBy)) if (beginning.has(file)) taken.set(file, new Set([...(taken.get(file) ?? []), ...names]));
  const alias = (file, name) => `${name}_${order.indexOf(file)}`;
  const listed = (file, names, write) => [...names].map((name) => write(name, alias(file, name))).join(", ");
  const joined = [
    `import "./${first}";`,
    ...[...taken].map(([file, names]) => `export { ${listed(file, names, (name, other) => `${name} as ${other}`)} } from "./${file}";`),
  ].join("\n");

  /** The sorted files as modules; where one is later than the beginning it asks the file of that, which runs already. @param {string | null} part */
  const sources = (part) => ({
    name: "sorted",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        const name = basename(path);
        if (kind !== "entry-point" && !facts.has(name)) return { path, external: true };
        const isOther = kind === "dynamic-import" || (part !== null && kind !== "entry-point" && !beginning.has(name));
        return isOther ? { path: `./${nameOf(name)}`, external: true } : { path: name, namespace: "sorted" };
      });
      build.onLoad({ filter: /.*/, namespace: "sorted" }, ({ path }) => {
        if (path === JOINED) return { contents: joined };
        if (part === null || path === part) return { contents: texts.get(path) };
        const names = takenBy(part)
          .filter(([file]) => file === path)
          .flatMap(([, list]) => list);
        return { contents: `export { ${listed(path, names, (name, other) => `${other} as ${name}`)} } from "./${nameOf(first)}";` };
      });
    },
  });
  const pack = (from, name, part) =>
    esbuild.build({ ...common, entryPoints: [from], entryNames: name.slice(0, -".js".length), format: "esm", plugins: [sources(part)] });
  const packed = (await Promise.all([pack(JOINED, nameOf(first), null), ...late.map((name) => pack(name, nameOf(name), name))])).flatMap(
    ({ outputFiles }) => outputFiles,
  );
  const all = packed.map(({ path, text }) => [basename(path), text]).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256").update(all.flat().join("\n")).digest("hex").slice(0, PLACEHOLDER.length).toUpperCase();
  const hashed = (text) => text.replaceAll(PLACEHOLDER, hash);
  return { entry: hashed(nameOf(first)), files: all.map(([name, text]) => ({ name: hashed(name), contents: Buffer.from(hashed(text)) })) };
}
