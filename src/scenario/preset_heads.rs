//! Name, title and note of the presets that the engine without mechanisms cannot run. Written from `www/presets` by
//! `UPDATE=1 cargo test --test contract`.

/// In the order of the page.
#[rustfmt::skip]
pub(super) const HEADS: &[[&str; 3]] = &[
    ["stops-below", "Stops below the market", "Little leverage, but many stop orders just below round prices: each protects its owner and pushes the price to the next."],
    ["gamma-squeeze", "Gamma squeeze", "Dealers are short calls. Every rise makes them buy, which is the next rise."],
    ["short-gamma", "Short gamma, long fall", "The same traders, the same shock. Now option dealers must sell as the price falls."],
    ["calm-hand", "The calm hand", "The same traders, the same shock. Now option dealers are long gamma: they must buy as the price falls."],
    ["writers-hedged", "Writers are hedged", "Who has sold options and has too little margin is hedged by the exchange: it buys what has risen, for one writer after the other. If it bought their options back instead, the same rise would end at 5.7 %."],
    ["no-news", "No news: an algorithm starts it", "Nothing happens outside. An algorithm sells $80M as a fifth of all trading, and what it forces to be sold is trading, too."],
    ["makers-step-away", "Market makers step away", "Three fifths of the depth belong to ten market makers, who leave one by one as the price moves and return after a minute of calm."],
    ["bots-look-away", "Bots look away", "This venue closes nobody itself: bots take positions over 1 % below the market and sell them on. Their money is soon bound, and what they leave waits while the price falls on."],
    ["through-the-fog", "Through the fog", "The venue can call for half as much depth again, thirty seconds after its alarm. It sees three positions in ten and believes that it sees them all."],
    ["knife-edge", "Knife-edge lending", "A fall of 4.3 % stays one. A twentieth of a percent more, and it doubles. Feedback R said so before anything was sold."],
    ["stuck-oracle", "Stuck oracle", "The calm is the danger: for 23 minutes every loan looks healthy, and the hole behind it grows."],
    ["black-thursday", "Black Thursday", "12 March 2020, in its style: a congested chain, and auctions that one bidder wins for nothing. Debt, depth and vaults are invented."],
    ["black-thursday-clip", "Black Thursday, by Dutch auction", "The same day, the same congestion, the auction that came after it: the price asked falls until somebody takes the lot."],
    ["healthy-market", "Calm chain, same shock", "The same fall with a calm chain, an oracle that is on time and bidders who need no money of their own: the lenders lose nothing."],
    ["at-the-close", "Everything at the close", "Leveraged and inverse funds restore their leverage once a day, all at the same minute, all on the same side."],
    ["crash-1987", "1987", "$15bn of stocks under portfolio insurance, which sells as prices fall. Size, depth and refill are fitted so that the day's low and close match."],
    ["breakers-1987", "1987, with today's breakers", "The same day under today's circuit breakers: they stop it at −20 %, with two fifths of the selling still to come."],
    ["half-insurance", "1987, half the insurance", "The same shock with half as much portfolio insurance and no breaker: what was not sold did not have to be stopped."],
    ["calls-tomorrow", "Margin calls come tomorrow", "Brokers who call and wait break the chain: one generation of sellers a day."],
    ["two-halts", "Two halts, two directions", "24 August 2015: the band follows the mean of the last minutes. The second halt stops a recovery."],
    ["four-rulebooks", "Same shock, four rulebooks", "The same $500M of longs, the same triggers, the same fall; what differs is who sells, how much, and when."],
    ["two-venues", "Two venues, one index", "$50M are sold on the thin venue, and both judge positions by one index. Nobody sold on the deep one: the index alone liquidates there."],
    ["venue-that-holds", "The venue that holds", "The same fall on three venues that arbitrage ties: one thin with high leverage, one large, one with little leverage. The last one lends the others its depth."],
    ["depeg", "Depeg of collateral", "Bitcoin falls 3 %, and $60M of a dollar coin are sold on this venue, whose own book prices it as collateral: two falls that are harmless alone."],
    ["spreads-the-fire", "Diversification that spreads the fire", "One of six assets falls 15 %. Every portfolio holds all six: what protects it from a small fall lets a large one into every market."],
];
