// The page's own packages and files, for scripts that lie elsewhere.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const WWW = fileURLToPath(new URL("../../www/", import.meta.url));

export const require = createRequire(new URL("../../www/package.json", import.meta.url));
