// What each preset says where nothing runs; the moved price is the second part.
// Written by `UPDATE=1 node --test tests/www/delivered.test.mjs`.
/** @type {any} */ (window).cascadeDelivered = {
  "calm-water": {
    en: ["A 5 % fall became ","5.2 %",". The market took the forced sales."],
    de: ["Aus 5 % Minus wurden ","5,2 %",". Der Markt nahm die Zwangsverkäufe auf."],
  },
  "the-match": {
    en: ["A 5 % fall became ","13 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","13 %",". Der Rest war Zwangsverkauf."],
  },
  "thin-book": {
    en: ["A 5 % fall became ","47 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","47 %",". Der Rest war Zwangsverkauf."],
  },
  "same-door": {
    en: ["A 4 % fall became ","17 %",". Every leveraged long is gone."],
    de: ["Aus 4 % Minus wurden ","17 %",". Alle gehebelten Longs sind weg."],
  },
  "staircase": {
    en: ["A 5 % fall became ","15 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","15 %",". Der Rest war Zwangsverkauf."],
  },
  "short-squeeze": {
    en: ["A 5 % rise became ","23 %",". Forced buying did the rest."],
    de: ["Aus 5 % Plus wurden ","23 %",". Der Rest war Zwangskauf."],
  },
  "fair-weather": {
    en: ["A 5 % fall became ","16 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","16 %",". Der Rest war Zwangsverkauf."],
  },
  "slow-motion": {
    en: ["A 5 % fall became ","10 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","10 %",". Der Rest war Zwangsverkauf."],
  },
  "last-line": {
    en: ["A 5 % fall became ","13 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","13 %",". Der Rest war Zwangsverkauf."],
  },
  "same-odds": {
    en: ["A 4 % fall became ","21 %",". Forced selling did the rest."],
    de: ["Aus 4 % Minus wurden ","21 %",". Der Rest war Zwangsverkauf."],
  },
  "real-book": {
    en: ["A 5 % fall became ","6.5 %",". Forced selling did the rest."],
    de: ["Aus 5 % Minus wurden ","6,5 %",". Der Rest war Zwangsverkauf."],
  },
};
