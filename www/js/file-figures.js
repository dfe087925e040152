// Numbers of a file as they are told of it; fetched with the words about files. Pure.

import { price, shortNumber } from "./format.js";

/** A price: from 10 on with three decimals, below as any price of the page. @param {number} value */
export const givenPrice = (value) => (Math.abs(value) < 10 ? price(value) : shortNumber(value, 3));

/** An amount of coins: whole ones from a thousand on, below three significant digits. @param {number} amount */
export const coinsText = (amount) => shortNumber(amount, amount > 0 && amount < 1000 ? Math.min(12, 2 - Math.floor(Math.log10(amount))) : 0);

/** @param {string} count as it is written @param {string} one @param {string} many */
export const counted = (count, one, many) => `${count} ${count === "1" ? one : many}`;
