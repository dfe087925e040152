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
  "who-should-pay": {
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
  "stops-below": {
    en: ["A 3 % fall became ","9 %",". Forced selling ($99.4M) and stop orders ($141M) did the rest."],
    de: ["Aus 3 % Minus wurden ","9 %",". Der Rest waren Zwangsverkäufe (99,4 Mio. $) und Stop-Orders (141 Mio. $)."],
  },
  "gamma-squeeze": {
    en: ["A 3 % rise became ","20 %",". Option dealers bought $172M: that did the rest. Nobody was forced."],
    de: ["Aus 3 % Plus wurden ","20 %",". Optionshändler kauften 172 Mio. $: das war der Rest. Gezwungen wurde niemand."],
  },
  "short-gamma": {
    en: ["A 5 % fall became ","21 %",". Forced selling ($422M) and option dealers ($210M) did the rest."],
    de: ["Aus 5 % Minus wurden ","21 %",". Der Rest waren Zwangsverkäufe (422 Mio. $) und Optionshändler (210 Mio. $)."],
  },
  "calm-hand": {
    en: ["A 5 % fall became ","7.7 %",". Forced selling did the rest. Option dealers bought $89.8M against it."],
    de: ["Aus 5 % Minus wurden ","7,7 %",". Der Rest war Zwangsverkauf. Optionshändler kauften 89,8 Mio. $ dagegen."],
  },
  "writers-hedged": {
    en: ["A 5 % rise became ","10 %",". Forced buying did the rest. 8 of 8 option writers were liquidated."],
    de: ["Aus 5 % Plus wurden ","10 %",". Der Rest war Zwangskauf. 8 von 8 Optionsschreibern wurden liquidiert."],
  },
  "no-news": {
    en: ["Nothing happened outside, and still the price fell ","25 %",". Forced selling ($446M) and algorithms ($73.6M) did it."],
    de: ["Von außen geschah nichts, und doch fiel der Preis um ","25 %",". Das waren Zwangsverkäufe (446 Mio. $) und Algorithmen (73,6 Mio. $)."],
  },
  "makers-step-away": {
    en: ["A 4 % fall became ","12 %",". Forced selling did the rest."],
    de: ["Aus 4 % Minus wurden ","12 %",". Der Rest war Zwangsverkauf."],
  },
  "bots-look-away": {
    en: ["A 10 % fall became ","14 %",". Forced selling did the rest. Liquidation bots bought $331M and sold $333M."],
    de: ["Aus 10 % Minus wurden ","14 %",". Der Rest war Zwangsverkauf. Liquidations-Bots kauften 331 Mio. $ und verkauften 333 Mio. $."],
  },
  "through-the-fog": {
    en: ["A 5 % fall became ","13 %",". Forced selling did the rest. No alarm was raised."],
    de: ["Aus 5 % Minus wurden ","13 %",". Der Rest war Zwangsverkauf. Es gab keinen Alarm."],
  },
  "knife-edge": {
    en: ["A 4.5 % fall became ","8.4 %",". Forced selling did the rest."],
    de: ["Aus 4,5 % Minus wurden ","8,4 %",". Der Rest war Zwangsverkauf."],
  },
  "stuck-oracle": {
    en: ["A 30 % fall became ","33 %",". The market took the forced sales. Lenders lost $4.83M."],
    de: ["Aus 30 % Minus wurden ","33 %",". Der Markt nahm die Zwangsverkäufe auf. Geldgeber verloren 4,83 Mio. $."],
  },
  "black-thursday": {
    en: ["A 52.6 % fall became ","53.7 %",". The market took the forced sales. Lenders lost $5.36M."],
    de: ["Aus 52,6 % Minus wurden ","53,7 %",". Der Markt nahm die Zwangsverkäufe auf. Geldgeber verloren 5,36 Mio. $."],
  },
  "black-thursday-clip": {
    en: ["A 52.6 % fall became ","53.4 %",". The market took the forced sales."],
    de: ["Aus 52,6 % Minus wurden ","53,4 %",". Der Markt nahm die Zwangsverkäufe auf."],
  },
  "healthy-market": {
    en: ["A 52.6 % fall became ","53.4 %",". The market took the forced sales."],
    de: ["Aus 52,6 % Minus wurden ","53,4 %",". Der Markt nahm die Zwangsverkäufe auf."],
  },
  "at-the-close": {
    en: ["A 5 % fall became ","6.6 %",". Leveraged funds sold $397M: that did the rest. Nobody was forced."],
    de: ["Aus 5 % Minus wurden ","6,6 %",". Gehebelte Fonds verkauften 397 Mio. $: das war der Rest. Gezwungen wurde niemand."],
  },
  "crash-1987": {
    en: ["An 8 % fall became ","29 %",". Portfolio insurers sold $7.94bn: that did the rest. Nobody was forced."],
    de: ["Aus 8 % Minus wurden ","29 %",". Portfolioversicherer verkauften 7,94 Mrd. $: das war der Rest. Gezwungen wurde niemand."],
  },
  "breakers-1987": {
    en: ["An 8 % fall became ","20 %",". Portfolio insurers sold $4.37bn: that did the rest. Nobody was forced. Trading stopped 3 times, and $3.8bn (at the starting price) still waits."],
    de: ["Aus 8 % Minus wurden ","20 %",". Portfolioversicherer verkauften 4,37 Mrd. $: das war der Rest. Gezwungen wurde niemand. Der Handel ruhte 3 Mal, und 3,8 Mrd. $ (zum Startpreis) warten noch."],
  },
  "half-insurance": {
    en: ["An 8 % fall became ","14 %",". Portfolio insurers sold $3.01bn: that did the rest. Nobody was forced."],
    de: ["Aus 8 % Minus wurden ","14 %",". Portfolioversicherer verkauften 3,01 Mrd. $: das war der Rest. Gezwungen wurde niemand."],
  },
  "calls-tomorrow": {
    en: ["A 12 % fall became ","13 %",". The market took the forced sales. 562 margin calls: 318 paid, 127 not paid and sold, 117 still open."],
    de: ["Aus 12 % Minus wurden ","13 %",". Der Markt nahm die Zwangsverkäufe auf. 562 Nachschussforderungen: 318 bezahlt, 127 unbezahlt und verkauft, 117 noch offen."],
  },
  "two-halts": {
    en: ["A 20 % fall became ","17 %",". Nobody was forced to sell. Trading stopped 2 times, for 10 min in all. Outside it came back to −3 %."],
    de: ["Aus 20 % Minus wurden ","17 %",". Niemand musste verkaufen. Der Handel ruhte 2 Mal, zusammen 10 min. Außen kam er auf −3 % zurück."],
  },
  "four-rulebooks": {
    en: ["perps: An 8 % fall became ","28 %",". Every leveraged long is gone."],
    de: ["perps: Aus 8 % Minus wurden ","28 %",". Alle gehebelten Longs sind weg."],
  },
  "two-venues": {
    en: ["thin: A 4.9 % fall became ","14.1 %",". Forced selling did the rest. Outside it came back to −1.5 %."],
    de: ["thin: Aus 4,9 % Minus wurden ","14,1 %",". Der Rest war Zwangsverkauf. Außen kam er auf −1,5 % zurück."],
  },
  "venue-that-holds": {
    en: ["thin: A 5 % fall became ","8.3 %",". Forced selling did the rest. Arbitrage bought $79.5M here."],
    de: ["thin: Aus 5 % Minus wurden ","8,3 %",". Der Rest war Zwangsverkauf. Arbitrage kaufte 79,5 Mio. $ hier."],
  },
  "depeg": {
    en: ["btc: A 3 % fall became ","8.5 %",". Forced selling did the rest."],
    de: ["btc: Aus 3 % Minus wurden ","8,5 %",". Der Rest war Zwangsverkauf."],
  },
  "spreads-the-fire": {
    en: ["a: A 15 % fall became ","22 %",". Forced selling did the rest."],
    de: ["a: Aus 15 % Minus wurden ","22 %",". Der Rest war Zwangsverkauf."],
  },
};
