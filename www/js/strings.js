// Every word that the program itself says: those that it begins with, and the rest. The embed takes the first alone.

import { figures } from "./strings-figures.js";
import { more } from "./strings-more.js";
import { start } from "./strings-start.js";
import { bet } from "./strings-bet.js";
import { story } from "./strings-story.js";
import { wordsOf } from "./words.js";

export const strings = { ...start, bet, ...story, figures, ...more };

/** @param {import("./words.js").Language} language @returns {Promise<typeof strings>} */
export const stringsOf = (language) => wordsOf(language, strings);
