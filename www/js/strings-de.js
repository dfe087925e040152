import { strings } from "./strings.js";
export const german = strings;
