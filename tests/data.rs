//! Files of readers: every kind is recognised and read, every fault is explained at its place, and neither depends on
//! how the bytes arrive.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::{
    Content, DataStore, MAX_BYTES, MAX_ROWS, Parsed, Reader, Reference, pack, unpack,
};
use liquidation_cascades::scenario::model::{Group, Population};
use liquidation_cascades::scenario::presets;
use liquidation_cascades::scenario::register::checked;
use proptest::prelude::*;
use serde_json::{Value, json};

const BOOK: &str =
    r#"{"symbol":"X","bids":[["99.5","2"],[99,3,1],[98,0]],"asks":[[100.5,1.5],["1.01e2",2]]}"#;
const POSITIONS: &str =
    "id,Side,Entry Price,qty,leverage,margin\n\u{e9}1,long,100,2,10,\n,SELL,101.5,0.5,,7\n";
const PATH: &str = "Date;Close;Volume;Open;High;Low\r\n2021-05-19 13:10;2;5;1;3;0.5\r\n2021-05-19T13:11:30Z;2;0;2;2;2\r\n";
const BRACKETS: &str = r#"{
  "B/USDT": [
    {"minNotional": 0, "maxNotional": 50000, "maintenanceMarginRate": 0.004, "maxLeverage": 125, "info": {"cum": "0.0"}},
    {"minNotional": 50000, "maxNotional": 600000, "maintenanceMarginRate": 0.005, "maxLeverage": 100, "info": {"cum": "50.0"}}
  ],
  "A/USDT": [{"minNotional": 0.0, "maxNotional": null, "maintenanceMarginRate": "0.01"}]
}"#;
const SCENARIO: &str = r#"{"version":1,"title":"Mine","markets":[{"price":100,"impact":{"law":"linear","slope":0.01}}]}"#;

const LOANS: &str = "account,collateral_eth,debt_eth,liquidation_threshold,steth\na,3,1,0.8,2\n\u{e9},2,1.5,0.75,0\n";
const UNITS: &str = r#"[{"user":"a","symbol":"ETH","collateral":2,"debt":0},{"user":"a","symbol":"DAI","debt":1500}]"#;
const RESERVES: &str = "network,symbol,liquidation_threshold,liquidation_bonus,ltv\nbase,WETH,0.83,0.05,0.8\nbase,GHO,0,0,0\n";

const CHAIN: &str = "strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp\n100,C,18JAN24,50,60,100,2024-01-08T08:00:00Z\n90,P,18JAN24,20,70,100,2024-01-08T08:00:00Z\n";

/// Names, of which the first word is the kind.
const FILES: [(&str, &str); 9] = [
    ("book", BOOK),
    ("positions", POSITIONS),
    ("path", PATH),
    ("brackets", BRACKETS),
    ("scenario", SCENARIO),
    ("loans", LOANS),
    ("loans by asset", UNITS),
    ("reserves", RESERVES),
    ("options", CHAIN),
];

fn read(bytes: &[u8], piece: usize) -> Result<Parsed, Problem> {
    let mut reader = Reader::new();
    for piece in bytes.chunks(piece.max(1)) {
        reader.push(piece)?;
    }
    reader.finish().and_then(checked)
}

fn whole(text: &str) -> Result<Parsed, Problem> {
    read(text.as_bytes(), usize::MAX)
}

fn reference(name: &str) -> Reference {
    Reference {
        name: name.to_owned(),
        sha256: String::new(),
        path: "here".to_owned(),
    }
}

fn store() -> DataStore {
    let mut data = DataStore::default();
    for (name, text) in FILES {
        let info = data.register(name, text.as_bytes()).expect(name);
        assert_eq!(Some(info.kind), name.split(' ').next());
    }
    data
}

#[test]
fn each_kind_is_recognised_and_read() {
    let data = store();
    let book = data.book(&reference("book")).expect("a book");
    assert_eq!(book.bids, [[99.5, 2.0], [99.0, 3.0]]);
    assert_eq!(book.asks, [[100.5, 1.5], [101.0, 2.0]]);

    let table = data.positions(&reference("positions")).expect("positions");
    assert_eq!(table.side, [Side::Long, Side::Short]);
    assert_eq!(table.quantity, [2.0, 0.5]);
    assert_eq!(table.entry_price, [100.0, 101.5]);
    // 2 x 100 / 10, and as given.
    assert_eq!(table.margin, [20.0, 7.0]);
    assert_eq!([table.id.get(0), table.id.get(1)], ["\u{e9}1", ""]);
    assert_eq!(table.account.get(0), "");

    let path = data.path(&reference("path")).expect("a path");
    assert_eq!(path.start_s, 1_621_429_800.0);
    assert_eq!(path.time_s, [0.0, 90.0]);
    assert_eq!(
        [path.open[0], path.high[0], path.low[0], path.close[0]],
        [1.0, 3.0, 0.5, 2.0]
    );
    assert_eq!(path.volume, [5.0, 0.0]);

    let table = data.brackets(&reference("brackets")).expect("brackets");
    // By name.
    assert_eq!(table.contract(None).expect("a first one").name, "A/USDT");
    let tiers = &table.contract(Some("B/USDT")).expect("is there").tiers;
    assert_eq!(tiers[1].notional_from, 50_000.0);
    assert_eq!(tiers[1].ratio, 0.005);
    assert_eq!(tiers[1].max_leverage, Some(100.0));

    let info = |name: &str| data.info(name).expect(name).to_json();
    assert_eq!(info("positions")["rows"], 2);
    assert_eq!(info("positions")["medianEntry"], 100.0);
    assert_eq!(info("path")["durationS"], 90.0);
    assert_eq!(info("path")["low"], 0.5);
    assert_eq!(info("brackets")["contracts"][1]["maxLeverage"], 125.0);
    assert_eq!(info("scenario")["title"], "Mine");
    assert_eq!(info("book")["kind"], "book");
}

#[test]
fn the_brackets_that_ship_with_the_page_can_be_read_as_they_are_written() {
    let path = format!(
        "{}/www/data/brackets_binanceusdm_2024-10-24.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(path).unwrap();
    let mut data = DataStore::default();
    let info = data.register("brackets.json", &bytes).expect("it ships");
    assert_eq!(info.kind, "brackets");
    let wrong = String::from_utf8(bytes)
        .unwrap()
        .replacen("50000.0", "0.0", 1);
    // A contract that cannot be right is left out and named; the other one stays.
    let facts = data
        .register("wrong.json", wrong.as_bytes())
        .expect("one is left")
        .to_json();
    assert_eq!(facts["contracts"].as_array().map(Vec::len), Some(1));
    assert_eq!(facts["leftOut"][0]["reason"], "contract");
    let why = facts["leftOut"][0]["name"].as_str().expect("a reason");
    assert!(
        why.contains("notionalFrom") && why.contains("more than 0"),
        "{why}"
    );
}

#[test]
fn a_list_of_brackets_is_one_contract() {
    let text = r#"[{"minNotional":0,"maxNotional":9,"maintenanceMarginRate":0.01}]"#;
    let Ok(Content::Brackets(table)) = whole(text).map(|parsed| parsed.content) else {
        panic!("are brackets");
    };
    assert_eq!(table.contracts.len(), 1);
    assert_eq!(table.contracts[0].name, "");
}

/// Read as they stand, 50,000 USD would be 50,000 coins.
#[test]
fn brackets_in_quote_are_none_of_an_inverse_contract() {
    let mut data = DataStore::default();
    let text = r#"[{"minNotional":0,"maxNotional":9,"maintenanceMarginRate":0.01}]"#;
    data.register("b", text.as_bytes()).expect("brackets");
    let messages = |contract: &str| {
        let scenario = json!({
            "version": 1,
            "markets": [{ "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.01 },
                "margin": { "contract": contract, "maintenance": { "tiers": { "data": { "name": "b" } } } } }]
        });
        match build(&scenario, &data) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .iter()
                .map(|problem| problem.message.clone())
                .collect(),
        }
    };
    assert_eq!(messages("linear"), Vec::<String>::new());
    let refused = messages("inverse");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0].starts_with(
            "markets[0].margin.maintenance.tiers: the brackets of a file begin at amounts in quote"
        ),
        "{refused:?}"
    );
}

#[test]
fn marks_and_line_ends_of_other_systems_change_nothing() {
    for (name, text) in FILES {
        let expected = whole(text).expect(name).content;
        let unix = text.replace("\r\n", "\n");
        for text in [
            format!("\u{feff}{text}"),
            unix.clone(),
            unix.replace('\n', "\r\n"),
            format!("\n \r\n{text}\r\n\r\n"),
        ] {
            let content = whole(&text)
                .unwrap_or_else(|problem| panic!("{name}: {problem}"))
                .content;
            match (&content, &expected) {
                (Content::Scenario(text), _) => {
                    assert_eq!(text.trim(), SCENARIO);
                }
                _ => assert_eq!(content, expected, "{name}"),
            }
        }
    }
    // Old Macs; JSON knows no line of theirs.
    for text in [POSITIONS, PATH] {
        let old = text.replace("\r\n", "\n").replace('\n', "\r");
        assert_eq!(
            whole(&old).expect("a table").content,
            whole(text).expect("a table").content
        );
    }
}

/// What each message has to say: where, which value, what was expected.
#[track_caller]
fn explains(bytes: &[u8], parts: &[&str]) {
    let problem = read(bytes, usize::MAX).expect_err("is malformed");
    for part in parts {
        assert!(
            problem.message.contains(part),
            "{:?} does not say {part:?}",
            problem.message
        );
    }
    assert!(problem.message.contains(&problem.field), "{problem:?}");
    for piece in 1..=bytes.len().min(60) {
        let again = read(bytes, piece).expect_err("is malformed");
        assert_eq!(again, problem, "cut by {piece}");
    }
}

/// Spreadsheets save "Unicode text" so; with a mark in front there is nothing to guess.
#[test]
fn utf16_with_a_mark_is_text_however_it_is_cut() {
    for text in [BOOK, POSITIONS, PATH, BRACKETS, SCENARIO] {
        let text = text
            .replace("long", "l\u{fc}ng \u{1f4a5}")
            .replace("l\u{fc}ng \u{1f4a5}", "long");
        let expected = whole(&text).expect("is read").content;
        for is_little in [true, false] {
            let pair = |unit: u16| {
                if is_little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            };
            let bytes: Vec<u8> = std::iter::once(0xfeff)
                .chain(text.encode_utf16())
                .flat_map(pair)
                .collect();
            for piece in [1, 2, 3, 7, 1_000] {
                assert_eq!(
                    read(&bytes, piece).expect("is read").content,
                    expected,
                    "cut by {piece}"
                );
            }
        }
    }
    let wide = "id,side,qty,entry,leverage\nA \u{1f4a5},long,1,100,10\nB,short,1,100,10\n";
    let bytes: Vec<u8> = std::iter::once(0xfeff)
        .chain(wide.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for piece in 1..40 {
        let Ok(Content::Positions(table)) = read(&bytes, piece).map(|parsed| parsed.content) else {
            panic!("cut by {piece}");
        };
        assert_eq!(table.id.get(0), "A \u{1f4a5}");
    }
    // Half a character at the end, and one that is none.
    assert!(read(&bytes[..bytes.len() - 1], 9).is_err());
    assert!(read(&[0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8, 0x61, 0x00], 9).is_err());
}

#[test]
fn what_is_no_text_is_turned_away() {
    let utf16 = |text: &str, mark: &[u8]| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        mark.iter().copied().chain(units).collect()
    };
    for text in [BOOK, POSITIONS, PATH, BRACKETS, SCENARIO] {
        explains(&utf16(text, &[]), &["UTF-16", "UTF-8"]);
        // A letter of UTF-8 and a byte that is none: neither that nor Windows-1252, and the byte is named.
        let mut broken = b"\xc3\xa9\xe9".to_vec();
        broken.extend_from_slice(text.as_bytes());
        explains(&broken, &["byte 3 is 0xe9", "expected an order book"]);
    }
    explains(
        b"",
        &[
            "empty",
            "expected an order book, brackets or a scenario as JSON, or positions",
        ],
    );
    explains(b" \n\t\r\n", &["empty", "expected"]);
    explains(b"\xef\xbb\xbf", &["empty", "expected"]);
    explains(
        b"  <!doctype html><html>",
        &["HTML", "expected an order book"],
    );
    explains(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        &["byte 7 is 0x1a", "expected"],
    );
    explains(
        b"PK\x03\x04\x14\0\x06\0",
        &["archive or a spreadsheet", "CSV"],
    );
    explains(b"side,quantity,\0\0", &["byte 15 is 0x00", "expected"]);
    explains(b"{\"\xc3\xa9\":\xc3", &["byte 7 is 0xc3"]);
    explains(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", &["a PDF"]);
    // Bytes that mean nothing in Windows-1252, either.
    explains(b"time,price\n1,\x81\n", &["byte 14 is 0x81"]);
}

#[test]
fn every_malformed_book_says_what_and_where() {
    let cases: [(&str, &[&str]); 15] = [
        (
            "{\"bids\":[[1,2]],\n",
            &["line 2, column 1", "expected a key"],
        ),
        (
            "{\"bids\":[[1,2],\n[0.9",
            &["line 2, column 5", "ends inside a list"],
        ),
        (
            "{\"bids\":[[1;2]]}",
            &["line 1, column 12", "expected a comma"],
        ),
        (
            "[]",
            &[
                "this JSON has an empty list",
                "looked for an order book (\"bids\" and \"asks\"",
            ],
        ),
        (
            "{\"bids\":[[1,2]]}",
            &[
                "\"asks\" is missing",
                "expected a list of [price, quantity]",
            ],
        ),
        (
            "{\"bids\":[],\"asks\":[[2,1]]}",
            &["\"bids\" has no orders", "expected at least one"],
        ),
        (
            "{\"bids\":[[5,2],[3,4]],\"asks\":[[5,1]]}",
            &["locked", "best bid is 5", "best ask 5", "not traded"],
        ),
        (
            "{\"bids\":[[1,2],[7,4]],\"asks\":[[5,1]]}",
            &["crossed", "best bid is 7", "best ask 5"],
        ),
        (
            "{\"bids\":[[6,2]],\"asks\":[[5,1]]}",
            &[
                "bids",
                "crossed",
                "best bid is 6",
                "best ask 5",
                "below the best ask",
            ],
        ),
        (
            "{\"bids\":[[-1,2]],\"asks\":[[5,1]]}",
            &[
                "bids[0]: the price is -1",
                "expected a number from 1e-12 to 1e15",
            ],
        ),
        (
            "{\"bids\":[[1,\"NaN\"]],\"asks\":[[5,1]]}",
            &["bids[0] is [1,NaN]", "expected [price, quantity]"],
        ),
        (
            "{\"bids\":[[1,NaN]],\"asks\":[[5,1]]}",
            &["line 1, column 13", "expected a value"],
        ),
        (
            "{\"bids\":[[1,1e308]],\"asks\":[[5,1]]}",
            &["bids[0]: the quantity is 1e308", "expected a number from"],
        ),
        (
            "{\"bids\":[[1,2]],\"asks\":[[\"1e-320\",1]]}",
            &["asks[0]: the price is \"1e-320\"", "expected a number from"],
        ),
        (
            "{\"bids\":[[1,2],{\"price\":1}],\"asks\":[[5,1]]}",
            &["bids[1] is {\"price\":1}", "expected [price, quantity]"],
        ),
    ];
    for (text, parts) in cases {
        explains(text.as_bytes(), parts);
    }
}

#[test]
fn every_malformed_table_of_positions_says_what_and_where() {
    let head = "side,quantity,entry_price,leverage\nlong,1,100,10\n";
    let row = |row: &str| format!("{head}{row}");
    let cases: [(String, &[&str]); 18] = [
        (
            "side quantity entry_price\n".into(),
            &[
                "line 1",
                "separated by nothing",
                "expected columns separated by commas, semicolons, tabs or bars",
            ],
        ),
        (
            "long,1,100,10\n".into(),
            &[
                "line 1",
                "\"long, 1, 100, 10\"",
                "looked for side, quantity, entry_price and leverage or margin",
            ],
        ),
        (
            "side,quantity,leverage\n".into(),
            &[
                "line 1",
                "taken for positions",
                "column entry_price is missing",
            ],
        ),
        (
            "side,quantity,entry_price\n".into(),
            &["line 1", "column leverage or margin is missing"],
        ),
        (
            "side,quantity,open,close\n".into(),
            &[
                "line 1",
                "fit more than one kind of table",
                "entry_price and leverage or margin for positions; or side with bid or ask for an order book; or a time and a price for a price path",
            ],
        ),
        (
            head.lines().next().expect("a line").into(),
            &["no rows", "expected at least one"],
        ),
        (
            row("long,1,100"),
            &["line 3 has 3 fields", "long, 1, 100", "expected 4"],
        ),
        (row("long;1;100;10"), &["line 3 has 1 fields", "expected 4"]),
        (
            row("up,1,100,10"),
            &[
                "line 3, column \"side\" is \"up\"",
                "expected long, short, buy or sell",
            ],
        ),
        (
            row("long,NaN,100,10"),
            &[
                "line 3, column \"quantity\" is \"NaN\"",
                "expected a number from 1e-15 to 1e24",
            ],
        ),
        (
            row("long,-1,100,10"),
            &["line 3, column \"quantity\" is \"-1\"", "expected a number"],
        ),
        (
            row("long,1e308,100,10"),
            &[
                "line 3, column \"quantity\" is \"1e308\"",
                "expected a number",
            ],
        ),
        (
            row("long,1,1e-320,10"),
            &[
                "line 3, column \"entry_price\" is \"1e-320\"",
                "from 1e-9 to 1e12",
            ],
        ),
        (
            row("long,1,100.5,10\nlong,1,\"1000,5\",10"),
            &[
                "line 4, column \"entry_price\" is \"1000,5\"",
                "expected a number with a decimal point, as \"100.5\" in line 3",
            ],
        ),
        (
            row("long,1,100,0"),
            &["line 3, column \"leverage\" is \"0\"", "from 0.01 to 1000"],
        ),
        (
            row("long,1,100,"),
            &["line 3, column \"leverage\" is \"\"", "expected a number"],
        ),
        (
            row("\"long,1,100,10\nshort,1,100,10\n"),
            &["line 3 has a quote that is not closed"],
        ),
        (
            format!(
                "id,side,quantity,entry,margin\n{},long,1,1,1",
                "x".repeat(65)
            ),
            &["line 2, column \"id\" is \"xxx", "at most 64 characters"],
        ),
    ];
    for (text, parts) in cases {
        explains(text.as_bytes(), parts);
        explains(text.replace('\n', "\r\n").as_bytes(), parts);
    }
}

#[test]
fn every_malformed_path_says_what_and_where() {
    let head = "timestamp,open,high,low,close,volume\n1621429800000,2,3,1,2,0\n";
    let row = |row: &str| format!("{head}{row}\n");
    let cases: [(String, &[&str]); 16] = [
        (
            "timestamp|open|high|low|close".into(),
            &["no rows", "expected at least one"],
        ),
        (
            "timestamp,open,high,low\n".into(),
            &[
                "line 1",
                "taken for a price path",
                "column close is missing",
            ],
        ),
        (
            "open,high,low,close\n".into(),
            &["line 1", "column timestamp is missing"],
        ),
        (head.into(), &["one row", "expected at least 2"]),
        (
            row("1621429860000,2,3,1"),
            &["line 3 has 4 fields", "expected 6"],
        ),
        (
            row("yesterday,2,3,1,2,0"),
            &[
                "line 3, column \"timestamp\" is \"yesterday\"",
                "expected seconds or milliseconds",
            ],
        ),
        (
            row("1621429800000,2,3,1,2.5,0"),
            &[
                "line 3, column \"timestamp\" is \"1621429800000\"",
                "expected a time of its own: line 2 has it, too",
            ],
        ),
        (
            row("1621429800000,2,3,1,2,0"),
            &["one row", "expected at least 2"],
        ),
        (
            row("1621429860000,two,3,1,2,0"),
            &["line 3, column \"open\" is \"two\"", "expected a number"],
        ),
        (
            row("1621429860000,2,3,-1,2,0"),
            &["line 3, column \"low\" is \"-1\"", "expected a number from"],
        ),
        (
            row("1621429860000,2,3,0,2,0"),
            &["line 3, column \"low\" is \"0\"", "expected a number from"],
        ),
        (
            row("1621429860000,2,1e308,1,2,0"),
            &["line 3, column \"high\" is \"1e308\"", "expected a number"],
        ),
        (
            row("1621429860000,2,3,1,1e-320,0"),
            &[
                "line 3, column \"close\" is \"1e-320\"",
                "expected a number",
            ],
        ),
        (
            row("1621429860000,2,1.5,1,2,0"),
            &[
                "line 3, column \"high\" is \"1.5\"",
                "around open 2 and close 2",
            ],
        ),
        (
            row("1621429860000,2,3,2.5,2,0"),
            &[
                "line 3, column \"low\" is \"2.5\"",
                "around open 2 and close 2",
            ],
        ),
        (
            row("1621429860000,2,3,1,2,-5"),
            &[
                "line 3, column \"volume\" is \"-5\"",
                "expected a number from 0",
            ],
        ),
    ];
    for (text, parts) in cases {
        explains(text.as_bytes(), parts);
        explains(text.replace('\n', "\r\n").as_bytes(), parts);
    }
}

#[test]
fn every_malformed_bracket_says_what_and_where() {
    let first = r#"{"minNotional":0,"maxNotional":9,"maintenanceMarginRate":0.01}"#;
    let second = |fields: &str| format!(r#"{{"X":[{first},{{{fields}}}]}}"#);
    let cases: [(String, &[&str]); 16] = [
        (BRACKETS[..BRACKETS.len() - 30].into(), &["line 6, column"]),
        (
            "{\"X\":[]}".into(),
            &["this JSON has the keys X", "looked for", "brackets"],
        ),
        (
            "{\"error\":[],\"Y\":3}".into(),
            &["this JSON has the keys Y, error", "looked for"],
        ),
        (
            "{\"X\":[3]}".into(),
            &["this JSON has the keys X", "looked for"],
        ),
        (
            format!("{{\"X\":[{}]}}", vec![first; 1_001].join(",")),
            &["X has 1,001 brackets", "expected 1 to 1,000"],
        ),
        (
            second(r#""minNotional":8,"maxNotional":20,"maintenanceMarginRate":0.02"#),
            &["X[1].minNotional is 8", "expected 9"],
        ),
        (
            second(r#""minNotional":9,"maxNotional":9,"maintenanceMarginRate":0.02"#),
            &["X[1].maxNotional is 9", "expected more than 9"],
        ),
        (
            second(r#""minNotional":9,"maxNotional":-1,"maintenanceMarginRate":0.02"#),
            &["X[1].maxNotional is -1; expected a number above 0", ""],
        ),
        (
            second(r#""minNotional":9,"maxNotional":20,"maintenanceMarginRate":0.009"#),
            &[
                "X[1].maintenanceMarginRate is 0.009",
                "expected not less than 0.01",
            ],
        ),
        (
            second(r#""minNotional":9,"maxNotional":20,"maintenanceMarginRate":-0.1"#),
            &[
                "X[1].maintenanceMarginRate is -0.1",
                "expected a number from 0 to 0.99",
            ],
        ),
        (
            second(r#""minNotional":9,"maxNotional":20,"maintenanceMarginRate":"NaN""#),
            &["X[1].maintenanceMarginRate is NaN", "expected a number"],
        ),
        (
            second(
                r#""minNotional":9,"maxNotional":1e308,"maintenanceMarginRate":0.4,"maxLeverage":125"#,
            ),
            &[
                "X[1].maintenanceMarginRate is 0.4",
                "expected less than 1 / 125",
            ],
        ),
        (
            second(r#""minNotional":1e-320,"maxNotional":10,"maintenanceMarginRate":0.02"#),
            &["X[1].minNotional is", "e-320", "expected 9"],
        ),
        (
            second(r#""minNotional":9,"maxNotional":20"#),
            &["X[1].maintenanceMarginRate is missing", "expected a number"],
        ),
        (
            second(
                r#""minNotional":9,"maxNotional":20,"maintenanceMarginRate":0.02,"info":{"cum":"5"}"#,
            ),
            &["X[1].info.cum is \"5\"", "expected 0.09"],
        ),
        (
            format!("{{\"X\":[{},{first}]}}", first.replace('9', "null")),
            &["X[0].maxNotional is missing", "another bracket follows"],
        ),
    ];
    for (text, parts) in cases {
        explains(text.as_bytes(), parts);
    }
}

#[test]
fn a_malformed_scenario_says_what_and_where() {
    let cases: [(&str, &[&str]); 6] = [
        ("{\"version\":1,", &["line 1, column 14"]),
        (
            "{\"version\":2,\"markets\":[]}",
            &[
                "taken for a scenario",
                "version is 2",
                "expected a whole number from 1 to 1",
            ],
        ),
        (
            "{\"version\":1}",
            &["taken for a scenario", "markets is missing"],
        ),
        (
            "{\"markets\":[{\"price\":-3,\"impact\":{\"law\":\"linear\",\"slope\":1}}]}",
            &["markets[0].price is -3", "expected a number"],
        ),
        (
            "{\"markets\":[{\"price\":1e308,\"impact\":{\"law\":\"linear\",\"slope\":1}}]}",
            &["markets[0].price is 1e308", "expected a number"],
        ),
        (
            "{\"markets\":[{\"price\":\"NaN\",\"impact\":{\"law\":\"linear\",\"slope\":1e-320}}]}",
            &["markets[0].price is NaN", "expected a number"],
        ),
    ];
    for (text, parts) in cases {
        explains(text.as_bytes(), parts);
    }
}

#[test]
fn files_are_the_same_however_they_are_cut() {
    for (name, text) in FILES {
        let bytes = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let expected = read(&bytes, usize::MAX).expect(name);
        for piece in 1..=bytes.len() {
            assert_eq!(
                read(&bytes, piece).as_ref(),
                Ok(&expected),
                "{name} by {piece}"
            );
        }
    }
}

#[test]
fn too_many_rows_are_found_while_they_arrive() {
    let mut reader = Reader::new();
    reader
        .push(b"side,quantity,entry_price,margin\n")
        .expect("names");
    let rows = "long,1,100,10\n".repeat(10_000);
    for _ in 0..100 {
        reader
            .push(rows.as_bytes())
            .expect("a million rows are allowed");
    }
    let problem = reader
        .push(b"long,1,100,10\n")
        .expect_err("is one too many");
    assert_eq!(problem.code, ErrorCode::OutOfRange);
    assert_eq!(
        problem.message,
        "line 1000002: the table has more than 1,000,000 rows; at most 1,000,000 are read"
    );

    let mut reader = Reader::new();
    reader
        .push(b"{\"asks\":[[2,1]],\n\"bids\":[[1,1]")
        .expect("a start");
    let levels = ",[1,1]".repeat(1_000);
    let mut pushed = 0;
    let problem = loop {
        match reader.push(levels.as_bytes()) {
            Ok(()) => pushed += 1,
            Err(problem) => break problem,
        }
    };
    assert_eq!(pushed, MAX_ROWS / 1_000 - 1);
    assert_eq!(
        problem.message,
        "line 2: a list has more than 1,000,000 entries; at most 1,000,000 are read"
    );
}

#[test]
fn a_file_that_is_too_large_is_refused_at_its_limit() {
    let mut reader = Reader::new();
    let megabyte = vec![b' '; 1_048_576];
    for _ in 0..MAX_BYTES / 1_048_576 {
        reader.push(&megabyte).expect("is within the limit");
    }
    let problem = reader.push(b" ").expect_err("is one byte more");
    assert!(
        problem.message.contains("larger than 50 MB; at most 50 MB"),
        "{problem}"
    );
}

#[test]
fn what_is_packed_is_the_same_again_and_damage_is_noticed() {
    for (name, text) in FILES {
        let parsed = whole(text).expect(name);
        let packed = pack(&parsed);
        assert_eq!(unpack(&packed).as_ref(), Ok(&parsed), "{name}");
        let mut data = DataStore::default();
        let info = data.register_packed("x", &packed).expect(name);
        let direct = DataStore::default()
            .register("x", text.as_bytes())
            .expect(name);
        assert_eq!(info, direct);
        for length in 0..packed.len() {
            let problem = unpack(&packed[..length]).expect_err("is cut");
            assert_eq!(problem.code, ErrorCode::Malformed);
        }
        for place in 0..packed.len() {
            for bit in 0..8 {
                let mut damaged = packed.clone();
                damaged[place] ^= 1 << bit;
                // Either noticed, or still something sound: never a panic, never a NaN.
                if let Ok(parsed) = unpack(&damaged) {
                    let numbers = format!("{parsed:?}");
                    assert!(
                        !numbers.contains("NaN") && !numbers.contains("inf"),
                        "{numbers}"
                    );
                }
            }
        }
        assert!(
            unpack(&[packed.as_slice(), b"x"].concat()).is_err(),
            "{name}"
        );
    }
}

#[test]
fn data_of_another_kind_is_no_substitute() {
    let data = store();
    let problem = data.positions(&reference("book")).expect_err("is a book");
    assert_eq!(
        problem.message,
        "here names \"book\", which holds book; expected positions"
    );
    let problem = data.path(&reference("nothing")).expect_err("is not there");
    assert_eq!(problem.code, ErrorCode::MissingData);
}

#[test]
fn a_bad_file_changes_nothing_in_the_store() {
    let mut data = store();
    let before = data.info("book").cloned();
    assert!(data.register("book", b"<html>").is_err());
    assert!(data.register_packed("book", b"LCD1").is_err());
    assert_eq!(data.info("book").cloned(), before);
}

fn preset() -> Value {
    presets::preset("the-match").expect("a preset")
}

#[test]
fn positions_from_a_file_are_the_same_as_in_the_scenario() {
    let mut data = store();
    data.register(
        "p",
        b"id,side,quantity,entry_price,leverage\nA,long,3,100,7\nB,short,0.1,99.9,12.5\n",
    )
    .expect("positions");
    let with = |rows: Value| {
        let mut scenario = preset();
        scenario["populations"] = json!([{ "kind": "positions", "rows": rows }]);
        let valid = build(&scenario, &data).expect("is valid");
        match valid.populations.into_iter().next() {
            Some(Population::Traders(Group::Positions(positions))) => positions.rows,
            other => panic!("{other:?}"),
        }
    };
    let written = with(json!([
        { "id": "A", "side": "long", "quantity": 3, "entryPrice": 100, "leverage": 7 },
        { "id": "B", "side": "short", "quantity": 0.1, "entryPrice": 99.9, "leverage": 12.5 }
    ]));
    assert_eq!(with(json!({ "data": { "name": "p" } })), written);
}

#[test]
fn accounts_are_refused_rather_than_ignored() {
    let mut data = store();
    data.register(
        "a",
        b"account,side,quantity,entry,margin\n,long,1,100,9\nbob,long,1,100,9\n",
    )
    .expect("positions");
    let problems = use_data(&preset(), "a", None, &data).expect_err("needs cross margin");
    assert_eq!(problems[0].code, ErrorCode::NotBuilt);
    assert!(
        problems[0]
            .message
            .contains("row 2 of the file is in account \"bob\""),
        "{}",
        problems[0]
    );
}

#[test]
fn each_kind_is_put_into_a_scenario() {
    let mut data = store();
    let used = |name: &str, contract: Option<&str>, data: &DataStore| {
        use_data(&preset(), name, contract, data)
    };
    let book = used("book", None, &data).expect("a book");
    assert_eq!(book["markets"][0]["impact"]["bids"]["data"]["name"], "book");
    assert_eq!(book["markets"][0]["price"], 100.0);

    let positions = used("positions", None, &data).expect("positions");
    let kinds: Vec<&Value> = positions["populations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|population| &population["kind"])
        .collect();
    assert_eq!(kinds, ["positions"]);
    assert_eq!(positions["markets"][0]["price"], 100.0);
    assert!(controls(&positions, &data).is_ok());

    let brackets = used("brackets", Some("B/USDT"), &data).expect("brackets");
    let market = &build(&brackets, &data).expect("is valid").markets[0];
    assert_eq!(market.margin.maintenance.tiers().len(), 2);
    let first = used("brackets", None, &data).expect("brackets");
    let market = &build(&first, &data).expect("is valid").markets[0];
    assert_eq!(market.margin.maintenance.tiers()[0].ratio, 0.01);
    // The preset's crowd goes up to 125x, which cannot exist at a maintenance margin of 1 %.
    assert_eq!(first["populations"][0]["leverage"]["max"], 99.0);
    let problems = used("brackets", Some("C"), &data).expect_err("is not in the file");
    assert_eq!(problems[0].code, ErrorCode::UnknownChoice);
    assert!(
        problems[0]
            .message
            .contains("expected one of A/USDT, B/USDT"),
        "{}",
        problems[0]
    );

    let scenario = used("scenario", None, &data).expect("a scenario");
    assert_eq!(scenario["title"], "Mine");
    assert!(build(&scenario, &data).is_ok());

    // Entries far away: the market moves there, and its depth in quote stays.
    data.register(
        "far",
        b"side,quantity,entry,leverage\nlong,1,60000,10\nlong,1,62000,10\nlong,1,61000,10\n",
    )
    .expect("positions");
    let depth = |scenario: &Value| {
        let valid = build(scenario, &data).expect("is valid");
        let control = controls(scenario, &data).expect("is valid");
        let depth = control.iter().find(|control| control.name == "depth");
        (
            valid.markets[0].impact.start_price,
            depth.expect("a depth").value,
        )
    };
    let (price, before) = depth(&preset());
    assert_eq!(price, 100.0);
    let (price, after) = depth(&used("far", None, &data).expect("positions"));
    assert_eq!(price, 61_000.0);
    assert!((after / before - 1.0).abs() < 1e-9, "{before} {after}");
    let laws = [
        json!({ "law": "linear", "slope": 2e-6 }),
        json!({ "law": "logLinear", "depth": 4e7 }),
        json!({ "law": "squareRoot", "coefficient": 0.8, "dailyVolatility": 0.04, "dailyVolume": 9e8 }),
    ];
    for law in laws {
        let mut scenario = preset();
        scenario["markets"][0]["impact"] = law.clone();
        let (_, before) = depth(&scenario);
        let moved = use_data(&scenario, "far", None, &data).expect("positions");
        let (price, after) = depth(&moved);
        assert_eq!(price, 61_000.0);
        assert!(
            (after / before - 1.0).abs() < 1e-9,
            "{law}: {before} {after}"
        );
    }
    let on_book = used("book", None, &data).expect("a book");
    let problems = use_data(&on_book, "far", None, &data).expect_err("a book stays where it is");
    assert!(problems[0].message.contains("61000"), "{}", problems[0]);
}

#[test]
fn a_loaded_book_is_what_it_shows_and_not_what_the_preset_had() {
    let mut data = store();
    // 1 and 20 base a level, a basis point apart.
    for (name, amount) in [("thin", 1.0), ("thick", 20.0)] {
        let side = |sign: f64| -> Vec<[f64; 2]> {
            let price = |level: u32| 95_000.0 + sign * 9.5 * f64::from(level);
            (1..=200).map(|level| [price(level), amount]).collect()
        };
        let text = json!({ "bids": side(-1.0), "asks": side(1.0) }).to_string();
        let info = data.register(name, text.as_bytes()).expect("a book");
        let within: f64 = (1..=100)
            .map(|level| amount * (95_000.0 - 9.5 * f64::from(level)))
            .sum();
        let bids = info.to_json()["bidDepth"].as_f64().expect("a depth");
        assert!((bids / within - 1.0).abs() < 1e-9, "{bids} {within}");
        for preset_name in ["thin-book", "the-match"] {
            let preset = presets::preset(preset_name).expect("a preset");
            let scenario = use_data(&preset, name, None, &data).expect("a book");
            assert_eq!(scenario["markets"][0]["impact"]["refill"], 1.0);
            let value = |scenario: &Value, name: &str| {
                let all = controls(scenario, &data).expect("is valid");
                let one = all.iter().find(|control| control.name == name);
                one.expect("is there").value
            };
            assert_eq!(value(&scenario, "bookDepth"), 1.0);
            // What moves the price by 1 % is what is displayed there.
            let depth = value(&scenario, "depth");
            assert!((depth / within - 1.0).abs() < 0.02, "{depth} {within}");
            let threefold = set_control(&scenario, "bookDepth", 3.0, &data).expect("in range");
            assert_eq!(threefold["markets"][0]["impact"]["refill"], 3.0);
            assert!((value(&threefold, "depth") / depth - 3.0).abs() < 1e-9);
        }
    }
}

#[test]
fn what_is_said_to_be_displayed_is_in_the_book() {
    let mut data = store();
    // As many levels of 1 base, 10 quote apart: down to 0.2 %, and beyond 1 %.
    for (levels, extra) in [(20_u32, 0.0), (20, 7.0), (150, 0.0)] {
        let side = |sign: f64| -> Vec<[f64; 2]> {
            let price = |level: u32| 100_000.0 + sign * 10.0 * f64::from(level);
            let mut all: Vec<_> = (1..=levels).map(|level| [price(level), 1.0]).collect();
            all[0][1] += extra;
            all
        };
        let bids = side(-1.0);
        let text = json!({ "bids": bids, "asks": side(1.0) }).to_string();
        let info = data
            .register("side", text.as_bytes())
            .expect("a book")
            .to_json();
        let preset = presets::preset("the-match").expect("a preset");
        let loaded = use_data(&preset, "side", None, &data).expect("a book");
        for (refill, beyond) in [
            (1.0, "lastDensity"),
            (4.0, "lastDensity"),
            (1.0, "exhausted"),
        ] {
            let mut scenario = set_control(&loaded, "bookDepth", refill, &data).expect("in range");
            scenario["markets"][0]["impact"]["beyond"] = beyond.into();
            let all = controls(&scenario, &data).expect("is valid");
            let help = &all
                .iter()
                .find(|one| one.name == "bookDepth")
                .expect("is there")
                .help;
            let shown = |text: &str| -> f64 {
                let (_, rest) = text.split_once('$').expect("an amount");
                let (number, _) = rest.split_once('M').expect("millions");
                1e6 * number.parse::<f64>().expect("a number")
            };
            let displayed = info["bidDepth"].as_f64().expect("a depth");
            assert!(
                (shown(help) / displayed - 1.0).abs() < 0.03,
                "{displayed}: {help}"
            );
            let amounts = help.matches('$').count();
            assert_eq!(help.matches(" $").count(), amounts, "{help}");
            assert!(help.contains("are displayed within 1 %"), "{help}");
            assert_eq!(
                help.contains("all of it within 0.2 %"),
                levels == 20,
                "{help}"
            );
            let is_on = levels == 20 && beyond == "lastDensity";
            assert_eq!(
                help.contains("taken to go on as at its end"),
                is_on,
                "{help}"
            );
            let is_end = levels == 20 && beyond == "exhausted";
            assert_eq!(help.contains("there is nothing"), is_end, "{help}");
        }
    }
}

#[test]
fn a_path_brings_its_clock_and_moves_the_price() {
    let mut data = store();
    data.register(
        "fall",
        b"time,open,high,low,close\n0,200,200,200,200\n60,190,190,190,190\n120,180,180,180,180\n",
    )
    .expect("a path");
    let scenario = use_data(&preset(), "fall", None, &data).expect("a path");
    assert_eq!(
        scenario["clock"],
        json!({ "mode": "ticks", "tickS": 1.0, "durationS": 180.0 })
    );
    let valid = build(&scenario, &data).expect("is valid");
    let liquidation_cascades::scenario::model::Shock::Path { points, .. } = &valid.shock else {
        panic!("{:?}", valid.shock);
    };
    // Each candle by its open, extremes and close, a quarter of its length apart; what lies between a close and the next
    // open is a gap.
    let opens: Vec<(f64, f64)> = points.iter().step_by(5).copied().collect();
    assert_eq!(opens, [(0.0, 1.0), (60.0, 0.95), (120.0, 0.9)]);
    let holds: Vec<(f64, f64)> = points.iter().skip(4).step_by(5).copied().collect();
    assert_eq!(holds, [(60.0, 1.0), (120.0, 0.95)]);
    data.register(
        "dip",
        b"time,open,high,low,close\n0,100,101,90,92\n60,92,99,91,98\n",
    )
    .expect("a path");
    let dip = use_data(&preset(), "dip", None, &data).expect("a path");
    let valid = build(&dip, &data).expect("is valid");
    let liquidation_cascades::scenario::model::Shock::Path { points, .. } = &valid.shock else {
        panic!("{:?}", valid.shock);
    };
    let expected = [
        (0.0, 1.0),
        (15.0, 1.01),
        (30.0, 0.9),
        (45.0, 0.92),
        (60.0, 0.92),
        (75.0, 0.91),
        (90.0, 0.99),
        (105.0, 0.98),
    ];
    assert_eq!(**points, expected);
    // Years of candles: a run is shorter, so the path runs faster.
    data.register(
        "years",
        b"time,open,high,low,close\n0,2,2,2,2\n10000000,1,1,1,1\n",
    )
    .expect("a path");
    let scenario = use_data(&preset(), "years", None, &data).expect("a path");
    assert_eq!(scenario["shock"]["speed"], 1.0);
    assert_eq!(
        scenario["clock"],
        json!({ "mode": "ticks", "tickS": 3600.0, "durationS": 2e7 })
    );
    // A century: a run is shorter, so the path runs faster.
    data.register(
        "century",
        b"time,open,high,low,close\n0,2,2,2,2\n2000000000,1,1,1,1\n",
    )
    .expect("a path");
    let scenario = use_data(&preset(), "century", None, &data).expect("a path");
    assert_eq!(scenario["shock"]["speed"], 4.0);
    assert_eq!(scenario["clock"]["durationS"], 1e9);
}

/// A day of minutes that falls by a fifth within six of them: with a thousand ticks a day whoever is reached inside one would
/// trade where the price has gone 3 % on, beyond what they own. So steep ticks are divided.
#[test]
fn nobody_is_bankrupt_by_the_ticks_of_a_path_that_was_loaded() {
    for (fall, minutes) in [(0.8_f64, 6), (0.7, 3), (0.9, 60)] {
        let mut data = DataStore::default();
        let mut text = "time,open,high,low,close\n".to_owned();
        let at = |minute: i32| {
            100.0
                + 100.0 * (fall - 1.0) * f64::from((minute - 600).clamp(0, minutes))
                    / f64::from(minutes)
        };
        for minute in 0..1440 {
            let (open, close) = (at(minute), at(minute + 1));
            text += &format!("{},{open},{open},{close},{close}\n", 60 * minute);
        }
        data.register("day", text.as_bytes()).expect("a path");
        let still = json!({
            "version": 1,
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "insuranceFund": 0,
                "margin": { "maintenance": { "ratio": 0.005 } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 1000, "entryPrice": 100, "margin": 5000 }
            ] }],
            "shock": { "kind": "none" }
        });
        let scenario = use_data(&still, "day", None, &data).expect("a path");
        let trace = liquidation_cascades::engine::run(build(&scenario, &data).expect("is valid"));
        assert!((990..20_000).contains(&trace.rows()), "{}", trace.rows());
        let summary = trace.summary();
        // Liquidated at 95.477, bankrupt at 95: what is left goes to the fund.
        assert_eq!(summary.bad_debt, 0.0, "{fall} {minutes}");
        let gain = summary.insurance_fund_change;
        assert!(gain > 200.0 && gain <= 478.0, "{fall} {minutes}: {gain}");
    }
}

fn row() -> impl Strategy<Value = (bool, f64, f64, f64, bool)> {
    (
        any::<bool>(),
        1e-9..1e9_f64,
        1e-6..1e9_f64,
        0.5..200.0_f64,
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn written_positions_are_read_back(
        rows in prop::collection::vec(row(), 1..40),
        semicolons in any::<bool>(),
        returns in any::<bool>(),
        piece in 1_usize..50,
    ) {
        let (comma, end) = (if semicolons { ";" } else { "," }, if returns { "\r\n" } else { "\n" });
        let mut text = ["leverage", "id", "side", "margin", "size", "entry_price"].join(comma) + end;
        for (index, (long, quantity, entry, number, by_margin)) in rows.iter().enumerate() {
            let side = if *long { "Buy" } else { "short" };
            let (leverage, margin) = if *by_margin { (String::new(), number.to_string()) } else { (number.to_string(), String::new()) };
            let fields = [leverage, format!("\"#{index}, \u{20ac}\"\"\""), side.to_owned(), margin, quantity.to_string(), entry.to_string()];
            text += &(fields.join(comma) + end);
        }
        let parsed = read(text.as_bytes(), piece).expect("is well formed");
        prop_assert_eq!(unpack(&pack(&parsed)), Ok(parsed.clone()));
        let Content::Positions(table) = parsed.content else { panic!("are positions") };
        prop_assert_eq!(table.rows(), rows.len());
        for (index, &(long, quantity, entry, number, by_margin)) in rows.iter().enumerate() {
            prop_assert_eq!(table.side[index], if long { Side::Long } else { Side::Short });
            prop_assert_eq!(table.quantity[index], quantity);
            prop_assert_eq!(table.entry_price[index], entry);
            prop_assert_eq!(table.margin[index], if by_margin { number } else { quantity * entry / number });
            prop_assert_eq!(table.id.get(index), format!("#{index}, \u{20ac}\""));
        }
    }

    #[test]
    fn written_paths_and_books_are_read_back(
        steps in prop::collection::vec((0.001..1e4_f64, 1e-3..1e6_f64, 1e-3..1e6_f64), 2..40),
        piece in 1_usize..50,
    ) {
        let mut text = "close,timestamp,open,high,low\n".to_owned();
        let mut time = 1.6e9;
        for (step, open, close) in &steps {
            time += step.max(1.0).floor();
            text += &format!("{close},{time},{open},{},{}\n", open.max(*close), open.min(*close));
        }
        let parsed = read(text.as_bytes(), piece).expect("is well formed");
        prop_assert_eq!(unpack(&pack(&parsed)), Ok(parsed.clone()));
        let Content::Path(path) = parsed.content else { panic!("is a path") };
        prop_assert_eq!(path.open, steps.iter().map(|step| step.1).collect::<Vec<_>>());
        prop_assert_eq!(path.close, steps.iter().map(|step| step.2).collect::<Vec<_>>());

        let mut price = 1e6;
        let levels = |direction: f64, price: &mut f64| -> Vec<[f64; 2]> {
            steps.iter().map(|step| { *price += direction * step.0; [*price, step.1] }).collect()
        };
        let bids = levels(-1.0, &mut price);
        price = 1e6;
        let asks = levels(1.0, &mut price);
        let text = json!({ "bids": bids, "asks": asks }).to_string();
        let parsed = read(text.as_bytes(), piece).expect("is well formed");
        prop_assert_eq!(unpack(&pack(&parsed)), Ok(parsed.clone()));
        let Content::Book(book) = parsed.content else { panic!("is a book") };
        prop_assert_eq!(book.bids, bids);
        prop_assert_eq!(book.asks, asks);
    }
}
