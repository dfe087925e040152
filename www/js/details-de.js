// What the engine says is wrong with a scenario or a file, in German. The engine writes its messages once, in English, from
// templates; here each of them stands beside its German form, and what was filled in is carried over. A test takes the
// templates from the source of the engine, so that none is without one.

/**
 * English, German, and the literals of the source that the English is put together from, where it is no single one.
 * `{…}` is a place. In German `{}` is the next one, in which several words are looked up here again and one is left as it
 * is, for it may be the name of a column; in `{!}` one word is looked up, too; `{#}` is a number as the page writes it, and
 * `{0}` nothing but digits: else it is another message.
 * @type {readonly (readonly [english: string, german: string, ...parts: string[]])[]}
 */
export const DETAILS = [
  // Where.
  ["line {place}", "Zeile {}"],
  ["{place}, column {}", "{}, Spalte {}"],
  ["line {}: the table", "Zeile {}: die Tabelle"],
  ["line {line}: a list", "Zeile {}: eine Liste"],
  ["the file", "die Datei"],
  ["the list", "die Liste"],
  ["the input", "die Eingabe"],
  ["the scenario", "das Szenario"],
  ["{message} (and 1 more problem)", "{} (und noch ein Fehler)", " (and 1 more problem)"],
  ["{message} (and at least {MOST_PROBLEMS} more problems)", "{} (und mindestens {} weitere Fehler)", " (and at least {MOST_PROBLEMS} more problems)"],
  ["{message} (and {} more problems)", "{} (und {} weitere Fehler)", " (and {} more problems)"],
  ["and more: only the first {MOST_PROBLEMS} problems are listed", "und weitere: aufgezählt sind nur die ersten {} Fehler"],

  // What was expected.
  [
    "{place} is {value}; expected {expected}",
    "{} ist {}; erwartet wird {!}",
    "{named} is {}; expected {expected}",
    "{field} is {}; expected {expected}",
    "{name} is {value}; expected {expected}",
    "{path} is {value}; expected {expected}",
    "kind is {}; expected {known}",
    '{path} is "{contract}"; expected {known}',
    "{path} is {}; expected {what} {}",
    "{name} is {value}; expected a number",
    "{field} is {}; expected a whole number from {min} to {max}",
    "{field} is {}; expected a number from {} to {}",
    "{field} is {}; expected a number from 0 to {}",
    "markPrice is {}; expected a number above 0",
    "{path} is {}; expected a multiple of the quantityStep {}",
    "{path} is {value}; expected [price, quantity]",
    "{path} is {}; expected a name that no other account has",
    "{path} is {}; expected a name that no other alarm has",
    "{path} is {value}; expected a bracket with notional limits and a maintenance margin rate",
    "{path} is {value}; expected a list of brackets",
    "{path} is {}; expected one of {}",
    "{path} is {}; expected one of {}{hint}",
    "{} is {}; expected a {} from {} to {}",
  ],
  [
    "{path} is missing; expected {}",
    "{} fehlt; erwartet wird {!}",
    "{path} is missing; expected {}{unit}{meaning}",
    "{tag_path} is missing; expected one of {}",
  ],
  ["{path} is missing; expected {}: {doc}", "{} fehlt; erwartet wird {!}", "{path} is missing; expected {}{unit}{meaning}", ": {doc}"],
  ["{} [{unit}]", "{!} [{!}]", " [{unit}]"],
  ["a number {}", "eine Zahl {}"],
  ["a number {}, and no share of something", "eine Zahl {} und kein Anteil an etwas"],
  ["a whole number {}", "eine ganze Zahl {}", "a whole number from {min} to {max}"],
  ["a number", "eine Zahl"],
  ["a whole number", "eine ganze Zahl"],
  ["from {} to {}", "von {#} bis {#}", "{what} {}"],
  ["above {} to {}", "über {#} bis {#}", "{zero}{least} {min} to {}"],
  ["from {} up", "ab {#}", "{zero}{least} {min} up"],
  ["above {}", "über {#}", "{zero}{least} {min}"],
  ["0 or {}", "0 oder {}", "0 or "],
  ["a number above 0", "eine Zahl über 0"],
  ["a number above 0, at most 1e15", "eine Zahl über 0, höchstens 1e15"],
  ["true or false", "true oder false"],
  ["an object", "ein Objekt"],
  ["an object ({})", "ein Objekt ({})"],
  ['an object with a "{}"', 'ein Objekt mit "{}"'],
  ["a function", "eine Funktion"],
  ["a BigInt", "ein BigInt"],
  ["a symbol", "ein Symbol"],
  ["a list", "eine Liste"],
  ["a list of numbers", "eine Liste von Zahlen"],
  ["a text", "ein Text"],
  ["text", "ein Text"],
  ["a Uint8Array", "ein Uint8Array"],
  ["one of {}", "eines von {}", "one of {words}"],
  ['one of {} (did you mean "{near}"?)', 'eines von {} (gemeint war vielleicht "{}")', ' (did you mean "{near}"?)'],
  ["a multiple of the quantityStep {}", "ein Vielfaches von quantityStep, {#}"],
  ["a name that no other account has", "ein Name, den kein anderes Konto hat"],
  ["a name that no other alarm has", "ein Name, den kein anderer Alarm hat"],
  ["a bracket with notional limits and a maintenance margin rate", "eine Margenstufe mit Grenzen des Nominals und einer Mindestmarge"],
  ["a list of brackets", "eine Liste von Margenstufen"],
  ["none", "keines"],
  ["text of at most {longest} characters", "Text von höchstens {} Zeichen"],
  ["a list of {} to {} entries", "eine Liste mit {#} bis {#} Einträgen"],
  ["a list of {} to {} entries, or registered data", "eine Liste mit {#} bis {#} Einträgen oder eine geladene Datei"],
  ["a list of [price, quantity], or registered data", "eine Liste von [price, quantity] oder eine geladene Datei"],
  ["null or {}", "null oder {!}"],
  ["the id of a market", "die id eines Marktes"],
  ["[price, quantity]", "[price, quantity]"],
  ['"flow" or "feedback"', '"flow" oder "feedback"'],
  ['"fragility", "leverage" or "liquidations"', '"fragility", "leverage" oder "liquidations"'],
  ["an order book", "ein Orderbuch"],
  ["a price path", "ein Preisverlauf"],
  ["a scenario", "ein Szenario"],
  ["brackets", "Margenstufen"],
  ["positions", "Positionen"],
  ["loans", "Kredite"],
  ["an option chain", "eine Optionskette"],
  ["parameters of a lending protocol", "Regeln eines Kreditprotokolls"],
  ["{some} and {} more", "{} und {} weitere"],

  // Units.
  ["fraction", "Anteil"],
  ["quote", "Quotierungswährung"],
  ["base", "Basis"],
  ["quote per base", "Quotierungswährung je Basis"],
  ["quote per base sold", "Quotierungswährung je verkaufter Basis"],
  ["base per unit of log price", "Basis je Einheit des Logarithmus des Preises"],
  ["base; inverse contracts: quote", "Basis; inverse Kontrakte: Quotierungswährung"],
  ["quote; inverse contracts: base", "Quotierungswährung; inverse Kontrakte: Basis"],

  // Shape of a scenario.
  ["{path} has {length} characters; at most {longest} are allowed", "{} hat {} Zeichen; erlaubt sind höchstens {}"],
  ["{path} is not built yet: only {default} is accepted, not {}", "{} gibt es noch nicht: angenommen wird nur {}, nicht {}"],
  ["{path} {} is not built yet; built are {}", "{} {} gibt es noch nicht; es gibt {}"],
  ["{path} is {}, which nothing here builds", "{} ist {}, und das baut hier nichts"],
  ["{path} has {length} entries; allowed are {min} to {max}", "{} hat {} Einträge; erlaubt sind {#} bis {#}"],
  [
    "{path} has {length} levels; at most {MOST_LEVELS} are allowed (a larger book can be registered as a file)",
    "{} hat {} Stufen; erlaubt sind höchstens {} (ein größeres Buch lässt sich als Datei laden)",
  ],
  ["{at} is {}; price and quantity must be from 1e-12 to 1e15", "{} ist {}; Preis und Menge müssen von 1e-12 bis 1e15 sein"],
  ["{field_path} (here {value}) is no field of the scenario; {hint}", "{} (hier {}) ist kein Feld des Szenarios; {}"],
  ['did you mean "{near}"?', 'gemeint war vielleicht "{}"'],
  ["known here: {}", "hier bekannt: {}"],
  ["{place} cannot be read: {}", "{} lässt sich nicht lesen: {}", "{place} {}", "cannot be read: {}"],
  ["{place} is a BigInt beyond 64 bits", "{} ist ein BigInt von mehr als 64 Bit", "is a BigInt beyond 64 bits"],
  ["{place} is nested deeper than {MAX_DEPTH} levels", "{} ist tiefer als {} Ebenen verschachtelt", "is nested deeper than {MAX_DEPTH} levels"],
  ["{place} has a key that is no text", "{} hat einen Schlüssel, der kein Text ist", "has a key that is no text"],
  ["{place} is {}; expected plain data", "{} ist {}; erwartet werden reine Daten", "is {}; expected plain data"],
  ["{place} has more than {} values", "{} hat mehr als {} Werte", "has more than {} values"],
  ["{field} has {length} numbers; at most {most} are allowed", "{} hat {} Zahlen; erlaubt sind höchstens {}"],
  ["{} is no option of a run; known are {}", "{} ist keine Angabe eines Laufs; bekannt sind {}"],
  ["unknown problem", "unbekannter Fehler"],

  // What contradicts itself in a scenario.
  ['{}.id "{}" is used twice', '{}.id "{}" gibt es zweimal', '{}.id "{id}" is used twice'],
  ["{}.id is empty", "{}.id ist leer"],
  ["{path} hold {legs} legs; at most {MOST_LEGS} are allowed", "{} enthalten {} Optionen; erlaubt sind höchstens {}"],
  ["populations hold {total} positions; at most {MAX_POSITIONS_IN_ALL} are allowed", "populations hat {} Positionen; erlaubt sind höchstens {}"],
  ["{} is a second price gap beside one that cancels orders", "{} ist ein zweiter Preissprung neben einem, der Orders streicht"],
  ["{} markets x {} ticks are {} rows", "{} Märkte x {} Schritte sind {} Zeilen"],
  [
    "{} positions in a ledger x {} ticks are {} steps of work",
    "{} geführte Positionen x {} Schritte sind {} Arbeitsschritte",
    "{} positions in a ledger x {} ticks{times}{paid} are {} steps of work",
  ],
  ["{positions} x 10 for losses shared among winners", "{} x 10 für Verluste, die Gewinner teilen", " x 10 for losses shared among winners"],
  [
    "{} positions in a ledger x {} ticks x 10 for losses shared among winners are {} steps of work",
    "{} geführte Positionen x {} Schritte x 10 für Verluste, die Gewinner teilen, sind {} Arbeitsschritte",
  ],
  [
    "{} positions in a ledger x {} ticks and {} for funding are {} steps of work",
    "{} geführte Positionen x {} Schritte und {} für Finanzierung sind {} Arbeitsschritte",
    " and {} for funding",
  ],
  [
    "{} positions in a ledger x {} ticks x 10 for losses shared among winners and {} for funding are {} steps of work",
    "{} geführte Positionen x {} Schritte x 10 für Verluste, die Gewinner teilen, und {} für Finanzierung sind {} Arbeitsschritte",
  ],
  [
    "clock.durationS: {what}; at most {} are allowed, and no tick is long enough: expected a shorter run",
    "clock.durationS: {}; erlaubt sind höchstens {#}, und kein Schritt ist lang genug: erwartet wird ein kürzerer Lauf",
  ],
  [
    "clock.tickS: {what}; at most {} are allowed: expected at least {} s (or a shorter durationS, or fewer positions)",
    "clock.tickS: {}; erlaubt sind höchstens {#}: erwartet werden mindestens {#} s (oder ein kürzeres durationS oder weniger Positionen)",
  ],
  ["{}.durationS of {} s makes {} ticks; at most {} are allowed", "{}.durationS von {#} s ergibt {#} Schritte; erlaubt sind höchstens {#}"],
  [
    "clock.tickS of {} s makes {} steps with those at the extremes of a path between two ticks; at most {} are allowed",
    "clock.tickS von {#} s ergibt {#} Schritte samt denen an Extremen eines Verlaufs zwischen zwei Schritten; erlaubt sind höchstens {#}",
  ],
  [
    '{} "{kind}" takes time; in an instant run (clock mode "waves") only "immediate" works',
    '{} "{}" braucht Zeit; in einem Lauf ohne Uhr (clock mode "waves") geht nur "immediate"',
  ],
  [
    '{} "volatility" takes time; in an instant run (clock mode "waves") only "drawdown" works',
    '{} "volatility" braucht Zeit; in einem Lauf ohne Uhr (clock mode "waves") geht nur "drawdown"',
  ],
  ['{path} takes time; in an instant run (clock mode "waves") it {must}', '{} braucht Zeit; in einem sofortigen Lauf (clock mode "waves") {!}'],
  ["must be null", "muss es null sein"],
  ["must be 0", "muss es 0 sein"],
  // Mechanisms.
  [
    "{}: no strike of the strip has gamma at the starting price; widen it or lengthen expiryDays",
    "{}: kein Basispreis der Reihe hat beim Startpreis Gamma; mach sie breiter oder expiryDays länger",
  ],
  ['{} "{kind}" trades base for quote; market "{}" has inverse contracts', '{} "{}" handelt Basis gegen Quotierung; der Markt "{}" hat inverse Kontrakte'],
  ["{path} is 0; expected what it sells, or buys (negative)", "{} ist 0; erwartet wird, was er verkauft oder (negativ) kauft"],
  ["{path} is {}; expected less than windowS, {}", "{} ist {#}; erwartet wird weniger als windowS, {#}"],
  ["{path} is {}; expected more than from, {}", "{} ist {#}; erwartet wird mehr als „from“, {#}"],
  ["{path} is {}; expected a name that no other asset has", "{} ist {}; erwartet wird ein Name, den kein anderer Wert hat"],
  ["{path} are {} loans; at most {MAX_POSITIONS} are allowed", "{}: {#} Kredite; erlaubt sind höchstens {#}"],
  ["{path} is {}; the assets are {}", "{} ist {}; die Werte sind {}"],
  [
    "{}: liquidationThreshold {} times (1 + liquidationBonus {}) is {}, not below the target {}: no repayment could restore it",
    "{}: liquidationThreshold {#} mal (1 + liquidationBonus {#}) ist {#}, nicht unter dem Ziel {#}: keine Tilgung könnte den Kredit heilen",
  ],
  ["populations: two lending populations have the id {}; columns are named by it", "populations: zwei Kreditgruppen haben die id {}; Spalten heißen danach"],
  ["{} has nothing to do: there is no lending population", "{} hat nichts zu tun: es gibt keine Kredite"],
  ["{entry} is {after} after {before}; limits must rise", "{} ist {#} nach {#}; Limits müssen steigen"],
  ["{path} is {after} after {before}; falls must rise", "{} ist {#} nach {#}; Falltiefen müssen steigen"],
  ["{} is a second {}", "{} ist ein zweites Mal {}"],
  ["{path} is {}; a fund without exposure trades nothing", "{} ist {#}; ein Fonds, der nichts hält, handelt nichts"],
  [
    '{path} is {}; in an instant run nobody can wait: it must be 0, or the clock mode "ticks"',
    '{} ist {#}; in einem sofortigen Lauf kann niemand warten: es muss 0 sein, oder clock mode "ticks"',
  ],
  ["{path} is {}, below maintenance, {}", "{} ist {#}, weniger als maintenance, {#}"],
  ["{path} is {}, not below the starting price {}", "{} ist {#}, nicht unter dem Startpreis {#}"],
  ["{} has both rows and {name}; give one", "{} hat rows und {}; gib eines davon an"],
  ["{} has both leverage and triggers; give one", "{} hat leverage und triggers; gib eines davon an"],
  ["{} needs leverage, triggers or rows", "{} braucht leverage, triggers oder rows"],
  ["{} needs {amount}, of which the accounts are parts", "{} braucht {}, wovon die Konten Teile sind"],
  ["{path} is {}, more than its assets of {}", "{} ist {#}, mehr als ihr Vermögen von {#}"],
  ["{} is a {kind} with a {}; expected a {}", "{} hat side {} und {}; erwartet wird {}"],
  ["{} is a {kind} without a {}", "{} hat side {} und kein {}"],
  ["{path} is {}; times priceRange, {}, it takes the whole price away", "{} ist {#}; mal priceRange, {#}, nimmt es den ganzen Preis weg"],
  ["{path} needs a capital", "{} braucht ein capital"],
  ["{} is {}; the lending populations are {names} (did you mean {}?)", "{} ist {}; die Kreditgruppen sind {} (gemeint war {}?)"],
  ["{} is {}; the lending populations are {names}", "{} ist {}; die Kreditgruppen sind {}"],
  ["{} has both debt and collateralQuantity; give one", "{} hat debt und collateralQuantity; gib eines davon an"],
  ["{} needs debt or collateralQuantity", "{} braucht debt oder collateralQuantity"],
  ['{path} "{}" has liquidationThreshold 0: it cannot secure a loan', '{} "{}" hat liquidationThreshold 0: es kann keinen Kredit sichern'],
  [
    "{path}: neither asset has a market whose price could reach a trigger",
    "{}: keiner der beiden Werte hat einen Markt, dessen Preis einen Auslöser erreichen könnte",
  ],
  ["{path}.to is {}; triggers lie below the price {}", "{}.to ist {#}; Auslöser liegen unter dem Preis {#}"],
  ["{path}.from is {}; triggers lie above the price {}", "{}.from ist {#}; Auslöser liegen über dem Preis {#}"],
  ['rules.rule "{rule}" has one {what} asset; {path} has {count}', 'rules.rule "{}" hat einen Wert als {!}; {} hat {#}'],
  ["debt", "Schuld"],
  ["collateral", "Pfand"],
  [
    "{path}.collateral: no asset of it has a liquidationThreshold above 0: it cannot secure a loan",
    "{}.collateral: kein Wert darin hat ein liquidationThreshold über 0: es kann keinen Kredit sichern",
  ],
  // Option chains.
  ["C or P", "C oder P"],
  ["a time within {} days of the file's", "ein Zeitpunkt bis zu {#} Tage nach dem der Datei"],
  [
    "{place}: {} options of the file are held by somebody and have a price; expected 1 to {}",
    "{}: {#} Optionen der Datei hält jemand, und sie haben einen Preis; erwartet werden 1 bis {#}",
  ],
  ["{path}: the file holds no option with open interest between {} and {} days", "{}: die Datei hat keine Option zwischen {#} und {#} Tagen, die jemand hält"],
  // Loans of files.
  ["at most {MOST_NAMES} assets", "höchstens {#} Güter"],
  ["{place}: no account has both collateral and debt; expected at least one loan", "{}: kein Konto hat Pfand und Schuld; erwartet wird mindestens ein Kredit"],
  ["a share {}", "ein Anteil {}"],
  [
    "{place}: one of {} and {} is in coins and the other in money; expected both in one",
    "{}: von {} und {} ist eines in Coins und das andere in Geld; erwartet wird beides in einem",
  ],
  ["no column says whether collateral and debt are worth coins or money", "keine Spalte sagt, ob Pfand und Schuld in Coins oder in Geld stehen"],
  ["{} says what it is worth, and {} does not", "{} sagt, worin es steht, und {} nicht"],
  ["{}, which its collateral, threshold and debt give", "{#}, wie Pfand, Schwelle und Schuld ihn ergeben"],
  ["{}: loan {} of the file", "{}: Kredit {} der Datei"],
  ["{path}: the file has loans in {}; the assets are {}", "{}: die Datei hat Kredite in {}; die Werte sind {}"],
  [
    "{path} is missing: the file has what all of an account is worth; expected one of the assets",
    "{} fehlt: die Datei nennt, was alles eines Kontos wert ist; erwartet wird einer der Werte",
  ],
  ["{path} is {}; the file has the amounts {}", "{} ist {}; die Datei hat die Beträge {!}"],
  [
    '{path} {} has no market: totals in base are of the collateral\'s market; expected another collateral, or valueIn "quote"',
    '{} {} hat keinen Markt: Summen in Basis sind die des Markts des Pfands; erwartet wird ein anderes Pfand, oder valueIn "quote"',
  ],
  ["{}: loan {} of the file has {} of it, worth {}, in a total of {}", "{}: Kredit {} der Datei hat davon {#}, im Wert von {#}, in einer Summe von {#}"],
  [
    '"{}" has loans in {}, of which no asset of the scenario is one; its lending has {}',
    "„{}“ hat Kredite in {}, und davon ist keiner der Werte des Szenarios; sein Kreditprotokoll hat {}",
  ],
  ['"{}" has no {} against which something is lent', "„{}“ hat kein {}, auf das etwas geliehen wird"],
  ["{}: quote / base is {}; expected the market's price {}", "{}: quote / base ist {#}; erwartet wird der Preis des Marktes, {#}"],
  ["{path} is {}; expected a price above 0", "{} ist {#}; erwartet wird ein Preis über 0"],
  ["{path} has the price of ticks[{first}]", "{} hat den Preis von ticks[{}]"],
  ["{}: no liquidity at the price {}", "{}: keine Liquidität beim Preis {#}"],
  [
    "{}.ticks: liquidity is {} between {} and {}; it must not fall below 0",
    "{}.ticks: die Liquidität ist {#} zwischen {#} und {#}; sie darf nicht unter 0 fallen",
  ],
  [
    '{path} is not empty; an instant run (clock mode "waves") has no time: leave it empty',
    '{} ist nicht leer; ein sofortiger Lauf (clock mode "waves") hat keine Zeit: lass es leer',
  ],
  [
    '{path} is {}; an instant run (clock mode "waves") has no time: set it to 0',
    '{} ist {#}; ein sofortiger Lauf (clock mode "waves") hat keine Zeit: setz es auf 0',
  ],
  ["{path}.untilS is {}; expected a time after fromS, {}", "{}.untilS ist {#}; erwartet wird eine Zeit nach fromS, {#}"],
  [
    "{path}.fromS is {}, before the end of the time before, {}; times must rise and not overlap",
    "{}.fromS ist {#}, vor dem Ende der Zeit davor, {#}; Zeiten müssen steigen und dürfen sich nicht überschneiden",
  ],
  ["{path} is {}, {side} the market's price {}, which it tells at the start", "{} ist {#}, {!} dem Preis des Marktes {#}, den es am Anfang sagt"],
  ["lendingId: this scenario has no lending population", "lendingId: dieses Szenario hat keine Kredite"],
  ["lendingId is {}; the lending populations are {}", "lendingId ist {}; die Kreditgruppen sind {}"],
  ['{}.rule "auction" takes time; it needs clock mode "ticks"', '{}.rule "auction" braucht Zeit, also clock mode "ticks"'],
  ['{path} "cancel" has no meaning under {law}, which has no resting orders', '{} "cancel" bedeutet unter {!} nichts, denn es gibt dort keine ruhenden Orders'],
  ["the square-root law", "dem Wurzelgesetz"],
  ["a pool", "einem Pool"],
  [
    '{} "volatility" takes time; in an instant run (clock mode "waves") only "move" from the start works',
    '{} "volatility" braucht Zeit; in einem Lauf ohne Uhr (clock mode "waves") geht nur "move" vom Anfang an',
  ],
  ['populations: makers hold {} of the depth of market "{}"; at most {}', 'populations: Market-Maker halten {#} der Tiefe des Markts "{}"; höchstens {#}'],
  ['{path} "bots" needs a population of kind "bots" in market "{}"', "{} „bots“ braucht eine Population der Art „bots“ im Markt „{}“"],
  ['{path} is "fillable", which says something of positions only', "{} ist „fillable“, und das sagt nur von Positionen etwas"],
  ["{path} is empty: it would never buy back", "{} ist leer: es würde nie zurückgekauft"],
  ["{path} is {}; there is no alarm", "{} ist {}; es gibt keinen Alarm"],
  ["{path} is {}; the alarms are {}", "{} ist {}; die Alarme sind {}"],
  ["{} ties two markets that are tied already", "{} verbindet zwei Märkte, die schon verbunden sind"],
  [
    "no mechanism {} can be added to this scenario; those that can are {}",
    "Diesem Szenario lässt sich kein Mechanismus {} hinzufügen; hinzufügen lassen sich: {}",
  ],
  ["no mechanism {} is in this scenario; those that are: {}", "In diesem Szenario ist kein Mechanismus {}; darin sind: {}"],
  ["{path} is {}, the same as a; the markets are {}", "{} ist {}, derselbe Markt wie a; die Märkte sind {}"],
  ["{path} is {}, the same as from; the markets are {}", "{} ist {}, derselbe Markt wie der erste des Paars; die Märkte sind {}"],
  ["{path} is {}, which stands there already", "{} ist {}, der dort schon steht"],
  ["{path} is {}; the shared indices are {known}", "{} ist {}; die gemeinsamen Indizes sind {}"],
  ["{path} is {}; the factors are {known}", "{} ist {}; die Faktoren sind {}"],
  ["{}.weights are all 0 and outside is 0", "in {}.weights ist alles 0, und outside ist 0"],
  [
    '{} has one member, "{}", and no price outside: a mark on it would be its own last price',
    '{} hat ein Mitglied, "{}", und keinen Außenpreis: wer danach geht, ginge nach seinem eigenen letzten Preis',
  ],
  ["{} names a market and a factor; one of them", "{} nennt einen Markt und einen Faktor; eines von beiden"],
  ['{path} {} times beta {} of market "{}" leaves nothing of its price', '{} {#} mal Beta {#} des Marktes "{}" lässt nichts von seinem Preis'],
  ['{}.kind "{}" takes time; it needs clock mode "ticks"', '{}.kind "{}" braucht Zeit, also clock mode "ticks"'],
  [
    '{path} is "deleverage", but deficit is "{deficit}"; winners are closed only where deficit is "adl" or "proRata"',
    '{} ist "deleverage", aber deficit ist "{}"; Gewinner werden nur geschlossen, wo deficit "adl" oder "proRata" ist',
  ],
  [
    "{path} is {}, not above the fees of {} on what is closed: no close could restore it",
    "{} ist {}, nicht mehr als die Gebühren von {#} auf das, was geschlossen wird: kein Schließen könnte das wiederherstellen",
  ],
  ["{at} has price {this} after {last}; prices must {order}", "{} hat den Preis {} nach {}; Preise müssen {!}"],
  ["rise", "steigen"],
  ["fall", "fallen"],
  ["above", "über"],
  ["below", "unter"],
  ["{} starts at {}, above the market's price {}", "{} beginnt bei {#}, über dem Preis des Marktes, {#}", "{} starts at {}, {side} the market's price {}"],
  ["{} starts at {}, below the market's price {}", "{} beginnt bei {#}, unter dem Preis des Marktes, {#}"],
  ["{}: the shares add up to {}; expected 1", "{}: die Anteile ergeben zusammen {#}; erwartet wird 1"],
  ['{path} is {}; expected "last", "outside" or a shared index: {known}', '{} ist {}; erwartet wird "last", "outside" oder ein gemeinsamer Index: {}'],
  ['{path} is {count}; "ring" needs a multiple of the {kinds} markets', '{} ist {}; "ring" braucht ein Vielfaches der {} Märkte'],
  ["{path} is {each}; there are {} markets", "{} ist {}; es gibt {} Märkte"],
  [
    "{path} is {count}, with {each} markets each {positions} positions; at most {MAX_POSITIONS_IN_ALL} are allowed",
    "{} ist {}, mit je {} Märkten {} Positionen; höchstens {} sind erlaubt",
  ],
  ['{} "{id}" is named twice', '{} "{}" steht zweimal da'],
  ['{} "{id}" has margin mode "isolated"; portfolios need "cross"', '{} "{}" hat den Margenmodus "isolated"; Portfolios brauchen "cross"'],
  ['{} "{id}" has inverse contracts; portfolios hold linear ones', '{} "{}" hat inverse Kontrakte; Portfolios halten lineare'],
  ["{path} is {}; the markets are {}", "{} ist {}; die Märkte sind {}"],
  ["market is {}; the markets are {}", "market ist {}; die Märkte sind {}"],
  ["id is {}; the alarms are {}", "id ist {}; die Alarme sind {}"],
  ["name is {}; the columns are {}", "name ist {}; die Spalten sind {}"],
  ["{}.from is {}, above to, {}", "{}.from ist {#}, mehr als to, {#}"],
  ["{}.{low} is {}, above {high}, {}", "{}.{} ist {#}, mehr als {}, {#}"],
  ["{}.to is {}; longs are liquidated below the market's price {}", "{}.to ist {#}; Longs werden unter dem Preis des Marktes, {#}, liquidiert"],
  ["{}.from is {}; shorts are liquidated above the market's price {}", "{}.from ist {#}; Shorts werden über dem Preis des Marktes, {#}, liquidiert"],
  [
    "{} reaches {}x, whose margin is below the maintenance margin of {}: at most {}x can exist here",
    "{} reicht bis {#}x, dessen Marge unter der Mindestmarge von {#} liegt: hier kann es höchstens {#}x geben",
  ],
  ["{path} is 1; both sides of a longShare of {} need a position", "{} ist 1; bei einem longShare von {#} brauchen beide Seiten eine Position"],
  ["{path} must rise", "{} muss steigen"],
  ["{path} has {} entries; expected {}", "{} hat {} Einträge; erwartet werden {}"],
  ["{path} are all 0", "{}: alle sind 0"],
  ["{path} is {}, which is not in accounts", "{} ist {}; das steht nicht in accounts"],
  ['{path} shares a wallet, but market "{}" has margin mode "isolated"', '{} teilt ein Guthaben, aber der Markt "{}" hat margin mode "isolated"'],
  [
    "{path}: wallets hold quote, inverse contracts margin in base",
    "{}: Guthaben sind in der Quotierungswährung, die Marge inverser Kontrakte ist in der Basis",
  ],
  ["{} has both an account and a margin or leverage; give one", "{} hat ein Konto und dazu Marge oder Hebel; gib eines davon an"],
  [
    '{path} "cancel" has no meaning under the square-root law, which has no resting orders',
    '{} "cancel" bedeutet unter dem Wurzelgesetz nichts, denn es hat keine ruhenden Orders',
  ],
  ["{path} is {} after {}; times must rise", "{} ist {#} nach {#}; Zeiten müssen steigen"],
  ["{} has both data and points; give one", "{} hat data und points; gib eines davon an", "{} {fault}", "has both data and points; give one"],
  ["{} needs data or points", "{} braucht data oder points", "needs data or points"],
  [
    "{path} is missing: the file has positions of {} contracts; expected one of {}",
    "{} fehlt: die Datei hat Positionen in {} Kontrakten; erwartet wird einer von {}",
  ],
  ["none, as the file has one contract or does not name it", "keiner, denn die Datei hat einen Kontrakt oder nennt ihn nicht"],
  [
    '{path}: row {} of the file is in account "{}"; expected positions with margins of their own (those that share a wallet stand in the scenario)',
    '{}: Zeile {} der Datei gehört zum Konto "{}"; erwartet werden Positionen mit eigener Marge (die sich ein Guthaben teilen, stehen im Szenario)',
  ],
  [
    "{path}: the quantity in row {} of the file is {}; expected a multiple of the quantityStep {}",
    "{}: die Menge in Zeile {} der Datei ist {}; erwartet wird ein Vielfaches von quantityStep, {#}",
  ],
  ["{} has both a margin and a leverage; give one", "{} hat Marge und Hebel; gib eines davon an", "has both a margin and a leverage; give one"],
  ["{} needs a margin or a leverage", "{} braucht Marge oder Hebel", "needs a margin or a leverage"],
  ["{} needs a ratio or tiers", "{} braucht ratio oder tiers"],
  ["{} has both a ratio and tiers; give one of them", "{} hat ratio und tiers; gib eines davon an"],
  [
    "{} (from {}, ratio {}) does not continue the brackets: the first starts at 0, and both numbers rise",
    "{} (ab {#}, ratio {#}) setzt die Margenstufen nicht fort: die erste beginnt bei 0, und beide Zahlen steigen",
  ],
  ["position needs either quantity or notional", "position braucht entweder quantity oder notional"],
  [
    "shockRatio changes a price gap or a ramp; this scenario has neither",
    "shockRatio ändert einen Preissprung oder einen gleichmäßigen Fall; dieses Szenario hat keines von beiden",
  ],
  ["this scenario has no control {}; it has {}", "dieses Szenario hat keinen Regler {}; es hat {}"],
  ["this scenario has no crowd whose leverage follows a law", "dieses Szenario hat keine Menge, deren Hebel einem Gesetz folgt"],
  ["nobody is left: the bars from {}x on lie above the largest leverage, {}x", "niemand bleibt übrig: die Balken ab {#}x liegen über dem größten Hebel, {#}x"],
  ["shape has {} heights; expected {BARS}", "shape hat {} Höhen; erwartet werden {}"],
  ["all heights of shape are 0; expected at least one above", "alle Höhen von shape sind 0; erwartet wird mindestens eine darüber"],
  [
    "a phase diagram has at most {MOST_CELLS} landings; these are {} depths by {} shocks",
    "ein Phasendiagramm hat höchstens {} Läufe; hier sind es {} Tiefen mal {} Schocks",
  ],
  ["there is no preset {}; there are {}", "es gibt keine Situation {}; es gibt {}"],

  // Files as such.
  ["no file {} was loaded", "eine Datei {} wurde nicht geladen"],
  [
    'the entries of "{}" lie around {}, the order book of the market around {}; expected entries between half and twice that',
    'die Einstiege von "{}" liegen um {#}, das Orderbuch des Marktes um {#}; erwartet werden Einstiege zwischen der Hälfte und dem Doppelten davon',
  ],
  [
    'the entries of "{}" lie around {}, the market\'s price is {}, and arbitrage or an index ties it to another market; expected entries between half and twice its price, or a scenario without that tie',
    'die Einstiege von "{}" liegen um {#}, der Preis des Marktes ist {#}, und Arbitrage oder ein Index verbindet ihn mit einem anderen Markt; erwartet werden Einstiege zwischen der Hälfte und dem Doppelten seines Preises oder ein Szenario ohne diese Verbindung',
  ],
  ['{path} needs the file "{name}", which was not loaded', '{} braucht die Datei "{}", die nicht geladen wurde'],
  ['{path} needs another file "{name}": its SHA-256 is {}, expected {sha256}', '{} braucht eine andere Datei "{}": ihr SHA-256 ist {}, erwartet wird {}'],
  ['{path} names "{name}", which holds {kind}; expected {expected}', '{} nennt "{}", und darin ist {!}; erwartet wird {!}'],
  ["the name of the data needs 1 to 200 characters", "der Name der Daten braucht 1 bis 200 Zeichen"],
  ["this DataReader has failed, is finished, or is not finished yet", "dieser DataReader ist gescheitert, fertig oder noch nicht fertig"],
  ["the packed data is damaged; expected what a DataReader packs", "die gepackten Daten sind beschädigt; erwartet wird, was ein DataReader packt"],
  [
    "an order book, brackets or a scenario as JSON, or positions or a price path as CSV",
    "ein Orderbuch, Margenstufen oder ein Szenario als JSON, oder Positionen oder ein Preisverlauf als CSV",
  ],
  ["the file is larger than {most} MB; at most {most} MB are read", "die Datei ist größer als {} MB; gelesen werden höchstens {} MB"],
  ["packed with gzip", "mit gzip gepackt"],
  ["packed with zstd", "mit zstd gepackt"],
  ["a Parquet file", "eine Parquet-Datei"],
  ["a PDF", "ein PDF"],
  ["the file is {packed}; unpack it, or save it as CSV or JSON in UTF-8", "die Datei ist {}; entpacke sie oder sichere sie als CSV oder JSON in UTF-8"],
  ["the file is UTF-16 or binary; save it as UTF-8 text", "die Datei ist UTF-16 oder kein Text; sichere sie als Text in UTF-8"],
  [
    "the file is an archive or a spreadsheet; save it as CSV or JSON in UTF-8",
    "die Datei ist ein Archiv oder eine Tabellenkalkulation; sichere sie als CSV oder JSON in UTF-8",
  ],
  ["the file is not text: byte {} is 0x{byte:02x}; expected {EXPECTED}, in UTF-8", "die Datei ist kein Text: Byte {} ist 0x{}; erwartet wird {}, in UTF-8"],
  ["the file is HTML or XML; expected {EXPECTED}", "die Datei ist HTML oder XML; erwartet wird {}"],
  ["the file is a venue's answer without data: {words}; expected {EXPECTED}", "die Datei ist die Antwort einer Börse ohne Daten: {}; erwartet wird {}"],
  ["the file is empty; expected {EXPECTED}", "die Datei ist leer; erwartet wird {}"],
  ["line {line}: lists are nested deeper than {MAX_DEPTH} levels", "Zeile {}: Listen sind tiefer als {} Ebenen verschachtelt"],
  ["{place} has more than {most} {what}; at most {most} are read", "{} hat mehr als {#} {!}; gelesen werden höchstens {#}"],
  ["rows", "Zeilen"],
  ["lines", "Zeilen"],
  ["entries", "Einträge"],
  ["taken for a scenario: {}", "als Szenario gelesen: {}"],
  ["the file has {} symbols: only one of them can be read", "die Datei hat {} Kürzel: nur eines davon lässt sich lesen"],
  ["{message}; the option {option} says it", "{}; das sagt die Angabe {}"],
  ["{message}; the option {option} says which: {words}", "{}; welches gilt, sagt die Angabe {}: {}"],
  ["the options of reading are no object", "die Angaben zum Lesen sind kein Objekt"],
  ['"." or ","', '"." oder ","'],
  ['"dmy" or "mdy"', '"dmy" oder "mdy"'],
  ['"base" or "quote"', '"base" oder "quote"'],
  ['"long" or "short"', '"long" oder "short"'],
  [
    "{} is no option of reading; known are decimal, dates, symbol, contract, amount, side, contractSize and contractValue",
    "{} ist keine Angabe zum Lesen; bekannt sind decimal, dates, symbol, contract, amount, side, contractSize und contractValue",
  ],

  // JSON.
  ["line {}, column {}: {}", "Zeile {0}, Spalte {0}: {!}"],
  ["there is something behind the end", "hinter dem Ende steht noch etwas"],
  ["it is nested too deeply", "es ist zu tief verschachtelt"],
  ["expected a value", "erwartet wird ein Wert"],
  ["the text ends where a value should stand", "der Text endet, wo ein Wert stehen sollte"],
  ["expected a key in double quotes", "erwartet wird ein Schlüssel in doppelten Anführungszeichen"],
  ["expected a colon", "erwartet wird ein Doppelpunkt"],
  ["this key stands there twice", "dieser Schlüssel steht zweimal da"],
  ["expected a comma or a closing bracket", "erwartet wird ein Komma oder eine schließende Klammer"],
  ["the text ends inside a list or an object", "der Text endet in einer Liste oder einem Objekt"],
  ["this is no number", "das ist keine Zahl"],
  ["this number is too large", "diese Zahl ist zu groß"],
  ["this text has no closing quote", "diesem Text fehlt das schließende Anführungszeichen"],
  ["a control character inside a text must be escaped", "ein Steuerzeichen in einem Text muss maskiert sein"],
  ["this escape is unknown", "diese Maskierung ist unbekannt"],
  ["this escape is no character", "diese Maskierung ist kein Zeichen"],
  [
    'this JSON has {shown}; looked for an order book ("bids" and "asks", or "levels"), positions (a list with a quantity, an entry price and a leverage or margin), candles (lists of time, open, high, low and close), brackets (lists with notional limits and maintenance margin rates, by contract) or a scenario ("version" and "markets")',
    'dieses JSON hat {}; gesucht wurden ein Orderbuch ("bids" und "asks", oder "levels"), Positionen (eine Liste mit Menge, Einstiegspreis und Hebel oder Marge), Kerzen (Listen von Zeit, Eröffnung, Hoch, Tief und Schluss), Margenstufen (Listen mit Grenzen des Nominals und Mindestmargen, nach Kontrakt) oder ein Szenario ("version" und "markets")',
  ],
  ["no keys", "keine Schlüssel"],
  ["the keys {}", "die Schlüssel {}", "the keys {}{more}"],
  ["the keys {} and more", "die Schlüssel {} und weitere", " and more"],
  ["an empty list", "eine leere Liste"],
  ["a list of {} whose first entry has {}", "eine Liste von {#}, deren erster Eintrag {} hat"],
  ["only {}", "nur {}"],

  // Tables.
  [
    "line {} is longer than {} characters; expected a row of a table with every quote closed",
    "Zeile {} ist länger als {#} Zeichen; erwartet wird die Zeile einer Tabelle, in der jedes Anführungszeichen geschlossen ist",
    "line {} {message}",
    "is longer than {} characters; expected a row of a table with every quote closed",
  ],
  ["line {} has a quote that is not closed", "Zeile {} hat ein Anführungszeichen, das nicht geschlossen ist", "has a quote that is not closed"],
  [
    "line {} is {}, separated by nothing; expected columns separated by commas, semicolons, tabs or bars",
    "Zeile {} ist {} und durch nichts getrennt; erwartet werden Spalten, getrennt durch Kommas, Semikolons, Tabulatoren oder senkrechte Striche",
    "is {}, separated by nothing; expected columns separated by commas, semicolons, tabs or bars",
  ],
  [
    "line {} has {} behind a closing quote; expected a separator",
    "Zeile {} hat {} hinter einem schließenden Anführungszeichen; erwartet wird ein Trennzeichen",
    "has {} behind a closing quote; expected a separator",
  ],
  [
    "the columns have no names, and their numbers are levels in two orders: {}; expected a line with the names above them",
    "die Spalten haben keine Namen, und ihre Zahlen sind Stufen in zwei Reihenfolgen: {}; erwartet wird darüber eine Zeile mit den Namen",
  ],
  ["{}: no column is called a price, and the columns {} may be one", "{}: keine Spalte heißt wie ein Preis, und die Spalten {} können einer sein"],
  [
    "taken for {what}, but {name} is missing from {}",
    "als {!} gelesen, aber {} fehlt unter {}",
    "{place}{colon}taken for {what}, but {column}{name} is missing from {}",
  ],
  ["{place}: taken for {what}, but the column {name} is missing from {}", "{}: als {!} gelesen, aber die Spalte {} fehlt unter {}", "the column "],
  ["a number with a decimal {wanted}, as {} in {}", "eine Zahl mit {!} vor den Nachkommastellen, wie {} in {}"],
  ["point", "Punkt"],
  ["comma", "Komma"],
  [
    "{} is {}: {point} with a decimal point or {comma} with a decimal comma, and no number of the file decides",
    "{} ist {}: {#} mit Punkt oder {#} mit Komma vor den Nachkommastellen, und keine Zahl der Datei entscheidet das",
    "{} is {}: {point} with a decimal point or {comma} with a decimal comma, {fault}",
    "and no number of the file decides",
  ],
  [
    "{} is {}: {point} with a decimal point or {comma} with a decimal comma, while other numbers of the file have other digits behind theirs",
    "{} ist {}: {#} mit Punkt oder {#} mit Komma vor den Nachkommastellen, und andere Zahlen der Datei haben andere Ziffern dahinter",
    "while other numbers of the file have other digits behind theirs",
  ],
  [
    "a number {}, with a decimal {is} and not a {has} as in the rest of the file",
    "eine Zahl {} mit {!} vor den Nachkommastellen und nicht mit {!}, wie im Rest der Datei",
    "a number {}{hint}",
    ", with a decimal {is} and not a {has} as in the rest of the file",
  ],
  [
    "a number {}, with a decimal point, as numbers in JSON have it",
    "eine Zahl {} mit Punkt vor den Nachkommastellen, wie Zahlen in JSON ihn haben",
    ", with a decimal point, as numbers in JSON have it",
  ],
  ["the table has no rows; expected at least one below the names", "die Tabelle hat keine Zeilen; erwartet wird mindestens eine unter den Namen"],
  [
    "side, quantity, entry_price and leverage or margin (positions), timestamp, open, high, low and close, or time and price (a price path), side, price and amount (an order book), notional limits and maintenance margin rates (brackets), account, collateral and debt (loans), symbol, liquidation threshold and bonus (parameters of a lending protocol), or strike, type, expiry and open interest (an option chain)",
    "side, quantity, entry_price und leverage oder margin (Positionen), timestamp, open, high, low und close, oder time und price (ein Preisverlauf), side, price und amount (ein Orderbuch), Grenzen des Nominals und Mindestmargen (Margenstufen), account, collateral und debt (Kredite), symbol, Liquidationsschwelle und Bonus (Regeln eines Kreditprotokolls), oder strike, type, expiry und open interest (eine Optionskette)",
  ],
  [
    "{place}: the columns {columns} fit more than one kind of table; expected one more that tells which: {telling}",
    "{}: die Spalten {} passen zu mehr als einer Art von Tabelle; erwartet wird eine mehr, die sagt, zu welcher: {}",
  ],
  ["entry_price and leverage or margin for positions", "entry_price und leverage oder margin für Positionen"],
  ["{first}; or {next}", "{}; oder {}"],
  ["a time and a price for a price path", "eine Zeit und ein Preis für einen Preisverlauf"],
  ["side with bid or ask for an order book", "side mit bid oder ask für ein Orderbuch"],
  ["maintenance margin rates for brackets", "Mindestmargen für Margenstufen"],
  [
    "{place}: the columns {columns} are those of no table that is read here; looked for {LOOKED_FOR}",
    "{}: die Spalten {} gehören zu keiner Tabelle, die hier gelesen wird; gesucht wurden {}",
  ],
  [
    "{place}: the rows are trades or orders of somebody, such as liquidation orders, and not the market's price path, by the columns {columns}; expected candles or all trades of the market with a time, or the levels of a book",
    "{}: die Zeilen sind Geschäfte oder Orders von jemandem, etwa Liquidationsorders, und nicht der Preisverlauf des Markts, nach den Spalten {}; erwartet werden Kerzen oder alle Geschäfte des Markts mit einer Zeit oder die Stufen eines Buchs",
  ],
  [
    "the file has liquidation orders, and not the market's price path: their prices are limits or those of bankruptcy; expected candles or all trades of the market with a time, positions, or an order book",
    "die Datei hat Liquidationsorders und nicht den Preisverlauf des Markts: ihre Preise sind Limits oder die der Pleite; erwartet werden Kerzen oder alle Geschäfte des Markts mit einer Zeit, Positionen oder ein Orderbuch",
  ],
  [
    "{}: {} is open interest, and no price; looked for a time with a price, or with open, high, low and close, and the file has none of them",
    "{}: {} ist Open Interest und kein Preis; gesucht wurde eine Zeit mit einem Preis oder mit Eröffnung, Hoch, Tief und Schluss, und die Datei hat nichts davon",
  ],
  ["how many shares have become of one, such as 4 or 0.1", "wie viele Aktien aus einer geworden sind, etwa 4 oder 0,1"],
  ["a time, as other rows have it", "eine Zeit, wie andere Zeilen sie haben"],
  [
    "the newest time in several rows, as others have it: this is all that is left of the positions, or only one of them",
    "die neueste Zeit in mehreren Zeilen, wie bei den anderen: dies ist alles, was von den Positionen übrig ist, oder nur eine davon",
  ],
  [
    "a health factor whose threshold, health times debt over collateral, is a share {}: this one gives {}",
    "ein Gesundheitsfaktor, dessen Schwelle, Gesundheitsfaktor mal Schulden durch Pfand, ein Anteil {} ist: dieser gibt {#}",
  ],
  ["a leverage beside the mode of margin, such as 10x, or a column margin", "ein Hebel neben der Art der Marge, etwa 10x, oder eine Spalte margin"],
  [
    "{}: the rows are depths of a book within some distance of the price, by the columns {}, and no prices; expected a price at each time, or the levels of a book",
    "{}: die Zeilen sind Tiefen eines Buchs innerhalb eines Abstands vom Preis, nach den Spalten {}, und keine Preise; erwartet wird ein Preis zu jeder Zeit, oder die Stufen eines Buchs",
  ],
  [
    "{}: the rows are trades or orders of somebody, by the columns {}; expected the levels of a book, or trades with a time",
    "{}: die Zeilen sind Geschäfte oder Orders von jemandem, nach den Spalten {}; erwartet werden die Stufen eines Buchs oder Geschäfte mit einer Zeit",
  ],
  [
    "{place} has {} fields ({}); expected {} as in the names",
    "{} hat {#} Felder ({}); erwartet werden {#} wie bei den Namen",
    "{place} has {} fields ({}); expected {} as in the names{hint}",
  ],
  [
    "{place} has {} fields ({}); expected {} as in the names; a number with a comma needs quotes, or another separator of columns",
    "{} hat {#} Felder ({}); erwartet werden {#} wie bei den Namen; eine Zahl mit Komma braucht Anführungszeichen oder ein anderes Trennzeichen der Spalten",
    "; a number with a comma needs quotes, or another separator of columns",
  ],
  ["{}: several columns are called {}; expected one", "{}: mehrere Spalten heißen {}; erwartet wird eine"],

  // Order books.
  ['"{side}" has {} levels; at most {} are read', '"{}" hat {#} Stufen; gelesen werden höchstens {#}'],
  ['"{side}" has {} at the price {}; expected a number {}', '"{}" hat {#} zum Preis {#}; erwartet wird eine Zahl {}'],
  ['"{side}" has no orders; expected at least one [price, quantity]', '"{}" hat keine Orders; erwartet wird mindestens ein [price, quantity]'],
  [
    "bids: the book is locked: the best bid is {} and the best ask {}; expected no orders on both sides at one price: the market has not traded them yet",
    "bids: das Buch ist gesperrt: das beste Gebot ist {#} und die beste Forderung {#}; erwartet werden keine Orders beider Seiten zu einem Preis: der Markt hat sie noch nicht gehandelt",
    "bids: the book is {fault}: the best bid is {} and the best ask {}; expected {expected}",
    "no orders on both sides at one price: the market has not traded them yet",
  ],
  [
    "bids: the book is crossed: the best bid is {} and the best ask {}; expected one below the best ask",
    "bids: das Buch ist überkreuzt: das beste Gebot ist {#} und die beste Forderung {#}; erwartet wird ein Gebot unter der besten Forderung",
    "one below the best ask",
  ],
  ["{path}: the {what} is {value}; expected a number {}", "{}: {!} ist {}; erwartet wird eine Zahl {}"],
  ["price", "der Preis"],
  ["quantity", "die Menge"],
  [
    'taken for an order book, but "{missing}" is missing; expected a list of [price, quantity]',
    'als Orderbuch gelesen, aber "{}" fehlt; erwartet wird eine Liste von [price, quantity]',
  ],
  ["bid or ask, buy or sell", "bid oder ask, buy oder sell"],
  ["the book has no orders", "das Buch hat keine Orders"],

  // Brackets.
  ["brackets of {} contracts; expected 1 to {}", "Margenstufen von {#} Kontrakten; erwartet werden 1 bis {#}"],
  ["the file has no brackets; expected those of at least one contract", "die Datei hat keine Margenstufen; erwartet werden die von mindestens einem Kontrakt"],
  ["a contract is called {}; expected a name of at most {LONGEST_SYMBOL} characters", "ein Kontrakt heißt {}; erwartet wird ein Name von höchstens {} Zeichen"],
  ["{path} has {} brackets; expected 1 to {}", "{} hat {#} Margenstufen; erwartet werden 1 bis {#}"],
  ["{} stands there twice; expected each contract once", "{} steht zweimal da; erwartet wird jeder Kontrakt einmal"],
  [
    "{place}: the positions are of inverse and of linear contracts; expected a file with one kind",
    "{}: die Positionen sind von inversen und von linearen Kontrakten; erwartet wird eine Datei mit einer Art",
  ],
  [
    "{place}: its margin is in coins, as that of an inverse contract, and more than twice what its amount in quote is worth; expected an amount in quote, or a margin in quote",
    "{}: ihre Marge ist in Coins, wie die eines inversen Kontrakts, und mehr als das Doppelte dessen, was ihre Menge in der Quotierungswährung wert ist; erwartet wird eine Menge oder eine Marge in der Quotierungswährung",
  ],
  [
    '"{}" has positions of inverse contracts, with amounts in quote and margins in base, and the market\'s contract is linear; expected a market with margin.contract "inverse", or positions of linear contracts',
    "„{}“ hat Positionen inverser Kontrakte, mit Mengen in der Quotierungswährung und Margen in der Basis, und der Kontrakt des Markts ist linear; erwartet werden ein Markt mit margin.contract „inverse“ oder Positionen linearer Kontrakte",
  ],
  [
    '{path}: the positions of the file are of inverse contracts, with amounts in quote and margins in base, and the contract of market "{}" is linear',
    "{}: die Positionen der Datei sind von inversen Kontrakten, mit Mengen in der Quotierungswährung und Margen in der Basis, und der Kontrakt des Markts „{}“ ist linear",
  ],
  [
    '{path}: the brackets of a file begin at amounts in quote, and those of inverse contracts at amounts in base; expected brackets in the scenario itself, or margin.contract "linear"',
    "{}: die Margenstufen einer Datei beginnen bei Mengen in der Quotierungswährung, die inverser Kontrakte bei Mengen in der Basis; erwartet werden Stufen im Szenario selbst oder margin.contract „linear“",
  ],
  [
    "the unit that the name of the column says; by its size the number has another",
    "die Einheit, die der Name der Spalte sagt; nach ihrer Größe hat die Zahl eine andere",
  ],
  [
    "a date such as 2021-05-19, or a name that says a unit, such as time_s or t (min)",
    "ein Datum wie 2021-05-19 oder ein Name, der eine Einheit sagt, etwa time_s oder t (min)",
  ],
  ["dates: months and years have no length of their own", "Daten: Monate und Jahre haben keine Länge an sich"],
  [
    "{path}: its brackets are in coins, as those of inverse contracts are; expected limits in quote",
    "{}: die Margenstufen sind in Coins, wie bei inversen Kontrakten; erwartet werden Grenzen in der Quotierungswährung",
  ],
  [
    "{path}: its brackets end at {}, far too little for money, so that they are in coins or contracts, and its columns do not say so; expected limits in quote",
    "{}: die Margenstufen enden bei {#}, viel zu wenig für Geld, also sind sie in Coins oder Kontrakten, und die Spalten sagen es nicht; erwartet werden Grenzen in der Quotierungswährung",
  ],
  [
    "{path}: its brackets count contracts, and what a contract is worth in quote does not stand in the file",
    "{}: die Margenstufen zählen Kontrakte, und was ein Kontrakt in der Quotierungswährung wert ist, steht nicht in der Datei",
  ],
  ["{}, where the bracket before ends", "{#}, wo die Stufe davor endet"],
  ["0, where the first bracket begins", "0, wo die erste Stufe beginnt"],
  ["more than {} of the bracket before", "mehr als {#} der Stufe davor"],
  ["more than {}, where the bracket begins", "mehr als {#}, wo die Stufe beginnt"],
  ["a number, as another bracket follows", "eine Zahl, denn es folgt noch eine Stufe"],
  ["not less than {} of the bracket before", "nicht weniger als {#} der Stufe davor"],
  [
    "less than 1 / {}: nobody could hold the largest leverage of the bracket; 0.4 % is 0.004",
    "weniger als 1 / {#}: niemand könnte den größten Hebel der Stufe halten; 0,4 % sind 0.004",
  ],
  [
    "less than 0.2 in the first bracket, or a largest leverage beside it; 0.4 % is 0.004",
    "weniger als 0.2 in der ersten Stufe, oder ein größter Hebel daneben; 0,4 % sind 0.004",
  ],
  ["{path} is {}; expected {}, which follows from the brackets", "{} ist {}; erwartet wird {}, was aus den Margenstufen folgt"],
  ["taken for brackets, but {path} is missing; expected {expected}", "als Margenstufen gelesen, aber {} fehlt; erwartet wird {}"],

  // Price paths.
  [
    "the columns have no names, and their numbers are candles in two orders: {}; expected a line with the names above them",
    "die Spalten haben keine Namen, und ihre Zahlen sind Kerzen in zwei Reihenfolgen: {}; erwartet wird darüber eine Zeile mit den Namen",
  ],
  ["{} or {}", "{} oder {}"],
  ["a time", "eine Zeit"],
  ["a time of its own: {} has it, too, with other prices", "eine eigene Zeit: {} hat dieselbe, mit anderen Preisen"],
  ["taken for a price path, but it has one row; expected at least 2", "als Preisverlauf gelesen, aber es gibt nur eine Zeile; erwartet werden mindestens 2"],
  ["the highest and lowest price of the row around open {} and close {}", "der höchste und der niedrigste Preis der Zeile um Eröffnung {} und Schluss {}"],
  ["{}: the file has prices of {} symbols", "{}: die Datei hat Preise von {} Kürzeln"],
  ["the file has no {}, only {}", "die Datei hat kein {}, nur {}"],
  ["{what} of {} symbols in the column {}: only one of them can be read", "{!} von {} Kürzeln in der Spalte {}: nur eines davon lässt sich lesen"],
  [
    "{} and {} are not the same time; expected one column of times, or two that agree",
    "{} und {} sind nicht dieselbe Zeit; erwartet wird eine Spalte mit Zeiten, oder zwei, die übereinstimmen",
  ],
  ["{} is {}", "{} ist {}"],
  [
    "seconds or milliseconds since 1970, or a date such as 2021-05-19T13:10:00Z",
    "Sekunden oder Millisekunden seit 1970, oder ein Datum wie 2021-05-19T13:10:00Z",
  ],
  ["a date with the day first, as in the rows before", "ein Datum mit dem Tag vorn, wie in den Zeilen davor"],
  [
    "{} may have the day first (dmy) or the month first (mdy), and no date of the file decides",
    "{}: vorn kann der Tag stehen (dmy) oder der Monat (mdy), und kein Datum der Datei entscheidet das",
  ],
  ["a time of the day such as 13:10:00 or 131000", "eine Uhrzeit wie 13:10:00 oder 131000"],
  ["a date in all rows, or a time of the day in all", "ein Datum in allen Zeilen, oder eine Uhrzeit in allen"],
  [
    "a time of the day after the one before, or a date with it: nothing in the file says of which day it is",
    "eine Uhrzeit nach der davor, oder ein Datum dabei: nichts in der Datei sagt, von welchem Tag sie ist",
  ],

  // Positions.
  [
    "some positions are of contracts settled in coins, others of contracts settled in money: only those of one symbol can be read",
    "manche Positionen sind von Kontrakten, die in Coins abgerechnet werden, andere von solchen in Geld: nur die eines Symbols lassen sich lesen",
  ],
  ["leverage or margin", "leverage oder margin"],
  [
    "{}: all rows are positions of nothing or sums; expected at least one position",
    "{}: alle Zeilen sind Positionen von nichts oder Summen; erwartet wird mindestens eine Position",
  ],
  ["at most {LONGEST_NAME} characters", "höchstens {} Zeichen"],
  ["the same unit as {}", "dieselbe Einheit wie {}"],
  ["long, short, buy or sell", "long, short, buy oder sell"],
  ["an open position", "eine offene Position"],
  ["a side beside the amount, as {like}", "eine Seite neben der Menge, wie {!}"],
  ["a share of one, as {} beside it; 0.8 % is 0.008", "ein Anteil von eins, wie {#} daneben; 0,8 % sind 0.008"],
  [
    "the file has {count} lists of prices that are no pages of one path; expected one, or lists that follow each other in equal steps",
    "die Datei hat {} Listen von Preisen, die keine Seiten eines Verlaufs sind; erwartet wird eine, oder Listen, die in gleichen Schritten aufeinander folgen",
  ],
  [
    "a time with all of its digits: so few are left of it, as a spreadsheet shows it, that it is another time",
    "eine Zeit mit allen Ziffern: davon sind so wenige übrig, wie eine Tabellenkalkulation sie zeigt, dass es eine andere Zeit ist",
  ],
  ["positions that were closed", "Positionen, die geschlossen wurden"],
  ["orders or trades", "Orders oder Geschäfte"],
  ["the list {list} has {what}, by its name; expected open positions", "die Liste {} hat dem Namen nach {!}; erwartet werden offene Positionen"],
  [
    "the file has positions at several times ({one} and {other}); expected those of one time",
    "die Datei hat Positionen zu mehreren Zeiten ({} und {}); erwartet werden die eines Zeitpunkts",
  ],
  ["the file has {one} and {other}; expected a file with one of them", "die Datei hat {!} und {!}; erwartet wird eine Datei mit einem von beiden"],
  ["an open position, and no order or trade", "eine offene Position, und keine Order und kein Geschäft"],
  ["{} has no sign, and nothing in the file says long or short", "{!} hat kein Vorzeichen, und nichts in der Datei sagt Long oder Short"],
  ["a share of the notional from 0.001 to 1, such as 0.1 for ten times leverage", "ein Anteil des Nominalwerts von 0.001 bis 1, etwa 0.1 für zehnfachen Hebel"],
  ["a share of the notional or an amount, the same as {like}", "ein Anteil des Nominalwerts oder ein Betrag, dasselbe wie {!}"],
  [
    "a column leverage or margin: this has two meanings, as a share of the notional in per cent or not, or as an amount",
    "eine Spalte leverage oder margin: das hat zwei Bedeutungen, als Anteil des Nominalwerts mit oder ohne Prozent oder als Betrag",
  ],
  ["nothing there, as for an open position", "nichts an dieser Stelle, wie bei einer offenen Position"],
  [
    "the file has only changes of an order book; expected a whole book, as a snapshot has it, with them or alone",
    "die Datei hat nur Änderungen eines Orderbuchs; erwartet wird ein ganzes Buch, wie eine Momentaufnahme es hat, mit ihnen oder allein",
  ],
  [
    "prices and amounts of the book are whole numbers of a scale that the file does not tell; expected prices in quote and amounts in base",
    "Preise und Mengen des Buchs sind ganze Zahlen in einem Maßstab, den die Datei nicht nennt; erwartet werden Preise in der Quotierungswährung und Mengen in der Basiswährung",
  ],
  [
    "{} and {} are not the same; expected one column of that meaning, or two that agree",
    "{} und {} sind nicht dasselbe; erwartet wird eine Spalte dieser Bedeutung oder zwei, die übereinstimmen",
  ],
  [
    "{}: the column {} is a share of something; expected leverages such as 10 or 10x",
    "{}: die Spalte {} ist ein Anteil von etwas; erwartet werden Hebel wie 10 oder 10x",
  ],
  [
    "{} and {} are not the same side; expected one column of sides, or two that agree: who sells a long closes it",
    "{} und {} sind nicht dieselbe Seite; erwartet wird eine Spalte mit Seiten oder zwei, die übereinstimmen: wer einen Long verkauft, schließt ihn",
  ],
  [
    "{} may be of an inverse contract, with its amount in quote, and nothing in the file says whether it is",
    "{} ist vielleicht von einem inversen Kontrakt, mit der Menge in der Quotierungswährung, und nichts in der Datei sagt, ob es so ist",
  ],
  [
    "the amounts of {} are contracts of quote, and nothing in the file says how much one is worth",
    "die Mengen von {} sind Kontrakte in der Quotierungswährung, und nichts in der Datei sagt, was einer wert ist",
  ],
  ["{} counts contracts, and nothing in the file says how much one is", "{} zählt Kontrakte, und nichts in der Datei sagt, wie groß einer ist"],
  [
    "the coin of the contract, or its quote: a margin in another coin has a price of its own",
    "der Coin des Kontrakts oder seine Währung: eine Marge in einem anderen Coin hat einen Preis für sich",
  ],
  [
    "a quote: amount and margin are both in coins, as neither a linear nor an inverse contract has them",
    "eine Währung: Menge und Marge sind beide in Coins, wie sie weder ein linearer noch ein inverser Kontrakt hat",
  ],
  [
    "{}, as the margin of an inverse contract is, and nothing in the file says whether its amounts are in quote, too",
    "{}, wie die Marge eines inversen Kontrakts, und nichts in der Datei sagt, ob auch die Mengen in Geld sind",
  ],
  ["{} may be the unit of {} or that of the prices", "{} kann die Einheit von {} sein oder die der Preise"],
  [
    "{} has a margin for an amount of quote, {} times as large, and for no amount of coins",
    "{} hat eine Marge für eine Menge von Geld, das {#}-fache davon, und für keine Menge von Coins",
  ],
  ["{place}: the column {name} is in {money} and {} in {known}; expected one currency", "{}: die Spalte {} ist in {} und {} in {}; erwartet wird eine Währung"],
  ["a number above 0 for a long position", "eine Zahl über 0 bei einer Long-Position"],
  ["an entry price, or an amount that is the sum of the others", "ein Einstiegspreis oder eine Menge, die die Summe der anderen ist"],
  ["contracts of {}, as in {}: by what else this row says one is {}", "Kontrakte zu {#}, wie in {}: nach dem, was diese Zeile sonst sagt, ist einer {#}"],
  [
    "{place}: art is debt before its rate; expected a column rate beside it: the debt is art times rate",
    "{}: art ist die Schuld vor ihrem Zins; erwartet wird daneben eine Spalte rate: die Schuld ist art mal rate",
  ],
  [
    "{place}: ink, art or rate are whole numbers as the contract has them; expected ink and art over 1e18, and rate over 1e27",
    "{}: ink, art oder rate sind ganze Zahlen, wie der Vertrag sie hat; erwartet werden ink und art geteilt durch 1e18 und rate geteilt durch 1e27",
  ],
  ["a number that is no leverage", "eine Zahl, die kein Hebel ist"],
  ["leverages such as 10x in all rows, or margins in all", "Hebel wie 10x in allen Zeilen oder Margen in allen"],
];

/** @typedef {{ pattern: RegExp, german: string, fixed: number }} Rule */

/** What a word of the input may hold that also stands between the parts of a message, and what is written for it meanwhile. */
const BETWEEN = " ;:,()";
const HIDDEN = 0xe000;

/** So many fixed letters make a message; less is only ever a part of one, and would be found in words of somebody else. */
const LEAST_FIXED = 8;

/** @type {Rule[] | null} */
let rules = null;

/** @returns {Rule[]} those that say most first */
function allRules() {
  const escaped = (/** @type {string} */ text) => text.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&");
  const made = DETAILS.map(([english, german]) => {
    const fixed = english.split(/\{[^{}]*\}/);
    // A name may be empty where it stands between quotes.
    const signs = german.match(/\{[^{}]*\}/g) ?? [];
    const place = (/** @type {number} */ index) => (signs[index] === "{0}" ? "(\\d+)" : "(.+?)");
    const parts = fixed.map((part, index) => escaped(part) + (index + 1 < fixed.length ? place(index) : ""));
    const pattern = parts.join("").replaceAll('"(.+?)"', '"(.*?)"');
    return { pattern: new RegExp(`^${pattern}$`, "s"), german, fixed: fixed.join("").length };
  });
  return made.sort((one, other) => other.fixed - one.fixed);
}

/** A number as the page writes it: `1,000.5` is `1.000,5`. @param {string} text */
function number(text) {
  return /^-?[\d,]+(\.\d+)?(e-?\d+)?$/.test(text) ? text.replace(/[.,]/g, (mark) => (mark === "." ? "," : ".")) : text;
}

/** @param {string} text @param {number} [least] letters that are fixed @returns {string | null} */
function translated(text, least = 0) {
  rules ??= allRules();
  for (const { pattern, german, fixed } of rules) {
    if (fixed < least) return null;
    const found = pattern.exec(text);
    if (!found) continue;
    const [, ...parts] = found;
    let next = 0;
    return german.replace(/\{([#!0]?)\}/g, (_, sign) => {
      const part = parts[next++] ?? "";
      const isLookedUp = sign === "!" || part.includes(" ");
      return (isLookedUp ? translated(part) : null) ?? (sign === "#" ? number(part) : part);
    });
  }
  return null;
}

/**
 * A message of the engine in German; `null` where it is none of those above.
 * @param {string} message
 */
export function germanDetail(message) {
  // A word of the input stays whole, whatever it holds; one that was cut has no end.
  const hidden = message.replace(/"[^"]*\.\.\.(?!")|"[^"]*"/g, (word) =>
    word.replace(/[ ;:,()]/g, (letter) => String.fromCharCode(HIDDEN + BETWEEN.indexOf(letter))),
  );
  const said = translated(hidden, LEAST_FIXED);
  if (said === null) return null;
  const shown = said.replace(/[\ue000-\ue005]/g, (letter) => BETWEEN[letter.charCodeAt(0) - HIDDEN]);
  return shown.replace(/(^|[\s(])"([^"]*)"(?=$|[\s;:,.)?])/g, "$1„$2“");
}
