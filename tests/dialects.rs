//! Files as other people write the same things: brackets as ranges, leverages with words beside them, series of values,
//! quotes, lists without names, older encodings. Each is read right, asked about, or refused with the reason.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::error::Problem;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::data::{
    Content, How, OrderBook, Parsed, PositionTable, PricePath, Reader, pack, unpack,
};
use serde_json::json;

/// Reads bytes, whole and cut, and packs what they hold.
fn told(bytes: &[u8], how: &How) -> Result<Parsed, Problem> {
    let read = |piece: usize| {
        let mut reader = Reader::told(how.clone());
        for piece in bytes.chunks(piece) {
            reader.push(piece)?;
        }
        reader.finish()
    };
    let whole = read(usize::MAX);
    for piece in [1, 7] {
        assert_eq!(read(piece), whole, "cut by {piece}");
    }
    if let Ok(parsed) = &whole {
        assert_eq!(unpack(&pack(parsed)).as_ref(), Ok(parsed));
    }
    whole
}

#[track_caller]
fn parsed(bytes: &[u8], how: &How) -> Parsed {
    told(bytes, how)
        .unwrap_or_else(|problem| panic!("{problem}\n{}", String::from_utf8_lossy(bytes)))
}

/// What was said, as `kind name`.
fn said(text: &str) -> Vec<String> {
    let all = parsed(text.as_bytes(), &How::default()).remarks;
    let one = |remark: &liquidation_cascades::scenario::data::Remark| {
        format!("{} {}", remark.kind.as_str(), remark.name)
    };
    all.all().iter().map(one).collect()
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let problem = told(text.as_bytes(), &How::default()).expect_err("is refused");
    for part in parts {
        let message = &problem.message;
        assert!(message.contains(part), "{message:?} does not say {part:?}");
    }
}

fn symbol(symbol: &str) -> How {
    How::from_json(&json!({ "symbol": symbol })).expect("is an option")
}

/// Start of each bracket, its rate and its largest leverage.
#[track_caller]
fn brackets(text: &str) -> Vec<(f64, f64, Option<f64>)> {
    match parsed(text.as_bytes(), &How::default()).content {
        Content::Brackets(table) => table.contracts[0]
            .tiers
            .iter()
            .map(|tier| (tier.notional_from, tier.ratio, tier.max_leverage))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn positions(text: &str) -> PositionTable {
    match parsed(text.as_bytes(), &How::default()).content {
        Content::Positions(table) => table,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn path(bytes: &[u8], how: &How) -> PricePath {
    match parsed(bytes, how).content {
        Content::Path(path) => path,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn book(bytes: &[u8]) -> OrderBook {
    match parsed(bytes, &How::default()).content {
        Content::Book(book) => book,
        other => panic!("{other:?}"),
    }
}

/// Bytes of Windows-1252 for a text that has no letter beyond U+00FF but the euro.
fn ansi(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '\u{20ac}' => 0x80,
            _ => u8::try_from(u32::from(letter)).expect("is a letter of Windows-1252"),
        })
        .collect()
}

#[test]
fn brackets_are_read_from_ranges_whatever_their_column_is_called() {
    let expected = [
        (0.0, 0.004, Some(125.0)),
        (50_000.0, 0.005, Some(100.0)),
        (600_000.0, 0.01, Some(75.0)),
    ];
    for text in [
        "Bracket,Notional Bracket (USDT),Max Leverage,Maintenance Margin Rate,Maintenance Amount (USDT)\n1,\"0 - 50,000\",125x,0.40%,0\n2,\"50,000 - 600,000\",100x,0.50%,50\n3,\"600,000 - 3,000,000\",75x,1.00%,\"3,050\"\n",
        "Notional,MMR,Max Leverage\n0-50000,0.4%,125x\n50000-600000,0.5%,100x\n>600000,1%,75x\n",
        "Position,Maintenance Margin Rate,Leverage\n0~50K,0.4%,125\n50K~600K,0.5%,100\n600K~3M,1%,75\n",
        "Position value,MMR (%),Max leverage\n\"[0, 50000)\",0.4,125\n\"[50000, 600000)\",0.5,100\n\"[600000, \u{221e})\",1,75\n",
        "Size,MMR,Max leverage\n\"up to 50,000\",0.4%,125\n\"up to 600,000\",0.5%,100\n\"above 600,000\",1%,75\n",
        "Position Size,MMR,Max Leverage\n\u{2264} 50000,0.4%,125\n\u{2264} 600000,0.5%,100\n> 600000,1%,75\n",
        "Tier,Notional,MMR,Leverage\n1,\"0 - 50,000 USDT\",0.4%,125\n2,\"50,000 - 600,000 USDT\",0.5%,100\n3,\"600,000+ USDT\",1%,75\n",
        "Range,MMR,MaxLev\n0 < N <= 50000,0.4%,125\n50000 < N <= 600000,0.5%,100\nN > 600000,1%,75\n",
        "Stufe;Positionsgr\u{f6}\u{df}e;Erhaltungsmarge;Max. Hebel\n1;0 - 50.000;0,40 %;125x\n2;50.000 - 600.000;0,50 %;100x\n3;600.000 - 3.000.000;1,00 %;75x\n",
        "Nominal;Erhaltungsmarge;Hebel\nbis 50.000;0,4 %;1:125\nbis 600.000;0,5 %;1:100\n\u{fc}ber 600.000;1 %;1:75\n",
        "Nominal;Mindestmarge;max. Hebel\nvon 0 bis 50.000;0,4%;125\nvon 50.000 bis 600.000;0,5%;100\nab 600.000;1,0%;75\n",
        "Valeur;Marge de maintenance;Levier max\n0 \u{e0} 50 000;0,4 %;125\n50 000 \u{e0} 600 000;0,5 %;100\nplus de 600 000;1 %;75\n",
        "Nocional m\u{ed}nimo;Nocional m\u{e1}ximo;Margen de mantenimiento;Apalancamiento m\u{e1}ximo\n0;50.000;0,4%;125\n50.000;600.000;0,5%;100\n600.000;;1%;75\n",
        "Stufe;Nominal von;Nominal bis;Erhaltungsmarge;Max. Hebel\n1;0;50.000;0,40 %;125\n2;50.000;600.000;0,50 %;100\n3;600.000;3.000.000;1,00 %;75\n",
        // One column of limits: the first of them says which they are.
        "Stufe;Nominal;Erhaltungsmarge;Hebel\n1;0;0,4%;125\n2;50.000;0,5%;100\n3;600.000;1%;75\n",
        "Stufe,Nominal,MMR,Hebel\n1,50000,0.4%,125\n2,600000,0.5%,100\n3,3000000,1%,75\n",
        "Risk Limit,Maintenance Margin Requirement,Initial Margin Requirement,Max. Leverage\n\"50,000\",0.40%,0.80%,125.00\n\"600,000\",0.50%,1.00%,100.00\n\"3,000,000\",1.00%,2.00%,75.00\n",
        // Per cent by the name of the column, and limits in millions.
        "max_notional,mmr_pct,max_leverage\n50000,0.4,125\n600000,0.5,100\n3000000,1,75\n",
        "Nominal bis;Erhaltungsmarge in Prozent;Max. Hebel\n50000;0,4;125\n600000;0,5;100\n3000000;1;75\n",
        "max notional (M),mmr (%),max leverage\n0.05,0.4,125\n0.6,0.5,100\n3,1,75\n",
        r#"[{"bracket":"0-50000","mmr":"0.4%","maxLeverage":"125x"},{"bracket":"50000-600000","mmr":"0.5%","maxLeverage":"100x"},{"bracket":">600000","mmr":"1%","maxLeverage":"75x"}]"#,
        // Largest first, and the last without an end.
        "min_notional,mmr,max_leverage\n600000,0.01,75\n50000,0.005,100\n0,0.004,125\n",
        "max_notional,mmr,max_leverage\ninf,0.01,75\n600000,0.005,100\n50000,0.004,125\n",
        "max_notional,mmr,max_leverage\n50000,0.004,125\n600000,0.005,100\n\u{221e},0.01,75\n",
        "from,to,mmr,max_leverage\n0,50000,0.004,125\n50000,600000,0.005,100\n600000,-,0.01,75\n",
        "max_notional,mmr,max_leverage\n50000,0.004,125\n600000,0.005,100\n,0.01,75\n",
        r#"[{"maxNotional":50000,"mmr":0.004,"maxLeverage":125},{"maxNotional":600000,"mmr":0.005,"maxLeverage":100},{"maxNotional":"Infinity","mmr":0.01,"maxLeverage":75}]"#,
        r#"[{"maxNotional":50000,"mmr":0.004,"maxLeverage":125},{"maxNotional":600000,"mmr":0.005,"maxLeverage":100},{"maxNotional":null,"mmr":0.01,"maxLeverage":75}]"#,
    ] {
        assert_eq!(brackets(text), expected, "{text}");
    }
    // What opening takes says the leverage, where no column does.
    let text = "tier,max position value,IMR,MMR\n1,50000,2%,0.4%\n2,600000,4%,0.5%\n";
    assert_eq!(
        brackets(text),
        [(0.0, 0.004, Some(50.0)), (50_000.0, 0.005, Some(25.0))]
    );
}

#[test]
fn what_was_made_of_limits_is_said_and_what_is_none_is_refused_at_its_line() {
    let rows = "50000,0.4%,125\n600000,0.5%,100\n";
    assert_eq!(
        said(&format!("Nominal,MMR,Hebel\n{rows}")),
        ["upperLimits Nominal"]
    );
    assert_eq!(
        said("Nominal,MMR,Hebel\n0,0.4%,125\n50000,0.5%,100\n"),
        ["lowerLimits Nominal"]
    );
    assert_eq!(
        said("floor,mmr\n600000,0.01\n50000,0.005\n0,0.004\n"),
        ["sorted "]
    );
    refused(
        "from,to,mmr\n0,50000,0.004\n70000,600000,0.005\n",
        &["line 3, column \"from\"", "expected 50000"],
    );
    refused(
        "max_notional,mmr,max_leverage\n50000,0.4,125\n600000,0.5,100\n",
        &["line 2, column \"mmr\"", "0.4 % is 0.004"],
    );
    refused("Tier,MMR\n1,0.4%\n2,0.5%\n", &["minNotional is missing"]);
    for text in [
        "tier,minSz,maxSz,mmr,maxLever\n1,0,1000,0.004,125\n2,1000,3000,0.005,100\n",
        r#"{"marginLevels":[{"contracts":0,"initialMargin":0.02,"maintenanceMargin":0.01},{"contracts":500000,"initialMargin":0.04,"maintenanceMargin":0.02}]}"#,
    ] {
        refused(text, &["count contracts", "contractValue"]);
    }
    refused(
        "cap,mmr,leverage,maintenance amount\n50000,0.4%,125,0\n600000,0.5%,100,51\n",
        &["line 3, column \"maintenance amount\"", "expected 50"],
    );
}

#[test]
fn leverages_are_read_with_the_words_beside_them() {
    for text in [
        "side,qty,entry,leverage\nlong,1.5,100,1:10\nshort,2,100,1:5\n",
        "side,qty,entry,leverage\nlong,1.5,100,10:1\nshort,2,100,5 : 1\n",
        "side,qty,entry,leverage\nlong,1.5,100,Isolated 10x\nshort,2,100,Isolated 5x\n",
        "side,qty,entry,leverage\nlong,1.5,100,10x (Isolated)\nshort,2,100,5x (Isolated)\n",
        "side,qty,entry,margin,leverage\nlong,1.5,100,Isolated,10\nshort,2,100,Isolated,5\n",
        "side,qty,entry,margin\nlong,1.5,100,15.00 USDT (Isolated)\nshort,2,100,40.00 USDT (Isolated)\n",
        "Richtung;Menge;Einstieg;Hebel\nLong;1,5;100,00;Isoliert 10x\nShort;2;100,00;Isoliert 5x\n",
        "Richtung;Menge;Einstieg;Hebel\nLong;1,5;100,00;10-fach\nShort;2;100,00;5fach\n",
        // The side is the column that says it, whatever it is called, and no symbol that is called B.
        "Art;St\u{fc}ck;Kurs;Hebel\nKauf;1,5;100,0;10\nVerkauf;2;100,0;5\n",
        "Symbol;Position;Menge;Kurs;Hebel\nB;Long;1,5;100,0;10\nB;Short;2;100,0;5\n",
        "Symbol,Size,Entry Price,Margin\nBTCUSDT Perp 10x,1.5 BTC,100.0,15.00 USDT (Isolated)\nBTCUSDT Perp 5x,-2 BTC,100.0,40.00 USDT (Isolated)\n",
    ] {
        let table = positions(text);
        assert_eq!(table.side, [Side::Long, Side::Short], "{text}");
        assert_eq!(table.quantity, [1.5, 2.0], "{text}");
        assert_eq!(table.margin, [15.0, 40.0], "{text}");
        assert!(table.symbols().is_empty(), "{text}");
        assert!(
            !said(text).iter().any(|word| word.starts_with("cross")),
            "{text}"
        );
    }
    let cross = "side,qty,entry,leverage\nlong,1.5,100,Cross 20x\nshort,2,100,5x (Isolated)\n";
    assert_eq!(said(cross), ["cross "]);
    refused(
        "side,qty,entry,leverage\nlong,1.5,100,2:3\n",
        &["line 2, column \"leverage\" is \"2:3\""],
    );
}

#[test]
fn accounts_of_positions_with_margins_of_their_own_share_nothing() {
    let bitmex = r#"[{"account":1,"symbol":"XBTUSD","currency":"XBt","leverage":10,"crossMargin":false,"currentQty":-200,"avgEntryPrice":100,"posMargin":20000000,"markPrice":100}]"#;
    assert_eq!(positions(bitmex).account.first_named(), None);
    assert_eq!(said(bitmex), ["ownMargin account", "inverse "]);
    let shared = bitmex.replace("false", "true");
    assert_eq!(said(&shared), ["cross ", "inverse "]);
    assert_eq!(positions(&shared).account.first_named(), Some(0));
    let text = "account,side,qty,entry,leverage,margin mode\nA,long,1,100,10,isolated\nA,short,2,100,5,isolated\n";
    assert_eq!(positions(text).account.first_named(), None);
    let unsaid = "account,side,qty,entry,leverage\nA,long,1,100,10\n";
    assert_eq!(positions(unsaid).account.first_named(), Some(0));
}

/// Closing prices of the series below.
const SERIES: [f64; 3] = [100.0, 102.0, 95.0];

/// A line for each of them, with its number.
fn lines(names: &str, line: impl Fn(usize, f64) -> String) -> String {
    let rows = SERIES
        .iter()
        .enumerate()
        .map(|(row, &price)| line(row, price));
    names
        .lines()
        .map(str::to_owned)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn series_and_quotes_are_paths() {
    let day = |row: usize| format!("2024-01-0{}", row + 2);
    let at = |row: usize| 1_704_153_600 + 60 * row;
    let glassnode = format!(
        "[{}]",
        lines("", |row, price| format!(
            "{{\"t\":{},\"v\":{price}}}",
            at(row)
        ))
        .trim()
        .replace('\n', ",")
    );
    for (text, note) in [
        (glassnode, "series v"),
        (
            format!(
                "{{\"t\":[{},{},{}],\"v\":[100,102,95]}}",
                at(0),
                at(1),
                at(2)
            ),
            "series v",
        ),
        (
            lines("DATE,CBBTCUSD", |row, price| {
                format!("{},{price}", day(row))
            }),
            "series CBBTCUSD",
        ),
        (
            lines("observation_date,DCOILWTICO", |row, price| {
                format!("{},{price}", day(row))
            }),
            "series DCOILWTICO",
        ),
        (
            lines(",BTC-USD", |row, price| format!("{},{price}", day(row))),
            "series BTC-USD",
        ),
        (
            lines("date,BTC,volume", |row, price| {
                format!("{},{price},7", day(row))
            }),
            "series BTC",
        ),
        (
            lines("Date,AAPL Close,AAPL Volume", |row, price| {
                format!("{},{price},7", day(row))
            }),
            "series AAPL Close",
        ),
        (
            lines("Datum;BTC/EUR", |row, price| {
                format!("{};{price},0", day(row))
            }),
            "series BTC/EUR",
        ),
        // What statistical offices and central banks write between the name of a series and its first day.
        (
            lines(
                "\u{feff};BBEX3.D.USD.EUR.BB.AC.000;BBEX3.D.USD.EUR.BB.AC.000_FLAGS\n;Euro-Referenzkurs der EZB / 1 EUR = ... USD;\nEinheit;USD (US-Dollar);\nDimension;Eins;\nStand vom;01.10.2024 16:00:12 Uhr;\n2024-01-01;.;Kein Wert vorhanden",
                |row, price| format!("{};{price},0;", day(row)),
            ),
            "series BBEX3.D.USD.EUR.BB.AC.000",
        ),
        (
            lines(
                "\"\",BBEX3.D.USD.EUR.BB.AC.000,BBEX3.D.USD.EUR.BB.AC.000_FLAGS\n\"\",\"ECB reference rate\",\"\"\nunit,USD (US dollar),\"\"\nlast update,2024-10-01 16:00:12,\"\"",
                |row, price| format!("{},{price},\"\"", day(row)),
            ),
            "series BBEX3.D.USD.EUR.BB.AC.000",
        ),
        (
            lines("Date,BTC\nunit,USD\nsource,index", |row, price| {
                format!("{},{price}", day(row))
            }),
            "series BTC",
        ),
        // The middle of bid and ask.
        (
            lines("time,bid,ask", |row, price| {
                format!("{},{},{}", at(row), price - 0.5, price + 0.5)
            }),
            "middle bid, ask",
        ),
        (
            lines("Gmt time,Ask,Bid,AskVolume,BidVolume", |row, price| {
                format!(
                    "15.01.2024 00:00:0{row}.100,{},{},1,1",
                    price + 0.5,
                    price - 0.5
                )
            }),
            "middle Bid, Ask",
        ),
        (
            lines("Zeit;Geld;Brief", |row, price| {
                format!("02.01.2024 10:00:0{row};{},5;{},5", price - 1.0, price)
            }),
            "middle Geld, Brief",
        ),
        (
            lines(
                "exchange,symbol,timestamp,ask_amount,ask_price,bid_price,bid_amount",
                |row, price| {
                    format!(
                        "binance,BTCUSDT,{}000000,1,{},{},2",
                        at(row),
                        price + 0.5,
                        price - 0.5
                    )
                },
            ),
            "middle bid_price, ask_price",
        ),
        // No names: trades as venues hand them out.
        (
            lines("", |row, price| {
                format!("{row},{price},1,{row},{row},{}000,true,true", at(row))
            }),
            "noNames number, price, volume, number, number, time, side",
        ),
        (
            lines("", |row, price| {
                format!("{row},{price},0.5,{},{}000,true", 0.5 * price, at(row))
            }),
            "noNames number, price, volume, quote volume, time, side",
        ),
        (
            lines("", |row, price| format!("{},{price},0.1", at(row))),
            "noNames time, price, volume",
        ),
        (
            format!(
                "[{}]",
                lines("", |row, price| format!(
                    "[{row},{}000,{},{price}]",
                    at(row),
                    if row == 1 { -0.5 } else { 0.5 }
                ))
                .trim()
                .replace('\n', ",")
            ),
            "noNames number, time, amount, price",
        ),
        (
            format!(
                "{{\"error\":[],\"result\":{{\"XXBTZUSD\":[{}]}}}}",
                lines("", |row, price| format!(
                    "[\"{price}\",\"0.1\",{}.5,\"b\",\"m\",\"\",{row}]",
                    at(row)
                ))
                .trim()
                .replace('\n', ",")
            ),
            "noNames price, volume, time, side, side",
        ),
    ] {
        let text = text.trim_start();
        assert_eq!(
            path(text.as_bytes(), &How::default()).close,
            SERIES,
            "{text}"
        );
        let said = said(text);
        assert!(
            said.iter().any(|said| said == note),
            "{said:?} does not have {note}"
        );
    }
    // Several quotes at one time are a candle, and a value that is missing is none.
    let ticks = "Gmt time,Ask,Bid\n15.01.2024 00:00:00,101,99\n15.01.2024 00:00:00,103,101\n15.01.2024 00:00:01,96,94\n";
    assert_eq!(path(ticks.as_bytes(), &How::default()).high, [102.0, 95.0]);
    let fred = "DATE,DEXUSEU\n2024-01-02,100\n2024-01-03,.\n2024-01-04,102\n2024-01-05,95\n";
    assert_eq!(path(fred.as_bytes(), &How::default()).close, SERIES);
    assert_eq!(
        said(fred),
        ["series DEXUSEU", "empty ", "pricesOnly DEXUSEU"]
    );
}

#[test]
fn of_several_columns_that_may_be_a_price_none_is_taken_without_asking() {
    let wide = "time,BTC,ETH\n1704153600,100,10\n1704157200,102,11\n1704160800,95,9\n";
    let json = r#"[{"date":"2024-01-02","BTC":100,"ETH":10},{"date":"2024-01-03","BTC":102,"ETH":11},{"date":"2024-01-04","BTC":95,"ETH":9}]"#;
    for text in [wide, json] {
        refused(text, &["\"BTC, ETH\"", "the option symbol says which"]);
        assert_eq!(path(text.as_bytes(), &symbol("BTC")).close, SERIES);
        assert_eq!(
            path(text.as_bytes(), &symbol("eth")).close,
            [10.0, 11.0, 9.0]
        );
    }
    let other = "date,temperature\n2024-01-02,100\n2024-01-03,102\n2024-01-04,95\n";
    refused(other, &["no column is called a price", "\"temperature\""]);
    assert_eq!(path(other.as_bytes(), &symbol("temperature")).close, SERIES);
    for text in [
        "date,volume\n2024-01-02,100\n2024-01-03,102\n",
        "date,open interest\n2024-01-02,100\n2024-01-03,102\n",
        "BTC,ETH\n1,2\n3,4\n",
    ] {
        let problem = told(text.as_bytes(), &How::default()).expect_err("has no price");
        let words = [
            "close is missing",
            "looked for",
            "timestamp is missing",
            "a time and a price for a price path",
        ];
        assert!(
            words.iter().any(|words| problem.message.contains(words)),
            "{problem}"
        );
    }
}

#[test]
fn three_digits_behind_a_mark_are_decided_by_the_other_prices_of_their_column() {
    let close = |prices: [&str; 3]| {
        let row = |(row, price): (usize, &&str)| format!("{},\"{price}\"\n", 60 * row);
        let rows: String = prices.iter().enumerate().map(row).collect();
        let text = format!("time,price\n{rows}");
        told(text.as_bytes(), &How::default()).map(|parsed| match parsed.content {
            Content::Path(path) => path.close,
            other => panic!("{other:?}"),
        })
    };
    for (prices, expected) in [
        (["999", "1.001", "1.050"], [999.0, 1_001.0, 1_050.0]),
        (["999", "1,001", "1,050"], [999.0, 1_001.0, 1_050.0]),
        (["2", "1.501", "1.750"], [2.0, 1.501, 1.75]),
        (["1.234", "0.999", "1.750"], [1.234, 0.999, 1.75]),
        (["1.234", "1.5", "1.750"], [1.234, 1.5, 1.75]),
    ] {
        assert_eq!(close(prices), Ok(expected.to_vec()), "{prices:?}");
    }
    for prices in [["1.234", "1.501", "1.750"], ["40", "1.234", "1.300"]] {
        let problem = close(prices).expect_err("is asked");
        assert!(problem.message.contains("the option decimal"), "{problem}");
    }
}

#[test]
fn letters_of_older_programs_are_read_and_said() {
    let candles = "Datum;Er\u{f6}ffnung;Hoch;Tief;Schlusskurs\n02.01.2024;100;103;99;102\n03.01.2024;102;104;97;98\n";
    let parsed_candles = parsed(&ansi(candles), &How::default());
    assert!(matches!(&parsed_candles.content, Content::Path(path) if path.open == [100.0, 102.0]));
    assert_eq!(parsed_candles.remarks.all()[0].kind.as_str(), "ansi");
    // What is UTF-8 is said to be nothing else.
    assert_eq!(said(candles), Vec::<String>::new());
    let euros =
        "Datum;Kurs\n02.01.2024;43\u{a0}100,5 \u{20ac}\n03.01.2024;43\u{a0}210,5 \u{20ac}\n";
    assert_eq!(
        path(&ansi(euros), &How::default()).close,
        [43_100.5, 43_210.5]
    );
    let levels = "Seite;Preis;St\u{fc}ck\nKauf;99,9;1\nVerkauf;100,1;1,5\n";
    assert_eq!(book(&ansi(levels)).asks, [[100.1, 1.5]]);
    // The last letter of a file may be one, too.
    let held = b"Richtung;Menge;Einstieg;Hebel;Notiz\nLong;1,5;100,0;10;\xfc";
    assert!(matches!(
        parsed(held, &How::default()).content,
        Content::Positions(_)
    ));
}

#[test]
fn books_are_read_as_people_lay_them_out() {
    let bids = [[99.9, 1.0], [99.8, 2.0], [99.5, 3.0]];
    let asks = [[100.1, 1.5], [100.2, 2.5]];
    let rows = |words: [&str; 2], line: fn(&str, f64, f64) -> String| -> String {
        let side = |word: &str, levels: &[[f64; 2]]| -> String {
            let each = |[price, amount]: &[f64; 2]| line(word, *price, *amount) + "\n";
            levels.iter().map(each).collect()
        };
        side(words[0], &bids) + &side(words[1], &asks)
    };
    for text in [
        format!("Seite;Kurs;St\u{fc}ck\n{}", rows(["Geld", "Brief"], |side, price, amount| format!("{side};{price};{amount}"))),
        "Geldvolumen;Geldkurs;Briefkurs;Briefvolumen\n1;99,9;100,1;1,5\n2;99,8;100,2;2,5\n3;99,5;;\n".to_owned(),
        "Kauf Menge;Kauf Preis;Verkauf Preis;Verkauf Menge\n1;99,9;100,1;1,5\n2;99,8;100,2;2,5\n3;99,5;;\n".to_owned(),
        "bid,bid_size,ask,ask_size\n99.9,1,100.1,1.5\n99.8,2,100.2,2.5\n99.5,3,,\n".to_owned(),
        // Ladders: one price, and what is on either side of it.
        "Bid Size,Price,Ask Size\n,100.2,2.5\n,100.1,1.5\n1,99.9,\n2,99.8,\n3,99.5,\n".to_owned(),
        "Bids,Price,Asks\n0,100.2,2.5\n0,100.1,1.5\n1,99.9,0\n2,99.8,0\n3,99.5,0\n".to_owned(),
        "Geld;Kurs;Brief\n;100,2;2,5\n;100,1;1,5\n1;99,9;\n2;99,8;\n3;99,5;\n".to_owned(),
        // No names, the price before the amount or behind it.
        rows(["bid", "ask"], |side, price, amount| format!("{side},{price},{amount}")),
        rows(["BUY", "SELL"], |side, price, amount| format!("{price},{amount},{side}")),
        rows(["Kauf", "Verkauf"], |side, price, amount| format!("{side}\t{amount}\t{price}")),
        format!("[{}]", rows(["bid", "ask"], |side, price, amount| format!("[\"{side}\",{price},{amount}],")).replace('\n', "").trim_end_matches(',')),
        // Words that nobody knows: the bids are below the asks.
        format!("side,price,size\n{}", rows(["0", "1"], |side, price, amount| format!("{side},{price},{amount}"))),
        format!("side,price,size\n{}", rows(["1", "-1"], |side, price, amount| format!("{side},{price},{amount}"))),
        format!("is_ask,price,size\n{}", rows(["False", "True"], |side, price, amount| format!("{side},{price},{amount}"))),
        // The side is the sign.
        "price,size\n99.9,1\n99.8,2\n99.5,3\n100.1,-1.5\n100.2,-2.5\n".to_owned(),
    ] {
        let found = book(text.as_bytes());
        assert_eq!((found.bids.as_slice(), found.asks.as_slice()), (&bids[..], &asks[..]), "{text}");
    }
    // Amounts of quote are no amounts of base.
    for name in ["size (USD)", "amount_usdt", "quote qty"] {
        let text = format!("side,price,{name}\nbid,100,1000\nask,125,1000\n");
        let found = book(text.as_bytes());
        assert_eq!(
            (found.bids[0], found.asks[0]),
            ([100.0, 10.0], [125.0, 8.0])
        );
        assert_eq!(said(&text), ["fromNotional "]);
    }
    let by_price = "side,price,size\n0,99.9,1\n1,100.1,1.5\n";
    assert_eq!(said(by_price), ["sideByPrice side: 0"]);
    refused(
        "bid,1,1\nask,2,2\n",
        &["two orders", "expected a line with the names"],
    );
    refused("bid size,price,ask size\n1,99.9,1\n1,100,1\n", &["crossed"]);
    refused(
        "side,price,size\nbid,99.9,1\nbdi,99.8,2\nask,100.1,1\n",
        &["\"bdi\""],
    );
}

#[test]
fn numbers_that_are_none_and_dates_of_sheets_are_read_as_programs_write_them() {
    let python = r#"{"BTC/USDT:USDT":[{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":0.004,"maxLeverage":125,"note":"NaN, \"Infinity\""},{"minNotional":50000,"maxNotional":Infinity,"maintenanceMarginRate":0.005,"maxLeverage":NaN}]}"#;
    assert_eq!(
        brackets(python),
        [(0.0, 0.004, Some(125.0)), (50_000.0, 0.005, None)]
    );
    refused("[{\"a\":Nan}]", &["expected a value"]);
    for (text, step) in [
        (
            "Datum;Kurs\n45293,000000;100,5\n45293,041667;102,5\n",
            3_600.0,
        ),
        ("Date,Close\n2-Jan-24,100\n3-Jan-24,102\n", 86_400.0),
    ] {
        let path = path(text.as_bytes(), &How::default());
        assert_eq!(path.start_s, 1_704_153_600.0, "{text}");
        assert!((path.step_s - step).abs() < 0.1, "{}", path.step_s);
    }
    let kraken = r#"[336,{"as":[["100.1","1.5","1534614248.4"]],"bs":[["99.9","1","1534614248.1"]]},"book-10","XBT/USD"]"#;
    assert_eq!(book(kraken.as_bytes()).bids, [[99.9, 1.0]]);
}

#[test]
fn what_looks_like_these_shapes_and_is_none_is_not_read_as_them() {
    // An index, a time, a price and a volume: no trades of which the last number is the price.
    refused(
        "0,1704153600000,100.5,7\n1,1704153660000,101.5,9\n",
        &["are those of no table"],
    );
    // Bid, price and ask at a time are prices, and no ladder.
    let ticker = "time,bid,price,ask\n1704153600,99,100,101\n1704153660,101,102,103\n";
    assert_eq!(
        path(ticker.as_bytes(), &How::default()).close,
        [100.0, 102.0]
    );
    // One row a contract is a list, and no brackets.
    refused(
        "Symbol,Size,Maintenance Margin,Leverage\nBTC,1.5,0.006,10\nETH,20,0.009,5\n",
        &["minNotional is missing"],
    );
    // Per cent and millions by the name of a field of JSON, too.
    let json = r#"[{"max notional (M)":0.05,"mmr (%)":0.4,"maxLeverage":125},{"max notional (M)":0.6,"mmr (%)":0.5,"maxLeverage":100}]"#;
    assert_eq!(
        brackets(json),
        [(0.0, 0.004, Some(125.0)), (50_000.0, 0.005, Some(100.0))]
    );
    // Types that happen to be apart are no sides.
    refused(
        "type,price,amount\nlimit,99,1\nmarket,101,1\n",
        &["\"limit\"", "bid or ask"],
    );
    // What a whole market is worth is no price of it.
    refused(
        "date,marketcap_usd\n2024-01-02,100\n2024-01-03,102\n",
        &["close is missing"],
    );
    // Words that say the side contradict the prices: the book is crossed, whichever words nobody knows.
    refused("is_bid,price,size\n1,100.1,1\n0,99.9,1\n", &["crossed"]);
    refused(
        "is_ask,price,size\ntrue,99.9,1\nfalse,100.1,1\n",
        &["crossed"],
    );
    // Limits in coins, and in thousands of money.
    refused(
        "Max position (BTC),MMR,Max leverage\n10,0.4%,125\n20,0.5%,100\n",
        &["in coins"],
    );
    let thousands = "Max notional (k USDT),MMR,Max leverage\n50,0.4%,125\n600,0.5%,100\n";
    assert_eq!(brackets(thousands)[1].0, 50_000.0);
    // A margin is no ratio, and a leverage no share.
    for (column, value) in [
        ("margin", "1:10"),
        ("leverage", "10%"),
        ("leverage", "Cross"),
    ] {
        let text = format!("side,qty,entry,{column}\nlong,1.5,100,{value}\n");
        refused(&text, &["line 2, column"]);
    }
    // German trades are a path, as English ones are.
    let trades = "Zeit;Art;Preis;Menge\n02.01.2024 10:00:00;Kauf;100,0;1\n02.01.2024 10:00:01;Verkauf;102,0;1\n02.01.2024 10:00:02;Kauf;95,0;1\n";
    assert_eq!(path(trades.as_bytes(), &How::default()).close, SERIES);
    // A class of one letter is no side.
    let table = "class,size,entry,leverage\nB,1.5,100,10\nS,-2,100,5\n";
    assert_eq!(positions(table).side, [Side::Long, Side::Short]);
}

fn side(side: &str) -> How {
    How::from_json(&json!({ "side": side })).expect("is an option")
}

#[track_caller]
fn read_as(text: &str, how: &How) -> PositionTable {
    match parsed(text.as_bytes(), how).content {
        Content::Positions(table) => table,
        other => panic!("{other:?}"),
    }
}

#[test]
fn positions_without_a_side_are_read_by_their_signs_or_asked_about() {
    let [long, short] = [Side::Long, Side::Short];
    // Whoever has a sign says it; contracts of Gate are counted, whatever the file is.
    let gate = "contract,size,leverage,entry_price,mark_price,value,margin\nBTC_USDT,-5000,10,95000,95000,47500,4750\nBTC_USDT,2000,10,95000,95000,19000,1900\n";
    let table = positions(gate);
    assert_eq!(table.side, [short, long]);
    assert_eq!(table.quantity, [0.5, 0.2]);
    let gate = "contract,size,leverage,entry_price\nBTC_USDT,-5000,10,95000\n";
    refused(gate, &["counts contracts", "contractSize"]);
    // In dual mode it says it in a word.
    let dual = "contract,size,leverage,entry_price,value,mode\nBTC_USDT,5000,10,95000,47500,dual_long\nBTC_USDT,-2000,10,95000,19000,dual_short\n";
    assert_eq!(positions(dual).side, [long, short]);
    // Where the margin is shared Gate's leverage is 0.
    let gate = "contract,size,leverage,value,margin,entry_price,mark_price\nBTC_USDT,-5000,0,47500,4750,95000,95000\n";
    assert_eq!(positions(gate).margin, [4_750.0]);
    assert!(said(gate).contains(&"cross ".to_owned()));
    refused(
        "side,quantity,leverage,entry_price\nlong,1,0,95000\n",
        &["leverage", "\"0\""],
    );
    // A plus is a sign, and words may be of shorts.
    let plus = "quantity,entry_price,leverage\n+0.5,95000,10\n+0.2,95000,10\n";
    assert_eq!(positions(plus).side, [long, long]);
    let is_short =
        "is_short,quantity,entry_price,leverage\ntrue,0.5,95000,10\nFalse,0.2,95000,10\n";
    assert_eq!(positions(is_short).side, [short, long]);
    // Without a sign nothing says it: all may be long, and all may be short.
    for text in [
        "contract,size,leverage,entry_price,value\nBTC_USDT,5000,10,95000,47500\nBTC_USDT,2000,10,95000,19000\n",
        "quantity,entry_price,leverage\n0.5,95000,10\n0.2,95000,10\n",
        "symbol,size,entry price,margin\nBTCUSDT,0.5,95000,4750\nBTCUSDT,0.2,95000,1900\n",
        "notional,entry,leverage\n47500,95000,10\n19000,95000,10\n",
        "side,quantity,entry_price,leverage\n,0.5,95000,10\n,0.2,95000,10\n",
        "posSide,quantity,entry_price,leverage\nnet,0.5,95000,10\nnet,0.2,95000,10\n",
        r#"[{"quantity":0.5,"entry_price":95000,"leverage":10},{"quantity":0.2,"entry_price":95000,"leverage":10}]"#,
        "Menge;Einstiegspreis;Hebel\n0,5;95000;10\n0,2;95000;10\n",
    ] {
        refused(text, &["long or short", "side", "\"long\", \"short\""]);
        for (word, side_of_all) in [("long", long), ("short", short)] {
            let table = read_as(text, &side(word));
            assert_eq!(table.side, [side_of_all; 2], "{text}");
            assert_eq!(table.quantity, [0.5, 0.2], "{text}");
            assert_eq!(table.margin, [4_750.0, 1_900.0], "{text}");
        }
    }
    // What is said is not overruled, and a gap among words is a gap.
    let mixed = "side,quantity,entry_price,leverage\nshort,0.5,95000,10\nlong,0.2,95000,10\n";
    assert_eq!(read_as(mixed, &side("long")).side, [short, long]);
    refused(
        "side,quantity,entry_price,leverage\nshort,0.5,95000,10\n,0.2,95000,10\n",
        &["line 3", "long, short, buy or sell"],
    );
    let problem = How::from_json(&json!({ "side": "up" })).expect_err("is none");
    assert!(problem.message.contains("\"long\" or \"short\""));
}

/// Two candles of a minute from 2025-10-10 21:15, as closes say it.
fn by_close(head: &str, times: [&str; 2]) -> String {
    let [first, second] = times;
    format!(
        "{head},open,high,low,close\n{first},121000,121500,120000,120500\n{second},120500,120600,102000,118000\n"
    )
}

#[test]
fn candles_that_say_only_when_they_close_open_a_step_earlier() {
    for (head, times) in [
        ("Close time", ["1760130959999", "1760131019999"]),
        ("close_time", ["1760130959999999", "1760131019999999"]),
        ("close_time", ["1760130960", "1760131020"]),
        ("closeTime", ["1760130959", "1760131019"]),
        ("close_time_ms", ["1760130960000", "1760131020000"]),
        ("Close time (ms)", ["1760130960000", "1760131020000"]),
        ("Close Time", ["2025-10-10 21:16:00", "2025-10-10 21:17:00"]),
        (
            "time_close",
            ["2025-10-10T21:15:59.999Z", "2025-10-10T21:16:59.999Z"],
        ),
        ("end time", ["2025-10-10 21:16", "2025-10-10 21:17"]),
        ("close_ts", ["1760130959999", "1760131019999"]),
        ("end", ["2025-10-10 21:16", "2025-10-10 21:17"]),
        // Whatever they are called, no candle opens there.
        ("T", ["1760130959999", "1760131019999"]),
        (
            "timestamp",
            ["2025-10-10T21:15:59.999Z", "2025-10-10T21:16:59.999Z"],
        ),
        (
            "time_period_end",
            ["2025-10-10T21:16:00Z", "2025-10-10T21:17:00Z"],
        ),
    ] {
        let text = by_close(head, times);
        let path = path(text.as_bytes(), &How::default());
        assert_eq!(
            (path.start_s, path.step_s),
            (1_760_130_900.0, 60.0),
            "{text}"
        );
        assert_eq!(path.time_s, [0.0, 60.0], "{text}");
        assert_eq!(path.low, [120_000.0, 102_000.0], "{text}");
        assert_eq!(said(&text), [format!("closingTimes {head}")], "{text}");
    }
    // Date and clock in two columns; candles of ten seconds.
    let two = by_close(
        "Close Date,Close Time",
        ["2025-10-10,21:16", "2025-10-10,21:17"],
    );
    assert_eq!(
        path(two.as_bytes(), &How::default()).start_s,
        1_760_130_900.0
    );
    let ten = by_close("close_time", ["1760130909999", "1760130919999"]);
    let ten = path(ten.as_bytes(), &How::default());
    assert_eq!((ten.start_s, ten.step_s), (1_760_130_900.0, 10.0));
    // Where both stand there, the opening counts.
    let both = "Open time,Close time,Open,High,Low,Close\n1760130900000,1760130959999,9,9,8,9\n1760130960000,1760131019999,9,9,8,9\n";
    assert_eq!(
        path(both.as_bytes(), &How::default()).start_s,
        1_760_130_900.0
    );
    assert!(said(both).is_empty());
    // A day is its own date; a price has one, too, and a gap stays one.
    let days = "close date,open,high,low,close\n2025-10-10,9,9,8,9\n2025-10-11,9,9,8,9\n";
    assert_eq!(
        path(days.as_bytes(), &How::default()).start_s,
        1_760_054_400.0
    );
    let line = "close_time,close\n1760130960,9\n1760131020,8\n1760134620,7\n";
    let line = path(line.as_bytes(), &How::default());
    assert_eq!((line.start_s, line.step_s), (1_760_130_900.0, 60.0));
    assert_eq!(line.time_s, [0.0, 60.0, 3_660.0]);
    // Positions that were closed are no prices.
    refused(
        "symbol,side,quantity,entry price,close price,close time,leverage\nBTCUSDT,long,1,95000,96000,2025-10-10 21:16,10\n",
        &["as for an open position"],
    );
}

#[test]
fn candles_without_an_opening_price_open_where_the_one_before_closed() {
    for text in [
        "date,high,low,close\n2025-10-08,101,99,100\n2025-10-09,104,97,98\n2025-10-10,97,80,90\n",
        "Datum;Hoch;Tief;Schlusskurs\n08.10.2025;101;99;100\n09.10.2025;104;97;98\n10.10.2025;97;80;90\n",
        r#"[{"t":"2025-10-08","h":101,"l":99,"c":100},{"t":"2025-10-09","h":104,"l":97,"c":98},{"t":"2025-10-10","h":97,"l":80,"c":90}]"#,
        // The newest first.
        "date,close,high,low\n2025-10-10,90,97,80\n2025-10-09,98,104,97\n2025-10-08,100,101,99\n",
    ] {
        let path = path(text.as_bytes(), &How::default());
        // Within the candle: the last one opens with a gap.
        assert_eq!(path.open, [100.0, 100.0, 97.0], "{text}");
        assert_eq!(path.close, [100.0, 98.0, 90.0], "{text}");
        assert_eq!((path.high[1], path.low[2]), (104.0, 80.0), "{text}");
        assert!(said(text).contains(&"openedAtClose ".to_owned()), "{text}");
    }
    // The same candle twice is one.
    let twice = "date,high,low,close\n2025-10-08,101,99,100\n2025-10-09,104,97,98\n2025-10-09,104,97,98\n2025-10-10,97,80,90\n";
    assert_eq!(path(twice.as_bytes(), &How::default()).rows(), 3);
    assert!(said(twice).contains(&"twice ".to_owned()));
    // A close that is none of its candle stays a fault, and a ticker has the extremes of a day.
    refused(
        "date,high,low,close\n2025-10-08,101,99,100\n2025-10-09,104,97,96\n",
        &["line 3", "highest and lowest"],
    );
    refused(
        "time,last,high,low\n1760130900,100,110,90\n1760130960,99,110,90\n",
        &["open", "missing"],
    );
    // Nothing else is made up.
    for (text, part) in [
        (
            "date,open,low,close\n2025-10-08,100,99,100\n2025-10-09,100,97,98\n",
            "high",
        ),
        (
            "date,open,high,close\n2025-10-08,100,101,100\n2025-10-09,100,104,98\n",
            "low",
        ),
        (
            "date,open,high,low\n2025-10-08,100,101,99\n2025-10-09,100,104,97\n",
            "close",
        ),
    ] {
        refused(text, &[part, "missing"]);
    }
}

#[test]
fn offsets_in_seconds_move_local_times_and_none_that_count_from_1970() {
    let start = 1_704_153_600.0;
    for (head, offset, first, second) in [
        (
            "time,gmtoffset,close",
            "-18000",
            "2024-01-01 19:00",
            "2024-01-01 20:00",
        ),
        (
            "time,gmtoffset,close",
            "3600",
            "2024-01-02 01:00",
            "2024-01-02 02:00",
        ),
        (
            "time,utc_offset,close",
            "19800",
            "2024-01-02 05:30",
            "2024-01-02 06:30",
        ),
        (
            "time,gmtoffset,close",
            "+0530",
            "2024-01-02 05:30",
            "2024-01-02 06:30",
        ),
        (
            "time,gmtoffset,close",
            "-0500",
            "2024-01-01 19:00",
            "2024-01-01 20:00",
        ),
        (
            "time,gmtoffset,close",
            "0",
            "2024-01-02 00:00",
            "2024-01-02 01:00",
        ),
    ] {
        let text = format!("{head}\n{first},{offset},100\n{second},{offset},98\n");
        assert_eq!(
            path(text.as_bytes(), &How::default()).start_s,
            start,
            "{text}"
        );
        let words = said(&text);
        assert!(!words.iter().any(|word| word.starts_with("zone")), "{text}");
    }
    for (head, offset, first, second) in [
        (
            "time,utc_offset,close",
            "2",
            "2024-01-02 02:00",
            "2024-01-02 03:00",
        ),
        (
            "time,utc_offset,close",
            "5.5",
            "2024-01-02 05:30",
            "2024-01-02 06:30",
        ),
        (
            "time,offset,close",
            "-18000",
            "2024-01-01 19:00",
            "2024-01-01 20:00",
        ),
        (
            "time,offset,close",
            "+02:00",
            "2024-01-02 02:00",
            "2024-01-02 03:00",
        ),
    ] {
        let text = format!("{head}\n{first},{offset},100\n{second},{offset},98\n");
        assert_eq!(
            path(text.as_bytes(), &How::default()).start_s,
            start,
            "{text}"
        );
    }
    // What counts messages is no clock.
    let offsets = "time,offset,close\n2024-01-02 00:00,7214,100\n2024-01-02 01:00,7215,98\n";
    assert_eq!(path(offsets.as_bytes(), &How::default()).start_s, start);
    // Yahoo's times are UTC, whatever stands beside them: that is said, and nothing moved.
    for offset in ["-18000", "-05:00", "EST"] {
        let text =
            format!("timestamp,gmtoffset,close\n1704153600,{offset},100\n1704157200,{offset},98\n");
        assert_eq!(
            path(text.as_bytes(), &How::default()).start_s,
            start,
            "{text}"
        );
        assert!(
            said(&text).contains(&"offsetUnused gmtoffset".to_owned()),
            "{text}: {:?}",
            said(&text)
        );
    }
    let utc = "timestamp,gmtoffset,close\n1704153600,0,100\n1704157200,0,98\n";
    assert!(!said(utc).iter().any(|word| word.starts_with("offset")));
    // Minutes or hours and minutes: nothing says which.
    let unclear = "time,gmtoffset,close\n2024-01-02 00:00,-300,100\n2024-01-02 01:00,-300,98\n";
    assert!(said(unclear).contains(&"zone gmtoffset: -300".to_owned()));
}

#[test]
fn positions_with_an_initial_margin_alone_are_read_by_it() {
    let file = |name: &str, first: &str, second: &str| {
        format!(
            "side,quantity,entry_price,{name}\nlong,0.5,95000,{first}\nshort,0.2,95000,{second}\n"
        )
    };
    for name in [
        "imr",
        "initialMarginRatio",
        "initial_margin_rate",
        "initialMarginFraction",
        "initialMarginPercentage",
        "IMF",
    ] {
        for (first, second) in [("0.1", "0.05"), ("10%", "5 %")] {
            let text = file(name, first, second);
            assert_eq!(positions(&text).margin, [4_750.0, 950.0], "{text}");
            assert!(
                said(&text).contains(&format!("initialShare {name}")),
                "{text}"
            );
        }
    }
    for name in ["initial margin ratio (%)", "initialMarginPercentage"] {
        let per_cent = file(name, "10", "5");
        assert_eq!(positions(&per_cent).margin, [4_750.0, 950.0], "{name}");
    }
    // OKX has an amount of that name.
    let amount = file("imr", "4750", "950");
    assert_eq!(positions(&amount).margin, [4_750.0, 950.0]);
    assert!(said(&amount).is_empty());
    let json = r#"[{"side":"long","quantity":0.5,"entry_price":95000,"margin":"","imr":"0.1"}]"#;
    assert_eq!(positions(json).margin, [4_750.0]);
    // As an amount it would be less than a thousandth.
    for name in ["initialMargin", "initial margin", "im"] {
        let share = file(name, "0.1", "0.05");
        assert_eq!(positions(&share).margin, [4_750.0, 950.0], "{share}");
        assert!(
            said(&share).contains(&format!("initialShare {name}")),
            "{share}"
        );
        let amount = file(name, "4750", "950");
        assert_eq!(positions(&amount).margin, [4_750.0, 950.0], "{amount}");
        assert!(said(&amount).is_empty(), "{amount}");
    }
    // A leverage or a margin says it alone.
    let both = "side,quantity,entry_price,leverage,imr\nlong,0.5,95000,10,0.3\n";
    assert_eq!(positions(both).margin, [4_750.0]);
    // What may be both, what is neither and what is first one and then the other.
    let small = "side,quantity,entry_price,imr\nlong,1,2,0.2\n";
    refused(small, &["line 2", "two meanings"]);
    let per_cent = file("initialMarginPercentage", "0.8", "0.5");
    refused(&per_cent, &["line 2", "two meanings"]);
    refused(
        &file("initialMarginRatio", "10", "5"),
        &["line 2", "0.001 to 1"],
    );
    refused(
        &file("imr", "0.1", "950"),
        &["line 3", "the same as line 2"],
    );
}

/// The side of each row may stand under B/S, L/S or K/V.
#[test]
fn initials_name_a_side() {
    for (head, words) in [
        ("B/S", ["B", "S"]),
        ("L/S", ["L", "S"]),
        ("b_s", ["buy", "sell"]),
    ] {
        let text = format!(
            "{head},qty,entry,leverage\n{},10,100,10\n{},500,100,20\n",
            words[0], words[1]
        );
        assert_eq!(positions(&text).side, [Side::Long, Side::Short], "{head}");
    }
}

/// A list of liquidation orders has a limit beside what was traded, and a measure of the book is no price.
#[test]
fn what_a_venue_publishes_beside_its_prices_is_no_path() {
    refused(
        "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity\n1723075200000,SELL,LIMIT,IOC,0.5,99,99.2,FILLED,0.5,0.5\n1723075260000,BUY,LIMIT,IOC,0.5,105,101.2,FILLED,0.5,0.5\n",
        &["orders of somebody"],
    );
    refused(
        "timestamp,percentage,depth,notional\n2024-08-08 00:00:00,-1,100,5500000\n2024-08-08 00:00:00,1,120,6600000\n",
        &["depths of a book", "percentage"],
    );
}

/// Rows below a table that sum it up are none of it.
#[test]
fn totals_and_averages_are_no_rows() {
    let text =
        "Date,Close\n2024-08-01,180\n2024-08-02,190\n2024-08-03,185\nTotal,555\nAverage,185\n";
    let read = path(text.as_bytes(), &How::default());
    assert_eq!(read.close, [180.0, 190.0, 185.0]);
    assert!(
        said(text).iter().any(|one| one.starts_with("total")),
        "{:?}",
        said(text)
    );
    let held = "symbol,side,size,entry_price,leverage\nBTC,long,1,95000,10\nBTC,short,3,96000,10\nAverage,,2,95500,10\n";
    assert_eq!(positions(held).side, [Side::Long, Side::Short]);
}

/// Units stand in the cells of many a table, as well as in its head: they mean the same there.
#[test]
fn a_unit_in_the_cells_is_as_good_as_one_in_the_head() {
    let depth = |text: &str| {
        let book = book(text.as_bytes());
        let of = |side: &[[f64; 2]]| side.iter().map(|[price, size]| price * size).sum::<f64>();
        [of(&book.bids), of(&book.asks)].map(f64::round)
    };
    let in_head = "side,price,amount (USDT)\nbid,102010,51005\nask,102020,25505\n";
    assert_eq!(depth(in_head), [51_005.0, 25_505.0]);
    for cells in [["51005 USDT", "25505 USDT"], ["$51005", "$25505"]] {
        let text = format!(
            "side,price,amount\nbid,102010,{}\nask,102020,{}\n",
            cells[0], cells[1]
        );
        assert_eq!(depth(&text), depth(in_head), "{text}");
        assert_eq!(said(&text), said(in_head), "{text}");
    }
    let coins = "side,price,amount\nbid,102010,0.5 BTC\nask,102020,0.25 BTC\n";
    assert_eq!(depth(coins), [51_005.0, 25_505.0]);
    refused(
        "side,price,amount\nbid,102010,0.5 BTC\nask,102020,25505 USDT\n",
        &["line 3", "the same unit as", "0.5 BTC"],
    );
    // Limits of brackets in coins are no dollars.
    for text in [
        "tier,max position,mmr,max leverage\n1,5 BTC,0.4%,125x\n2,60 BTC,0.5%,100x\n",
        "tier,position,mmr,max leverage\n1,0-5 BTC,0.4%,125x\n2,5-60 BTC,0.5%,100x\n",
        r#"[{"maxNotional":"5 BTC","maintenanceMarginRate":0.004},{"maxNotional":"60 PEPE","maintenanceMarginRate":0.005}]"#,
        r#"[{"symbol":"BTCUSD_PERP","brackets":[{"bracket":1,"initialLeverage":125,"qtyCap":50,"qtyFloor":0,"maintMarginRatio":0.004,"cum":0}]}]"#,
    ] {
        refused(text, &["brackets are in coins"]);
    }
    assert_eq!(
        brackets("tier,max position,mmr\n1,50000 USDT,0.4%\n2,600000 USDT,0.5%\n"),
        [(0.0, 0.004, None), (50_000.0, 0.005, None)]
    );
    // Contracts are asked about in either place.
    refused(
        "side,quantity,entry,leverage\nlong,50 Cont,95000,10\nshort,20 Cont,95000,10\n",
        &["contractSize"],
    );
}

#[test]
fn a_margin_of_ten_times_is_a_leverage() {
    let text = "side,quantity,entry_price,margin\nlong,0.5,95000,Cross 10x\nshort,0.5,95000,5x\n";
    assert_eq!(positions(text).margin, [4_750.0, 9_500.0]);
    refused(
        "side,quantity,entry_price,margin\nlong,0.5,95000,10x\nshort,0.5,95000,4750\n",
        &["line 3", "leverages such as 10x in all rows"],
    );
    for text in [
        "side,quantity,entry_price,leverage\nlong,10x,95000,5\n",
        "side,quantity,entry_price,leverage\nlong,1,100x,5\n",
    ] {
        refused(text, &["a number that is no leverage"]);
    }
}

#[test]
fn margin_that_was_added_counts_where_it_is_the_position_s_own() {
    let margin = |text: &str| positions(text).margin[0];
    let ccxt = |mode: &str| {
        format!(
            r#"[{{"symbol":"BTC/USDT:USDT","side":"long","contracts":0.5,"contractSize":1,"entryPrice":95000,"leverage":10,"initialMargin":4750,"collateral":9000,"marginMode":"{mode}","notional":47500}}]"#
        )
    };
    assert_eq!(margin(&ccxt("isolated")), 9_000.0);
    assert_eq!(margin(&ccxt("cross")), 4_750.0);
    let bybit = |mode: u8| {
        format!(
            r#"{{"result":{{"list":[{{"symbol":"BTCUSDT","side":"Buy","size":"0.5","avgPrice":"95000","leverage":"10","positionIM":"4750","positionBalance":"9000","tradeMode":{mode}}}]}}}}"#
        )
    };
    assert_eq!(margin(&bybit(1)), 9_000.0);
    assert_eq!(margin(&bybit(0)), 4_750.0);
    // Gate: of cross positions the leverage is 0, and stands as their limit.
    let gate = r#"[{"contract":"BTC_USDT","size":5000,"entry_price":"95000","leverage":"0","cross_leverage_limit":"10","quanto_multiplier":"0.0001"}]"#;
    assert_eq!(positions(gate).margin, [4_750.0]);
}

#[test]
fn orders_one_by_one_are_a_book() {
    let raw = "[[187654321001,102010,0.5],[187654320002,102000,1],[187654321503,102020,-0.25],[187654322004,102030,-2]]";
    let found = book(raw.as_bytes());
    assert_eq!(found.bids, [[102_010.0, 0.5], [102_000.0, 1.0]]);
    assert_eq!(found.asks, [[102_020.0, 0.25], [102_030.0, 2.0]]);
    assert_eq!(said(raw), ["noNames order, price, amount"]);
}

#[test]
fn german_names_and_clocks_are_read() {
    let text = "Richtung;Stückzahl;Einstandskurs;Hebel\nLong;0,5;95.000,50;10\nLeerverkauf;1,25;96.500,25;20\n";
    let found = positions(text);
    assert_eq!(found.side, [Side::Long, Side::Short]);
    assert_eq!(found.quantity, [0.5, 1.25]);
    let start = |moment: &str| {
        let text = format!(
            "Zeit;Preis\n{moment};100\n11.10.2025 12:00:00 {};95\n",
            &moment[20..]
        );
        path(text.as_bytes(), &How::default()).start_s
    };
    let utc = start("10.10.2025 21:15:00 UTC");
    assert_eq!(start("10.10.2025 21:15:00 CEST"), utc - 7_200.0);
    assert_eq!(start("10.10.2025 21:15:00 MEZ"), utc - 3_600.0);
    assert_eq!(start("10.10.2025 21:15:00 Uhr"), utc);
}

/// Amounts of positions, in the order of the file.
#[track_caller]
fn amounts(text: &str) -> Vec<f64> {
    positions(text).quantity
}

#[test]
fn a_column_of_units_counts_whatever_it_is_called() {
    for name in ["Einh.", "Denom", "in", "", "UoM", "单位"] {
        let money = format!(
            "side,size,{name},entry,leverage\nlong,50000,USD,100000,10\nshort,18000,USD,90000,5\n"
        );
        assert_eq!(amounts(&money), [0.5, 0.2], "{name}");
        let coins = format!(
            "side,size,{name},entry,leverage\nlong,0.5,BTC,100000,10\nshort,0.2,BTC,90000,5\n"
        );
        assert_eq!(amounts(&coins), [0.5, 0.2], "{name}");
        let several = coins.replace("0.2,BTC", "0.2,ETH");
        assert_eq!(positions(&several).symbols().len(), 2, "{name}");
        refused(
            &money.replace("USD", "contracts"),
            &["counts contracts", "contractSize"],
        );
        let book = format!("side,price,amount,{name}\nbid,100,500,USD\nask,125,500,USD\n");
        let book = self::book(book.as_bytes());
        assert_eq!((book.bids[0], book.asks[0]), ([100.0, 5.0], [125.0, 4.0]));
        refused(
            &format!("notional,{name},mmr,max leverage\n50,BTC,0.4%,125\n600,BTC,0.5%,100\n"),
            &["in coins"],
        );
    }
    // Behind a price it is of the prices, and behind nothing it says not of what.
    let text = "side,size,entry,in,leverage\nlong,0.5,100000,USD,10\nshort,0.2,90000,USD,5\n";
    assert_eq!(amounts(text), [0.5, 0.2]);
    let text = "symbol,Denom,side,size,entry,leverage\nBTCUSDT,USD,long,50000,100000,10\n";
    refused(text, &["Denom", "the unit of \"size\"", "amount"]);
    let text = "account,unit,collateral,debt\na,USD,100,50\n";
    assert_eq!(loans(text).1, [(100.0, 50.0)]);
}

/// Whether loans are of base, and what each has and owes.
#[track_caller]
fn loans(text: &str) -> (bool, Vec<(f64, f64)>) {
    use liquidation_cascades::scenario::data::{LoanForm, Other};
    match parsed(text.as_bytes(), &How::default()).content {
        Content::Other(Other::Loans(table)) => match &table.form {
            LoanForm::Totals(all) => {
                let pairs = all.collateral.iter().copied().zip(all.debt.iter().copied());
                (all.is_in_base, pairs.collect())
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn collateral_and_debt_are_money_by_any_name_that_says_so() {
    for (collateral, debt) in [
        ("collateral_value_usd", "debt_value_usd"),
        ("collateralUsd", "borrowedUsd"),
        ("total_collateral_usd", "total_borrowed_usd"),
        ("totalCollateralUSD", "totalDebtUSD"),
        ("supplyBalanceUSD", "borrowBalanceUSD"),
        ("usd_collateral", "usd_debt"),
        ("collateralValueInUsd", "debtValueInUsd"),
        ("total_supplied_usd", "total_borrows_usd"),
        ("deposit_usd", "borrow_usd"),
        ("collateral_amount_usd", "loan_amount_usd"),
        ("Collateral Value (USD)", "Outstanding Debt (USD)"),
        ("assets_collateral_usd", "liabilities_usd"),
    ] {
        let text = format!("user,{collateral},{debt}\na,100,50\nb,200,90\n");
        let expected = (false, vec![(100.0, 50.0), (200.0, 90.0)]);
        assert_eq!(loans(&text), expected, "{collateral}");
    }
    let text = "user,collateral_eth,debt_eth\na,100,50\n";
    assert_eq!(loans(text), (true, vec![(100.0, 50.0)]));
    // Of one nothing is said.
    let text = "user,collateral_usd,debt\na,100,50\n";
    refused(text, &["collateral_usd", "\"debt\" does not", "amount"]);
    let how = |of: &str| How::from_json(&json!({ "amount": of })).expect("is an option");
    assert!(told(text.as_bytes(), &how("quote")).is_ok());
    assert!(told(text.as_bytes(), &how("base")).is_err());
    // A pool is no account.
    let pools = "pool,totalSupplyUsd,totalBorrowUsd\nUSDC,100,50\n";
    assert!(told(pools.as_bytes(), &How::default()).is_err());
}

#[test]
fn a_time_of_the_day_beside_a_date_is_added_to_it() {
    // 2025-10-09 12:00 and 13:00 UTC.
    let noon = 1_760_011_200.0;
    for [date, first, second] in [
        ["45939", "0.5", "0.541666667"],
        ["45939", "0.5", "0.54167"],
        ["45939", "0.5", "0.5417"],
        ["45939", "12:00", "13:00"],
        ["45939", "12:00:00", "13:00:00"],
        ["2025-10-09", "12:00", "13:00"],
        ["2025-10-09", "0.5", "0.541666667"],
        ["9 Oct 2025", "12:00", "1:00 PM"],
        ["20251009", "120000", "130000"],
    ] {
        let text = format!("Date,Time,Close\n{date},{first},100\n{date},{second},101\n");
        let path = path(text.as_bytes(), &How::default());
        assert_eq!((path.start_s, path.step_s), (noon, 3_600.0), "{text}");
        let text = format!("Date;Time;Close\n{date};{first};100\n{date};{second};101\n");
        let text = text.replace("0.5", "0,5");
        let path = self::path(text.as_bytes(), &How::default());
        assert_eq!((path.start_s, path.step_s), (noon, 3_600.0), "{text}");
    }
    let text = "Date,Time,Close\n45939,0.999988426,100\n45940,0,101\n";
    let path = path(text.as_bytes(), &How::default());
    assert_eq!((path.start_s, path.step_s), (1_760_054_399.0, 1.0));
    // One number for both, of as many digits as a sheet shows.
    let text = "Date,Close\n45939.5,100\n45939.5417,101\n";
    assert_eq!(self::path(text.as_bytes(), &How::default()).step_s, 3_600.0);
}

#[test]
fn times_of_the_day_alone_are_seconds_and_pass_one_midnight() {
    let times = |cells: &[&str]| {
        let rows: String = cells.iter().map(|time| format!("{time},100\n")).collect();
        let text = format!("Time,Price\n{rows}");
        assert!(said(&text).contains(&"noDays Time".to_owned()));
        let path = path(text.as_bytes(), &How::default());
        let all: Vec<f64> = path.time_s.iter().map(|time| path.start_s + time).collect();
        all
    };
    assert_eq!(times(&["09:30", "09:31"]), [34_200.0, 34_260.0]);
    assert_eq!(times(&["09:31:15", "09:31:16.250"]), [34_275.0, 34_276.25]);
    assert_eq!(times(&["9:30 AM", "9:31 PM"]), [34_200.0, 77_460.0]);
    assert_eq!(
        times(&["23:58", "23:59", "00:00", "00:01"]),
        [86_280.0, 86_340.0, 86_400.0, 86_460.0]
    );
    assert_eq!(times(&["16:00", "15:59"]), [57_540.0, 57_600.0]);
    assert_eq!(
        times(&["00:01", "00:00", "23:59"]),
        [86_340.0, 86_400.0, 86_460.0]
    );
    assert_eq!(times(&["15:59", "16:00", "09:30"])[2], 120_600.0);
    for rows in [
        ["09:30", "09:31", "09:30", "09:31"],
        ["22:00", "02:00", "22:00", "02:00"],
        ["09:30", "09:32", "09:31", "09:33"],
    ] {
        let rows: String = rows.iter().map(|time| format!("{time},100\n")).collect();
        refused(
            &format!("Time,Price\n{rows}"),
            &["a date with it", "of which day"],
        );
    }
    refused(
        "Time,Price\n2025-10-09 09:30,100\n09:31,100\n",
        &["line 2", "a date in all rows"],
    );
    // Beside dates they say no more.
    let text = "timestamp,time,close\n2025-10-09 09:30,09:30,100\n2025-10-11 09:30,09:30,101\n";
    assert_eq!(path(text.as_bytes(), &How::default()).step_s, 172_800.0);
}

#[test]
fn rows_of_what_is_net_are_no_positions() {
    let rows = |a: &str, b: &str, all: &str| {
        format!(
            "account,side,quantity,entry,leverage\nA,long,1,100,10\nA,short,0.4,100,5\n{a}\nB,long,2,100,10\n{b}\n{all}\n"
        )
    };
    for text in [
        rows("A Net,,0.6,,", "B Net,,2,,", "Net,,2.6,,"),
        rows("A net total,,0.6,,", "B Netto,,2,,", "Net exposure:,,2.6,,"),
        rows(
            "A Net,long,0.6,100,",
            "B Net,long,2,100,10",
            "Net,long,2.6,100,",
        ),
        // Gross and net, each with an entry.
        rows(
            "A Total,,1.4,100,\nA Net,,0.6,100,",
            "B Total,,2,100,\nB Net,,2,100,",
            "Total,,3.4,,\nNet,,2.6,,",
        ),
    ] {
        assert_eq!(amounts(&text), [1.0, 0.4, 2.0], "{text}");
        assert!(said(&text).contains(&"total ".to_owned()));
    }
    // Venues call it so where one position may be long or short.
    let text = "posSide,instrument,quantity,entry,leverage\nnet,BTC-PERP,1,100,10\nnet,BTC-PERP,-0.4,100,5\nnet,BTC-PERP,0.6,100,5\n";
    assert_eq!(amounts(text), [1.0, 0.4, 0.6]);
}

#[test]
fn of_contracts_settled_in_coins_and_in_money_one_symbol_is_asked() {
    let okx = r#"{"code":"0","msg":"","data":[
        {"avgPx":"100000","ccy":"USDT","instId":"BTC-USDT-SWAP","lever":"10","liqPx":"91000","margin":"1000","markPx":"100000","mgnMode":"isolated","notionalUsd":"10000","pos":"10","posCcy":"","posSide":"long"},
        {"avgPx":"100000","ccy":"BTC","instId":"BTC-USD-SWAP","lever":"10","liqPx":"110000","margin":"0.01","markPx":"100000","mgnMode":"isolated","notionalUsd":"10000","pos":"100","posCcy":"","posSide":"short"}]}"#;
    let csv = "Instrument,Position side,Position,Avg. open price,Leverage,Margin\nBTC-USDT-SWAP,long,0.1,100000,10,1000\nBTC-USD-SWAP,short,100,100000,10,0.01\n";
    for text in [okx, csv] {
        refused(
            text,
            &["settled in coins", "\"BTC-USDT-SWAP\", \"BTC-USD-SWAP\""],
        );
    }
    let of = |text: &str, name: &str| {
        let found = parsed(text.as_bytes(), &symbol(name));
        match found.content {
            Content::Positions(table) => (table.is_inverse, table.quantity, table.margin),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(okx, "BTC-USDT-SWAP"), (false, vec![0.1], vec![1_000.0]));
    assert_eq!(of(okx, "BTC-USD-SWAP"), (true, vec![10_000.0], vec![0.01]));
    // Of one settlement all are read, by symbol.
    let linear = okx
        .replace("BTC-USD-SWAP", "ETH-USDT-SWAP")
        .replace("\"0.01\"", "\"1000\"");
    assert_eq!(positions(&linear).symbols().len(), 2);
}

#[test]
fn names_in_other_alphabets_are_known() {
    for names in [
        "时间,开盘,最高,最低,收盘,成交量",
        "日期,开盘价,最高价,最低价,收盘价（USDT）,成交量",
        "日時,始値,高値,安値,終値,出来高",
        "Дата,Открытие,Макс.,Мин.,Закрытие,Объём",
        "Fecha,Apertura,Máximo,Mínimo,Cierre,Volumen",
        "Date,Ouverture,Plus haut,Plus bas,Clôture,Volume",
        "Data,Apertura,Massimo,Minimo,Chiusura,Volume",
        "Data,Abertura,Máxima,Mínima,Fechamento,Volume",
    ] {
        for day in [
            "2025-10-10",
            "2025/10/10",
            "2025年10月10日",
            "10 октября 2025",
        ] {
            let next = day.replacen("10日", "11日", 1);
            let next = if next == day {
                day.replacen("10 ", "11 ", 1)
            } else {
                next
            };
            let next = if next == day {
                format!("{}11", &day[..8])
            } else {
                next
            };
            let text = format!("{names}\n{day},100,103,99,101,5\n{next},101,102,98,100,6\n");
            let path = path(text.as_bytes(), &How::default());
            assert_eq!(
                (path.start_s, path.step_s),
                (1_760_054_400.0, 86_400.0),
                "{text}"
            );
            assert_eq!(
                [path.open[0], path.high[0], path.low[0], path.close[0]],
                [100.0, 103.0, 99.0, 101.0]
            );
            assert_eq!(path.volume, [5.0, 6.0], "{text}");
        }
    }
    for text in [
        "合约,方向,数量,开仓价格,标记价格,强平价格,杠杆,保证金\nBTCUSDT,多,0.5,100000,101000,91000,10x,5000\nBTCUSDT,空,0.2,90000,101000,98000,5x,3600\n",
        "交易对,方向,持仓数量,开仓均价,杠杆倍数\nBTCUSDT,开多,0.5,100000,10倍\nBTCUSDT,做空,0.2,90000,逐仓 5x\n",
        "銘柄,売買,数量,建値,レバレッジ\nBTC,買,0.5,100000,10\nBTC,売,0.2,90000,5\n",
        "Инструмент;Сторона;Количество;Цена входа;Плечо\nBTC;Лонг;0,5;100000;10\nBTC;Шорт;0,2;90000;5\n",
        "Lado,Cantidad,Precio,Apalancamiento\nCompra,0.5,100000,10\nVenta,0.2,90000,5\n",
        "Sens,Quantité,Prix,Levier\nAchat,0.5,100000,10\nVente,0.2,90000,5\n",
        "Direzione,Quantità,Prezzo,Leva\nAcquisto,0.5,100000,10\nVendita,0.2,90000,5\n",
        "Lado,Quantidade,Preço,Alavancagem\nCompra,0.5,100000,10\nVenda,0.2,90000,5\n",
    ] {
        let table = positions(text);
        assert_eq!(table.side, [Side::Long, Side::Short], "{text}");
        assert_eq!(table.quantity, [0.5, 0.2], "{text}");
        assert_eq!(table.entry_price, [100_000.0, 90_000.0], "{text}");
        assert_eq!(table.margin, [5_000.0, 3_600.0], "{text}");
    }
    let text = "价格,数量,方向\n100,5,买\n101,6,卖\n";
    let book = book(text.as_bytes());
    assert_eq!((book.bids[0], book.asks[0]), ([100.0, 5.0], [101.0, 6.0]));
    // Its price is the last one and stands first, as sites of prices write it: no order of numbers is guessed.
    let text = "Дата,Цена,Откр.,Макс.,Мин.\n11.10.2025,101.5,100.5,102.5,98.5\n10.10.2025,100.5,100.1,101.5,99.5\n";
    let path = path(text.as_bytes(), &How::default());
    assert_eq!((path.open[0], path.close[0]), (100.1, 100.5));
}

#[test]
fn a_table_that_may_be_of_several_kinds_is_told_what_would_say_which() {
    for (names, kinds) in [
        ("price,size", ["for positions", "for an order book"]),
        (
            "symbol,price,volume",
            ["for positions", "for an order book"],
        ),
        ("side,value", ["for positions", "for an order book"]),
        ("size,max leverage", ["for positions", "for brackets"]),
        ("low,size", ["for positions", "for a price path"]),
    ] {
        let fields = vec!["5"; names.split(',').count()].join(",");
        let text = format!("{names}\n{fields}\n{fields}\n");
        refused(&text, &["more than one kind", kinds[0], kinds[1]]);
    }
}

#[test]
fn sides_beside_the_names_of_markets_are_sides() {
    for text in [
        "Trader\tPosition\tSize (USD)\tLeverage\tEntry\nA\tETH Long\t$50,000\t20.0x\t$4,000.00\nB\tETH Short\t$20,500\t10.0x\t$4,100.00\n",
        "Market,Size,Leverage,Entry\nLong ETH,12.5,20,4000\nShort ETH,5,10,4100\nTotal,17.5,,\n",
        "Market,Size,Leverage,Entry\nETH/USD (Long),12.5,20,4000\nETH/USD (Short),5,10,4100\n",
        "合约,数量,杠杆,开仓均价\nETHUSDT 多,12.5,20,4000\nETHUSDT 空,5,10,4100\n",
    ] {
        let table = positions(text);
        assert_eq!(table.side, [Side::Long, Side::Short], "{text}");
        assert_eq!(table.quantity, [12.5, 5.0], "{text}");
        // One market, whatever is held of it.
        assert!(table.symbols().is_empty(), "{text}");
    }
    let two = "Market,Size,Leverage,Entry\nETH Long,12.5,20,4000\nBTC Short,5,10,100000\n";
    assert_eq!(positions(two).symbols().len(), 2);
}

#[test]
fn loans_have_the_names_of_their_accounts_and_units_of_compound() {
    let text = "user_address,total_collateral_in_usd,total_debt_in_usd,current_liquidation_threshold,health_factor\n0x1,1000,500,0.825,1.65\n";
    assert_eq!(loans(text), (false, vec![(1_000.0, 500.0)]));
    let Content::Other(liquidation_cascades::scenario::data::Other::Loans(table)) =
        parsed(text.as_bytes(), &How::default()).content
    else {
        panic!("loans");
    };
    assert_eq!(table.account.get(0), "0x1");
    let answer = r#"{"accounts":[{"address":"0x1","health":{"value":"1.2"},"total_borrow_value_in_eth":{"value":"10.5"},"total_collateral_value_in_eth":{"value":"15.7"}}],"error":null}"#;
    assert_eq!(loans(answer), (true, vec![(15.7, 10.5)]));
}

/// Contracts with the starts of their brackets.
type Contracts = Vec<(String, Vec<f64>)>;

/// All contracts of a file, and what was left out: how many, and the first reason.
#[track_caller]
fn contracts_of(text: &str, how: &How) -> (Contracts, Vec<(u32, String)>) {
    let read = parsed(text.as_bytes(), how);
    let Content::Brackets(table) = read.content else {
        panic!("{:?}", read.content);
    };
    let starts = |contract: &liquidation_cascades::scenario::data::BracketContract| {
        let starts = contract.tiers.iter().map(|tier| tier.notional_from);
        (contract.name.clone(), starts.collect())
    };
    let left_out = read.remarks.all().iter();
    let left_out = left_out.filter(|remark| remark.kind.as_str() == "contract");
    (
        table.contracts.iter().map(starts).collect(),
        left_out.map(|one| (one.count, one.name.clone())).collect(),
    )
}

/// Brackets stand in a list of contracts, or in an object by contract, whatever the inner list is called: all of them are
/// read, by their names, and those without any are counted.
#[test]
fn brackets_inside_a_list_of_contracts_are_all_read() {
    let kraken = |first: &str| {
        format!(
            r#"{{"result":"success","instruments":[{first}{{"symbol":"PF_XBTUSD","type":"flexible_futures","marginLevels":[{{"numNonContractUnits":0,"initialMargin":0.02,"maintenanceMargin":0.01}},{{"numNonContractUnits":500000,"initialMargin":0.4,"maintenanceMargin":0.2}}]}},{{"symbol":"PF_ETHUSD","type":"flexible_futures","marginLevels":[{{"numNonContractUnits":0,"initialMargin":0.1,"maintenanceMargin":0.05}},{{"numNonContractUnits":250000,"initialMargin":0.4,"maintenanceMargin":0.2}}]}}],"serverTime":"2022"}}"#
        )
    };
    let both = [
        ("PF_XBTUSD".to_owned(), vec![0.0, 500_000.0]),
        ("PF_ETHUSD".to_owned(), vec![0.0, 250_000.0]),
    ];
    let (all, out) = contracts_of(&kraken(""), &How::default());
    assert_eq!((all, out), (both.to_vec(), vec![]));
    // An inverse contract in front is worth a dollar each, and takes nothing from the others; told what one is worth, too.
    let inverse = r#"{"symbol":"PI_XBTUSD","type":"futures_inverse","marginLevels":[{"contracts":0,"initialMargin":0.02,"maintenanceMargin":0.01},{"contracts":500000,"initialMargin":0.04,"maintenanceMargin":0.02}]},"#;
    for how in [json!({}), json!({ "contractValue": 1 })] {
        let how = How::from_json(&how).expect("is an option");
        let (all, out) = contracts_of(&kraken(inverse), &how);
        assert_eq!(all[0], ("PI_XBTUSD".to_owned(), vec![0.0, 500_000.0]));
        assert_eq!((&all[1..], out), (&both[..], vec![]));
    }
    // Of unknown worth it is left out with the question, or read with its answer; alone it is asked by its name.
    let unknown = inverse.replace("PI_XBTUSD", "XBT-INV");
    let (all, out) = contracts_of(&kraken(&unknown), &How::default());
    assert_eq!(all, both);
    assert_eq!(out[0].0, 1);
    assert!(
        out[0].1.contains("XBT-INV: its brackets count contracts"),
        "{out:?}"
    );
    let told_ten = How::from_json(&json!({ "contractValue": 10 })).expect("is an option");
    let (all, _) = contracts_of(&kraken(&unknown), &told_ten);
    assert_eq!(all[0], ("XBT-INV".to_owned(), vec![0.0, 5_000_000.0]));
    assert_eq!(all.len(), 3);
    refused(unknown.trim_end_matches(','), &["XBT-INV", "contractValue"]);
    // An index has no brackets.
    let index = r#"{"symbol":"in_xbtusd","type":"spot index","tradeable":false},"#;
    let (all, out) = contracts_of(&kraken(&index.repeat(5)), &How::default());
    assert_eq!(all, both);
    assert_eq!(
        (out[0].0, out[0].1.contains("in_xbtusd")),
        (5, true),
        "{out:?}"
    );

    let tiers = |end: &str| {
        format!(
            r#"[{{"minNotional":0,"maxNotional":{end},"maintenanceMarginRate":0.004,"maxLeverage":125}},{{"minNotional":{end},"maxNotional":600000,"maintenanceMarginRate":0.005,"maxLeverage":100}}]"#
        )
    };
    let (btc, eth) = (tiers("50000"), tiers("10000"));
    let expected = [
        ("BTCUSDT".to_owned(), vec![0.0, 50_000.0]),
        ("ETHUSDT".to_owned(), vec![0.0, 10_000.0]),
    ];
    for list in [
        "tiers",
        "riskTiers",
        "leverageBrackets",
        "brackets",
        "positionBrackets",
        "data",
    ] {
        for name in ["symbol", "name", "contract", "instId", "pair"] {
            let [first, second] = [("BTCUSDT", &btc), ("ETHUSDT", &eth)]
                .map(|(symbol, tiers)| format!(r#"{{"{name}":"{symbol}","{list}":{tiers}}}"#));
            for text in [
                format!("[{first},{second}]"),
                format!(r#"{{"instruments":[{first},{second}]}}"#),
                format!(r#"{{"code":"0","result":{{"list":[{first},{second}]}}}}"#),
                format!(r#"{{"BTCUSDT":{first},"ETHUSDT":{second}}}"#),
                format!("{first}\n{second}\n"),
            ] {
                let found = contracts_of(&text, &How::default());
                assert_eq!(found, (expected.to_vec(), vec![]), "{text}");
            }
            let found = contracts_of(&first, &How::default());
            assert_eq!(found, (expected[..1].to_vec(), vec![]), "{first}");
        }
        let by_name = format!(r#"{{"BTCUSDT":{{"{list}":{btc}}},"ETHUSDT":{{"{list}":{eth}}}}}"#);
        let found = contracts_of(&by_name, &How::default());
        assert_eq!(found, (expected.to_vec(), vec![]), "{by_name}");
        let alone = format!(r#"{{"BTCUSDT":{{"{list}":{btc}}}}}"#);
        let found = contracts_of(&alone, &How::default());
        assert_eq!(found, (expected[..1].to_vec(), vec![]), "{alone}");
    }
    // What an answer is packed in is no contract.
    let packed = format!(r#"{{"code":0,"payload":{{"symbol":"BTCUSDT","tiers":{btc}}},"ts":1}}"#);
    let found = contracts_of(&packed, &How::default());
    assert_eq!(found, (expected[..1].to_vec(), vec![]));
    // A list without the name of a contract has none.
    let unnamed = format!(r#"{{"leverageBrackets":{btc}}}"#);
    let (all, out) = contracts_of(&unnamed, &How::default());
    assert_eq!((all[0].0.as_str(), out), ("", vec![]));
    // Lists for two kinds of customers are two contracts, unless they say the same.
    let of_two = format!(
        r#"[{{"symbol":"B","marginLevels":{btc},"retailMarginLevels":{eth}}},{{"symbol":"E","marginLevels":{eth},"retailMarginLevels":{eth}}}]"#
    );
    let (all, _) = contracts_of(&of_two, &How::default());
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["B", "B retailMarginLevels", "E"]);
    let numbered = format!(
        r#"[{{"id":"B","limits":{{"tiers":{btc}}}}},{{"id":"E","limits":{{"tiers":{eth}}}}}]"#
    );
    let (all, _) = contracts_of(&numbered, &How::default());
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["B", "E"]);
    // Limits that end brackets, in per cent; those of an inverse contract are coins.
    let phemex = r#"{"data":{"riskLimits":[{"symbol":"BTCUSD","steps":"50","riskLimits":[{"limit":100,"initialMargin":"1.0%","maintenanceMargin":"0.5%"},{"limit":150,"initialMargin":"1.5%","maintenanceMargin":"1.0%"}]},{"symbol":"BTCUSDT","riskLimits":[{"limit":200000,"initialMargin":"1.0%","maintenanceMargin":"0.5%"},{"limit":300000,"initialMargin":"1.5%","maintenanceMargin":"1.0%"}]}]}}"#;
    let (all, out) = contracts_of(phemex, &How::default());
    assert_eq!(all, [("BTCUSDT".to_owned(), vec![0.0, 200_000.0])]);
    assert!(out[0].1.contains("in coins"), "{out:?}");
    // Who stands there twice is read once.
    let twice = format!(r#"[{{"symbol":"B","tiers":{btc}}},{{"symbol":"B","tiers":{eth}}}]"#);
    let (all, out) = contracts_of(&twice, &How::default());
    assert_eq!(all, [("B".to_owned(), vec![0.0, 50_000.0])]);
    assert!(out[0].1.contains("stands there twice"), "{out:?}");
}

/// Liquidation orders have the prices of limits or of bankruptcy: they are no path, however a venue or a program writes them.
#[test]
fn liquidation_orders_are_no_price_path() {
    let bybit = |topic: &str, price: &str| {
        format!(
            r#"{{"topic":"{topic}","type":"snapshot","ts":1739502303204,"data":[{{"T":1739502302929,"s":"BTCUSDT","S":"Sell","v":"20000","p":"{price}"}},{{"T":1739502303929,"s":"BTCUSDT","S":"Buy","v":"1","p":"94010"}}]}}"#
        )
    };
    let binance = |time: u64| {
        format!(
            r#"{{"e":"forceOrder","E":{time},"o":{{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9911","X":"FILLED","l":"0.014","z":"0.014","T":{time}}}}}"#
        )
    };
    let ccxt = r#"[{"contracts":2,"contractSize":1,"price":94000,"baseValue":2,"quoteValue":188000,"timestamp":1739502302929,"datetime":"2025-02-14T03:05:02.929Z","symbol":"BTC/USDT:USDT","side":"sell"},{"contracts":1,"contractSize":1,"price":94100,"baseValue":1,"quoteValue":94100,"timestamp":1739502303929,"datetime":"2025-02-14T03:05:03.929Z","symbol":"BTC/USDT:USDT","side":"buy"}]"#;
    let all = [
        bybit("allLiquidation.BTCUSDT", "94000"),
        bybit("liquidation.BTCUSDT", "94000"),
        format!("{}\n{}\n", bybit("allLiquidation.BTCUSDT", "94000"), bybit("allLiquidation.BTCUSDT", "94001")),
        r#"{"topic":"liquidation.BTCUSDT","type":"snapshot","ts":1703485237953,"data":{"updatedTime":1703485237953,"symbol":"BTCUSDT","side":"Sell","size":"0.003","price":"43511.70"}}"#.to_owned(),
        ccxt.to_owned(),
        ccxt.replace("\"symbol\":\"BTC/USDT:USDT\",\"side\":\"sell\"", "\"x\":1").replace("\"symbol\":\"BTC/USDT:USDT\",\"side\":\"buy\"", "\"x\":1"),
        "timestamp,symbol,side,contracts,contractSize,price,baseValue,quoteValue\n1739502302929,BTC/USDT:USDT,sell,2,1,94000,2,188000\n1739502303929,BTC/USDT:USDT,buy,1,1,94010,1,94010\n".to_owned(),
        r#"[{"contracts":2,"contractSize":1,"price":94000,"timestamp":1739502302929,"symbol":"BTC/USDT:USDT","side":"sell"},{"contracts":1,"contractSize":1,"price":94100,"timestamp":1739502303929,"symbol":"BTC/USDT:USDT","side":"buy"}]"#.to_owned(),
        binance(1568014460893),
        format!("[{},{}]", binance(1568014460893), binance(1568014470893)),
        format!("{}\n{}\n", binance(1568014460893), binance(1568014470893)),
        format!(r#"{{"stream":"!forceOrder@arr","data":{}}}"#, binance(1568014460893)),
        r#"[{"s":"BTCUSDT","S":"SELL","q":"0.014","p":"9910","ap":"9911","T":1568014460893},{"s":"BTCUSDT","S":"SELL","q":"0.014","p":"9900","ap":"9905","T":1568014470893}]"#.to_owned(),
        r#"{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"0.007831","ccy":"","posSide":"short","side":"buy","sz":"13","ts":"1692266434010"},{"bkLoss":"0","bkPx":"0.0079","ccy":"","posSide":"short","side":"buy","sz":"13","ts":"1692266435010"}],"instFamily":"IOST-USDT","instId":"IOST-USDT-SWAP","instType":"SWAP","uly":"IOST-USDT"}]}"#.to_owned(),
        r#"{"code":"0","data":[{"details":[{"bkLoss":"0","bkPx":"0.007831","ccy":"","posSide":"short","side":"buy","sz":"13","ts":"1692266434010"},{"bkLoss":"0","bkPx":"0.0079","ccy":"","posSide":"short","side":"buy","sz":"13","ts":"1692266435010"}],"instFamily":"IOST-USDT","instId":"IOST-USDT-SWAP","instType":"SWAP","uly":"IOST-USDT"}],"msg":""}"#.to_owned(),
        r#"[{"time":1548654951,"contract":"BTC_USDT","size":600,"leverage":"25","margin":"0.006705","entry_price":"3536.123","liq_price":"3421.54","mark_price":"3420.27","order_id":317393847,"order_price":"3405","fill_price":"3424","left":0}]"#.to_owned(),
        r#"[{"time":1548654951,"contract":"BTC_USDT","size":600,"order_size":-600,"order_price":"3405","fill_price":"3424","left":0},{"time":1548654952,"contract":"BTC_USDT","size":600,"order_size":-600,"order_price":"3405","fill_price":"3424","left":0}]"#.to_owned(),
        r#"{"ch":"public.BTC-USDT.liquidation_orders","data":[{"contract_code":"BTC-USDT","symbol":"BTC","direction":"sell","offset":"close","volume":"2","price":"19000","created_at":1603879731301,"amount":"0.002","trade_turnover":"38"}]}"#.to_owned(),
        "time,price,side,qty,type\n2025-10-10 21:00:01,100,sell,1,liquidation\n2025-10-10 21:00:02,101,sell,2,liquidation\n".to_owned(),
        "time,side,price,liquidated_qty\n2025-10-10 21:00:01,sell,100,1\n2025-10-10 21:00:02,sell,101,2\n".to_owned(),
        // Binance's forced orders, with more columns and with six.
        "time,side,price,average_price,order_status,original_quantity\n1723075200000,SELL,99,99.2,FILLED,0.5\n1723075260000,BUY,105,101.2,FILLED,0.5\n".to_owned(),
        "1723075200000,SELL,LIMIT,IOC,0.5,99\n1723075260000,BUY,LIMIT,IOC,0.5,105\n".to_owned(),
        "time,symbol,side,quantity,price,bankruptcy_price\n1723075200000,B,SELL,0.5,99,98\n1723075260000,B,BUY,0.5,105,104\n".to_owned(),
        r#"[{"symbol":"BTCUSDT","price":"7918.33","origQty":"0.014","executedQty":"0.014","averagePrice":"7918.33","status":"FILLED","timeInForce":"IOC","type":"LIMIT","side":"SELL","time":1568014460893},{"symbol":"BTCUSDT","price":"7919.33","origQty":"0.014","executedQty":"0.014","averagePrice":"7918.33","status":"FILLED","timeInForce":"IOC","type":"LIMIT","side":"SELL","time":1568014470893}]"#.to_owned(),
        "symbol,side,price,quantity,average_price,time\nBTCUSDT,SELL,99,0.5,99.2,1723075200000\nBTCUSDT,BUY,105,0.5,101.2,1723075260000\n".to_owned(),
        "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity\n1723075200000,SELL,LIMIT,IOC,0.5,99,99.2,FILLED,0.5,0.5\n1723075260000,BUY,LIMIT,IOC,0.5,105,101.2,FILLED,0.5,0.5\n".to_owned(),
    ];
    for text in &all {
        refused(
            text,
            &[
                "liquidation orders",
                "and not the market's price path",
                "expected candles or all trades",
            ],
        );
    }
    // What was traded stays a path where some of it closed somebody.
    let trades = "time,price,amount,side,liquidation\n2025-10-10 21:00:01,100,1,sell,true\n2025-10-10 21:00:02,101,1,buy,false\n";
    assert_eq!(
        path(trades.as_bytes(), &How::default()).close,
        [100.0, 101.0]
    );
    let topic = bybit("publicTrade.BTCUSDT", "94000");
    assert_eq!(
        path(topic.as_bytes(), &How::default()).close,
        [94_000.0, 94_010.0]
    );
}

/// A price and how much of it are trades: those of one second are one candle.
#[test]
fn trades_of_one_second_are_one_candle() {
    for text in [
        "1381095255,122.0,0.1\n1381095255,123.61,0.1\n1381095256,121.0,1.0\n",
        "time,price,volume\n1381095255,122.0,0.1\n1381095255,123.61,0.1\n1381095256,121.0,1.0\n",
        "timestamp,price,amount\n1381095255,122.0,0.1\n1381095255,123.61,0.1\n1381095256,121.0,1.0\n",
        "date,price,qty\n2013-10-06 21:34:15,122.0,0.1\n2013-10-06 21:34:15,123.61,0.1\n2013-10-06 21:34:16,121.0,1.0\n",
        r#"[{"time":1381095255,"price":"122.0","qty":"0.1"},{"time":1381095255,"price":"123.61","qty":"0.1"},{"time":1381095256,"price":"121.0","qty":"1.0"}]"#,
    ] {
        let read = path(text.as_bytes(), &How::default());
        assert_eq!(read.open, [122.0, 121.0], "{text}");
        assert_eq!(read.high, [123.61, 121.0], "{text}");
        assert_eq!(read.low, [122.0, 121.0], "{text}");
        assert_eq!(read.close, [123.61, 121.0], "{text}");
        if text.contains("volume") || !text.contains("price") {
            assert_eq!(read.volume, [0.2, 1.0], "{text}");
        }
    }
    // Two at one price are two, but for one with the same number.
    let same =
        "time,price,volume\n1381095255,122.0,0.1\n1381095255,122.0,0.1\n1381095256,121.0,1.0\n";
    assert_eq!(path(same.as_bytes(), &How::default()).volume, [0.2, 1.0]);
    let numbered = "id,time,price,volume\n1,1381095255,122.0,0.1\n1,1381095255,122.0,0.1\n2,1381095256,121.0,1.0\n";
    assert_eq!(
        path(numbered.as_bytes(), &How::default()).volume,
        [0.1, 1.0]
    );
    // Days have one price each, and so has what closed.
    for text in [
        "date,price,volume\n2013-10-06,122,1\n2013-10-06,123,1\n2013-10-07,121,1\n",
        "time,close,volume\n1381095255,122.0,0.1\n1381095255,123.61,0.1\n1381095256,121.0,1.0\n",
        "time,price\n1381095255,122.0\n1381095255,123.61\n1381095256,121.0\n",
    ] {
        refused(text, &["a time of its own"]);
    }
}

/// Levels have their numbers as tables have them, and what is none of a level leaves it out.
#[test]
fn levels_have_thousands_and_gaps_as_tables_have_them() {
    let expected = OrderBook {
        bids: vec![[102_010.5, 1.5]],
        asks: vec![[102_020.5, 1_000.0]],
    };
    for text in [
        r#"{"bids":[["102,010.5","1.5"]],"asks":[["102,020.5","1,000"]]}"#,
        r#"{"bids":[{"price":"102,010.5","size":"1.5"}],"asks":[{"price":"102,020.5","size":"1,000"}]}"#,
        r#"{"bids":{"102,010.5":"1.5"},"asks":{"102,020.5":"1,000"}}"#,
        r#"{"bids":[["$102,010.5","1.5"]],"asks":[["$102,020.5","1K"]]}"#,
    ] {
        assert_eq!(book(text.as_bytes()), expected, "{text}");
    }
    let text = r#"{"bids":[["102,010.5","1.5"]],"asks":[["102,020.5","1,000"]]}"#;
    assert_eq!(said(text), ["thousandsComma bids"]);
    for gap in [
        r#"["102000","NaN",1]"#,
        r#"["102000",null]"#,
        r#"[null,"1"]"#,
        r#"["NaN","NaN"]"#,
        r#"["102000",""]"#,
        "[102000,NaN]",
    ] {
        let text = format!(r#"{{"bids":[["102010.5","1.5"],{gap}],"asks":[["102020.5","1000"]]}}"#);
        assert_eq!(book(text.as_bytes()), expected, "{text}");
        assert_eq!(said(&text), ["empty "], "{text}");
    }
    let table = "side,price,amount\nbid,102010.5,1.5\nbid,102000,NaN\nask,102020.5,1000\n";
    assert_eq!(book(table.as_bytes()), expected);
    assert_eq!(said(table), ["empty "]);
    refused(
        r#"{"bids":[["102010,5","1.5"]],"asks":[["102020.5","1"]]}"#,
        &["bids[0]"],
    );
    refused(
        r#"{"bids":[["x","1.5"]],"asks":[["102020.5","1"]]}"#,
        &["bids[0]"],
    );
}

/// A sum needs no word: an amount alone that is what all others are is one.
#[test]
fn a_sum_without_a_word_is_none_of_the_positions() {
    for (text, count) in [
        (
            "side,quantity,entry_price,leverage\nlong,1,95000,10\nshort,2,96000,5\n,3,,\n",
            2,
        ),
        (
            "side,quantity,entry_price,leverage\nlong,1,95000,10\nshort,2,96000,5\n,-1,,\n",
            2,
        ),
        (
            "side,quantity,entry_price,leverage\nlong,1,95000,10\nlong,2,96000,5\n,3,95666.7,\n",
            2,
        ),
        (
            "symbol,side,quantity,entry_price,margin\nBTC,long,1,95000,10\nBTC,short,2,96000,5\n,,3,,15\n",
            2,
        ),
        (
            "side,quantity,entry_price,leverage\nlong,3,95000,10\n,3,,\n",
            1,
        ),
        (
            "side,notional,entry_price,leverage\nlong,1000,95000,10\nshort,2000,96000,5\n,3000,,\n",
            2,
        ),
    ] {
        assert_eq!(positions(text).rows(), count, "{text}");
        assert!(
            said(text).contains(&"total ".to_owned()),
            "{text}: {:?}",
            said(text)
        );
    }
    // Of another amount it is none.
    refused(
        "side,quantity,entry_price,leverage\nlong,1,95000,10\nshort,2,96000,5\n,7,,\n",
        &["line 4", "the sum of the others"],
    );
}

/// Sides in other languages, a currency on some rows, and two sizes of one contract.
#[test]
fn cells_of_positions_say_one_thing() {
    for [long, short] in [
        ["Long", "Court"],
        ["Longue", "Courte"],
        ["Largo", "Corto"],
        ["Comprado", "Vendido"],
        ["Longo", "Curto"],
        ["Lungo", "Corto"],
    ] {
        for head in ["Sens", "Lado", "side", "Direzione"] {
            let text = format!(
                "{head};quantity;entry_price;leverage\n{long};1;95000;10\n{short};2;96000;5\n"
            );
            assert_eq!(positions(&text).side, [Side::Long, Side::Short], "{text}");
            let text =
                format!("{head};prix;taille;levier\n{short};95000;1;10\n{short};96000;2;5\n");
            assert_eq!(positions(&text).side, [Side::Short; 2], "{text}");
        }
    }
    for cells in [
        ["1.5M", "$250K"],
        ["$1.5M", "250K"],
        ["1500000", "$250,000"],
        ["1.5M USDT", "250K"],
    ] {
        let text = format!(
            "side,notional,entry_price,leverage\nlong,\"{}\",100000,10\nshort,\"{}\",100000,5\n",
            cells[0], cells[1]
        );
        assert_eq!(positions(&text).quantity, [15.0, 2.5], "{text}");
    }
    let margins = "side,quantity,entry_price,margin\nlong,1,100000,$500\nshort,1,100000,600\n";
    assert_eq!(positions(margins).margin, [500.0, 600.0]);
    for notional in ["1.5 BTC,\u{20ac}250K", "$1.5M,\u{20ac}250K", "1.5 BTC,250K"] {
        let (first, second) = notional.split_once(',').expect("two");
        refused(
            &format!(
                "side,notional,entry_price,leverage\nlong,{first},100000,10\nshort,{second},100000,5\n"
            ),
            &["the same unit as"],
        );
    }
    let okx = |second: &str| {
        format!(
            r#"{{"code":"0","data":[{{"instId":"BTC-USDT-SWAP","posSide":"long","pos":"100","avgPx":"100000","lever":"10","notionalUsd":"10000","mgnMode":"isolated"}},{{"instId":"BTC-USDT-SWAP","posSide":"short","pos":"100","avgPx":"100000","lever":"10","notionalUsd":"{second}","mgnMode":"isolated"}}]}}"#
        )
    };
    assert_eq!(positions(&okx("10000")).quantity, [0.1, 0.1]);
    refused(&okx("100000"), &["contracts of 0.001", "one is 0.01"]);
    refused(
        "symbol,side,contracts,contract_size,entry_price,leverage\nBTC,long,5,0.001,100000,10\nBTC,short,5,0.01,100000,10\n",
        &["contracts of 0.001", "one is 0.01"],
    );
}

/// Maker's vaults: what is owed is `art` times its rate, and what is locked is in coins.
#[cfg(feature = "mechanisms")]
#[test]
fn vaults_owe_art_times_rate() {
    use liquidation_cascades::scenario::data::{LoanForm, Other};
    let loans = |text: &str| match parsed(text.as_bytes(), &How::default()).content {
        Content::Other(Other::Loans(table)) => table,
        other => panic!("{other:?}"),
    };
    let table = loans("urn,ink,art,rate\n0xa,10,8000,1.25\n0xb,20,1000,1.5\n0xc,5,0,1.25\n");
    let LoanForm::Assets { names, entries } = &table.form else {
        panic!("{:?}", table.form);
    };
    assert_eq!(names, &["DAI", "ink"]);
    let amounts: Vec<[f64; 2]> = entries
        .iter()
        .map(|entry| [entry.collateral, entry.debt])
        .collect();
    assert_eq!(
        amounts,
        [[0.0, 10_000.0], [10.0, 0.0], [0.0, 1_500.0], [20.0, 0.0]]
    );
    assert_eq!((table.rows(), table.account.get(1)), (2, "0xb"));
    assert_eq!(
        said("urn,ink,art,rate\n0xa,10,8000,1.25\n0xc,5,0,1.25\n"),
        ["noLoan "]
    );
    let table = loans("ilk,urn,ink,art,rate\nETH-A,0xa,10,8000,1.25\nWBTC-A,0xb,2,1000,1.5\n");
    let LoanForm::Assets { names, .. } = &table.form else {
        panic!("{:?}", table.form);
    };
    assert_eq!(names, &["DAI", "ETH-A", "WBTC-A"]);
    refused(
        "urn,ink,art\n0xa,10,8000\n0xb,20,1000\n",
        &["art is debt before its rate"],
    );
    refused(
        r#"[{"ilk":"ETH-A","urn":"0xa","ink":"10","art":"8000"}]"#,
        &["art is debt before its rate"],
    );
    for raw in [
        "urn,ink,art,rate\n0xa,10000000000000000000,8000000000000000000000,1250000000000000000000000000\n",
        "urn,ink,art,rate\n0xa,10000000000000000000,8000000000000000000000,1.25\n",
        "urn,ink,art,rate\n0xa,10,8000,1250000000000000000000000000\n",
    ] {
        refused(raw, &["as the contract has them", "1e18", "1e27"]);
    }
}

/// The best bid and ask in Chinese have the number of their level in words.
#[test]
fn levels_may_be_numbered_in_chinese() {
    let one = OrderBook {
        bids: vec![[99.0, 1.0]],
        asks: vec![[101.0, 2.0]],
    };
    let text = "卖一价,卖一量,买一价,买一量\n101,2,99,1\n";
    assert_eq!(book(text.as_bytes()), one);
    let five = "卖二价,卖二量,卖一价,卖一量,买一价,买一量,买二价,买二量\n102,4,101,2,99,1,98,3\n";
    assert_eq!(book(five.as_bytes()).bids, [[99.0, 1.0], [98.0, 3.0]]);
    assert_eq!(book(five.as_bytes()).asks, [[101.0, 2.0], [102.0, 4.0]]);
    let quotes = "时间,卖一价,卖一量,买一价,买一量\n2025-10-10 21:00:00,101,2,99,1\n2025-10-10 21:00:01,102,2,100,1\n";
    assert_eq!(
        path(quotes.as_bytes(), &How::default()).close,
        [100.0, 101.0]
    );
}

/// Side and amount of each position.
#[track_caller]
fn held(text: &str) -> Vec<(Side, f64)> {
    let table = positions(text);
    let rows = 0..table.rows();
    rows.map(|row| (table.side[row], table.quantity[row]))
        .collect()
}

#[test]
fn several_lists_of_positions_are_one_and_what_is_over_is_none_of_it() {
    let long = r#"{"side":"long","quantity":1,"entryPrice":95000,"leverage":10}"#;
    let short = r#"{"side":"short","quantity":2,"entryPrice":95000,"leverage":5}"#;
    let gone = r#"{"side":"long","quantity":9,"entryPrice":90000,"leverage":10}"#;
    let both = vec![(Side::Long, 1.0), (Side::Short, 2.0)];
    for text in [
        format!(
            r#"{{"accounts":[{{"id":"A","positions":[{long}]}},{{"id":"B","positions":[{short}]}}]}}"#
        ),
        format!(
            r#"[{{"exchange":"binance","positions":[{long}]}},{{"exchange":"bybit","positions":[{short}]}}]"#
        ),
        format!(
            r#"[{{"retCode":0,"result":{{"list":[{long}]}}}},{{"retCode":0,"result":{{"list":[{short}]}}}}]"#
        ),
        format!(
            "{{\"retCode\":0,\"result\":{{\"list\":[{long}]}}}}\n{{\"retCode\":0,\"result\":{{\"list\":[{short}]}}}}\n"
        ),
        format!("[[{long}],[{short}]]"),
        format!("[[{long}],[],[{short}]]"),
        format!(r#"{{"binance":{{"positions":[{long}]}},"bybit":{{"positions":[{short}]}}}}"#),
        format!(r#"{{"GATE":[{long}],"OKX":[{short}]}}"#),
        format!(r#"{{"main":{{"p1":{long}}},"sub":{{"p2":{short}}}}}"#),
    ] {
        assert_eq!(held(&text), both, "{text}");
        assert!(said(&text).contains(&"joined ".to_owned()), "{text}");
        assert!(positions(&text).symbol.get(0).is_empty());
    }
    let named = format!(
        r#"[{{"account":"A","positions":[{long}]}},{{"account":"B","positions":[{short}]}}]"#
    );
    assert_eq!(positions(&named).account.get(1), "B");
    let symbols = format!(r#"{{"BTCUSDT":[{long}],"ETHUSDT":[{short}]}}"#);
    assert_eq!(positions(&symbols).symbols().len(), 2);
    let around = format!(
        r#"[{{"symbol":"BTCUSDT","positions":[{long}]}},{{"symbol":"ETHUSDT","positions":[{short}]}}]"#
    );
    assert_eq!(positions(&around).symbols().len(), 2);
    // What is over, and what somebody ordered.
    for (text, name) in [
        (
            format!(r#"{{"openPositions":[{long}],"closedPositions":[{gone}]}}"#),
            "closedPositions",
        ),
        (
            format!(r#"{{"open":[{long}],"closed":[{gone}]}}"#),
            "closed",
        ),
        (
            format!(r#"{{"data":{{"history":[{gone}],"positions":[{long}]}}}}"#),
            "data.history",
        ),
        (
            format!(
                r#"{{"data":{{"position_history":{{"list":[{gone}]}},"positions":[{long}]}}}}"#
            ),
            "data.position_history.list",
        ),
        (
            format!(
                r#"{{"orders":[{{"side":"long","quantity":9,"price":90000,"leverage":10}}],"positions":[{long}]}}"#
            ),
            "orders",
        ),
        (
            format!(
                r#"{{"openOrders":[{{"side":"buy","price":90000,"amount":1}}],"positions":[{long}]}}"#
            ),
            "openOrders",
        ),
        (
            format!(r#"{{"trades":[{gone}],"positions":[{long}]}}"#),
            "trades",
        ),
        (
            format!(r#"{{"positions":{{"geschlossen":[{gone}],"offen":[{long}]}}}}"#),
            "positions.geschlossen",
        ),
    ] {
        assert_eq!(held(&text), both[..1], "{text}");
        let all = said(&text);
        assert!(all.contains(&format!("otherList {name}")), "{all:?}");
    }
    refused(
        &format!(r#"{{"closedPositions":[{gone}]}}"#),
        &["\"closedPositions\"", "were closed"],
    );
    refused(
        &format!(r#"{{"data":{{"orders":[{gone}]}}}}"#),
        &["orders or trades", "open positions"],
    );
    assert_eq!(held(&format!(r#"{{"trades":[{gone}]}}"#)).len(), 1);
    // Two kinds of things are two files, in whatever order they stand.
    let book = r#"{"bids":[[99,1]],"asks":[[101,1]]}"#;
    for text in [
        format!(r#"{{"book":{book},"positions":[{long}]}}"#),
        format!(r#"{{"positions":[{long}],"zbook":{book}}}"#),
        format!(r#"[{book},[{long}]]"#),
    ] {
        refused(&text, &["positions and an order book"]);
    }
    // The same looked at again is no second position.
    refused(
        &format!(r#"{{"2025-10-10":[{long}],"2025-10-11":[{long}]}}"#),
        &["several times", "2025-10-11"],
    );
    let again = format!(
        r#"[{{"ts":1760130900,"positions":[{long}]}},{{"ts":1760130960,"positions":[{long}]}}]"#
    );
    assert!(said(&again).contains(&"earlier ts".to_owned()));
    assert_eq!(held(&again).len(), 1);
    // A fault is told at its place.
    refused(
        &format!(
            r#"[[{long}],[{short},{{"side":"short","quantity":"x","entryPrice":95000,"leverage":5}}]]"#
        ),
        &["[1][1].quantity"],
    );
}

#[test]
fn lists_named_by_a_side_have_it() {
    let long = r#"{"quantity":1,"entryPrice":95000,"leverage":10}"#;
    let short = r#"{"quantity":2,"entryPrice":95000,"leverage":5}"#;
    let both = vec![(Side::Long, 1.0), (Side::Short, 2.0)];
    for names in [
        ["longs", "shorts"],
        ["long", "short"],
        ["LONG", "SHORT"],
        ["longPositions", "short_positions"],
    ] {
        let [first, second] = names;
        let text = format!(r#"{{"{first}":[{long}],"{second}":[{short}]}}"#);
        assert_eq!(held(&text), both, "{text}");
        let text = format!(r#"{{"data":{{"{second}":[{short}],"{first}":[{long}]}}}}"#);
        assert_eq!(held(&text).len(), 2, "{text}");
        let text = format!(r#"{{"{first}":[{long}]}}"#);
        assert_eq!(held(&text), both[..1], "{text}");
    }
    let own = r#"{"side":"short","quantity":2,"entryPrice":95000,"leverage":5}"#;
    assert_eq!(
        held(&format!(r#"{{"long":[{long}],"short":[{own}]}}"#)),
        both
    );
    refused(
        &format!(r#"{{"longs":[{own}],"shorts":[{short}]}}"#),
        &["not the same side"],
    );
}

#[test]
fn sides_beside_amounts_are_sides() {
    let head = "symbol,position,entry,leverage\n";
    for (first, second) in [
        ("LONG 0.5 BTC", "SHORT 1 BTC"),
        ("LONG 0.5", "SHORT 1"),
        ("Long 0.5 BTC", "Short 1 BTC"),
        ("0.5 BTC long", "1 BTC short"),
        ("0.5 BTC (Long)", "1 BTC (Short)"),
        ("BUY 0.5 BTC", "SELL 1 BTC"),
        ("Kauf 0.5 BTC", "Verkauf 1 BTC"),
        ("LONG: 0.5", "SHORT: 1"),
    ] {
        let text = format!("{head}BTCUSDT,{first},95000,10\nBTCUSDT,{second},95000,10\n");
        let expected = vec![(Side::Long, 0.5), (Side::Short, 1.0)];
        assert_eq!(held(&text), expected, "{text}");
        let size = text.replace("position", "size");
        assert_eq!(held(&size), expected, "{size}");
        let json = format!(
            r#"[{{"position":"{first}","entry":95000,"leverage":10}},{{"position":"{second}","entry":95000,"leverage":10}}]"#
        );
        assert_eq!(held(&json), expected, "{json}");
    }
    let money =
        format!("{head}BTCUSDT,LONG 9500 USDT,95000,10\nBTCUSDT,SHORT 19000 USDT,95000,10\n");
    assert_eq!(held(&money), [(Side::Long, 0.1), (Side::Short, 0.2)]);
    let comma = "symbol\tposition\tentry\tleverage\nETHUSDT\tLONG 1,5 ETH\t4000,5\t10\nETHUSDT\tSHORT 2,5 ETH\t4000,5\t10\n";
    assert_eq!(held(comma), [(Side::Long, 1.5), (Side::Short, 2.5)]);
    // Beside a column of sides it has to be the same one.
    refused(
        "side,position,entry,leverage\nlong,SHORT 1 BTC,95000,10\n",
        &["not the same side"],
    );
    // A row without one beside rows with one says nothing.
    refused(
        &format!("{head}BTCUSDT,SHORT 1 BTC,95000,10\nBTCUSDT,2 BTC,95000,10\n"),
        &["line 3", "a side beside the amount"],
    );
}

#[test]
fn flags_and_words_of_what_is_closed_are_no_positions() {
    for (name, open, closed) in [
        ("is_open", "true", "false"),
        ("isOpen", "1", "0"),
        ("Open?", "yes", "no"),
        ("open", "TRUE", "FALSE"),
        ("active", "true", "false"),
        ("Offen", "ja", "nein"),
        ("closed", "false", "true"),
        ("is_closed", "no", "yes"),
        ("Geschlossen", "nein", "ja"),
        ("status", "open", "closed"),
        ("status", "active", "inactive"),
    ] {
        let head = format!("side,quantity,entry,leverage,{name}\nlong,1,95000,10,{open}\n");
        assert_eq!(held(&head).len(), 1, "{head}");
        let text = format!("{head}long,5,90000,10,{closed}\n");
        refused(&text, &["line 3", "an open position"]);
    }
    let json = |is: bool| {
        format!(
            r#"[{{"side":"long","quantity":1,"entryPrice":95000,"leverage":10,"isOpen":true}},{{"side":"long","quantity":5,"entryPrice":90000,"leverage":10,"isOpen":{is}}}]"#
        )
    };
    assert_eq!(held(&json(true)).len(), 2);
    refused(&json(false), &["[1].isOpen", "an open position"]);
    // A price at which something opened is no flag.
    assert_eq!(
        held("side,quantity,open,entry,leverage\nlong,1,95000,95000,10\n").len(),
        1
    );
    for close in ["Close Long", "close_long", "Close Short", "Buy to cover"] {
        let text = format!(
            "symbol,side,quantity,entry,leverage\nBTC,Open Long,1,95000,10\nBTC,{close},1,96000,10\n"
        );
        refused(&text, &["line 3", "no order or trade"]);
    }
    assert_eq!(
        held(
            "symbol,side,quantity,entry,leverage\nBTC,Open Long,1,95000,10\nBTC,Open Short,2,96000,10\n"
        ),
        [(Side::Long, 1.0), (Side::Short, 2.0)]
    );
    refused(
        "symbol,side,quantity,price,leverage,reduceOnly\nBTC,long,1,95000,10,false\nBTC,short,1,96000,10,true\n",
        &["reduceOnly", "no order or trade"],
    );
    assert_eq!(
        held("symbol,side,quantity,entry_price,leverage,isReduceOnly\nBTC,long,1,95000,10,true\n")
            .len(),
        1
    );
}

#[test]
fn pages_of_candles_are_one_path() {
    let page = |from: usize, to: usize| {
        let rows: Vec<String> = (from..to)
            .map(|row| {
                format!(
                    "[{},{},101,70,{},1]",
                    1_760_130_900_000_u64 + row as u64 * 60_000,
                    100 - row,
                    99 - row
                )
            })
            .collect();
        format!("[{}]", rows.join(","))
    };
    let [a, b, c, d, e] =
        [(0, 3), (3, 6), (6, 9), (9, 12), (12, 15)].map(|(from, to)| page(from, to));
    let whole = path(page(0, 15).as_bytes(), &How::default());
    assert_eq!(whole.rows(), 15);
    for text in [
        format!("[{a},{b},{c},{d},{e}]"),
        format!("[{e},{d},{c},{b},{a}]"),
        format!("[{a},{b},{c},{},{}]", page(8, 12), page(11, 15)),
        format!(r#"{{"pages":[{a},{b},{c},{d},{e}]}}"#),
        format!(
            r#"[{{"result":{{"list":{a}}}}},{{"result":{{"list":{b}}}}},{{"result":{{"list":{c}}}}},{{"result":{{"list":{d}}}}},{{"result":{{"list":{e}}}}}]"#
        ),
    ] {
        assert_eq!(path(text.as_bytes(), &How::default()), whole, "{text}");
    }
    // Two prices of one time are no pages.
    refused(
        &format!("[{a},{}]", a.replace(",101,", ",102,")),
        &["2 lists of prices"],
    );
}

#[test]
fn what_two_venues_trade_is_asked_about() {
    for text in [
        "exchange,side,price,amount\nbinance,bid,99,1\nbinance,ask,101,2\nbybit,bid,98,3\nbybit,ask,102,4\n",
        "Venue,Side,Price,Amount\nbinance,bid,99,1\nbinance,ask,101,2\nbybit,bid,98,3\nbybit,ask,102,4\n",
        r#"[{"exchange":"binance","bids":[[99,1]],"asks":[[101,2]]},{"exchange":"bybit","bids":[[98,3]],"asks":[[102,4]]}]"#,
        r#"{"data":[{"venue":"binance","book":{"bids":[[99,1]],"asks":[[101,2]]}},{"venue":"bybit","book":{"bids":[[98,3]],"asks":[[102,4]]}}]}"#,
        r#"[{"exchange":"binance","side":"bid","price":99,"amount":1},{"exchange":"binance","side":"ask","price":101,"amount":2},{"exchange":"bybit","side":"bid","price":98,"amount":3},{"exchange":"bybit","side":"ask","price":102,"amount":4}]"#,
    ] {
        let problem = told(text.as_bytes(), &How::default()).expect_err("is asked about");
        assert_eq!(problem.field, "symbol", "{text}: {problem}");
        assert!(
            problem.message.contains("\"binance\", \"bybit\""),
            "{problem}"
        );
        match parsed(text.as_bytes(), &symbol("bybit")).content {
            Content::Book(book) => assert_eq!(book.bids, [[98.0, 3.0]], "{text}"),
            other => panic!("{other:?}"),
        }
    }
    let both = r#"[{"exchange":"binance","symbol":"X","bids":[[99,1]],"asks":[[101,2]]},{"exchange":"bybit","symbol":"X","bids":[[98,3]],"asks":[[102,4]]}]"#;
    refused(both, &["\"binance X\", \"bybit X\""]);
    let table = "exchange,symbol,side,price,amount\na,X,bid,99,1\na,X,ask,101,2\nb,X,bid,98,3\nb,X,ask,102,4\nb,Y,bid,9,3\nb,Y,ask,10,4\n";
    refused(table, &["\"a X\", \"b X\", \"b Y\""]);
    let candles = "exchange,time,open,high,low,close\nA,1760130900,100,101,99,100\nB,1760130900,100,101,98,100\nA,1760130960,100,101,80,90\nB,1760130960,100,101,85,92\n";
    refused(candles, &["\"A\", \"B\""]);
}

#[test]
fn volumes_in_lots_are_asked_about_and_noughts_left_out_are_thousands() {
    for name in [
        "volume (lots)",
        "volume [lots]",
        "volume_lots",
        "volume (contracts)",
        "Volumen (Kontrakte)",
    ] {
        let text = format!("symbol,side,{name},entry,leverage\nEURUSD,buy,1.5,1.1,100\n");
        let problem = told(text.as_bytes(), &How::default()).expect_err("is asked about");
        assert_eq!(problem.field, "contractSize", "{text}: {problem}");
    }
    for name in [
        "quantity ('000)",
        "quantity (000s)",
        "quantity ('000s)",
        "quantity (\u{2019}000)",
        "quantity (000)",
        "quantity '000",
        "size ('000)",
        "quantity (x1000)",
    ] {
        let text = format!("symbol,side,{name},entry,leverage\nDOGE,long,5,0.1,10\n");
        assert_eq!(held(&text), [(Side::Long, 5000.0)], "{text}");
    }
    let levels = book(b"timestamp,bid_px_00,bid_sz_00,ask_px_00,ask_sz_00,bid_px_000,bid_sz_000\n1,100,5,101,6,99,7\n");
    assert_eq!(levels.bids, [[100.0, 5.0], [99.0, 7.0]]);
}

#[test]
fn an_initial_rate_in_another_unit_than_the_maintenance_rate_is_refused() {
    for text in [
        "from,to,mmr,imr\n0,50000,0.4%,0.8\n50000,600000,0.5%,1\n",
        "from,to,mmr,imr\n0,50000,0.4%,1.25\n50000,600000,0.5%,2\n",
        "from,to,mmr (%),imr\n0,50000,0.4,0.8\n50000,600000,0.5,1\n",
        r#"[{"minNotional":0,"maxNotional":50000,"mmr":"0.4%","imr":0.8},{"minNotional":50000,"maxNotional":600000,"mmr":"0.5%","imr":1}]"#,
    ] {
        refused(text, &["a share of one, as 0.004 beside it"]);
    }
    let right = "from,to,mmr,imr\n0,50000,0.4%,0.8%\n50000,600000,0.5%,1%\n";
    assert_eq!(brackets(right)[0].2, Some(125.0));
}

#[test]
fn millions_and_the_like_are_read_in_cells_as_in_headings() {
    for (cell, amount) in [
        ("1,5 Mio. USD", 1.5e6),
        ("1,5 Mio.", 1.5e6),
        ("1,5 Mio", 1.5e6),
        ("1,5 MIO USD", 1.5e6),
        ("0,5 Mrd. USD", 5e8),
        ("1,5 Mrd USD", 1.5e9),
        ("1,5 Tsd. USD", 1.5e3),
        ("1,5 Mio. $", 1.5e6),
        ("$1,5 Mio.", 1.5e6),
        ("1,5 Millionen USD", 1.5e6),
    ] {
        let text = format!("side;notional;entry;leverage\nlong;{cell};1,0;10\n");
        assert_eq!(held(&text), [(Side::Long, amount)], "{text}");
    }
    let limits = "Notional;MMR;Hebel\n0 - 0,3 Mio.;0,4 %;125\n0,3 Mio. - 1,5 Mio. USD;0,5 %;100\n> 1,5 Mio.;1 %;50\n";
    let starts: Vec<f64> = brackets(limits).iter().map(|tier| tier.0).collect();
    assert_eq!(starts, [0.0, 3e5, 1.5e6]);
    // The reason is the true one.
    for (cell, reason) in [
        (
            r#""quantity":"0,5","entryPrice":95000"#,
            "as numbers in JSON have it",
        ),
        (
            r#""quantity":1,"entryPrice":"95.000,00""#,
            "as numbers in JSON have it",
        ),
    ] {
        let text = format!(r#"[{{"side":"long",{cell},"leverage":10}}]"#);
        refused(&text, &[reason]);
        let problem = told(text.as_bytes(), &How::default()).expect_err("is refused");
        assert!(
            !problem.message.contains("the rest of the file"),
            "{problem}"
        );
    }
    let other = told(
        b"side;quantity;entry;leverage\nlong;0,5 abc.;95000,5;10\n",
        &How::default(),
    );
    let other = other.expect_err("is refused");
    assert!(!other.message.contains("rest of the file"), "{other}");
}

#[test]
fn what_positions_are_worth_is_held_against_what_their_contracts_are() {
    let ccxt = |more: &str| {
        format!(
            r#"[{{"symbol":"BTC/USDT:USDT","side":"long","contracts":100,"entryPrice":95000,"leverage":10,{more}}}]"#
        )
    };
    for more in [
        r#""contractSize":1,"notional":95000,"initialMargin":9500"#,
        r#""contractSize":0.01,"notional":95000000"#,
    ] {
        let all = said(&ccxt(more));
        assert!(
            all.contains(&"notionalDiffers ".to_owned()),
            "{more}: {all:?}"
        );
    }
    let fits = said(&ccxt(
        r#""contractSize":0.01,"notional":95000,"initialMargin":9500"#,
    ));
    assert!(!fits.contains(&"notionalDiffers ".to_owned()), "{fits:?}");
    refused(
        "side,quantity,notional,entry,leverage\nlong,1,9500,95000,10\nlong,1,95000,95000,10\n",
        &["line 3", "contracts of 0.1, as in line 2"],
    );
}

#[test]
fn times_that_a_spreadsheet_has_shortened_are_refused() {
    let head = "time,open,high,low,close\n";
    for times in [
        ["1.75997E+12", "1.76005E+12", "1.76014E+12"],
        ["1.7601309E+12", "1.76013E+12", "1.7601310E+12"],
        ["1.76E+09", "1.77E+09", "1.78E+09"],
    ] {
        let rows: String = times
            .iter()
            .map(|time| format!("{time},100,101,80,90\n"))
            .collect();
        refused(&format!("{head}{rows}"), &["line 2", "all of its digits"]);
    }
    // With all of them it is a number like any other.
    let whole = format!("{head}1.760130900000E+12,100,101,80,90\n1.760130960000e+12,90,91,80,85\n");
    assert_eq!(path(whole.as_bytes(), &How::default()).rows(), 2);
}

#[test]
fn lines_that_end_a_table_are_left_out_and_counted() {
    let candles = "Time,Open,High,Low,Last\n2025-10-09,100,101,99,100\n2025-10-10,100,101,80,90\n";
    for (line, count) in [
        (
            "\"Downloaded from Barchart.com as of 10-11-2025 05:12am CDT\"\n",
            1,
        ),
        (
            "Downloaded from Barchart.com as of 10-11-2025 05:12am CDT\n",
            1,
        ),
        ("(2 rows affected)\n", 1),
        ("(2 rows)\n", 1),
        ("2 rows in set (0.00 sec)\n", 1),
        ("(2 Zeilen)\n", 1),
    ] {
        let text = format!("{candles}{line}");
        let all = parsed(text.as_bytes(), &How::default());
        let left: Vec<u32> = all
            .remarks
            .all()
            .iter()
            .filter(|remark| remark.kind.as_str() == "total")
            .map(|remark| remark.count)
            .collect();
        assert_eq!(left, [count], "{text}");
        assert_eq!(path(text.as_bytes(), &How::default()).rows(), 2);
    }
    let positions = "side,quantity,entry,leverage\nlong,1,95000,10\n(1 row)\n";
    assert_eq!(held(positions).len(), 1);
    for event in ["0.5 Dividend", "2:1 Stock Splits", "0.1 Capital Gain"] {
        for text in [
            format!(
                "Date\tOpen\tHigh\tLow\tClose\tVolume\nOct 10, 2025\t116\t117\t102\t109\t1,234,567\nOct 09, 2025\t{event}\nOct 08, 2025\t117\t118\t116\t116\t1,234\n"
            ),
            format!(
                "Date,Open,High,Low,Close,Volume\n2025-10-08,117,118,116,116,1234\n2025-10-09,{event},,,,\n2025-10-10,116,117,102,109,1234\n"
            ),
        ] {
            assert_eq!(path(text.as_bytes(), &How::default()).rows(), 2, "{text}");
            assert!(said(&text).contains(&"empty ".to_owned()), "{text}");
        }
    }
}

/// A split is no crash: what was traded before it is divided by what it made of a share, unless somebody has done so already.
#[test]
fn prices_before_a_split_are_divided_by_it_unless_they_are_so_already() {
    let plain = "timestamp,open,high,low,close,volume,split_coefficient\n2020-08-31,127.5,131,126,129,4,4.0\n2020-08-28,504,506,498,500,1,1.0\n";
    let rows = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let turned = {
        let rows = rows(plain);
        format!("{}\n{}\n{}\n", rows[0], rows[2], rows[1])
    };
    for text in [
        plain.to_owned(),
        turned,
        plain.replace("4.0\n", "4:1\n"),
        plain.replace("split_coefficient", "Stock Splits").replace(",1.0\n", ",0.0\n"),
        plain.replace("split_coefficient", "Split Ratio"),
        plain.replace("split_coefficient", "splitFactor"),
        plain.replace(',', ";").replace("4.0", "4,0").replace("1.0", "1,0").replace("127.5", "127,5"),
        // A row without prices tells it, too.
        "Date,Open,High,Low,Close,Volume,Stock Splits\n2020-08-28,504,506,498,500,1,0\n2020-08-30,,,,,,4\n2020-08-31,127.5,131,126,129,4,0\n".to_owned(),
        r#"{"Time Series (Daily)":{"2020-08-31":{"1. open":"127.5","2. high":"131","3. low":"126","4. close":"129","6. volume":"4","8. split coefficient":"4.0"},"2020-08-28":{"1. open":"504","2. high":"506","3. low":"498","4. close":"500","6. volume":"1","8. split coefficient":"1.0"}}}"#.to_owned(),
        r#"[{"date":"2020-08-28T00:00:00.000Z","close":500,"high":506,"low":498,"open":504,"volume":1,"adjClose":122,"splitFactor":1.0},{"date":"2020-08-31T00:00:00.000Z","close":129,"high":131,"low":126,"open":127.5,"volume":4,"adjClose":126,"splitFactor":4.0}]"#.to_owned(),
    ] {
        let read = path(text.as_bytes(), &How::default());
        assert_eq!(read.close, [125.0, 129.0], "{text}");
        assert_eq!([read.open[0], read.high[0], read.low[0]], [126.0, 126.5, 124.5]);
        assert_eq!(read.volume, [4.0, 4.0], "{text}");
        assert!(said(&text).iter().any(|note| note.starts_with("splits ")), "{text}");
    }
    // Quandl, and a share that was made of ten.
    let quandl = "Date,Open,High,Low,Close,Split Ratio,Adj. Close\n2014-06-06,651,651,644,644,1,92\n2014-06-09,92.7,93.9,91.8,93.7,7,93.7\n";
    assert_eq!(path(quandl.as_bytes(), &How::default()).close, [92.0, 93.7]);
    let reverse = "date,close,split ratio\n2024-01-01,1,1\n2024-01-02,10.5,0.1\n2024-01-03,11,1\n";
    assert_eq!(
        path(reverse.as_bytes(), &How::default()).close,
        [10.0, 10.5, 11.0]
    );
    // Two splits, one after the other.
    let twice =
        "date,close,splits\n2024-01-01,120,0\n2024-01-02,60,2\n2024-01-03,61,0\n2024-01-04,20,3\n";
    assert_eq!(
        path(twice.as_bytes(), &How::default()).close,
        [20.0, 20.0, 61.0 / 3.0, 20.0]
    );
    // Divided already, as yfinance does it; and a column of that name that says something else.
    for text in [
        "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n2020-08-28,126,126.5,124.5,125,4,0.0,0.0\n2020-08-31,127.5,131,126,129,4,0.0,4.0\n",
        "date,close,split\n2020-08-28,125,train\n2020-08-31,129,test\n",
    ] {
        assert_eq!(path(text.as_bytes(), &How::default()).close, [125.0, 129.0]);
        assert!(!said(text).iter().any(|note| note.starts_with("splits")));
    }
    // The adjusted price beside the other one tells it, too; a dividend is none.
    for text in [
        "Date,Close,Adj Close\n2020-08-28,500,124.8\n2020-08-31,129,129\n",
        r#"[{"date":"2020-08-28","close":500,"adjClose":124.8},{"date":"2020-08-31","close":129,"adjClose":129}]"#,
    ] {
        assert_eq!(path(text.as_bytes(), &How::default()).close, [125.0, 129.0]);
    }
    let dividend = "Date,Close,Adj Close\n2020-08-28,100,97\n2020-08-31,96,96\n";
    assert_eq!(
        path(dividend.as_bytes(), &How::default()).close,
        [100.0, 96.0]
    );
    refused(
        "date,close,splits\n2024-01-01,120,0\n2024-01-02,60,-2\n",
        &["line 3", "shares have become of one"],
    );
}

/// What the same owner has at several times is not added up.
#[test]
fn of_positions_looked_at_several_times_the_newest_count() {
    let amounts = |text: &str| {
        held(text)
            .iter()
            .map(|(_, amount)| *amount)
            .collect::<Vec<f64>>()
    };
    let earlier = |text: &str| -> u32 {
        let all = parsed(text.as_bytes(), &How::default()).remarks;
        let of = all
            .all()
            .iter()
            .filter(|remark| remark.kind.as_str() == "earlier");
        of.map(|remark| remark.count).sum()
    };
    let crowd = |time: &str, whose: &str, times: [&str; 2]| {
        format!(
            "{time},{whose},coin,szi,entryPx,leverage\n{0},0xA,BTC,2,95000,10\n{0},0xB,BTC,-0.5,97000,20\n{1},0xA,BTC,3,95500,10\n{1},0xB,BTC,-0.25,97000,20\n",
            times[0], times[1]
        )
    };
    let clock = ["2025-10-10 21:00:00", "2025-10-10 21:05:00"];
    for time in [
        "snapshot_time",
        "fetched_at",
        "timestamp",
        "Date",
        "t",
        "as of",
        "Zeit",
    ] {
        for whose in ["address", "wallet", "user", "trader", "Account", "owner"] {
            let text = crowd(time, whose, clock);
            assert_eq!(amounts(&text), [3.0, 0.25], "{text}");
            assert_eq!(earlier(&text), 2, "{text}");
        }
        // The newest may stand first, and times may be numbers.
        for times in [[clock[1], clock[0]], ["1760130300", "1760130000"]] {
            assert_eq!(amounts(&crowd(time, "address", times)), [2.0, 0.5]);
        }
    }
    // One owner, one row a time; a log of updates; accounts that were asked one after the other.
    for (text, expected, left) in [
        (
            "date,account,symbol,side,size,entry_price,leverage\n2025-10-09,A,BTCUSDT,long,2,95000,10\n2025-10-10,A,BTCUSDT,long,2.5,95000,10\n2025-10-11,A,BTCUSDT,long,2,95000,10\n",
            vec![2.0],
            2,
        ),
        (
            "fetched_at,id,side,contracts,entryPrice,leverage,contractSize\n1760130000000,A,long,2,95000,10,1\n1760130060000,A,long,3,95000,10,1\n",
            vec![3.0],
            1,
        ),
        (
            "time,user,symbol,side,size,entry,leverage\n2025-10-10 21:00:00,A,BTC,long,1,95000,10\n2025-10-10 21:01:00,B,BTC,short,2,95000,10\n2025-10-10 21:02:00,A,ETH,long,3,3000,10\n2025-10-10 21:03:00,A,BTC,long,4,95000,10\n",
            vec![2.0, 3.0, 4.0],
            1,
        ),
        (
            "updateTime,user,side,size,entry,leverage\n1760130000,A,long,1,95000,10\n1760130000,A,short,2,97000,10\n1760130001,B,long,3,95000,10\n1760130001,B,short,4,95000,10\n1760130060,A,long,5,95000,10\n1760130060,A,short,6,95000,10\n",
            vec![3.0, 4.0, 5.0, 6.0],
            2,
        ),
        (
            r#"[{"t":1760130000000,"address":"0xA","coin":"BTC","szi":"2","entryPx":"95000","leverage":10},{"t":1760130060000,"address":"0xA","coin":"BTC","szi":"2.5","entryPx":"95000","leverage":10}]"#,
            vec![2.5],
            1,
        ),
        (
            "{\"t\":1760130060000,\"address\":\"0xA\",\"coin\":\"BTC\",\"szi\":\"2.5\",\"entryPx\":\"95000\",\"leverage\":10}\n{\"t\":1760130000000,\"address\":\"0xA\",\"coin\":\"BTC\",\"szi\":\"2\",\"entryPx\":\"95000\",\"leverage\":10}\n",
            vec![2.5],
            1,
        ),
        (
            r#"[{"time":1760130000000,"positions":[{"coin":"BTC","szi":"2","entryPx":"95000","leverage":10}]},{"time":1760130060000,"positions":[{"coin":"BTC","szi":"3","entryPx":"95000","leverage":10}]}]"#,
            vec![3.0],
            1,
        ),
        (
            r#"[{"time":1760130060000,"user":"a","positions":[{"coin":"BTC","szi":"3","entryPx":"95500","leverage":10}]},{"time":1760130000000,"user":"a","positions":[{"coin":"BTC","szi":"2","entryPx":"95000","leverage":10}]}]"#,
            vec![3.0],
            1,
        ),
        (
            "date,time,wallet,side,size,entry,leverage\n2025-10-10,21:00:00,w1,long,2,95000,10\n2025-10-10,21:10:00,w1,long,1,95000,10\n",
            vec![1.0],
            1,
        ),
    ] {
        assert_eq!(amounts(text), expected, "{text}");
        assert_eq!(earlier(text), left, "{text}");
    }
    // Different owners, positions of different numbers, and times at which something was opened are no looks at the same.
    for text in [
        "timestamp,address,side,size,entry,leverage\n1760130000,A,long,1,95000,10\n1760130060,B,short,2,97000,10\n",
        "time,ticket,symbol,side,size,entry,leverage\n1760130000,11,BTC,long,1,95000,10\n1760130060,17,BTC,long,2,97000,10\n",
        "opened,user,symbol,side,size,entry,leverage\n2025-10-10 21:00,A,BTC,long,1,95000,10\n2025-10-10 21:01,A,BTC,long,2,97000,10\n",
        "date,symbol,side,size,entry,leverage\n2025-10-01,BTC,long,1,95000,10\n2025-10-02,BTC,long,2,97000,20\n",
        r#"[{"time":1760130000000,"user":"a","positions":[{"coin":"BTC","szi":"1","entryPx":"95500","leverage":10}]},{"time":1760130060000,"user":"b","positions":[{"coin":"BTC","szi":"2","entryPx":"95000","leverage":10}]}]"#,
        "timestamp,exchange,symbol,side,size,entry,leverage\n1760130000,binance,BTC,long,1,95000,10\n1760130060,okx,BTC,long,2,97000,10\n",
        "timestamp,exchange,symbol,side,size,entry,leverage\n1760130000,binance,BTC,long,1,95000,10\n1760130060,binance,BTC,long,2,97000,10\n",
        "time,name,side,size,entry,leverage\n1760130000,BTC,long,1,95000,10\n1760130060,BTC,long,2,97000,10\n",
        r#"{"0xa":{"positions":[{"coin":"BTC","szi":"1","entryPx":"95000","leverage":10}],"time":1760130000000},"0xb":{"positions":[{"coin":"BTC","szi":"2","entryPx":"95000","leverage":10}],"time":1760130060000}}"#,
    ] {
        assert_eq!(amounts(text), [1.0, 2.0], "{text}");
        assert_eq!(earlier(text), 0, "{text}");
    }
    // Of nobody's it is said that they may be the same.
    let nobodys = "date,symbol,side,size,entry,leverage\n2025-10-01,BTC,long,1,95000,10\n2025-10-02,BTC,long,2,97000,20\n";
    assert!(said(nobodys).contains(&"repeated date".to_owned()));
    // Alone at the newest time may be all that is left, or one of all.
    refused(
        "time,user,side,size,entry,leverage\n1760130000,A,long,1,95000,10\n1760130000,B,long,1,95000,10\n1760130060,A,long,1,95000,10\n1760130060,B,long,1,95000,10\n1760130120,A,long,1,95000,10\n",
        &["line 6", "the newest time in several rows"],
    );
}

/// What somebody has traded himself is no price of the market, and what all have is.
#[test]
fn somebody_s_own_fills_and_lists_of_liquidations_are_no_path() {
    for text in [
        "Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit\n2025-10-10 21:00:00,BTCUSDT,BUY,121000,0.1,12100,4.84,0\n2025-10-10 21:10:00,BTCUSDT,SELL,113000,0.1,11300,4.52,-800\n",
        "Uid,Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n1,2025-10-10 21:00:00,BTCUSDT,BUY,121000,0.1,12100,4.84,0,true,false,1,2\n1,2025-10-10 21:10:00,BTCUSDT,SELL,113000,0.1,11300,4.52,-800,false,false,3,4\n",
        "\"txid\",\"ordertxid\",\"pair\",\"time\",\"type\",\"ordertype\",\"price\",\"cost\",\"fee\",\"vol\",\"margin\",\"misc\",\"ledgers\"\n\"T1\",\"O1\",\"XXBTZUSD\",\"2025-10-10 21:00:00.1\",\"buy\",\"limit\",121000,12100,10,0.1,0,\"\",\"L1\"\n\"T2\",\"O2\",\"XXBTZUSD\",\"2025-10-10 21:10:00.1\",\"sell\",\"market\",113000,11300,10,0.1,0,\"\",\"L2\"\n",
        r#"[{"id":"1","order":"2","timestamp":1760130000000,"datetime":"2025-10-10T21:00:00Z","symbol":"BTC/USDT:USDT","type":"limit","side":"buy","takerOrMaker":"taker","price":121000,"amount":0.1,"cost":12100,"fee":{"cost":4.84,"currency":"USDT"}},{"id":"3","order":"4","timestamp":1760130600000,"datetime":"2025-10-10T21:10:00Z","symbol":"BTC/USDT:USDT","side":"sell","takerOrMaker":"taker","price":113000,"amount":0.1,"cost":11300,"fee":{"cost":4.5,"currency":"USDT"}}]"#,
        r#"[{"id":"1","timestamp":1760130000000,"side":"buy","price":121000,"amount":0.1,"fee":{"cost":4.84,"currency":"USDT"}},{"id":"3","timestamp":1760130600000,"side":"sell","price":113000,"amount":0.1,"fee":{"cost":4.5,"currency":"USDT"}}]"#,
        r#"[{"closedPnl":"0.0","coin":"BTC","crossed":true,"dir":"Open Long","oid":1,"px":"121000","side":"B","startPosition":"0","sz":"0.1","time":1760130000000,"fee":"1","tid":1},{"closedPnl":"-800","coin":"BTC","crossed":true,"dir":"Close Long","oid":2,"px":"113000","side":"A","startPosition":"0.1","sz":"0.1","time":1760130600000,"fee":"1","tid":2}]"#,
        "time,coin,dir,px,sz,ntl\n2025-10-10 21:00:00,BTC,Open Long,121000,0.1,12100\n2025-10-10 21:10:00,BTC,Open Long,113000,0.1,11300\n",
        "time,coin,dir,px,sz,ntl,fee,closedPnl\n2025-10-10 21:00:00,BTC,Open Long,121000,0.1,12100,1,-1\n2025-10-10 21:10:00,BTC,Close Long,113000,0.1,11300,1,-800\n",
        "date,instrument,type,amount,price,fee,profit_loss\n2025-10-10 21:00:00,BTC-PERPETUAL,buy,1000,121000,0,0\n2025-10-10 21:10:00,BTC-PERPETUAL,sell,1000,113000,0,-0.001\n",
        r#"[{"symbol":"BTCUSDT","id":1,"orderId":2,"price":"121000","qty":"0.1","quoteQty":"12100","commission":"4.8","commissionAsset":"USDT","time":1760130000000,"isBuyer":true,"isMaker":false},{"symbol":"BTCUSDT","id":3,"orderId":4,"price":"113000","qty":"0.1","quoteQty":"11300","commission":"4.8","commissionAsset":"USDT","time":1760130600000,"isBuyer":false,"isMaker":false}]"#,
        "Datum;Art;Kurs;Menge;Gebühr\n10.10.2025 21:00:00;Kauf;121000;0,1;4,84\n10.10.2025 21:10:00;Verkauf;113000;0,1;4,52\n",
    ] {
        refused(
            text,
            &["orders of somebody", "expected candles or all trades"],
        );
    }
    for text in [
        "time,liquidated side,price,notional\n2025-10-10 21:00:00,long,121000,100000\n2025-10-10 21:10:00,long,113000,5000000\n",
        "Liquidations of 10 October\ntime,symbol,side,price,usd\n2025-10-10 21:00:00,BTCUSDT,sell,121000,100000\n2025-10-10 21:10:00,BTCUSDT,sell,113000,5000000\n",
        "Binance liquidations\ntime,price,amount\n2025-10-10 21:00:00,121000,1\n2025-10-10 21:10:00,113000,5\n",
        r#"{"liquidations":[{"time":1760130000,"side":"sell","price":121000,"amount":1},{"time":1760130600,"side":"sell","price":113000,"amount":5}]}"#,
    ] {
        refused(text, &["liquidation orders"]);
    }
    // Of all who traded; a series of a protocol's fees; what was liquidated beside the price; a title about the day.
    for text in [
        r#"[{"id":"1","order":null,"timestamp":1760130000000,"symbol":"BTC/USDT:USDT","type":null,"side":"buy","takerOrMaker":null,"price":100,"amount":0.1,"cost":10,"fee":{},"fees":[]},{"id":"3","timestamp":1760130600000,"symbol":"BTC/USDT:USDT","side":"sell","price":102,"amount":0.1,"cost":10.2}]"#,
        r#"[{"coin":"BTC","side":"B","px":"100","sz":"0.1","time":1760130000000,"hash":"0x","tid":1,"users":["0xa","0xb"]},{"coin":"BTC","side":"A","px":"102","sz":"0.1","time":1760130600000,"hash":"0x","tid":2,"users":["0xa","0xb"]}]"#,
        "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n2025-10-10 21:00:00,XBTUSD,Buy,10,100,PlusTick,a,1,1,1\n2025-10-10 21:10:00,XBTUSD,Sell,10,102,PlusTick,b,1,1,1\n",
        "date,price,fees,revenue\n2025-10-10,100,5,1\n2025-10-11,102,6,1\n",
        "time,price,long_liquidations,short_liquidations\n2025-10-10 21:00:00,100,5,1\n2025-10-10 21:10:00,102,6,1\n",
        "BTC around the liquidations of 10 October\ntime,price\n2025-10-10 21:00:00,100\n2025-10-10 21:10:00,102\n",
        "time,open,high,low,close,pnl,fee,type\n2025-10-10 21:00:00,100,100,100,100,5,1,buy\n2025-10-10 21:10:00,102,102,102,102,6,1,sell\n",
    ] {
        assert_eq!(
            path(text.as_bytes(), &How::default()).close,
            [100.0, 102.0],
            "{text}"
        );
    }
}

/// No venue's brackets end below a thousand dollars: those that do are of coins or contracts.
#[test]
fn brackets_too_small_for_money_are_refused() {
    for text in [
        "symbol,from,to,mmr,max leverage\nBTCUSD,0,5,0.004,125\nBTCUSD,5,10,0.005,100\n",
        "symbol,from,to,mmr,max leverage\nBTCUSD,5,10,0.005,100\nBTCUSD,0,5,0.004,125\n",
        "from,to,mmr,max leverage\n0,5,0.004,125\n5,10,0.005,100\n",
        "Position,MMR,Max leverage\n0 - 50,0.4%,125\n50 - 250,0.5%,100\n",
        "max,mmr,max leverage\n150,0.4%,125\n300,0.5%,100\n",
        "symbol,minNotional,maxNotional,mmr\nBTCUSD_PERP,0,5,0.004\nBTCUSD_PERP,5,10,0.005\n",
        r#"[{"symbol":"BTCUSD","from":0,"to":5,"mmr":0.004,"maxLeverage":125},{"symbol":"BTCUSD","from":5,"to":10,"mmr":0.005,"maxLeverage":100}]"#,
    ] {
        refused(
            text,
            &[
                "far too little for money",
                "in coins or contracts",
                "expected limits in quote",
            ],
        );
    }
    // In millions, or of a size that money has.
    for text in [
        "from (M USDT),to (M USDT),mmr,max leverage\n0,0.05,0.4%,125\n0.05,0.6,0.5%,100\n",
        "symbol,from,to,mmr,max leverage\nBTCUSD,0,50000,0.004,125\nBTCUSD,50000,600000,0.005,100\n",
        "from,to,mmr,max leverage\n0,50k,0.004,125\n50k,600k,0.005,100\n",
    ] {
        assert_eq!(brackets(text)[1].0, 50_000.0, "{text}");
    }
}

/// Mark, index, oracle and last prices beside each other: which of them is meant is asked, and can be told beside a symbol.
#[test]
fn which_of_several_prices_of_a_venue_is_meant_is_asked() {
    for names in [
        ["mark_price", "index_price"],
        ["mark_px", "oracle_px"],
        ["mark", "index"],
        ["last_price", "mark_price"],
        ["Last", "Index"],
        ["markPx", "midPx"],
        ["oracle_price", "mark_price"],
    ] {
        let [one, other] = names;
        let table = format!(
            "time,coin,{one},{other}\n2025-10-10 21:00:00,BTC,100,101\n2025-10-10 21:01:00,BTC,102,103\n"
        );
        let list = format!(
            r#"[{{"time":1760130000,"coin":"BTC","{one}":100,"{other}":101}},{{"time":1760130060,"coin":"BTC","{one}":102,"{other}":103}}]"#
        );
        for text in [table, list] {
            refused(&text, &[one, other, "the option symbol says which"]);
            assert_eq!(
                path(text.as_bytes(), &symbol(one)).close,
                [100.0, 102.0],
                "{text}"
            );
            assert_eq!(
                path(text.as_bytes(), &symbol(other)).close,
                [101.0, 103.0],
                "{text}"
            );
        }
    }
    // Of two coins both are asked, one after the other.
    let two = "time,coin,mark_px,oracle_px\n2025-10-10 21:00:00,BTC,100,101\n2025-10-10 21:00:00,ETH,10,11\n2025-10-10 21:01:00,BTC,102,103\n2025-10-10 21:01:00,ETH,12,13\n";
    refused(two, &["2 symbols"]);
    let problem = told(two.as_bytes(), &symbol("ETH")).expect_err("has two prices");
    assert!(
        problem
            .message
            .contains("\"ETH mark_px\", \"ETH oracle_px\""),
        "{problem}"
    );
    assert_eq!(
        path(two.as_bytes(), &symbol("ETH oracle_px")).close,
        [11.0, 13.0]
    );
    // One of them, and one that is called the price, are no question.
    for text in [
        "time,mark_px\n1760130000,100\n1760130060,102\n",
        "time,price,mark,index\n1760130000,100,1,2\n1760130060,102,1,2\n",
    ] {
        assert_eq!(path(text.as_bytes(), &How::default()).close, [100.0, 102.0]);
    }
}

/// Candles without names, with one column of dates and times and what was traded behind the prices.
#[test]
fn candles_without_names_have_dates_and_volumes() {
    let prices = [
        [121_000.0, 121_500.0, 120_000.0, 120_500.0],
        [120_500.0, 120_600.0, 102_000.0, 113_000.0],
        [113_000.0, 113_600.0, 112_000.0, 113_100.0],
    ];
    for times in [
        [
            "2025-10-10 21:00:00",
            "2025-10-10 21:01:00",
            "2025-10-10 21:02:00",
        ],
        [
            "2025-10-10T21:00:00Z",
            "2025-10-10T21:01:00Z",
            "2025-10-10T21:02:00Z",
        ],
        ["2025-10-10 21:00", "2025-10-10 21:01", "2025-10-10 21:02"],
        ["2025-10-10", "2025-10-11", "2025-10-12"],
        ["10/13/2025", "10/14/2025", "10/15/2025"],
        ["10/13/2025 21:00", "10/13/2025 21:01", "10/13/2025 21:02"],
        ["13.10.2025 21:00", "13.10.2025 21:01", "13.10.2025 21:02"],
        ["20251010", "20251011", "20251012"],
    ] {
        for volume in [
            ",12",
            ",1000",
            ",100000",
            ",150000.5",
            ",0.5",
            ",12,1452000.5,77",
            "",
        ] {
            for mark in [",", ";"] {
                let row = |(time, prices): (&&str, &[f64; 4])| {
                    let [open, high, low, close] = prices;
                    format!("{time},{open},{high},{low},{close}{volume}\n").replace(',', mark)
                };
                let text: String = times.iter().zip(&prices).map(row).collect();
                let read = path(text.as_bytes(), &How::default());
                let all: Vec<[f64; 4]> = (0..read.rows())
                    .map(|row| {
                        [
                            read.open[row],
                            read.high[row],
                            read.low[row],
                            read.close[row],
                        ]
                    })
                    .collect();
                assert_eq!(all, prices, "{text}");
                let amount = volume
                    .trim_start_matches(',')
                    .split(',')
                    .next()
                    .and_then(|amount| amount.parse().ok());
                assert_eq!(read.volume.first().copied(), amount, "{text}");
            }
        }
    }
    let json = r#"[["2025-10-10T21:00:00.000Z",121000,121500,120000,120500,12],["2025-10-10T21:01:00.000Z",120500,120600,102000,113000,13]]"#;
    assert_eq!(path(json.as_bytes(), &How::default()).volume, [12.0, 13.0]);
    // A time of the day in a column of its own stays one, in digits, too.
    for clock in [["21:00", "21:01"], ["210000", "210100"]] {
        let text = format!(
            "2025.10.13,{},121000,121500,120000,120500,1000\n2025.10.13,{},120500,120600,102000,113000,2000\n",
            clock[0], clock[1]
        );
        let read = path(text.as_bytes(), &How::default());
        assert_eq!((read.step_s, read.open[0]), (60.0, 121_000.0), "{text}");
    }
}

/// Tables as Markdown and databases draw them: the rule below the names is none of the rows, and bars at both ends are no fields.
#[test]
fn tables_of_markdown_are_read_as_others_are() {
    let both = [(Side::Long, 2.0), (Side::Short, 0.5)];
    for rule in [
        "|---|---|---|---|",
        "|:---|---:|---:|---:|",
        "| :--- | ---: | ---: | :---: |",
        "|-|-|-|-|",
    ] {
        for title in ["", "Here are my positions:\n\n"] {
            let text = format!(
                "{title}| Side | Size | Entry | Leverage |\n{rule}\n| Long | 2 BTC | 95000.5 | 10x |\n| Short | 0.5 BTC | 97000 | 20x |\n"
            );
            assert_eq!(held(&text), both, "{text}");
            let path_of = format!(
                "{title}| Time | Open | High | Low | Close |\n{}\n| 2025-10-10 21:00 | 100.5 | 101 | 99 | 100 |\n| 2025-10-10 21:01 | 100 | 100 | 80 | 90 |\n",
                rule.replace("|---|---|---|---|", "|---|---|---|---|---|")
            );
            assert_eq!(
                path(path_of.as_bytes(), &How::default()).close,
                [100.0, 90.0],
                "{path_of}"
            );
            let of_brackets = format!(
                "{title}| Notional | Max leverage | MMR |\n{rule}\n| 0 - 50,000 | 125x | 0.4% |\n| 50,000 - 600,000 | 100x | 0.5% |\n"
            );
            assert_eq!(brackets(&of_brackets)[1], (50_000.0, 0.005, Some(100.0)));
            let of_book = format!(
                "{title}| Side | Price | Amount |\n{rule}\n| bid | 99.5 | 1 |\n| ask | 101 | 2 |\n"
            );
            assert_eq!(book(of_book.as_bytes()).asks, [[101.0, 2.0]]);
        }
    }
    // Without names, without bars at the ends, and as databases draw them.
    for text in [
        "| 2025-10-10 21:00 | 100.5 | 101 | 99 | 100 |\n| 2025-10-10 21:01 | 100 | 100 | 80 | 90 |\n",
        "Time | Close\n---|---\n2025-10-10 21:00 | 100.0\n2025-10-10 21:01 | 90.0\n",
        "        ts           | close  \n---------------------+--------\n 2025-10-10 21:00:00 | 100\n 2025-10-10 21:01:00 | 90\n(2 rows)\n",
        "+---------------------+-------+\n| ts                  | close |\n+---------------------+-------+\n| 2025-10-10 21:00:00 | 100   |\n| 2025-10-10 21:01:00 | 90    |\n+---------------------+-------+\n",
    ] {
        assert_eq!(
            path(text.as_bytes(), &How::default()).close,
            [100.0, 90.0],
            "{text}"
        );
    }
    // A cell that is empty at the end of a row is one where rows have no bars around them.
    let plain = "id|side|size|entry|leverage|note\n1|long|2|95000|10|\n|short|0.5|97000|20|\n";
    assert_eq!(held(plain), both);
}

/// Times by the names that chains, databases and feeds give them.
#[test]
fn columns_of_dates_are_times_whatever_they_are_called() {
    for name in [
        "block_time",
        "block_timestamp",
        "block_date",
        "evt_block_time",
        "ts_event",
        "bucket",
        "time_bucket",
        "interval_start",
        "window_start",
        "candle_begin_time",
        "as_of",
        "create_time",
        "period",
        "Zeitpunkt",
        "whenever",
        "interval_end",
        "window_end",
    ] {
        let text =
            format!("{name},price\n2025-10-10 21:00:00,121000\n2025-10-10 21:01:00,113000\n");
        let read = path(text.as_bytes(), &How::default());
        assert_eq!(
            (read.close, read.step_s),
            (vec![121_000.0, 113_000.0], 60.0),
            "{name}"
        );
    }
    for name in [
        "block_time",
        "block_timestamp",
        "bucket",
        "interval_start",
        "ts_event",
    ] {
        let list = format!(
            r#"[{{"{name}":1760130000,"price":121000}},{{"{name}":1760130060,"price":113000}}]"#
        );
        assert_eq!(
            path(list.as_bytes(), &How::default()).step_s,
            60.0,
            "{name}"
        );
        let candles = format!(
            "{name},open,high,low,close\n1760130000,100,101,99,100\n1760130060,100,100,80,90\n"
        );
        assert_eq!(
            path(candles.as_bytes(), &How::default()).close,
            [100.0, 90.0],
            "{name}"
        );
    }
    // A candle that ends then has begun a step before.
    let end = "interval_end,close\n2025-10-10 21:00:00,100\n2025-10-10 21:01:00,90\n";
    assert!(said(end).contains(&"closingTimes interval_end".to_owned()));
}

/// What is no price is not asked about, and what is no name names nothing.
#[test]
fn open_interest_is_no_price_and_numbers_are_no_symbols() {
    for text in [
        "time,oi\n2025-10-10 21:00:00,1000000\n2025-10-10 21:01:00,900000\n",
        "time,oi,oiCcy\n2025-10-10 21:00:00,1000000,10\n2025-10-10 21:01:00,900000,9\n",
        "timestamp,futures_open_interest_sum\n2025-10-10 21:00:00,1000000\n2025-10-10 21:01:00,900000\n",
        "date,Total OI (USD)\n2025-10-10,1000000\n2025-10-11,900000\n",
    ] {
        refused(
            text,
            &[
                "is open interest, and no price",
                "looked for a time with a price",
            ],
        );
    }
    for text in [
        r#"[{"symbol":"BTCUSDT_PERP.A","history":[{"t":1760130000,"r":1.2,"l":54.5,"s":45.5},{"t":1760130060,"r":1.1,"l":52,"s":48}]}]"#,
        "t,r,l,s\n1760130000,1.2,54.5,45.5\n1760130060,1.1,52,48\n",
    ] {
        let problem = told(text.as_bytes(), &How::default()).expect_err("has no price");
        assert!(!problem.message.contains("symbols"), "{problem}");
    }
    let oil = "date,oil\n2025-10-10,70\n2025-10-11,71\n";
    assert_eq!(path(oil.as_bytes(), &symbol("oil")).close, [70.0, 71.0]);
}

/// Pictures beside a word are none of it.
#[test]
fn pictures_beside_sides_say_nothing() {
    let both = [(Side::Long, 2.0), (Side::Short, 0.5)];
    for [long, short] in [
        ["\u{1f7e2} Long", "\u{1f534} Short"],
        ["Long \u{1f4c8}", "Short \u{1f4c9}"],
        ["\u{2b06}\u{fe0f} Buy", "\u{2b07}\u{fe0f} Sell"],
        ["\u{25b2}LONG", "\u{25bc}SHORT"],
    ] {
        let table = format!("side,qty,entry,leverage\n{long},2,95000,10\n{short},0.5,97000,20\n");
        let list = format!(
            r#"[{{"side":"{long}","qty":2,"entryPrice":95000,"leverage":10}},{{"side":"{short}","qty":0.5,"entryPrice":97000,"leverage":20}}]"#
        );
        for text in [table, list] {
            assert_eq!(held(&text), both, "{text}");
            assert!(positions(&text).symbols().is_empty(), "{text}");
        }
    }
    let beside = "market,qty,entry,leverage\n\u{1f7e2} BTC Long,2,95000,10\n\u{1f534} BTC Short,0.5,97000,20\n";
    assert_eq!(held(beside), both);
}

/// A row that names no symbol is of the only one that the file names; of several nobody knows which.
#[test]
fn a_blank_symbol_is_the_only_one_or_none() {
    let only =
        "symbol,side,size,entry,leverage\nBTC/USDT:USDT,long,2,95000,10\n,short,0.5,97000,20\n";
    assert_eq!(held(only), [(Side::Long, 2.0), (Side::Short, 0.5)]);
    assert!(positions(only).symbols().is_empty());
    assert!(said(only).contains(&"onlySymbol BTC/USDT:USDT".to_owned()));
    let several = "symbol,side,size,entry,leverage\nBTCUSDT,long,2,95000,10\n,short,0.5,97000,20\nETHUSDT,long,3,3000,10\n";
    assert_eq!(held(several), [(Side::Long, 2.0), (Side::Long, 3.0)]);
    assert!(said(several).contains(&"noSymbol ".to_owned()));
    let list = r#"[{"symbol":"BTC","side":"long","qty":2,"entryPrice":95000,"leverage":10},{"symbol":"","side":"short","qty":0.5,"entryPrice":97000,"leverage":20},{"symbol":"ETH","side":"long","qty":3,"entryPrice":3000,"leverage":10}]"#;
    assert_eq!(held(list), [(Side::Long, 2.0), (Side::Long, 3.0)]);
}

/// The mode of margin in place of a leverage is read as that, and named where nothing else tells the margin.
#[test]
fn a_mode_of_margin_is_no_leverage() {
    for word in ["cross", "Cross", "isolated", "gekreuzt"] {
        let text = format!("side,size,entry,leverage\nlong,0.5,95000,10\nshort,0.5,97000,{word}\n");
        refused(
            &text,
            &[
                "line 3, column \"leverage\"",
                &format!("is \"{word}\""),
                "beside the mode of margin",
            ],
        );
        let list = format!(
            r#"[{{"side":"long","qty":2,"entryPrice":95000,"leverage":10}},{{"side":"short","qty":1,"entryPrice":97000,"leverage":"{word}"}}]"#
        );
        refused(&list, &["leverage", &format!("is \"{word}\"")]);
        let with = format!(
            "side,size,entry,leverage,margin\nlong,0.5,95000,10,4750\nshort,0.5,97000,{word},2425\n"
        );
        assert_eq!(positions(&with).margin, [4_750.0, 2_425.0], "{with}");
    }
    let cross =
        "side,size,entry,leverage,margin\nlong,0.5,95000,10,4750\nshort,0.5,97000,cross,2425\n";
    assert!(said(cross).contains(&"cross ".to_owned()));
}
