//! Files as people, venues and programs write them: each shape is read right, refused with the reason, or asked about,
//! and what was left out or assumed is said.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::{
    Content, DataStore, How, OrderBook, Parsed, PositionTable, PricePath, Reader, pack, unpack,
};
use liquidation_cascades::scenario::presets;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Reads a file told something, whole and cut, and packs it.
#[track_caller]
fn told(text: &str, how: &How) -> Result<Parsed, Problem> {
    let read = |piece: usize| {
        let mut reader = Reader::told(how.clone());
        for piece in text.as_bytes().chunks(piece) {
            reader.push(piece)?;
        }
        reader.finish()
    };
    let whole = read(usize::MAX);
    assert_eq!(read(7), whole, "cut by 7");
    if let Ok(parsed) = &whole {
        assert_eq!(unpack(&pack(parsed)).as_ref(), Ok(parsed));
    }
    whole
}

#[track_caller]
fn parsed(text: &str) -> Parsed {
    told(text, &How::default()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

#[track_caller]
fn path(text: &str) -> PricePath {
    match parsed(text).content {
        Content::Path(path) => path,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn positions(text: &str) -> PositionTable {
    match parsed(text).content {
        Content::Positions(table) => table,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn book(text: &str) -> OrderBook {
    match parsed(text).content {
        Content::Book(book) => book,
        other => panic!("{other:?}"),
    }
}

/// What was said, as `kind count`.
fn said(text: &str) -> Vec<String> {
    let one = |remark: &liquidation_cascades::scenario::data::Remark| {
        format!("{} {}", remark.kind.as_str(), remark.count)
    };
    parsed(text).remarks.all().iter().map(one).collect()
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) -> Problem {
    let problem = told(text, &How::default()).expect_err("is refused");
    for part in parts {
        assert!(
            problem.message.contains(part),
            "{:?} does not say {part:?}",
            problem.message
        );
    }
    assert!(problem.message.contains(&problem.field), "{problem:?}");
    problem
}

/// 2025-10-10 21:15 UTC.
const START: f64 = 1_760_130_900.0;

#[test]
fn the_same_candles_are_read_in_every_dialect() {
    let expected = [
        [117_000.0, 117_250.0, 116_900.0, 117_100.0],
        [117_100.0, 117_100.0, 102_000.0, 109_800.0],
    ];
    for text in [
        // No names: Binance, in microseconds; KuCoin's and Coinbase's orders; date and time apart.
        "1760130900000000,117000,117250,116900,117100,12,1760130959999,1,9,6,7,0\n1760130960000000,117100,117100,102000,109800,955,1760131019999,1,5,3,3,0\n",
        "1760130900,117000,117100,117250,116900,12\n1760130960,117100,109800,117100,102000,955\n",
        "1760130900,116900,117250,117000,117100,12\n1760130960,102000,117100,117100,109800,955\n",
        "2025.10.10,21:15,117000,117250,116900,117100,12\n2025.10.10,21:16,117100,117100,102000,109800,955\n",
        // An address above, newest first, two columns of times.
        "https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC\n1760130960000,2025-10-10 21:16:00,BTCUSDT,117100,117100,102000,109800,955\n1760130900000,2025-10-10 21:15:00,BTCUSDT,117000,117250,116900,117100,12\n",
        "# made by hand\n# in a hurry\ntimestamp,datetime,open,high,low,close\n1760130900000,2025-10-10T21:15:00.000Z,117000,117250,116900,117100\n1760130960000,2025-10-10T21:16:00.000Z,117100,117100,102000,109800\n",
        // Three rows of names, an index without one, names in brackets, names of a venue.
        "Price,Close,High,Low,Open,Volume\nTicker,B,B,B,B,B\nDatetime,,,,,\n2025-10-10 21:15:00+00:00,117100,117250,116900,117000,5\n2025-10-10 21:16:00+00:00,109800,117100,102000,117100,7\n",
        ",Open,High,Low,Close\n2025-10-10 21:15:00,117000,117250,116900,117100\n2025-10-10 21:16:00,117100,117100,102000,109800\n",
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\nBTC,1,20251010,211500,117000,117250,116900,117100,12\nBTC,1,20251010,211600,117100,117100,102000,109800,955\n",
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2025.10.10\t21:15:00\t117000\t117250\t116900\t117100\t1\n2025.10.10\t21:16:00\t117100\t117100\t102000\t109800\t1\n",
        "open_time,open,high,low,close,close_time\n1760130900000,117000,117250,116900,117100,1760130959999\n1760130960000,117100,117100,102000,109800,1760131019999\n",
        // Dates.
        "timestamp;open;high;low;close\n10.10.2025 21:15;117000;117250;116900;117100\n10.10.2025 21:16;117100;117100;102000;109800\n",
        "timestamp,open,high,low,close\n2025-10-10 21:15:00 UTC,117000,117250,116900,117100\n2025-10-10 21:16:00 UTC,117100,117100,102000,109800\n",
        "timestamp,open,high,low,close\n2025-10-10 23:15:00+02,117000,117250,116900,117100\n2025-10-10 23:16:00+02,117100,117100,102000,109800\n",
        "timestamp,open,high,low,close\n20251010211500,117000,117250,116900,117100\n20251010211600,117100,117100,102000,109800\n",
        "timestamp,open,high,low,close\n20251010211500000,117000,117250,116900,117100\n20251010211600000,117100,117100,102000,109800\n",
        "timestamp,open,high,low,close\n202510102115,117000,117250,116900,117100\n202510102116,117100,117100,102000,109800\n",
        "Date,Time,Open,High,Low,Close\n10/10/2025,9:15:00 PM,117000,117250,116900,117100\n10/10/2025,9:16:00 PM,117100,117100,102000,109800\n",
        // A sheet's dress, German marks, German names, bars.
        "Date,Open,High,Low,Close\n\"Oct 10, 2025 21:15\",\"$117,000.00\",\"$117,250.00\",\"$116,900.00\",\"$117,100.00\"\n\"Oct 10, 2025 21:16\",\"$117,100.00\",\"$117,100.00\",\"$102,000.00\",\"$109,800.00\"\n",
        "Datum;Eröffnung;Hoch;Tief;Schlusskurs\n2025-10-10 21:15;117.000,00;117.250,00;116.900,00;117.100,00\n2025-10-10 21:16;117.100,00;117.100,00;102.000,00;109.800,00\n",
        "sep=|\nDate|Open|High|Low|Close\n2025-10-10 21:15|117000|117250|116900|117100\n2025-10-10 21:16|117100|117100|102000|109800\n",
        // Nothing in between, the names once more, a row twice.
        "Date,Open,High,Low,Close\n2025-10-10 21:15,117000,117250,116900,117100\nDate,Open,High,Low,Close\n2025-10-10 21:15:30,null,null,null,null\n2025-10-10 21:16,117100,117100,102000,109800\n2025-10-10 21:16,117100,117100,102000,109800\n2025-10-10 21:17,,,,\n",
        // JSON of Binance, of ccxt, of Bybit (newest first), Hyperliquid, Kraken, and columns.
        "[[1760130900000,\"117000.10\",\"117250\",\"116900\",\"117100\",\"1\",1760130959999,\"1\",9,\"6\",\"7\",\"0\"],[1760130960000,\"117100\",\"117100\",\"102000\",\"109800\",\"1\",1760131019999,\"1\",9,\"6\",\"7\",\"0\"]]",
        "[[1760130900000,117000,117250,116900,117100,12.5],[1760130960000,117100,117100,102000,109800,955]]",
        r#"{"retCode":0,"result":{"symbol":"BTCUSDT","list":[["1760130960000","117100","117100","102000","109800","9","1"],["1760130900000","117000","117250","116900","117100","9","1"]]}}"#,
        r#"[{"t":1760130900000,"T":1760130959999,"s":"BTC","o":"117000","c":"117100","h":"117250","l":"116900","v":"1"},{"t":1760130960000,"T":1760131019999,"s":"BTC","o":"117100","c":"109800","h":"117100","l":"102000","v":"1"}]"#,
        r#"{"error":[],"result":{"XXBTZUSD":[[1760130900,"117000","117250","116900","117100","117000","1",2],[1760130960,"117100","117100","102000","109800","110000","1",2]],"last":1760130900}}"#,
        r#"{"s":"ok","t":[1760130900,1760130960],"o":[117000,117100],"h":[117250,117100],"l":[116900,102000],"c":[117100,109800]}"#,
    ] {
        let path = path(text);
        assert_eq!(path.start_s, START, "{text}");
        assert_eq!(path.time_s, [0.0, 60.0], "{text}");
        for (row, candle) in expected.iter().enumerate() {
            let read = [
                path.open[row],
                path.high[row],
                path.low[row],
                path.close[row],
            ];
            for (read, expected) in read.iter().zip(candle) {
                assert!((read - expected).abs() < 0.2, "{read} {expected} {text}");
            }
        }
    }
}

#[test]
fn numbers_that_are_dates_are_dates() {
    const DAY: f64 = 86_400.0;
    let of = |times: [&str; 3]| {
        let rows: String = times
            .iter()
            .map(|time| format!("{time},100,101,99,100\n"))
            .collect();
        let path = path(&format!("Date,Open,High,Low,Close\n{rows}"));
        (path.start_s, path.time_s)
    };
    // 2025-10-09, -10 and -11.
    let days = (1_759_968_000.0, vec![0.0, DAY, 2.0 * DAY]);
    assert_eq!(of(["45939", "45940", "45941"]), days);
    assert_eq!(of(["20251009", "20251010", "20251011"]), days);
    assert_eq!(of(["2025/10/09", "2025/10/10", "2025/10/11"]), days);
    assert_eq!(of(["09.10.2025", "10.10.2025", "11.10.2025"]), days);
    assert_eq!(of(["2025-10-9", "2025-10-10", "2025-10-11"]), days);
    assert_eq!(of(["9 Oct 2025", "10 Oct 2025", "11 Oct 2025"]), days);
    assert_eq!(of(["1759968000", "1760054400", "1760140800"]), days);
    // 45940.875 is 21:00.
    assert_eq!(
        of(["45940.875", "45941", "45941.125"]).1,
        [0.0, 10_800.0, 21_600.0]
    );
    assert_eq!(
        of(["2007", "2008", "2009"]).1,
        [0.0, 365.0 * DAY, 731.0 * DAY]
    );
    assert_eq!(
        of(["202510", "202511", "202512"]).1,
        [0.0, 31.0 * DAY, 61.0 * DAY]
    );
    assert_eq!(
        of(["1929-10-25", "1929-10-28", "1929-10-29"]),
        (-1_268_179_200.0, vec![0.0, 3.0 * DAY, 4.0 * DAY])
    );
    assert_eq!(
        of(["25/09/2025", "26/09/2025", "01/10/2025"]).1,
        [0.0, DAY, 6.0 * DAY]
    );
    assert_eq!(
        of(["09/25/2025", "09/26/2025", "10/01/2025"]).1,
        [0.0, DAY, 6.0 * DAY]
    );
    // Seconds of nobody's epoch stay seconds.
    assert_eq!(of(["0", "60", "120"]), (0.0, vec![0.0, 60.0, 120.0]));
    assert_eq!(of(["21600", "25200", "28800"]).1, [0.0, 3_600.0, 7_200.0]);
    // What was assumed is said.
    assert_eq!(
        said("Date,Open,High,Low,Close\n2007,1,1,1,1\n2008,1,1,1,1\n"),
        ["years 1"]
    );
    assert_eq!(
        said("Date,Open,High,Low,Close\n45939,1,1,1,1\n45940,1,1,1,1\n"),
        ["dayNumbers 1"]
    );
    assert_eq!(
        said("Date,Open,High,Low,Close\n25/09/2025,1,1,1,1\n26/09/2025,1,1,1,1\n"),
        ["dayFirst 1"]
    );
}

#[test]
fn a_date_of_two_meanings_is_asked_about() {
    let text = "Date,Open,High,Low,Close\n03/04/2025,100,101,99,100\n04/04/2025,100,101,99,100\n";
    let problem = refused(
        text,
        &[
            "line 2, column \"Date\" is \"03/04/2025\"",
            "day first",
            "dates",
        ],
    );
    assert_eq!(
        (problem.code, problem.field.as_str()),
        (ErrorCode::Ambiguous, "dates")
    );
    assert_eq!(problem.value.as_deref(), Some("[\"dmy\",\"mdy\"]"));
    for (day_first, days) in [(true, 1.0), (false, 31.0)] {
        let how = How {
            day_first: Some(day_first),
            ..How::default()
        };
        let Ok(Content::Path(path)) = told(text, &how).map(|parsed| parsed.content) else {
            panic!("is a path")
        };
        assert_eq!(path.time_s[1], days * 86_400.0);
    }
    refused(
        "Date,Open,High,Low,Close\n25/04/2025,1,1,1,1\n04/26/2025,1,1,1,1\n",
        &["line 3, column \"Date\" is \"04/26/2025\"", "day first"],
    );
}

#[test]
fn a_number_of_two_meanings_is_asked_about() {
    for (head, rows) in [
        (
            "side;quantity;entry_price;leverage",
            "long;2;95.000;10\nshort;1;96.500;5\n",
        ),
        (
            "side\tquantity\tentry_price\tleverage",
            "long\t2\t95.000\t10\nshort\t1\t96.500\t5\n",
        ),
        (
            "side;quantity;entry_price;leverage",
            "long;2;95,000;10\nshort;1;96,500;5\n",
        ),
    ] {
        let text = format!("{head}\n{rows}");
        let problem = refused(
            &text,
            &[
                "line 2, column \"entry_price\"",
                "95 with",
                "95000 with",
                "decimal",
            ],
        );
        assert_eq!(
            (problem.code, problem.field.as_str()),
            (ErrorCode::Ambiguous, "decimal")
        );
        let has_point = rows.contains("95.");
        for (decimal, thousand) in [('.', !has_point), (',', has_point)] {
            let how = How {
                decimal: Some(decimal),
                ..How::default()
            };
            let Ok(Content::Positions(table)) = told(&text, &how).map(|parsed| parsed.content)
            else {
                panic!("positions")
            };
            assert_eq!(table.entry_price[0], if thousand { 95_000.0 } else { 95.0 });
        }
    }
    // One number anywhere in the file that only one mark makes a number decides.
    assert_eq!(
        positions("side;quantity;entry_price;leverage\nlong;0,5;95.000;10\n").entry_price,
        [95_000.0]
    );
    assert_eq!(
        positions("side;quantity;entry_price;leverage\nlong;0.500;95.000;10\n").entry_price,
        [95.0]
    );
    // USDJPY: two of its numbers have other digits.
    let path = path(
        "Date;Open;High;Low;Close\n2025-01-01;152.145;152.3;151;152.145\n2025-01-02;152.145;152.3;151;152.145\n",
    );
    assert_eq!(path.open[0], 152.145);
    // Between commas a comma separates thousands, and that is said.
    assert_eq!(
        said("side,quantity,entry_price,leverage\nlong,2,\"95,000\",10\n"),
        ["thousandsComma 1"]
    );
    refused(
        "side;quantity;entry_price;leverage\nlong;2;95,5;10\nlong;2;95.5;10\n",
        &[
            "line 3, column \"entry_price\" is \"95.5\"",
            "decimal comma",
            "95,5",
            "line 2",
        ],
    );
}

#[test]
fn candles_off_by_rounding_are_put_right_and_others_are_not() {
    let text = |high: &str| {
        format!(
            "Date,Open,High,Low,Close\n2025-10-09,100.1,{high},99.7,100.3\n2025-10-10,100,101,99,100\n"
        )
    };
    let path = path(&text("100.29999999999998"));
    assert_eq!(path.high[0], 100.3);
    assert_eq!(said(&text("100.29999999999998")), ["rounded 1"]);
    refused(
        &text("100.29"),
        &[
            "line 2, column \"High\" is \"100.29\"",
            "open 100.1 and close 100.3",
        ],
    );
}

#[test]
fn prices_without_candles_are_a_path() {
    for text in [
        "time,price\n1760130900,100\n1760130960,90\n",
        "snapped_at,price,market_cap,total_volume\n2025-10-10 21:15:00 UTC,100,1,1\n2025-10-10 21:16:00 UTC,90,1,1\n",
        "Date;Kurs\n10.10.2025 21:15;100,0\n10.10.2025 21:16;90,0\n",
        "1760130900,100\n1760130960,90\n",
        r#"{"prices":[[1760130900000,100],[1760130960000,90]]}"#,
    ] {
        let path = path(text);
        assert_eq!(
            (path.start_s, path.time_s.as_slice()),
            (START, [0.0, 60.0].as_slice()),
            "{text}"
        );
        assert_eq!(
            (path.high.as_slice(), path.low.as_slice()),
            ([100.0, 90.0].as_slice(), [100.0, 90.0].as_slice())
        );
        assert!(said(text).contains(&"pricesOnly 2".to_owned()), "{text}");
    }
}

#[test]
fn a_path_of_several_symbols_is_asked_about() {
    let long = "symbol,date,open,high,low,close\nA,2025-01-01,1,1,1,1\nB,2025-01-01,5,5,5,5\nA,2025-01-02,1,1,1,1\nB,2025-01-02,6,6,6,6\n";
    let wide = "Price,Close,Close,High,High,Low,Low,Open,Open\nTicker,A,B,A,B,A,B,A,B\nDate,,,,,,,,\n2025-01-01,1,5,1,5,1,5,1,5\n2025-01-02,1,6,1,6,1,6,1,6\n";
    for text in [long, wide] {
        let problem = refused(text, &["\"A\", \"B\"", "symbol"]);
        assert_eq!(
            (problem.code, problem.field.as_str()),
            (ErrorCode::Ambiguous, "symbol")
        );
        let how = How {
            symbol: Some("b".to_owned()),
            ..How::default()
        };
        let Ok(Content::Path(path)) = told(text, &how).map(|parsed| parsed.content) else {
            panic!("is a path")
        };
        assert_eq!(path.close, [5.0, 6.0]);
    }
}

#[test]
fn times_that_contradict_each_other_are_refused() {
    refused(
        "timestamp,date,open,high,low,close\n1760130900,2025-10-10 21:15,1,1,1,1\n1760130960,2025-10-11 21:15,1,1,1,1\n",
        &["line 3, column \"timestamp\"", "not the same time"],
    );
}

#[test]
fn the_same_positions_are_read_in_every_dialect() {
    for text in [
        "side,quantity,entry_price,leverage\nlong,0.5,95000,10\nshort,1.25,96500,5\n",
        "sep=;\nside;quantity;entry_price;leverage\nlong;0,5;95000,00;10\nshort;1,25;96500,00;5\n",
        "side\tquantity\tentry_price\tleverage\nlong\t0.5\t95000\t10\nshort\t1.25\t96500\t5\n",
        "\"Side\",\"Quantity (BTC)\",\"Entry Price\",\"Leverage\"\n\"LONG\",\"0.50\",\"$95,000.00\",\"10x\"\n\"SHORT\",\"1.25\",\"$96,500.00\",\"5X\"\n",
        "Richtung;Menge;Einstiegspreis;Hebel\nKauf;0,5;95.000,00;10\nVerkauf;1,25;96.500,00;5\n",
        "side,quantity,entry_price,leverage\nlong,0.5,95000,10\nshort,\u{2212}1.25,96500,5\n",
        "symbol,positionAmt,entryPrice,leverage,marginType\nBTCUSDT,0.5,95000,10,isolated\nBTCUSDT,-1.25,96500,5,isolated\n",
        "side,quantity,entry_price,leverage,margin\nlong,0.5,95000,10,4750\nshort,1.25,96500,5,24125\n",
        "symbol,side,size,avgEntryPrice,leverage,liqPrice\nBTCUSDT,Buy,0.5,95000,10,86000\nBTCUSDT,Sell,1.25,96500,5,115000\n",
        "side,notional,entry_price,leverage\nlong,47500,95000,10\nshort,120625,96500,5\n",
        "side,Size (USD),entry_price,leverage\nlong,47500,95000,10\nshort,120625,96500,5\n",
        "side,contracts,contractSize,entryPrice,leverage\nlong,50,0.01,95000,10\nshort,125,0.01,96500,5\n",
        // Amount, price and worth tell the size of a contract.
        "instId,posSide,pos,avgPx,lever,notionalUsd,markPx\nB,long,50,95000,10,47400,94800\nB,short,125,96500,5,118500,94800\n",
        // Left out: nothing, totals, names, comments.
        "side,quantity,entry_price,leverage\nlong,0.5,95000,10\nlong,0,0,20\nside,quantity,entry_price,leverage\nshort,1.25,96500,5\nTotal,1.75,,\n",
        "side;quantity;entry_price;leverage\nlong;0,5;95000;10\nshort;1,25;96500;5\nSumme;1,75\n",
        // ccxt, Binance, Bybit, Hyperliquid.
        r#"[{"symbol":"BTC/USDT:USDT","side":"long","contracts":0.5,"contractSize":1,"entryPrice":95000,"leverage":10,"initialMargin":4750,"collateral":4750,"marginMode":"isolated","info":{}},{"symbol":"BTC/USDT:USDT","side":"short","contracts":1.25,"contractSize":1,"entryPrice":96500,"leverage":5,"initialMargin":24125,"collateral":24125,"marginMode":"isolated","info":{}}]"#,
        r#"[{"symbol":"BTCUSDT","positionAmt":"0.500","entryPrice":"95000.0","leverage":"10","isolatedMargin":"0","positionSide":"BOTH","marginType":"isolated"},{"symbol":"BTCUSDT","positionAmt":"-1.250","entryPrice":"96500.0","leverage":"5","isolatedMargin":"0","positionSide":"BOTH","marginType":"isolated"},{"symbol":"ETHUSDT","positionAmt":"0.000","entryPrice":"0.0","leverage":"20","isolatedMargin":"0","positionSide":"BOTH","marginType":"isolated"}]"#,
        r#"{"retCode":0,"result":{"list":[{"symbol":"BTCUSDT","side":"Buy","size":"0.5","avgPrice":"95000","leverage":"10","positionIM":"4750","positionValue":"47500"},{"symbol":"BTCUSDT","side":"Sell","size":"1.25","avgPrice":"96500","leverage":"5","positionIM":"24125","positionValue":"120625"},{"symbol":"BTCUSDT","side":"None","size":"0","avgPrice":"0","leverage":"5","positionIM":"0","positionValue":""}],"category":"linear"}}"#,
        r#"{"assetPositions":[{"type":"oneWay","position":{"coin":"BTC","szi":"0.5","entryPx":"95000","positionValue":"47500","leverage":{"type":"isolated","value":10},"marginUsed":"4750"}},{"type":"oneWay","position":{"coin":"BTC","szi":"-1.25","entryPx":"96500","positionValue":"120625","leverage":{"type":"isolated","value":5},"marginUsed":"24125"}}],"time":1760130900000}"#,
    ] {
        let table = positions(text);
        assert_eq!(table.side, [Side::Long, Side::Short], "{text}");
        for (read, expected) in [
            (&table.quantity, [0.5, 1.25]),
            (&table.entry_price, [95_000.0, 96_500.0]),
            (&table.margin, [4_750.0, 24_125.0]),
        ] {
            assert_eq!(read.len(), 2, "{text}");
            for (read, expected) in read.iter().zip(expected) {
                assert!(
                    (read / expected - 1.0).abs() < 1e-12,
                    "{read} {expected} {text}"
                );
            }
        }
        assert!(table.symbols().is_empty());
    }
    let rows = "side,quantity,entry_price,leverage,margin,margin_mode\nlong,0.5,95000,10,4750,cross\nlong,0,0,20,,\nTotal,0.5,,,,\nlong,0.5,95000,10,9500,isolated\n";
    assert_eq!(
        said(rows),
        ["total 1", "zero 1", "cross 1", "marginDiffers 1"]
    );
    assert_eq!(positions(rows).margin, [4_750.0, 9_500.0]);
    refused(
        "side,quantity,entry_price,leverage\nlong,-0.5,95000,10\n",
        &["line 2, column \"quantity\" is \"-0.5\"", "long"],
    );
    refused(
        "quantity,entry_price,leverage\n0.5,95000,10\n1.5,95000,10\n",
        &["long or short", "the option side"],
    );
    refused(
        "side,quantity,entry_price,leverage\nlong,0,95000,10\n",
        &["positions of nothing"],
    );
}

#[test]
fn positions_in_several_contracts_need_a_choice() {
    let text = "symbol,side,quantity,entry_price,leverage\nBTCUSDT,long,0.5,95000,10\nBTCUSDT,long,0.2,96000,5\nETHUSDT,long,4,3000,10\nBTCUSDT,long,0.2,94000,5\nETHUSDT,short,4,3100,10\n";
    let mut data = DataStore::default();
    let facts = data
        .register("p", text.as_bytes())
        .expect("positions")
        .to_json();
    assert_eq!(
        facts["symbols"][0],
        json!({ "name": "BTCUSDT", "rows": 3, "medianEntry": 95_000.0 })
    );
    assert_eq!(facts["symbols"][1]["name"], "ETHUSDT");
    // The middle of two markets would be a price of neither.
    assert_eq!(facts["medianEntry"], 95_000.0);
    let preset = presets::preset("the-match").expect("a preset");
    let problems = use_data(&preset, "p", None, &data).expect_err("has two markets");
    assert!(
        problems[0]
            .message
            .contains("2 contracts; expected one of BTCUSDT, ETHUSDT"),
        "{}",
        problems[0]
    );
    let scenario = use_data(&preset, "p", Some("ETHUSDT"), &data).expect("one of them");
    assert_eq!(scenario["markets"][0]["price"], 3_000.0);
    let mut quiet = scenario;
    quiet["shock"] = json!({ "kind": "none" });
    let trace = run(build(&quiet, &data).expect("is valid"));
    assert_eq!(trace.summary().liquidated_count, 0);
    let problems = use_data(&preset, "p", Some("XRPUSDT"), &data).expect_err("is not there");
    assert_eq!(problems[0].code, ErrorCode::UnknownChoice);
}

/// A market that trades where half of a file's positions would have lost all is not theirs: it moves to them.
#[test]
fn a_market_moves_to_the_positions_that_would_be_dead_in_it() {
    let preset = presets::preset("the-match").expect("a preset");
    let price = |text: &str, scenario: &Value| {
        let mut data = DataStore::default();
        data.register("p", text.as_bytes()).expect("positions");
        let mut used = use_data(scenario, "p", None, &data).expect("positions");
        used["shock"] = json!({ "kind": "none" });
        let trace = run(build(&used, &data).expect("is valid"));
        (
            used["markets"][0]["price"].as_f64().expect("a price"),
            trace.summary().liquidated_count,
        )
    };
    let rows = |rows: &[(&str, f64, f64)]| {
        let lines = rows
            .iter()
            .map(|(side, entry, leverage)| format!("{side},1,{entry},{leverage}\n"));
        format!(
            "side,size,entry_price,leverage\n{}",
            lines.collect::<String>()
        )
    };
    let sol = rows(&[
        ("long", 190.0, 10.0),
        ("long", 192.0, 10.0),
        ("short", 188.0, 10.0),
    ]);
    assert_eq!(price(&sol, &preset), (190.0, 0));
    let one_of_two = rows(&[("long", 190.0, 10.0), ("short", 188.0, 10.0)]);
    assert_eq!(price(&one_of_two, &preset).1, 0);
    let shorts = rows(&[
        ("short", 55.0, 10.0),
        ("short", 55.5, 10.0),
        ("short", 54.0, 5.0),
    ]);
    assert_eq!(price(&shorts, &preset), (55.0, 0));
    // Whoever lives at 100 may have entered anywhere.
    let losing = rows(&[
        ("long", 108.0, 5.0),
        ("long", 130.0, 2.0),
        ("short", 90.0, 3.0),
    ]);
    assert_eq!(price(&losing, &preset), (100.0, 0));
    let large = rows(&[
        ("long", 120.0, 10.0),
        ("long", 121.0, 20.0),
        ("short", 119.0, 5.0),
    ]);
    assert_eq!(price(&large, &preset), (120.0, 0));
}

/// Sizes in coins of several markets are positions of several markets, whatever names them.
#[test]
fn coins_beside_sizes_are_markets() {
    let names = |text: &str| {
        let mut data = DataStore::default();
        let facts = data.register("p", text.as_bytes());
        let facts = facts
            .unwrap_or_else(|problem| panic!("{text}: {problem}"))
            .to_json();
        let symbols = facts["symbols"].as_array().expect("a list").clone();
        let names: Vec<String> = symbols
            .iter()
            .map(|symbol| symbol["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        names
    };
    for text in [
        "side,size,entry_price,leverage\nlong,0.5 BTC,95000,10x\nlong,10 ETH,3100,10x\n",
        "side;size;entry_price;leverage\nlong;0,5 BTC;95000;10\nlong;10,25 ETH;3100,5;10\n",
        "side,size,entry_price,leverage\nlong,BTC 0.5,95000,10x\nlong,ETH 10,3100,10x\n",
        "side,size,unit,entry_price,leverage\nlong,0.5,BTC,95000,10\nlong,10,ETH,3100,10\n",
        r#"[{"side":"long","size":"0.5 BTC","entryPrice":95000,"leverage":10},{"side":"long","size":"10 ETH","entryPrice":3100,"leverage":10}]"#,
    ] {
        assert_eq!(names(text), ["BTC", "ETH"], "{text}");
    }
    for text in [
        "side,size,entry_price,leverage\nlong,0.5 BTC,95000,10x\nlong,1 BTC,96000,10x\n",
        "side,size,entry_price,leverage\nlong,50000 USDT,95000,10x\nlong,1000 USDT,96000,10x\n",
        "side,size,entry_price,leverage\nlong,12.5K,95000,10x\nlong,1M,96000,10x\n",
    ] {
        assert!(names(text).is_empty(), "{text}");
    }
}

#[test]
fn coins_beside_the_levels_of_a_book_are_markets() {
    for text in [
        "side,price,amount\nbid,100,1 BTC\nask,101,1 BTC\nbid,90,2 ETH\nask,120,2 ETH\n",
        "side,price,size,unit\nbid,100,1,BTC\nask,101,1,BTC\nbid,90,1,ETH\nask,120,1,ETH\n",
        "side,price,size,currency\nbid,100,1,BTC\nask,101,1,BTC\nbid,90,1,ETH\nask,120,1,ETH\n",
    ] {
        let problem = refused(text, &["2 symbols", "\"BTC\", \"ETH\""]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{text}");
        let how = How::from_json(&json!({ "symbol": "ETH" })).expect("an option");
        let Content::Book(read) = told(text, &how).expect("is read").content else {
            panic!("book")
        };
        assert_eq!((read.bids[0][0], read.asks.len()), (90.0, 1), "{text}");
    }
    let one = "side,price,amount\nbid,100,1 BTC\nask,101,1 BTC\n";
    assert_eq!(book(one).bids, [[100.0, 1.0]]);
}

/// What one contract is may stand beside the sides, under the names that lists of markets have for it.
#[test]
fn a_book_that_says_what_a_contract_is_is_counted_so() {
    for (symbol, field, expected) in [
        ("BTC-USDT", "\"contractSize\":0.01", 0.05),
        ("BTC/USDT:USDT", "\"contractSize\":0.001", 0.005),
        ("BTC-USDT-SWAP", "\"ctVal\":\"0.01\"", 0.05),
        (
            "BTC-USDT-SWAP",
            "\"unit\":\"contracts\",\"multiplier\":2",
            10.0,
        ),
        // Settled in what it is priced for: so much quote each.
        ("BTC/USD:BTC", "\"contractSize\":100", 5.0),
        ("BTC-USD-SWAP", "\"ctVal\":\"10\"", 0.5),
        // The levels are coins, whatever a contract is.
        ("BTC-USDT", "\"unit\":\"BTC\",\"contractSize\":0.01", 5.0),
    ] {
        let text =
            format!(r#"{{"symbol":"{symbol}",{field},"bids":[[100,5],[99,5]],"asks":[[101,5]]}}"#);
        let read = book(&text);
        assert!(
            (read.bids[0][1] - expected).abs() < 1e-12,
            "{text} {read:?}"
        );
        assert!(!said(&text).contains(&"contracts 1".to_owned()), "{text}");
    }
}

/// What a venue's answer is worth by its own words may contradict its sizes: that is no contract of a billionth.
#[test]
fn a_worth_that_no_contract_explains_is_a_contradiction() {
    let text = r#"[{"symbol":"BTCUSDT","side":"Sell","size":"0.5","avgPrice":"60000","positionValue":"0.00003","leverage":"10","markPrice":"60000"}]"#;
    assert_eq!(positions(text).quantity, [0.5]);
    assert_eq!(said(text), ["notionalDiffers 1"]);
}

/// Prices with three decimals between commas: what nearly every venue writes for a coin of a few dollars.
#[test]
fn between_commas_a_point_before_three_digits_is_a_decimal_one_and_that_is_said() {
    let text = "time,open,high,low,close\n2024-01-01 00:00,1.234,1.250,1.200,1.240\n2024-01-01 00:01,1.240,1.260,1.230,1.250\n";
    assert_eq!(path(text).open, [1.234, 1.24]);
    assert_eq!(said(text), ["decimalPoint 4"]);
    // Noughts alone may be thousands: a sheet of another language writes commas between columns, too.
    refused(
        "side,quantity,entry_price,leverage\nlong,2,95.000,10\n",
        &["95 with", "95000 with"],
    );
    refused(&text.replace(',', ";"), &["1.234 with", "1234 with"]);
}

/// A row that is called a sum and is one is left out, whatever else it says; one that only has the name is a position.
#[test]
fn sums_with_a_side_and_an_entry_are_no_positions() {
    let rows = |text: &str| {
        let mut data = DataStore::default();
        let facts = data.register("p", text.as_bytes());
        let facts = facts
            .unwrap_or_else(|problem| panic!("{text}: {problem}"))
            .to_json();
        (facts["rows"].clone(), facts.to_string())
    };
    for text in [
        "Trader,Side,Size,Entry,Leverage\nalice,long,1,95000,10\nbob,long,3,96000,10\nTOTAL,long,4,95750,10\n",
        "id,side,size,entry_price,leverage\n1,long,1,95000,10\n2,short,3,96000,10\nTotal,short,2,95750,10\n",
        "#,side,size,entry_price,leverage\n1,long,1,95000,10\n2,long,3,96000,10\nSumme,long,4,95750,10\n",
        "side,size,entry_price,leverage,note\nlong,1,95000,10,a\nlong,3,96000,10,b\nlong,4,95750,10,Total\n",
        "symbol,side,size,entry_price,leverage\nBTC,long,1,95000,10\nBTC,long,3,96000,10\nTotal,long,4.1,95750,10\n",
    ] {
        let (count, notes) = rows(text);
        assert_eq!(count, 2, "{text}");
        assert!(notes.contains("\"total\""), "{text}: {notes}");
    }
    let two = "id,side,size,entry_price,leverage\nA,long,1,95000,10\nB,long,3,96000,10\nSubtotal,long,4,95750,10\nC,short,2,95000,5\nD,short,1,95000,5\nSubtotal,short,3,95000,5\nTotal,long,7,95000,7\n";
    assert_eq!(rows(two).0, 4);
    let a_name = "id,side,size,entry_price,leverage\nA,long,1,95000,10\nB,long,3,96000,10\nTotal,long,7,95750,10\n";
    assert_eq!(rows(a_name).0, 3);
}

/// Commas of thousands in texts of JSON are told as those of a table are.
#[test]
fn commas_in_json_are_told() {
    let mut data = DataStore::default();
    let text = r#"[{"side":"long","quantity":"1,250","entryPrice":"95000","leverage":"10"}]"#;
    let facts = data
        .register("p", text.as_bytes())
        .expect("positions")
        .to_json();
    assert!(
        facts["notes"].to_string().contains("thousandsComma"),
        "{facts}"
    );
}

#[test]
fn the_cheapest_coins_run_as_the_dearest_do() {
    for name in presets::names() {
        let preset = presets::preset(name).expect("a preset");
        // A market that is tied to another one cannot move away from it.
        let is_tied = preset.get("couplings").is_some();
        if preset["markets"][0]["impact"]["law"] == "book" || is_tied {
            continue;
        }
        let at = |price: f64| {
            let amount = 1e5 / price;
            let rows: String = (0..40)
                .map(|row| {
                    format!(
                        "long,{:e},{:e},{}\n",
                        amount,
                        price * (1.0 + 1e-4 * f64::from(row)),
                        5 + row % 20
                    )
                })
                .collect();
            let mut data = DataStore::default();
            data.register(
                "p",
                format!("side,quantity,entry_price,leverage\n{rows}").as_bytes(),
            )
            .expect("positions");
            let scenario = use_data(&preset, "p", None, &data)
                .unwrap_or_else(|problems| panic!("{name} at {price}: {}", problems[0]));
            let start = scenario["markets"][0]["price"].as_f64().expect("a price");
            let summary = run(build(&scenario, &data).expect("is valid")).summary();
            (summary.final_price / start, summary.liquidated_count)
        };
        let (dear, count) = at(50_000.0);
        for price in [1e-6, 6e-7, 1e-8] {
            let (cheap, same) = at(price);
            assert_eq!(same, count, "{name} at {price}");
            assert!(
                (cheap / dear - 1.0).abs() < 1e-6,
                "{name} at {price}: {cheap} {dear}"
            );
        }
    }
}

#[test]
fn the_same_book_is_read_in_every_dialect() {
    let expected = (
        [[102_010.0, 0.75], [102_000.0, 2.1]],
        [[102_020.0, 0.4], [102_050.0, 1.9]],
    );
    for text in [
        r#"{"symbol":"BTC/USDT","bids":[[102010,0.75],[102000,2.1]],"asks":[[102020,0.4],[102050,1.9]]}"#,
        r#"{"lastUpdateId":1,"bids":[["102010.0","0.750"],["102000","2.1"]],"asks":[["102020","0.4"],["102050","1.9"]]}"#,
        r#"{"retCode":0,"result":{"s":"BTCUSDT","b":[["102010.00","0.750"],["102000.00","2.100"]],"a":[["102020.00","0.400"],["102050.00","1.900"]],"ts":1},"time":2}"#,
        r#"{"code":"0","data":[{"asks":[["102020.0","0.4","0","2"],["102050.0","1.9","0","4"]],"bids":[["102010.0","0.75","0","3"],["102000.0","2.10","0","5"]],"ts":"1"}]}"#,
        r#"{"coin":"BTC","time":1,"levels":[[{"px":"102010.0","sz":"0.75","n":3},{"px":"102000.0","sz":"2.1","n":5}],[{"px":"102020.0","sz":"0.40","n":2},{"px":"102050.0","sz":"1.9","n":4}]]}"#,
        r#"{"pricebook":{"product_id":"BTC-USD","bids":[{"price":"102010","size":"0.75"},{"price":"102000","size":"2.1"}],"asks":[{"price":"102020","size":"0.4"},{"price":"102050","size":"1.9"}]}}"#,
        r#"{"error":[],"result":{"XXBTZUSD":{"asks":[["102020","0.4",1],["102050","1.9",1]],"bids":[["102010","0.75",1],["102000","2.1",1]]}}}"#,
        r#"{"params":{"data":{"bids":[["new",102010,0.75],["new",102000,2.1]],"asks":[["new",102020,0.4],["new",102050,1.9]]}}}"#,
        r#"{"bids":[[102000,2.1],[102010,0.5],[101000,0],[102010,0.25]],"asks":[[102050,1.9],[102020,0.4]]}"#,
        "exchange,symbol,timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\nb,B,1,9,9,8,9,10,1,7,1\nb,B,2,102020,0.40,102010,0.75,102050,1.9,102000,2.1\n",
        "side,price,amount\nbid,102000,2.1\nask,102050,1.9\nbid,102010,0.75\nask,102020,0.4\n",
        "Side;Price;Size\nBuy;102000,0;2,1\nSell;102050,0;1,9\nBuy;102010,0;0,75\nSell;102020,0;0,4\n",
        "bid_price,bid_size,ask_price,ask_size\n102010,0.75,102020,0.4\n102000,2.1,102050,1.9\n",
    ] {
        let book = book(text);
        assert_eq!(book.bids, expected.0, "{text}");
        assert_eq!(book.asks, expected.1, "{text}");
    }
    let contracts = How {
        contract_size: Some(0.01),
        ..How::default()
    };
    let okx =
        r#"{"data":[{"asks":[["102020.0","40","0","2"]],"bids":[["102010.0","75","0","3"]]}]}"#;
    let Ok(Content::Book(small)) = told(okx, &contracts).map(|parsed| parsed.content) else {
        panic!("is a book")
    };
    assert_eq!(small.bids, [[102_010.0, 0.75]]);
    // Without the size it is said that there may be one.
    assert_eq!(said(okx), ["contracts 1"]);
    let all = said(
        r#"{"bids":[[102000,2.1],[102010,0.5],[101000,0],[102010,0.25]],"asks":[[102050,1.9]]}"#,
    );
    assert_eq!(all, ["zero 1", "sorted 1", "added 1"]);
    refused(r#"{"bids":[[8.02,60]],"asks":[[8.02,4]]}"#, &["locked"]);
    refused(r#"{"bids":[[8.03,60]],"asks":[[8.02,4]]}"#, &["crossed"]);
}

fn brackets(text: &str) -> Vec<(String, Vec<f64>)> {
    match parsed(text).content {
        Content::Brackets(table) => table
            .contracts
            .iter()
            .map(|contract| {
                (
                    contract.name.clone(),
                    contract
                        .tiers
                        .iter()
                        .map(|tier| tier.notional_from)
                        .collect(),
                )
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_brackets_are_read_in_every_dialect() {
    for (text, name) in [
        (
            r#"{"BTC/USDT:USDT":[{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":0.004,"maxLeverage":125,"info":{"cum":"0"}},{"minNotional":50000,"maxNotional":600000,"maintenanceMarginRate":0.005,"maxLeverage":100,"info":{"cum":"50.0"}}]}"#,
            "BTC/USDT:USDT",
        ),
        (
            r#"{"updated":"x","data":{"BTC/USDT:USDT":[{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":0.004,"maxLeverage":125,"maintAmt":0},{"minNotional":50000,"maxNotional":600000,"maintenanceMarginRate":0.005,"maxLeverage":100,"maintAmt":50}]}}"#,
            "BTC/USDT:USDT",
        ),
        (
            r#"[{"symbol":"BTCUSDT","brackets":[{"bracket":1,"initialLeverage":125,"notionalCap":50000,"notionalFloor":0,"maintMarginRatio":0.004,"cum":0.0},{"bracket":2,"initialLeverage":100,"notionalCap":600000,"notionalFloor":50000,"maintMarginRatio":0.005,"cum":50.0}]}]"#,
            "BTCUSDT",
        ),
        (
            r#"{"result":{"category":"linear","list":[{"id":1,"symbol":"BTCUSDT","riskLimitValue":"50000","maintenanceMargin":"0.004","maxLeverage":"125.00"},{"id":2,"symbol":"BTCUSDT","riskLimitValue":"600000","maintenanceMargin":"0.005","maxLeverage":"100.00"}]}}"#,
            "BTCUSDT",
        ),
        (
            "symbol,minNotional,maxNotional,maintenanceMarginRate,maxLeverage\nBTCUSDT,0,50000,0.004,125\nBTCUSDT,50000,600000,0.005,100\n",
            "BTCUSDT",
        ),
        (
            "floor;cap;mmr;max_leverage\n0;50.000,00;0,4%;125x\n50.000,00;600.000,00;0,5%;100x\n",
            "",
        ),
        (
            r#"[{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":0.004},{"minNotional":50001,"maxNotional":9223372036854775807,"maintenanceMarginRate":0.005}]"#,
            "",
        ),
    ] {
        assert_eq!(
            brackets(text),
            [(name.to_owned(), vec![0.0, 50_000.0])],
            "{text}"
        );
    }
    let tier = |k: u32| json!({ "minNotional": 5_000 * k, "maxNotional": 5_000 * (k + 1), "maintenanceMarginRate": 0.004 + 0.0024 * f64::from(k), "maxLeverage": 1.0 / (0.008 + 0.0048 * f64::from(k)) });
    let many: Vec<Value> = (0..200).map(tier).collect();
    assert_eq!(brackets(&json!({ "B": many }).to_string())[0].1.len(), 200);
}

#[test]
fn brackets_that_are_no_amounts_of_quote_are_refused_with_the_reason() {
    refused(
        r#"{"B":[{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":0.4,"maxLeverage":125}]}"#,
        &["is 0.4", "1 / 125", "0.4 % is 0.004"],
    );
    let okx = r#"{"BTC/USDT:USDT":[{"minNotional":0,"maxNotional":1000,"maintenanceMarginRate":0.004,"maxLeverage":100,"info":{"maxSz":"1000"}},{"minNotional":1000,"maxNotional":3000,"maintenanceMarginRate":0.01,"maxLeverage":50,"info":{"maxSz":"3000"}}]}"#;
    refused(okx, &["count contracts", "contractValue"]);
    let native = r#"{"data":[{"instFamily":"BTC-USDT","tier":"1","minSz":"0","maxSz":"1000","mmr":"0.004","maxLever":"100"},{"instFamily":"BTC-USDT","tier":"2","minSz":"1001","maxSz":"3000","mmr":"0.01","maxLever":"50"}]}"#;
    refused(native, &["count contracts", "contractValue"]);
    // A contract of 0.01 BTC at 100,000 is worth 1,000.
    let how = How {
        contract_value: Some(1_000.0),
        ..How::default()
    };
    for text in [okx, native] {
        let Ok(Content::Brackets(table)) = told(text, &how).map(|parsed| parsed.content) else {
            panic!("are brackets")
        };
        assert_eq!(table.contracts[0].tiers[1].notional_from, 1e6, "{text}");
    }
    refused(
        r#"{"BTC/USD:BTC":[{"currency":"BTC","minNotional":0,"maxNotional":150,"maintenanceMarginRate":0.005,"maxLeverage":100}]}"#,
        &["in coins"],
    );
    // One contract that cannot be right takes no other with it.
    let mixed = r#"{"A":[{"minNotional":5,"maxNotional":9,"maintenanceMarginRate":0.01}],"B":[{"minNotional":0,"maxNotional":9,"maintenanceMarginRate":0.01}]}"#;
    assert_eq!(brackets(mixed), [("B".to_owned(), vec![0.0])]);
    let remark = &parsed(mixed).remarks;
    assert!(
        remark.all()[0].name.contains("A[0].minNotional is 5"),
        "{remark:?}"
    );
}

#[test]
fn what_is_of_no_known_shape_is_told_what_was_looked_for() {
    for text in [
        "{\"error\":[],\"result\":{\"unixtime\":1}}",
        "{\"version\":3,\"name\":\"something else\"}",
        "[1,2,3]",
        "[{\"a\":1},{\"a\":2}]",
        "{\"markets\":{\"BTC-USD\":{}}}",
    ] {
        let problem = refused(
            text,
            &[
                "looked for an order book",
                "positions",
                "candles",
                "brackets",
                "scenario",
            ],
        );
        assert!(!problem.message.contains("taken for"), "{problem}");
    }
    refused(
        "{\"coin\":\"BTC\",\"time\":1760130900000,\"level\":[]}",
        &["coin, level, time"],
    );
    refused(
        "name,age\nA,5\nB,6\n",
        &[
            "line 1: the columns \"name, age\"",
            "looked for side, quantity",
        ],
    );
}

/// How a random file is written.
#[derive(Debug, Clone)]
struct Dialect {
    separator: char,
    comma: bool,
    grouped: bool,
    returns: bool,
    title: bool,
    piece: usize,
}

fn dialect() -> impl Strategy<Value = Dialect> {
    (
        prop::sample::select(vec![',', ';', '\t', '|']),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        1_usize..90,
    )
        .prop_map(
            |(separator, comma, grouped, returns, title, piece)| Dialect {
                separator,
                comma,
                grouped,
                returns,
                title,
                piece,
            },
        )
}

impl Dialect {
    /// A number of hundredths, quoted where it holds the separator.
    fn number(&self, hundredths: u64) -> String {
        let whole = (hundredths / 100).to_string();
        let mark = if self.comma { ',' } else { '.' };
        let group = if self.comma { '.' } else { ',' };
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if self.grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        text += &format!("{mark}{:02}", hundredths % 100);
        if text.contains(self.separator) {
            format!("\"{text}\"")
        } else {
            text
        }
    }

    fn file(&self, names: &[&str], rows: &[Vec<String>]) -> String {
        let separator = self.separator.to_string();
        let mut lines = Vec::new();
        if self.title {
            lines.push("A title of no meaning".to_owned());
        }
        lines.push(names.join(&separator));
        lines.extend(rows.iter().map(|row| row.join(&separator)));
        lines.join(if self.returns { "\r\n" } else { "\n" }) + "\n"
    }

    fn read(&self, text: &str) -> Parsed {
        let mut reader = Reader::new();
        for piece in text.as_bytes().chunks(self.piece) {
            reader
                .push(piece)
                .unwrap_or_else(|problem| panic!("{problem}\n{text}"));
        }
        reader
            .finish()
            .unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn positions_come_back_from_any_dialect(
        dialect in dialect(),
        rows in prop::collection::vec((any::<bool>(), 1_u64..10_000_000, 100_u64..1_000_000_000, 1_u32..100), 1..30),
        signed in any::<bool>(),
        zeros in 0_usize..3,
    ) {
        let mut lines: Vec<Vec<String>> = rows.iter().map(|&(long, quantity, entry, leverage)| {
            let sign = if signed && !long { "-" } else { "" };
            let number = dialect.number(quantity);
            let number = if number.starts_with('"') { number.replacen('"', &format!("\"{sign}"), 1) } else { format!("{sign}{number}") };
            vec![if long { "Buy" } else { "Sell" }.to_owned(), number, dialect.number(entry), format!("{leverage}x")]
        }).collect();
        for _ in 0..zeros {
            lines.push(vec!["Buy".to_owned(), dialect.number(0), dialect.number(0), "5x".to_owned()]);
        }
        lines.push(vec!["Total".to_owned(), dialect.number(777), String::new(), String::new()]);
        let text = dialect.file(&["Side", "Size", "Entry Price", "Leverage"], &lines);
        let parsed = dialect.read(&text);
        prop_assert_eq!(unpack(&pack(&parsed)), Ok(parsed.clone()));
        let Content::Positions(table) = parsed.content else { panic!("{text}") };
        prop_assert_eq!(table.rows(), rows.len());
        for (row, &(long, quantity, entry, leverage)) in rows.iter().enumerate() {
            prop_assert_eq!(table.side[row], if long { Side::Long } else { Side::Short });
            prop_assert_eq!(table.quantity[row], quantity as f64 / 100.0);
            prop_assert_eq!(table.entry_price[row], entry as f64 / 100.0);
            let margin = table.quantity[row] * table.entry_price[row] / f64::from(leverage);
            prop_assert_eq!(table.margin[row], margin);
        }
        let left_out: u32 = parsed.remarks.all().iter().filter(|remark| matches!(remark.kind.as_str(), "zero" | "total")).map(|remark| remark.count).sum();
        prop_assert_eq!(left_out as usize, zeros + 1);
    }

    #[test]
    fn candles_come_back_from_any_dialect(
        dialect in dialect(),
        candles in prop::collection::vec((100_u64..90_000_000, 100_u64..90_000_000, 0_u64..5_000, 0_u64..90), 2..40),
        form in 0_usize..7,
        newest_first in any::<bool>(),
        empty in any::<bool>(),
    ) {
        // A day apart; 2020-01-01 is day 18262 since 1970 and 43831 of a sheet.
        let time = |day: usize| -> String {
            let seconds = (18_262 + day) as u64 * 86_400;
            let month_day = |day: usize| (day / 28 % 12 + 1, day % 28 + 1);
            let (month, of_month) = month_day(day);
            let year = 2020 + day / 336;
            match form {
                0 => seconds.to_string(),
                1 => (seconds * 1_000).to_string(),
                2 => (seconds * 1_000_000).to_string(),
                3 => (43_831 + day).to_string(),
                4 => format!("{year}-{month:02}-{of_month:02}"),
                5 => format!("{year}{month:02}{of_month:02}"),
                _ => format!("{of_month:02}.{month:02}.{year}"),
            }
        };
        let mut lines: Vec<Vec<String>> = candles.iter().enumerate().map(|(day, &(open, close, above, below))| {
            let (high, low) = (open.max(close) + above, open.min(close) - below);
            vec![time(day), dialect.number(close), dialect.number(low), dialect.number(high), dialect.number(open)]
        }).collect();
        if empty {
            lines.push(vec![time(candles.len()), "null".to_owned(), "null".to_owned(), "null".to_owned(), "null".to_owned()]);
        }
        if newest_first {
            lines.reverse();
        }
        let text = dialect.file(&["Date", "Close", "Low", "High", "Open"], &lines);
        let parsed = dialect.read(&text);
        prop_assert_eq!(unpack(&pack(&parsed)), Ok(parsed.clone()));
        let kinds: Vec<&str> = parsed.remarks.all().iter().map(|remark| remark.kind.as_str()).collect();
        prop_assert_eq!(kinds.contains(&"newestFirst"), newest_first);
        prop_assert_eq!(kinds.contains(&"empty"), empty);
        let Content::Path(path) = parsed.content else { panic!("{text}") };
        prop_assert_eq!(path.rows(), candles.len());
        if form < 4 {
            prop_assert_eq!(path.start_s, 18_262.0 * 86_400.0);
            let days: Vec<f64> = (0..candles.len()).map(|day| day as f64 * 86_400.0).collect();
            prop_assert_eq!(&path.time_s, &days);
        }
        for (row, &(open, close, above, below)) in candles.iter().enumerate() {
            let expected = [open, open.max(close) + above, open.min(close) - below, close].map(|hundredths| hundredths as f64 / 100.0);
            prop_assert_eq!([path.open[row], path.high[row], path.low[row], path.close[row]], expected);
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(lines in prop::collection::vec("[a-zA-Z0-9,;\\t|.\"<>+:/ _$%x()-]{0,40}", 0..12), json in any::<bool>()) {
        let text = lines.join("\n");
        let text = if json { format!("{{\"bids\":[{}]}}", text.replace('"', "")) } else { text };
        let mut reader = Reader::new();
        if reader.push(text.as_bytes()).is_ok() && let Err(problem) = reader.finish() {
            prop_assert!(problem.message.contains(&problem.field), "{problem:?}");
        }
    }
}

#[test]
fn a_million_candles_are_read_in_seconds() {
    use std::fmt::Write;
    let mut text = String::from("timestamp,open,high,low,close,volume\n");
    for row in 0..200_000_u32 {
        let _ = writeln!(
            text,
            "{},100.5,101.25,99.75,100.5,{}",
            1_600_000_000 + row,
            row % 1_000
        );
    }
    let start = std::time::Instant::now();
    let path = path(&text);
    assert_eq!(path.rows(), 200_000);
    // Read three times above. It took 105 microseconds a row when every row made its messages, and takes 1 to 2 of an idle
    // machine.
    let micros = start.elapsed().as_secs_f64() * 1e6 / 600_000.0;
    assert!(micros < 20.0, "{micros} microseconds a row");
}

#[test]
fn prices_are_taken_and_not_what_stands_beside_them() {
    let read = path(
        r#"{"prices":[[1760130900000,4300.5],[1760134500000,3800]],"market_caps":[[1760130900000,5e11],[1760134500000,4e11]],"total_volumes":[[1760130900000,5e10],[1760134500000,6e10]]}"#,
    );
    assert_eq!(read.close, [4300.5, 3800.0]);
}

#[test]
fn a_size_with_a_currency_beside_it_is_a_notional() {
    for size in ["47500 USDT", "$47500", "\"47,500.00 USD\""] {
        let text = format!("side,size,entry,leverage\nlong,{size},95000,10\n");
        let table = positions(&text);
        assert_eq!(table.quantity, [0.5], "{text}");
        assert_eq!(table.margin, [4_750.0], "{text}");
    }
    refused(
        "side,size,entry,leverage\nlong,0.5,95000,10\nlong,47500 USDT,95000,10\n",
        &["line 3", "47500 USDT", "the same unit"],
    );
}

#[test]
fn a_margin_in_per_cent_is_a_share_and_one_in_coins_is_refused() {
    for text in [
        "side,size,entry,margin\nlong,0.5,95000,10%\n",
        "side,size,entry,margin %\nlong,0.5,95000,10\n",
        "side,size,entry,margin (%)\nlong,0.5,95000,10%\n",
    ] {
        assert_eq!(positions(text).margin, [4_750.0], "{text}");
    }
    refused(
        "side,size,entry,margin (sats)\nlong,0.5,95000,5000000\n",
        &["coins", "inverse"],
    );
}

#[test]
fn columns_in_parts_of_a_unit_are_counted_in_whole_ones() {
    for text in [
        "side,size (mBTC),entry,leverage\nlong,500,95000,10\n",
        "side,quantity (sats),entry,leverage\nlong,50000000,95000,10\n",
        "side,quantity,entry price (cents),leverage\nlong,0.5,9500000,10\n",
        "side,quantity,entry price (k),leverage\nlong,0.5,95,10\n",
    ] {
        let table = positions(text);
        assert!((table.quantity[0] - 0.5).abs() < 1e-12, "{text}: {table:?}");
        assert_eq!(table.entry_price, [95_000.0], "{text}");
    }
    assert_eq!(
        path("date,price (k)\n2025-10-09,121.5\n2025-10-10,113\n").close,
        [121_500.0, 113_000.0]
    );
}

#[test]
fn books_in_quote_become_base_and_books_in_contracts_are_said() {
    for text in [
        r#"{"result":{"instrument_name":"BTC-PERPETUAL","bids":[[100000,50000]],"asks":[[100100,100100]]}}"#,
        r#"{"result":{"s":"BTCUSD","b":[["100000","50000"]],"a":[["100100","100100"]],"ts":1}}"#,
        r#"[{"symbol":"XBTUSD","id":1,"side":"Sell","size":100100,"price":100100},{"symbol":"XBTUSD","id":2,"side":"Buy","size":50000,"price":100000}]"#,
        r#"{"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[["100000","500"]],"asks":[["100100","1001"]]}"#,
    ] {
        let read = book(text);
        assert_eq!(
            (read.bids[0], read.asks[0]),
            ([100_000.0, 0.5], [100_100.0, 1.0]),
            "{text}"
        );
        assert_eq!(said(text), ["fromNotional 2"], "{text}");
    }
    for text in [
        r#"{"data":{"symbol":"XBTUSDTM","bids":[[100000,750]],"asks":[[100100,400]]}}"#,
        r#"{"id":1,"current":1,"bids":[{"p":"100000","s":750}],"asks":[{"p":"100100","s":400}]}"#,
        r#"{"data":{"version":1,"bids":[[100000,750,2]],"asks":[[100100,400,1]]}}"#,
    ] {
        assert_eq!(said(text), ["contracts 1"], "{text}");
    }
    // Coins, whatever the currency.
    for text in [
        r#"{"instrument_name":"BTC_USDC-PERPETUAL","bids":[[100000,0.5]],"asks":[[100100,1]]}"#,
        r#"{"symbol":"BTCUSD","bids":[["100000","0.5"]],"asks":[["100100","1"]]}"#,
        r#"{"product_id":"BTC-USD","bids":[["100000","0.5"]],"asks":[["100100","1"]]}"#,
    ] {
        assert_eq!(book(text).bids, [[100_000.0, 0.5]], "{text}");
        assert!(said(text).is_empty(), "{text}");
    }
}

#[test]
fn positions_of_inverse_contracts_are_in_quote_with_margins_in_base() {
    for text in [
        r#"[{"instrument_name":"BTC-PERPETUAL","direction":"buy","size":47500,"size_currency":0.5,"average_price":95000,"leverage":10,"initial_margin":0.05}]"#,
        r#"[{"symbol":"XBTUSD","currentQty":47500,"avgEntryPrice":95000,"leverage":10}]"#,
        r#"[{"symbol":"XBTUSD","currency":"XBt","currentQty":47500,"avgEntryPrice":95000,"posMargin":5000000}]"#,
        r#"[{"symbol":"BTCUSD","side":"Buy","size":"47500","avgPrice":"95000","leverage":"10","positionIM":"0.05","positionValue":"0.5"}]"#,
        r#"[{"symbol":"BTCUSD_PERP","positionAmt":"475","entryPrice":"95000","leverage":"10","isolatedMargin":"0.05","notionalValue":"0.5"}]"#,
        r#"[{"symbol":"BTC/USD:BTC","side":"long","contracts":475,"contractSize":100,"entryPrice":95000,"leverage":10,"collateral":0.05}]"#,
        r#"{"openPositions":[{"side":"long","symbol":"PI_XBTUSD","price":95000,"size":47500,"maxFixedLeverage":10}]}"#,
        "symbol,side,size,entry,leverage,inverse\nBTC,long,47500,95000,10,true\n",
        "side,size (USD),entry,margin (BTC)\nlong,47500,95000,0.05\n",
        "side,size (USD),entry,margin (sats)\nlong,47500,95000,5000000\n",
        "side,contracts_usd,entry_price,margin_btc\nlong,47500,95000,0.05\n",
    ] {
        let table = positions(text);
        assert!(table.is_inverse, "{text}");
        assert_eq!(table.quantity, [47_500.0], "{text}");
        assert!((table.margin[0] - 0.05).abs() < 1e-12, "{text} {table:?}");
    }
    // Told so: no name of the file says it.
    let plain = "side,size,entry,leverage\nlong,47500,95000,10\n";
    let how = How::from_json(&json!({ "contract": "inverse" })).expect("an option");
    let Content::Positions(table) = told(plain, &how).expect("is read").content else {
        panic!("positions");
    };
    assert_eq!((table.is_inverse, table.margin[0]), (true, 0.05));
    assert!(!positions(plain).is_inverse);
    refused(
        "symbol,side,size,entry,leverage\nXBTUSD,long,47500,95000,10\nBTCUSDT,long,0.5,95000,10\n",
        &[
            "settled in coins",
            "those of one symbol",
            "\"XBTUSD\", \"BTCUSDT\"",
        ],
    );
}

#[test]
fn inverse_positions_run_where_the_contract_is_inverse_and_nowhere_else() {
    let mut data = DataStore::default();
    let text =
        "symbol,side,size,entry,leverage\nXBTUSD,long,47500,100,10\nXBTUSD,short,5000,100,5\n";
    let info = data.register("mine", text.as_bytes()).expect("positions");
    assert_eq!(info.facts["inverse"], true);
    let mut scenario = presets::preset("the-match").expect("a preset");
    let problems = use_data(&scenario, "mine", None, &data).expect_err("linear");
    assert!(problems[0].message.contains("inverse"), "{problems:?}");
    scenario["markets"][0]["margin"]["contract"] = "inverse".into();
    let used = use_data(&scenario, "mine", None, &data).expect("inverse");
    let prepared = build(&used, &data).expect("is built");
    assert!(!run(prepared).time_s.is_empty());
    // By hand, without the page's care.
    let mut linear = used;
    linear["markets"][0]["margin"]["contract"] = "linear".into();
    let problems = build(&linear, &data).expect_err("linear");
    assert!(problems[0].message.contains("inverse"), "{problems:?}");
}

/// Candles of three minutes as venues and programs write them.
const THREE: [[f64; 5]; 3] = [
    [104_000.0, 104_500.0, 102_000.0, 103_000.0, 12.5],
    [103_000.0, 103_600.0, 102_900.0, 103_500.0, 8.25],
    [103_500.0, 104_200.0, 103_400.0, 104_100.0, 3.5],
];

/// A list of each candle, `{t}` seconds, `{o}` and so on filled in.
fn three(row: &str, between: &str) -> String {
    let rows = THREE.iter().enumerate().map(|(index, candle)| {
        let seconds = 1_760_130_900 + 60 * index;
        let mut text = row.replace("{t}", &seconds.to_string());
        for (name, value) in ["{o}", "{h}", "{l}", "{c}", "{v}"].iter().zip(candle) {
            text = text.replace(name, &value.to_string());
        }
        text.replace("{q}", &(candle[4] * candle[0]).to_string())
            .replace("{i}", &index.to_string())
            .replace("{m}", &(0.5 * (candle[1] + candle[2])).to_string())
    });
    rows.collect::<Vec<_>>().join(between)
}

#[test]
fn candles_are_read_as_venues_answer_and_programs_save_them() {
    let list = |field: usize| {
        let all: Vec<String> = THREE.iter().map(|row| row[field].to_string()).collect();
        format!("[{}]", all.join(","))
    };
    let column = |field: usize| {
        let row = |(index, row): (usize, &[f64; 5])| {
            format!("\"{}000\":{}", 1_760_130_900 + 60 * index, row[field])
        };
        let all: Vec<String> = THREE.iter().enumerate().map(row).collect();
        format!("{{{}}}", all.join(","))
    };
    let times = three("{t}", ",");
    let [o, h, l, c, v] = [0, 1, 2, 3, 4].map(list);
    let [oo, hh, ll, cc] = [0, 1, 2, 3].map(column);
    for text in [
        // Alpha Vantage, by time, and pandas in each of its orientations.
        format!(r#"{{"Meta Data":{{"2. Symbol":"X"}},"Time Series (1min)":{{{}}}}}"#,
            three(r#""2025-10-10 21:1{i}:00":{"1. open":"{o}","2. high":"{h}","3. low":"{l}","4. close":"{c}","5. volume":"{v}"}"#, ",")
                .replace("21:10", "21:15").replace("21:11", "21:16").replace("21:12", "21:17")),
        format!(r#"{{"columns":["open","high","low","close","volume"],"index":[{}],"data":[{}]}}"#,
            three("{t}000", ","), three("[{o},{h},{l},{c},{v}]", ",")),
        format!(r#"{{"columns":["t","open","high","low","close"],"index":[0,1,2],"data":[{}]}}"#, three("[{t},{o},{h},{l},{c}]", ",")),
        format!(r#"{{"columns":[["Open","B"],["High","B"],["Low","B"],["Close","B"]],"index":[{times}],"data":[{}]}}"#, three("[{o},{h},{l},{c}]", ",")),
        format!(r#"{{"open":{oo},"high":{hh},"low":{ll},"close":{cc}}}"#),
        format!(r#"{{"('Open', 'B')":{oo},"('High', 'B')":{hh},"('Low', 'B')":{ll},"('Close', 'B')":{cc}}}"#),
        format!("{{{}}}", three(r#""{t}000":{"open":{o},"high":{h},"low":{l},"close":{c}}"#, ",")),
        // A line each, as objects, lists and messages of a feed.
        three(r#"{"timestamp":{t}000,"open":{o},"high":{h},"low":{l},"close":{c}}"#, "\n"),
        three("[{t},{o},{h},{l},{c},{v}]", "\r\n"),
        three(r#"{"e":"kline","E":1,"k":{"t":{t}000,"T":1,"o":"{o}","c":"{c}","h":"{h}","l":"{l}","v":"{v}"}}"#, "\n"),
        three(r#"{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["{t}000","{o}","{h}","{l}","{c}","{v}","1","1","1"]]}"#, "\n"),
        // Yahoo, Deribit, MEXC: columns, packed or not.
        format!(r#"{{"chart":{{"result":[{{"meta":{{"symbol":"B"}},"timestamp":[{times}],"indicators":{{"quote":[{{"open":{o},"high":{h},"low":{l},"close":{c},"volume":{v}}}],"adjclose":[{{"adjclose":{c}}}]}}}}],"error":null}}}}"#),
        format!(r#"{{"result":{{"ticks":[{}],"status":"ok","open":{o},"high":{h},"low":{l},"close":{c},"volume":{v},"cost":{v}}}}}"#, three("{t}000", ",")),
        format!(r#"{{"success":true,"data":{{"time":[{times}],"open":{o},"close":{c},"high":{h},"low":{l},"vol":{v},"realOpen":{o}}}}}"#),
        // Huobi, dYdX, Upbit, Gate, Kraken, Phemex, and close before open.
        format!(r#"{{"ch":"market.btcusdt.kline.1min","data":[{}]}}"#, three(r#"{"id":{t},"open":{o},"close":{c},"low":{l},"high":{h},"volume":{v}}"#, ",")),
        format!(r#"{{"candles":[{}]}}"#, three(r#"{"startedAt":{t},"ticker":"B","open":"{o}","close":"{c}","low":"{l}","high":"{h}"}"#, ",")),
        format!("[{}]", three(r#"["{t}","{q}","{c}","{h}","{l}","{o}","{v}","true"]"#, ",")),
        three("{t},{v},{c},{h},{l},{o}", "\n"),
        format!(r#"{{"error":[],"result":{{"B":[{}],"last":1}}}}"#, three(r#"[{t},"{o}","{h}","{l}","{c}","{m}","{v}",5]"#, ",")),
        format!(r#"{{"data":{{"rows":[{}]}}}}"#, three("[{t},60,{o},{o},{h},{l},{c},{v},1]", ",")),
        three("{t},{c},{h},{l},{o},{v}", "\n"),
        // Tables of databases.
        format!(r#"{{"columns":[{{"name":"timestamp"}},{{"name":"open"}},{{"name":"high"}},{{"name":"low"}},{{"name":"close"}}],"dataset":[{}],"count":3}}"#, three("[{t},{o},{h},{l},{c}]", ",")),
        // Headings in other languages.
        format!("Fecha;Apertura;M\u{e1}ximo;M\u{ed}nimo;Cierre\n{}", three("{t};{o};{h};{l};{c}", "\n")),
        format!("Data;Abertura;M\u{e1}xima;M\u{ed}nima;Fechamento\n{}", three("{t};{o};{h};{l};{c}", "\n")),
        format!("Data;Apertura;Massimo;Minimo;Chiusura\n{}", three("{t};{o};{h};{l};{c}", "\n")),
        format!("Datum;Open;Hoog;Laag;Slot\n{}", three("{t};{o};{h};{l};{c}", "\n")),
    ] {
        let read = path(&text);
        assert_eq!((read.start_s, read.step_s), (START, 60.0), "{text}");
        for (row, [open, high, low, close, volume]) in THREE.iter().enumerate() {
            let found = [read.open[row], read.high[row], read.low[row], read.close[row]];
            assert_eq!(found, [*open, *high, *low, *close], "{text}");
            if let Some(read) = read.volume.get(row) {
                assert_eq!(read, volume, "{text}");
            }
        }
    }
    // Two currencies in one table are a question.
    let two = r#"{"2025-10-09":{"1a. open (EUR)":"9","1b. open (USD)":"10","2a. high (EUR)":"9","2b. high (USD)":"10","3a. low (EUR)":"9","3b. low (USD)":"10","4a. close (EUR)":"9","4b. close (USD)":"10"},"2025-10-10":{"1a. open (EUR)":"9","1b. open (USD)":"10","2a. high (EUR)":"9","2b. high (USD)":"10","3a. low (EUR)":"9","3b. low (USD)":"10","4a. close (EUR)":"9","4b. close (USD)":"10"}}"#;
    assert_eq!(refused(two, &["EUR", "USD"]).code, ErrorCode::Ambiguous);
    let how = How::from_json(&json!({ "symbol": "USD" })).expect("an option");
    assert!(
        matches!(told(two, &how).expect("is read").content, Content::Path(path) if path.open == [10.0, 10.0])
    );
}

#[test]
fn times_are_in_the_unit_that_their_name_says() {
    for (text, step_s) in [
        ("time_ms,price\n0,10\n500,11\n1000,12\n", 0.5),
        ("time (ms),price\n0,10\n500,11\n1000,12\n", 0.5),
        ("timeMs,price\n0,10\n500,11\n1000,12\n", 0.5),
        ("t_us,p\n0,10\n500,11\n1000,12\n", 5e-4),
        ("time_s,price\n0,10\n5,11\n10,12\n", 5.0),
        ("second,price\n0,10\n5,11\n10,12\n", 5.0),
        ("elapsed_min,price\n0,10\n5,11\n10,12\n", 300.0),
        ("minute,price\n0,10\n1,11\n2,12\n", 60.0),
        (
            "Minutes,Open,High,Low,Close\n0,10,11,9,10\n1,10,11,9,10\n",
            60.0,
        ),
        ("hours,close\n0,10\n1,11\n2,12\n", 3_600.0),
        ("day,price\n0,10\n1,11\n2,12\n", 86_400.0),
        (
            "timestamp_ns,price\n1760130900000000000,10\n1760130901000000000,11\n",
            1.0,
        ),
        ("minute,price\n1760130900,10\n1760130960,11\n", 60.0),
        (
            "date,hour,price\n2025-10-10,0,10\n2025-10-10,1,11\n2025-10-10,2,12\n",
            3_600.0,
        ),
    ] {
        assert_eq!(path(text).step_s, step_s, "{text}");
        assert!(
            !said(text).iter().any(|said| said.starts_with("seconds")),
            "{text}"
        );
    }
    // Where nothing says it, what was taken is said.
    assert_eq!(
        said("t,p\n0,10\n1,11\n2,12\n"),
        ["seconds 1", "pricesOnly 3"]
    );
    refused(
        "timestamp_ms,price\n1760130900,10\n1760130901,11\n",
        &["unit"],
    );
    refused("month,price\n1,10\n2,11\n", &["months"]);
    // A list of levels is no path.
    assert!(told("[[102010,1.5],[102000,2.5]]", &How::default()).is_err());
}

#[test]
fn a_row_without_prices_keeps_the_step_of_its_file() {
    const DAY: f64 = 86_400.0;
    for text in [
        "Date,Open,High,Low,Close\n2025-10-08,104,105,102,103\n2025-10-09,null,null,null,null\n2025-10-10,103,104,102,103.5\n",
        "Date,Close\n2025-10-08,104\n2025-10-09,\n2025-10-10,103\n",
        // A footer has no time, and says nothing.
        "Date,Close\n2025-10-08,104\n2025-10-09,\n2025-10-10,103\nSource: us,\n",
        "Date,Close\n2025-10-10,103\n2025-10-09,nan\n2025-10-08,104\n",
        r#"{"timestamp":[1759881600,1759968000,1760054400],"close":[104,null,103]}"#,
    ] {
        let read = path(text);
        assert_eq!((read.rows(), read.step_s), (2, DAY), "{text}");
        assert_eq!(read.time_s, [0.0, 2.0 * DAY], "{text}");
    }
}

#[test]
fn books_of_feeds_and_of_contracts_are_what_they_are() {
    let levels = r#""bids":[["100000","500","0","4"]],"asks":[["100100","1001","0","4"]]"#;
    for (text, expected, remarks) in [
        // The symbol stands around the book.
        (format!(r#"{{"arg":{{"channel":"books","instId":"BTC-USDT-SWAP"}},"data":[{{{levels}}}]}}"#), 500.0, vec!["contracts 1"]),
        (format!(r#"{{"arg":{{"channel":"books","instId":"BTC-USDT"}},"data":[{{{levels}}}]}}"#), 500.0, vec![]),
        (format!(r#"{{"arg":{{"instId":"BTC-USD-SWAP"}},"data":[{{{levels}}}]}}"#), 0.5, vec!["fromNotional 2"]),
        (r#"{"feed":"book_snapshot","product_id":"PI_XBTUSD","bids":[{"price":100000,"qty":50000}],"asks":[{"price":100100,"qty":100100}]}"#.to_owned(), 0.5, vec!["fromNotional 2"]),
        (r#"{"ch":"market.BTC-USDT.depth.step6","tick":{"mrid":1,"bids":[[100000,500]],"asks":[[100100,1001]]}}"#.to_owned(), 500.0, vec!["contracts 1"]),
        (r#"[{"symbol":"XBTUSDT","side":"Sell","size":1001,"price":100100},{"symbol":"XBTUSDT","side":"Buy","size":500,"price":100000}]"#.to_owned(), 500.0, vec!["contracts 1"]),
        // Coinbase's feed, Bitfinex, amounts by price, price before side, French.
        (r#"{"channel":"l2_data","events":[{"type":"snapshot","product_id":"BTC-USD","updates":[{"side":"bid","price_level":"100000","new_quantity":"500"},{"side":"offer","price_level":"100100","new_quantity":"1"}]}]}"#.to_owned(), 500.0, vec![]),
        ("[[100000,1,500],[100100,2,-3]]".to_owned(), 500.0, vec!["noNames 1"]),
        (r#"{"bids":{"100000":"500"},"asks":{"100100":"3"}}"#.to_owned(), 500.0, vec![]),
        ("price_bid,size_bid,price_ask,size_ask\n100000,500,100100,3\n".to_owned(), 500.0, vec![]),
        ("Sens;Prix;Quantit\u{e9}\nachat;100000;500\nvente;100100;3\n".to_owned(), 500.0, vec![]),
        // Snapshots on lines: the last; changes beside one are left out.
        ("{\"bids\":[[99000,1]],\"asks\":[[99100,1]]}\n{\"bids\":[[100000,500]],\"asks\":[[100100,1]]}\n".to_owned(), 500.0, vec!["snapshot 1"]),
        ("{\"action\":\"snapshot\",\"data\":[{\"bids\":[[100000,500]],\"asks\":[[100100,1]]}]}\n{\"action\":\"update\",\"data\":[{\"bids\":[[99990,1]],\"asks\":[]}]}\n".to_owned(), 500.0, vec!["change 1"]),
    ] {
        let read = book(&text);
        assert_eq!(read.bids, [[100_000.0, expected]], "{text}");
        assert_eq!(said(&text), remarks, "{text}");
    }
}

#[test]
fn positions_are_read_as_venues_answer_and_people_head_them() {
    for text in [
        r#"{"result":"success","openPositions":[{"side":"long","symbol":"PF_XBTUSD","price":95000,"fillTime":"2025-10-10T21:15:00Z","size":0.5,"maxFixedLeverage":10}]}"#,
        r#"{"data":[{"symbol":"BTC_USDT","positionType":1,"holdVol":5000,"holdAvgPrice":95000,"im":4750,"leverage":10}]}"#,
        r#"[{"contract":"BTC_USDT","size":5000,"entry_price":"95000","mark_price":"95000","value":"47500","leverage":"10","margin":"4750"}]"#,
        r#"{"data":[{"symbol":"BTC","contract_code":"BTC-USDT","volume":500,"cost_open":95000,"lever_rate":10,"position_margin":4750,"direction":"buy"}]}"#,
        r#"[{"isLong":true,"sizeUsd":"47500","entryPrice":"95000","collateralUsd":"4750"}]"#,
        r#"{"columns":["side","quantity","entry_price","leverage"],"index":[0],"data":[["long",0.5,95000,10]]}"#,
        r#"{"side":{"0":"long"},"quantity":{"0":0.5},"entry_price":{"0":95000},"leverage":{"0":10}}"#,
        r#"{"0":{"side":"long","quantity":0.5,"entry_price":95000,"leverage":10}}"#,
        "Sens;Quantit\u{e9};Prix d'entr\u{e9}e;Levier\nachat;0,5;95000;10\n",
        "Sens;Taille;Prix moyen;Marge\nlong;0,5;95000;4750\n",
        "Lado;Cantidad;Precio de entrada;Apalancamiento\nlargo;0,5;95000;10\n",
        "Direzione;Quantit\u{e0};Prezzo di ingresso;Leva\nlungo;0,5;95000;10\n",
        "Lado;Quantidade;Pre\u{e7}o de entrada;Alavancagem\ncompra;0,5;95000;10\n",
        "Sens,Quantite,Prix d'entree,Levier\nachat,0.5,95000,10\n",
    ] {
        let table = positions(text);
        assert_eq!(
            (table.side[0], table.quantity[0]),
            (Side::Long, 0.5),
            "{text}"
        );
        assert_eq!(
            (table.entry_price[0], table.margin[0]),
            (95_000.0, 4_750.0),
            "{text}"
        );
    }
    let lines = "{\"side\":\"long\",\"size\":1,\"entry\":9,\"leverage\":3}\n{\"side\":\"short\",\"size\":2,\"entry\":9,\"leverage\":3}\n";
    assert_eq!(positions(lines).quantity, [1.0, 2.0]);
    refused(&lines.replace("\"short\",", "\"short\""), &["line 2"]);
    // By symbol: two markets, and a choice.
    let two = r#"{"BTCUSDT":{"side":"long","quantity":1,"entry_price":95000,"leverage":10},"ETHUSDT":{"side":"short","quantity":2,"entry_price":3500,"leverage":5}}"#;
    assert_eq!(positions(two).symbols().len(), 2);
    // Kraken's cross positions are positions without a leverage, and no book.
    let cross =
        r#"{"openPositions":[{"side":"long","symbol":"PF_XBTUSD","price":95000,"size":0.5}]}"#;
    refused(cross, &["positions", "leverage or margin"]);
    // What was paid is a price to one and the whole to another.
    refused(
        "side,quantity,cost,margin\nlong,0.5,47500,4750\n",
        &["entry_price"],
    );
    let lots = refused(
        "Type,Lots,Open Price,Leverage\nbuy,0.5,95000,10\n",
        &["contractSize"],
    );
    assert_eq!(lots.code, ErrorCode::Ambiguous);
}

#[test]
fn contracts_of_unknown_size_are_asked_about() {
    for text in [
        "side,contracts,entry_price,leverage\nlong,50,95000,10\n",
        r#"[{"contract":"BTC_USDT","size":-5000,"entry_price":"95000","leverage":"10"}]"#,
        r#"[{"symbol":"XBTUSDTM","currentQty":-500,"avgEntryPrice":95000,"leverage":10}]"#,
    ] {
        let problem = refused(text, &["contracts", "contractSize"]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{text}");
    }
    // Margin times leverage tells it.
    let okx = r#"[{"instId":"BTC-USDT-SWAP","posSide":"long","pos":"50","avgPx":"95000","lever":"10","margin":"4750"}]"#;
    assert_eq!(positions(okx).quantity, [0.5]);
    assert_eq!(said(okx), ["contractSize 1"]);
}

#[test]
fn what_was_traded_is_a_path_and_no_book() {
    for text in [
        "exchange,symbol,timestamp,id,side,price,amount\nb,B,1760130960000000,1,sell,102020,0.4\nb,B,1760130961000000,2,buy,102010,0.75\n",
        "ts,side,px,sz\n1760130960000,buy,102020,0.75\n1760130961000,sell,102010,0.4\n",
        r#"[{"time":"2025-10-10T21:16:00Z","trade_id":2,"price":"102020","size":"0.1","side":"buy"},{"time":"2025-10-10T21:16:01Z","trade_id":3,"price":"102010","size":"0.2","side":"sell"}]"#,
        // Two at one time.
        "ts,side,px,sz\n1760130960000,buy,102020,0.75\n1760130961000,sell,102015,0.4\n1760130961000,sell,102010,0.4\n",
    ] {
        let read = path(text);
        assert_eq!(
            (read.open[0], read.close[1]),
            (102_020.0, 102_010.0),
            "{text}"
        );
        assert_eq!(read.time_s, [0.0, 1.0], "{text}");
    }
    refused(
        "orderId,side,price,quantity\n1,BUY,100000,0.5\n2,SELL,105000,0.2\n",
        &["trades or orders"],
    );
    // Who pays a fee tells what he has traded himself.
    refused(
        "Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee\n2025-10-10 21:16:00,B,SELL,102020,0.4,40808,1\n2025-10-10 21:16:01,B,BUY,102010,0.7,71407,1\n",
        &["orders of somebody"],
    );
}

#[test]
fn of_several_symbols_none_is_taken_without_asking() {
    let two =
        |name: &str| format!("time,{name},close\n1760130900,BTC,117000\n1760130960,ETH,4000\n");
    for name in [
        "s",
        "code",
        "base",
        "Name",
        "token",
        "underlying",
        "ticker",
        "market_index",
    ] {
        let problem = refused(&two(name), &["BTC", "ETH"]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{name}");
    }
    let rows = r#"[[1760130900,"4000","4010","3990","4000","4000","1",9],[1760130960,"4000","4000","3400","3700","3700","1",9]]"#;
    let levels = |bid: u32| format!(r#""bids":[[{bid},1]],"asks":[[{},1]]"#, bid + 1);
    for text in [
        format!(r#"{{"error":[],"result":{{"A":{rows},"B":{rows},"last":1}}}}"#),
        format!(r#"{{"A":{{{}}},"B":{{{}}}}}"#, levels(10), levels(20)),
        format!(r#"{{"data":[{{"instId":"A",{}}},{{"instId":"B",{}}}]}}"#, levels(10), levels(20)),
        r#"[{"coin":"A","levels":[[{"px":"10","sz":"1"}],[{"px":"11","sz":"1"}]]},{"coin":"B","levels":[[{"px":"20","sz":"1"}],[{"px":"21","sz":"1"}]]}]"#.to_owned(),
        r#"[{"t":1760130900000,"s":"A","o":"1","c":"1","h":"1","l":"1"},{"t":1760130960000,"s":"B","o":"1","c":"1","h":"1","l":"1"}]"#.to_owned(),
    ] {
        let problem = refused(&text, &["\"A\", \"B\""]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{text}");
        for symbol in ["a", "b"] {
            let how = How { symbol: Some(symbol.to_owned()), ..How::default() };
            if text.contains("bids") || text.contains("levels") {
                let Ok(Content::Book(read)) = told(&text, &how).map(|parsed| parsed.content) else {
                    panic!("{text}");
                };
                assert_eq!(read.bids[0][0], if symbol == "a" { 10.0 } else { 20.0 }, "{text}");
            }
        }
        let how = How { symbol: Some("C".to_owned()), ..How::default() };
        assert!(told(&text, &how).is_err(), "{text}");
    }
    let how = How {
        symbol: Some("ETH".to_owned()),
        ..How::default()
    };
    let problem = told(
        "time,symbol,close\n1760130900,BTC,117000\n1760130960,btc,4000\n",
        &how,
    );
    assert!(problem.is_err_and(|problem| problem.message.contains("has no \"ETH\", only \"BTC\"")));
    let table = positions(
        "symbol,side,size,entry,leverage\nBTCUSDT,long,1,95000,10\nbtcusdt,long,1,95000,10\n",
    );
    assert!(table.symbols().is_empty());
}

#[test]
fn of_several_snapshots_the_last_is_the_book() {
    let kaiko = "date,type,price,amount\n1760130900000,b,102010,0.75\n1760130900000,a,102020,0.4\n1760130960000,b,102010,5\n1760130960000,a,102015,7\n";
    let read = book(kaiko);
    assert_eq!(
        (read.bids, read.asks),
        (vec![[102_010.0, 5.0]], vec![[102_015.0, 7.0]])
    );
    assert_eq!(said(kaiko), ["snapshot 1"]);
    let changes = "symbol,timestamp,is_snapshot,side,price,amount\nB,1,true,bid,102010,1\nB,1,true,ask,102020,1\nB,2,false,bid,102010,0.5\nB,3,false,ask,102020,0\nB,3,false,ask,102030,2\n";
    let read = book(changes);
    assert_eq!(
        (read.bids, read.asks),
        (vec![[102_010.0, 0.5]], vec![[102_030.0, 2.0]])
    );
    // Nothing of it was left out: the changes are in the book.
    assert_eq!(said(changes), ["changesApplied 3", "zero 1"]);
    let again = "symbol,timestamp,is_snapshot,side,price,amount\nB,1,true,bid,10,1\nB,1,true,ask,12,1\nB,2,false,bid,10,5\nB,3,true,bid,11,1\nB,3,true,ask,13,1\nB,4,false,bid,11,2\n";
    assert_eq!(book(again).bids, [[11.0, 2.0]]);
    assert_eq!(said(again), ["snapshot 1", "changesApplied 1"]);
    let list = r#"[{"coin":"B","levels":[[{"px":"10","sz":"1"}],[{"px":"11","sz":"1"}]]},{"coin":"B","levels":[[{"px":"20","sz":"1"}],[{"px":"21","sz":"1"}]]}]"#;
    assert_eq!(book(list).bids, [[20.0, 1.0]]);
    assert_eq!(said(list), ["snapshot 1"]);
}

#[test]
fn candles_without_names_in_two_orders_are_refused_and_one_row_decides() {
    let falling = "1760130900,90,100,100,90,1\n1760130960,80,90,90,80,1\n";
    refused(falling, &["two orders", "low, high, open, close"]);
    let decided = format!("{falling}1760131020,70,95,80,75,1\n");
    assert_eq!(path(&decided).open, [100.0, 90.0, 80.0]);
}

#[test]
fn three_digits_behind_a_comma_in_quotes_are_asked_about() {
    let problem = refused(
        "Date,Close\n2025-10-09,\"1,163\"\n2025-10-10,\"1,102\"\n",
        &["1.163", "1163"],
    );
    assert_eq!(problem.code, ErrorCode::Ambiguous);
    assert_eq!(
        path("Date,Close,Volume\n2025-10-09,\"1,163\",1.5\n2025-10-10,\"1,102\",2.5\n").close,
        [1_163.0, 1_102.0]
    );
}

#[test]
fn rates_that_are_per_cent_by_all_appearance_are_refused() {
    let brackets = |rates: [&str; 2]| {
        format!(
            r#"{{"X":[{{"minNotional":0,"maxNotional":50000,"maintenanceMarginRate":{}}},{{"minNotional":50000,"maxNotional":60000,"maintenanceMarginRate":{}}}]}}"#,
            rates[0], rates[1]
        )
    };
    refused(&brackets(["0.4", "0.5"]), &["0.4", "0.4 % is 0.004"]);
    let Content::Brackets(table) = parsed(&brackets(["\"0.4%\"", "\"0.5%\""])).content else {
        panic!("no brackets");
    };
    assert_eq!(table.contracts[0].tiers[0].ratio, 0.004);
}

#[test]
fn packed_files_are_called_what_they_are() {
    for (bytes, name) in [
        (&[0x1f, 0x8b, 8, 0, 0][..], "gzip"),
        (b"PAR1\x15\0", "Parquet"),
        (&[0x28, 0xb5, 0x2f, 0xfd, 0][..], "zstd"),
    ] {
        let mut reader = Reader::new();
        let problem = reader.push(bytes).expect_err("is refused");
        assert!(problem.message.contains(name), "{}", problem.message);
    }
}

#[test]
fn german_books_and_french_candles_are_known_by_their_names() {
    let read = book("Seite;Preis;Menge\nKauf;102010,50;0,75\nVerkauf;102020,00;0,40\n");
    assert_eq!(
        (read.bids, read.asks),
        (vec![[102_010.5, 0.75]], vec![[102_020.0, 0.4]])
    );
    let read = path(
        "Date;Ouverture;Plus haut;Plus bas;Clôture\n13/10/2025;10,5;12,5;9,5;11,5\n14/10/2025;11,5;11,5;8,5;9,5\n",
    );
    assert_eq!((read.open, read.close), (vec![10.5, 11.5], vec![11.5, 9.5]));
}

#[test]
fn a_position_without_a_side_is_refused_and_a_sign_or_a_whole_empty_row_is_none() {
    let csv = "Side,Qty,Entry,Leverage\nShort,1.5,100,10\n,2,100,10\n";
    refused(csv, &["line 3", "Side", "long, short, buy or sell"]);
    for side in ["\"\"", "null", "\"both\""] {
        let row = |side: &str| {
            format!(
                r#"{{"symbol":"B","side":{side},"quantity":2,"entry_price":100,"leverage":10}}"#
            )
        };
        let json = format!("[{},{}]", row("\"short\""), row(side));
        refused(&json, &["[1]", "long, short, buy or sell"]);
    }
    let signed = "Side,Qty,Entry,Leverage\nShort,-1.5,100,10\n,2,100,10\n,,,10\n,,,\n";
    assert_eq!(positions(signed).side, [Side::Short, Side::Long]);
    assert_eq!(said(signed), ["empty 1"]);
}

#[test]
fn positions_of_metatrader_are_no_book_and_no_path() {
    for text in [
        "Symbol,Ticket,Time,Type,Volume,Price,S / L,T / P\nBTCUSD,1,2024.01.01 00:00:00,buy,1.5,100,,\nBTCUSD,2,2024.01.01 00:00:00,sell,2,101,,\n",
        "Symbol\tTicket\tTime\tType\tVolume\tPrice\tS / L\tT / P\tPrice\tSwap\tProfit\nBTCUSD\t1\t2024.01.01 00:00:00\tbuy\t1.5\t100\t\t\t101\t0\t1.5\nBTCUSD\t2\t2024.01.02 00:00:00\tsell\t2\t101\t\t\t101\t0\t0\n",
        "Symbol;Ticket;Time;Typ;Volumen;Price;S / L;T / P\nBTCUSD;1;2024.01.01 00:00:00;buy;1,5;100;;\nBTCUSD;2;2024.01.02 00:00:00;sell;2;101;;\n",
    ] {
        refused(text, &["taken for positions", "leverage or margin"]);
    }
}

#[test]
fn a_book_with_a_time_for_each_level_is_a_book_and_trades_are_a_path() {
    let level = |id: u32, side: &str, price: f64| {
        format!(
            r#"{{"symbol":"XBTUSD","id":{id},"side":"{side}","size":1001,"price":{price},"timestamp":"2024-01-02T00:00:0{id}.000Z"}}"#
        )
    };
    let levels = [
        level(1, "Sell", 100.2),
        level(2, "Sell", 100.1),
        level(3, "Buy", 99.9),
        level(4, "Buy", 99.8),
    ];
    let list = format!("[{}]", levels.join(","));
    for text in [
        list.clone(),
        format!(
            r#"{{"table":"orderBookL2_25","action":"partial","keys":["symbol"],"data":{list}}}"#
        ),
        list.replace(":02.", ":01.")
            .replace(":03.", ":01.")
            .replace(":04.", ":01."),
    ] {
        let read = book(&text);
        assert_eq!((read.bids.len(), read.asks.len()), (2, 2), "{text}");
        assert_eq!((read.bids[0][0], read.asks[0][0]), (99.9, 100.1));
    }
    let rows = r#"[{"side":"bid","price":99.9,"amount":1,"timestamp":1700000000000},{"side":"ask","price":100.1,"amount":1,"timestamp":1700000002000},{"side":"ask","price":100.2,"amount":2,"timestamp":1700000003000}]"#;
    assert_eq!(book(rows).asks, [[100.1, 1.0], [100.2, 2.0]]);
    let mixed = [
        level(1, "Sell", 100.1),
        level(2, "Buy", 100.2),
        level(3, "Sell", 99.9),
        level(4, "Buy", 99.8),
    ];
    assert_eq!(path(&format!("[{}]", mixed.join(","))).close.len(), 4);
}

#[test]
fn orders_of_somebody_are_no_path_of_prices() {
    for end in ["Filled,Total|0,99", "Status|Open", "Filled,Status|0,New"] {
        let (names, values) = end.split_once('|').expect("both");
        let text = format!(
            "Time,Pair,Type,Side,Price,Amount,{names}\n2024-01-02 00:00:00,BTCUSDT,Limit,Buy,99,1,{values}\n2024-01-02 00:01:00,BTCUSDT,Limit,Sell,101,1,{values}\n"
        );
        refused(&text, &["orders of somebody"]);
    }
}

#[test]
fn positions_with_limits_of_risk_are_no_brackets() {
    let gate = |value: &str| {
        format!(
            r#"[{{"user":1,"contract":"BTC_USDT","size":-150,"leverage":"10","risk_limit":"1000000","leverage_max":"100","maintenance_rate":"0.005",{value},"unrealised_pnl":"0","mode":"single"}}]"#
        )
    };
    for (value, quantity, margin) in [
        (
            r#""value":"150","margin":"15","entry_price":"100","mark_price":"100""#,
            1.5,
            15.0,
        ),
        (
            r#""value":"975","margin":"97.5","entry_price":"65000","mark_price":"65000""#,
            0.015,
            97.5,
        ),
    ] {
        let read = positions(&gate(value));
        assert!(!read.is_inverse && read.side == [Side::Short], "{read:?}");
        assert!(
            (read.quantity[0] / quantity - 1.0).abs() < 1e-12,
            "{read:?}"
        );
        assert_eq!(read.margin, [margin]);
    }
}

#[test]
fn of_snapshots_newest_first_the_newest_is_the_book() {
    let lines = |times: [&str; 3]| {
        let one = |(index, time): (usize, &&str)| {
            format!(
                r#"{{"symbol":"B","timestamp":{time},"bids":[[{},1]],"asks":[[200,1]]}}"#,
                100 - index
            )
        };
        times.iter().enumerate().map(one).collect::<Vec<_>>()
    };
    for (times, best) in [
        (["1700000002000", "1700000001000", "1700000000000"], 100.0),
        (["1700000001000", "1700000002000", "1700000000000"], 99.0),
        (["1700000000000", "1700000001000", "1700000002000"], 98.0),
        (
            [
                "\"2024-01-02T00:00:02Z\"",
                "\"2024-01-02T00:00:01Z\"",
                "\"2024-01-02T00:00:00Z\"",
            ],
            100.0,
        ),
    ] {
        for text in [
            lines(times).join("\n"),
            format!("[{}]", lines(times).join(",")),
        ] {
            assert_eq!(book(&text).bids, [[best, 1.0]], "{text}");
            assert_eq!(said(&text), ["snapshot 2"], "{text}");
        }
    }
    let tardis = "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount\nb,BTCUSDT,1598918404696000,1598918404810979,100.1,1,99.9,1\nb,BTCUSDT,1598918403696000,1598918403810979,91,1,90,1\n";
    assert_eq!(book(tardis).bids, [[99.9, 1.0]]);
    assert_eq!(said(tardis), ["snapshot 1"]);
}

#[test]
fn a_contract_settled_in_a_stablecoin_is_linear_whatever_its_numbers_are() {
    for price in [50.0, 100.4, 101.0, 110.0, 150.0, 180.0] {
        for (symbol, sized) in [
            ("SOL-USDT-SWAP", false),
            ("SOL/USDT:USDT", true),
            ("SOL/USDC:USDC", true),
        ] {
            let (worth, margin) = (1.5 * price, 0.15 * price);
            let text = if sized {
                format!(
                    r#"[{{"symbol":"{symbol}","contracts":150,"contractSize":0.01,"side":"long","entryPrice":{price},"leverage":10,"collateral":{margin},"initialMargin":{margin},"notional":{worth}}}]"#
                )
            } else {
                format!(
                    r#"{{"code":"0","data":[{{"instId":"{symbol}","mgnMode":"isolated","posSide":"long","pos":"150","avgPx":"{price}","lever":"10","margin":"{margin}"}}]}}"#
                )
            };
            let read = positions(&text);
            assert!(!read.is_inverse, "{text}");
            assert!((read.quantity[0] / 1.5 - 1.0).abs() < 1e-12, "{text}");
            assert!((read.margin[0] / margin - 1.0).abs() < 1e-12, "{text}");
        }
    }
}

#[test]
fn positions_that_are_closed_are_refused() {
    refused(
        "side,qty,entry,leverage,status\nlong,1.5,100,10,open\nshort,2,100,5,closed\n",
        &["line 3", "closed", "an open position"],
    );
    refused(
        r#"{"result":{"list":[{"symbol":"BTCUSDT","side":"Sell","qty":"1.5","closedSize":"1.5","avgEntryPrice":"100","avgExitPrice":"106","closedPnl":"10","leverage":"10"}]}}"#,
        &["open position"],
    );
    let partly = r#"{"positions":[{"market":"B","status":"OPEN","side":"LONG","size":"1.5","entryPrice":"100","exitPrice":"110","leverage":10}]}"#;
    assert_eq!(positions(partly).quantity, [1.5]);
}

#[test]
fn changes_of_a_book_alone_are_refused() {
    for text in [
        r#"{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":157,"u":160,"b":[["99.9","10"]],"a":[["100.1","100"]]}"#,
        r#"{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":99.9,"qty":1}],"asks":[{"price":100.1,"qty":1}]}]}"#,
        r#"{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["100.1","1","0","1"]],"bids":[["99.9","1","0","1"]],"ts":"1"}]}"#,
        r#"{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1,"data":{"s":"BTCUSDT","b":[["99.9","1"]],"a":[["100.1","2"]],"u":1}}"#,
    ] {
        refused(text, &["only changes of an order book"]);
        refused(
            &format!("{text}\n{text}\n"),
            &["only changes of an order book"],
        );
    }
    let gate = r#"{"time":1,"channel":"spot.order_book","event":"update","result":{"t":1,"lastUpdateId":1,"s":"BTC_USDT","bids":[["99.9","1"]],"asks":[["100.1","1"]]}}"#;
    assert_eq!(book(gate).bids, [[99.9, 1.0]]);
}

#[test]
fn a_margin_with_what_is_not_realised_yet_is_read_without_it() {
    for (margin, profit) in [("16.5", "1.5"), ("12", "-3"), ("15", "0")] {
        let text = format!(
            r#"[{{"symbol":"BTCUSDT","positionAmt":"1.500","entryPrice":"100","markPrice":"101","unRealizedProfit":"{profit}","leverage":"10","marginType":"isolated","isolatedMargin":"{margin}","positionSide":"BOTH","notional":"151.5"}}]"#
        );
        assert_eq!(positions(&text).margin, [15.0], "{text}");
    }
}

#[test]
fn a_book_in_whole_numbers_of_an_unknown_scale_is_refused() {
    let phemex = |price: &str| {
        format!(
            r#"{{"error":null,"result":{{"book":{{"asks":[[{price},15]],"bids":[[999000,10]]}},"depth":30,"sequence":1,"symbol":"BTCUSD","type":"snapshot"}}}}"#
        )
    };
    refused(&phemex("1001000"), &["whole numbers of a scale"]);
}

#[test]
fn a_venue_that_refused_is_quoted_and_german_headings_are_known() {
    for (text, words) in [
        (
            r#"{"code":-1121,"msg":"Invalid symbol."}"#,
            "Invalid symbol.",
        ),
        (
            r#"{"code":"51001","msg":"Instrument ID does not exist","data":[]}"#,
            "Instrument ID does not exist",
        ),
        (
            r#"{"retCode":10001,"retMsg":"params error","result":{}}"#,
            "params error",
        ),
    ] {
        refused(text, &["a venue's answer without data", words]);
    }
    let german = "\"Datum\",\"Zuletzt\",\"Eröffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n\"17.01.2024\",\"95,0\",\"98,0\",\"99,0\",\"90,0\",\"12,3K\",\"-1,0%\"\n\"16.01.2024\",\"98,0\",\"102,0\",\"104,0\",\"97,0\",\"12,3K\",\"-1,0%\"\n";
    let read = path(german);
    assert_eq!(
        (read.open, read.close),
        (vec![102.0, 98.0], vec![98.0, 95.0])
    );
}

/// Positions whose size is 50,000 and 25,000 of money at 100,000.
#[track_caller]
fn are_of_money(text: &str) {
    assert_eq!(positions(text).quantity, [0.5, 0.25], "{text}");
    assert!(said(text).contains(&"fromNotional 2".to_owned()), "{text}");
}

#[test]
fn thousands_and_millions_of_money_are_money() {
    for (heading, amounts) in [
        ("size (k USD)", [50.0, 25.0]),
        ("size (k USDT)", [50.0, 25.0]),
        ("amount [kUSD]", [50.0, 25.0]),
        ("size (K€)", [50.0, 25.0]),
        ("size ($k)", [50.0, 25.0]),
        ("size (USD k)", [50.0, 25.0]),
        ("Größe (Tsd. USD)", [50.0, 25.0]),
        ("Größe (TEUR)", [50.0, 25.0]),
        ("quantity (thousands of USD)", [50.0, 25.0]),
        ("size (in 1000 USD)", [50.0, 25.0]),
        ("size (USD '000)", [50.0, 25.0]),
        ("size (in USD)", [50_000.0, 25_000.0]),
        ("size (M USD)", [0.05, 0.025]),
        ("size (Mio. USDT)", [0.05, 0.025]),
        ("size (USD mn)", [0.05, 0.025]),
    ] {
        let [first, second] = amounts;
        are_of_money(&format!(
            "side;{heading};entry;leverage\nlong;{first};100000;10\nshort;{second};100000;5\n"
        ));
    }
    // Of coins they stay coins.
    for heading in ["size (k SOL)", "size (thousand BTC)"] {
        let text = format!("side,{heading},entry,leverage\nlong,2,100,10\n");
        assert_eq!(positions(&text).quantity, [2_000.0], "{text}");
    }
    for heading in ["size (k USD)", "size (Tsd. USD)"] {
        let read = book(&format!("price;{heading};side\n100;1;ask\n99;3.96;bid\n"));
        assert_eq!(
            (read.bids[0][1], read.asks[0][1]),
            (40.0, 10.0),
            "{heading}"
        );
    }
}

#[test]
fn a_column_beside_an_amount_says_its_unit() {
    for name in ["unit", "size_ccy", "size_unit", "Einheit", "sizeCurrency"] {
        for money in ["USD", "USDT", "EUR"] {
            are_of_money(&format!(
                "side,size,{name},entry,leverage\nlong,50000,{money},100000,10\nshort,25000,{money},100000,5\n"
            ));
        }
        are_of_money(&format!(
            "side,size,{name},entry,leverage\nlong,50,k USD,100000,10\nshort,25,k USD,100000,5\n"
        ));
        let coins = format!(
            "side,size,{name},entry,leverage\nlong,0.5,BTC,100000,10\nshort,0.25,BTC,100000,5\n"
        );
        assert_eq!(positions(&coins).quantity, [0.5, 0.25], "{coins}");
        let mixed = format!(
            "side,size,{name},entry,leverage\nlong,50000,USD,100000,10\nshort,0.5,BTC,100000,5\n"
        );
        refused(&mixed, &["line 3", "BTC", "the same unit as line 2"]);
    }
    are_of_money(
        r#"[{"side":"long","size":50000,"unit":"USD","entry":100000,"leverage":10},{"side":"short","size":25000,"unit":"USD","entry":100000,"leverage":5}]"#,
    );
    let contracts = "side,size,size_unit,entry,leverage\nlong,50,contracts,100000,10\nshort,25,contracts,100000,5\n";
    let problem = refused(contracts, &["column \"size\" counts contracts"]);
    assert_eq!(
        (problem.code, problem.field.as_str()),
        (ErrorCode::Ambiguous, "contractSize")
    );
    // A margin in coins is that of an inverse contract.
    refused(
        "side,size,margin_currency,entry,margin\nlong,1,BTC,100000,0.1\nshort,1,BTC,100000,0.2\n",
        &["coins", "inverse"],
    );
    // What stands in the heading counts, and what a venue answers is the currency of the margin.
    let own = "side,size (BTC),currency,entry,leverage\nlong,0.5,USDT,100000,10\n";
    assert_eq!(positions(own).quantity, [0.5]);
    let answer = r#"[{"symbol":"BTCUSDT","currency":"USDT","side":"long","size":0.5,"entryPrice":100000,"leverage":10}]"#;
    assert_eq!(positions(answer).quantity, [0.5]);
    for text in [
        "tier,limit,unit,mmr\n1,5,BTC,0.4%\n2,10,BTC,0.5%\n",
        "tier,max position,currency,mmr\n1,5,WIF,0.4%\n2,10,WIF,0.5%\n",
    ] {
        refused(text, &["in coins"]);
    }
    let limits = "tier,limit,unit,mmr\n1,50,k USD,0.4%\n2,100,k USD,0.5%\n";
    assert_eq!(brackets(limits)[0].1, [0.0, 50_000.0]);
}

#[test]
fn books_of_both_sides_in_money_become_base() {
    for text in [
        "bid,bid size (USD),ask,ask size (USD)\n100,100,101,202\n99,297,102,306\n",
        "bid volume (USD),bid,ask,ask volume (USD)\n100,100,101,202\n297,99,102,306\n",
        "bid,bid size [k USD],ask,ask size [k USD]\n100,0.1,101,0.202\n99,0.297,102,0.306\n",
        "bid,bid amount,ask,ask amount,unit\n100,100,101,202,USD\n99,297,102,306,USD\n",
        "Preis;Geld (USD);Brief (USD)\n100;100;\n99;297;\n101;;202\n102;;306\n",
        "price,size (USD)\n100,100\n99,297\n101,-202\n102,-306\n",
        "price,size,unit,side\n100,100,USD,bid\n99,297,USD,bid\n101,202,USD,ask\n102,306,USD,ask\n",
    ] {
        let read = book(text);
        let near = |side: &[[f64; 2]], wanted: [[f64; 2]; 2]| {
            side.len() == 2
                && side.iter().zip(wanted).all(|(level, wanted)| {
                    level[0] == wanted[0] && (level[1] - wanted[1]).abs() < 1e-12
                })
        };
        assert!(
            near(&read.bids, [[100.0, 1.0], [99.0, 3.0]]),
            "{text}{read:?}"
        );
        assert!(
            near(&read.asks, [[101.0, 2.0], [102.0, 3.0]]),
            "{text}{read:?}"
        );
        assert_eq!(
            said(text)
                .into_iter()
                .filter(|said| said.starts_with("from"))
                .collect::<Vec<_>>(),
            ["fromNotional 4"],
            "{text}"
        );
    }
    for text in [
        "price,size (contracts),side\n100,1,ask\n99,3,bid\n",
        "price,contracts,side\n100,1,ask\n99,3,bid\n",
        "price,lots,side\n100,1,ask\n99,3,bid\n",
        "price,size,unit,side\n100,1,lots,ask\n99,3,lots,bid\n",
        "bid,bid size (contracts),ask,ask size (contracts)\n100,1,101,2\n99,3,102,3\n",
    ] {
        assert_eq!(said(text), ["contracts 1"], "{text}");
        let how = How {
            contract_size: Some(0.5),
            ..How::default()
        };
        let Content::Book(read) = told(text, &how).expect("is read").content else {
            panic!("{text}");
        };
        assert!([0.5, 1.5].contains(&read.bids[0][1]), "{text} {read:?}");
    }
}

#[test]
fn limits_of_brackets_in_contracts_are_asked_about_and_in_coins_refused() {
    for heading in [
        "max position (lots)",
        "max contracts",
        "max size (contracts)",
        "contracts",
        "max lots",
    ] {
        let text = format!("tier,{heading},mmr\n1,5,0.4%\n2,10,0.5%\n");
        let problem = refused(&text, &["count contracts", "contractValue"]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{text}");
    }
    for heading in [
        "max position size (coin)",
        "max position (DOGE)",
        "max position (coins)",
    ] {
        let text = format!("tier,{heading},mmr\n1,5,0.4%\n2,10,0.5%\n");
        refused(&text, &["in coins"]);
    }
    for heading in ["max position (USDT)", "max size (quote)"] {
        let text = format!("tier,{heading},mmr\n1,5,0.4%\n2,10,0.5%\n");
        assert_eq!(brackets(&text)[0].1, [0.0, 5.0], "{text}");
    }
    // What says nothing of its unit is money, as long as it is of a size that money has.
    let text = "tier,max position,mmr\n1,5000,0.4%\n2,10000,0.5%\n";
    assert_eq!(brackets(text)[0].1, [0.0, 5_000.0]);
    refused(
        "tier,max position,mmr\n1,5,0.4%\n2,10,0.5%\n",
        &["end at 10", "in coins or contracts"],
    );
}

#[test]
fn orders_trades_and_closed_positions_are_no_positions() {
    for text in [
        "time,symbol,side,type,price,qty,leverage\n2025-10-10 10:00:00,BTCUSDT,BUY,LIMIT,100,10,5\n2025-10-10 10:01:00,BTCUSDT,SELL,LIMIT,101,20,4\n",
        "order id,side,type,price,qty,leverage\n1,BUY,LIMIT,100,10,5\n2,SELL,STOP,101,20,4\n",
        "side,type,quantity,price,stop price,leverage,filled\nbuy,limit,5,100,,10,0\nsell,stop,4,101,95,5,0\n",
        "side,type,quantity,price,leverage\nbuy,Take Profit,5,100,10\n",
        "side,quantity,price,leverage,filled\nbuy,5,100,10,0\nsell,4,101,5,0\n",
        "Datum;Seite;Kurs;Stück;Hebel;Orderart\n10.10.2025;Kauf;100,5;10;5;Limit\n10.10.2025;Verkauf;101,5;20;4;Limit\n",
        "order_id,side,price,quantity,leverage\n1,buy,100,5,10\n2,sell,101,4,5\n",
        "Trade ID,Date,Side,Qty,Price,Leverage\n1,2025-10-10 10:00:00,buy,5,100,10\n2,2025-10-10 10:01:00,sell,5,101,10\n",
        "side,quantity,entry,leverage,realised pnl,close price\nlong,5,100,10,50,110\nshort,4,101,5,-10,103\n",
        "Open Time,Close Time,Side,Volume,Open Price,Close Price,Leverage\n2025-10-10 10:00,2025-10-10 11:00,buy,5,100,110,10\n2025-10-10 10:00,2025-10-10 12:00,sell,4,101,103,5\n",
        "side,quantity,entry,leverage,closed at\nlong,5,100,10,2025-10-10\n",
        r#"[{"orderId":"1","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","price":100,"qty":5,"leverage":10}]"#,
    ] {
        refused(text, &["open position"]);
    }
    // What made a position, and what of it was closed, may stand beside it.
    for text in [
        "order id,side,quantity,entry,leverage\n1,long,5,100,10\n",
        "side,quantity,entry,mark price,leverage,trade id\nbuy,5,100,101,10,7\n",
        "side,quantity,entry,leverage,realised pnl\nlong,5,100,10,50\n",
        "side,quantity,entry,leverage,close price,close time\nlong,5,100,10,,\n",
        "side,type,quantity,entry,leverage\nlong,isolated,5,100,10\n",
    ] {
        assert_eq!(positions(text).quantity, [5.0], "{text}");
    }
}

#[test]
fn three_noughts_that_other_numbers_of_the_file_contradict_are_asked_about() {
    for text in [
        "Positionswert;Wartungsmarge\n0-50.000;0.4%\n50.000-600.000;0.5%\n",
        "Stufe;bis;MMR\n1;50.000;0.4%\n2;250.000;0.5%\n",
        "bis\tMMR\tHebel\n50.000\t0.4 %\t125\n250.000\t0.5 %\t100\n",
        "bis;MMR\n50,000;0,4%\n250,000;0,5%\n",
        "notional cap,MMR\n50.000,0.4%\n250.000,0.5%\n",
        "cap;mmr\n50.000;0.500%\n250.000;0.750%\n",
        "side;quantity;entry_price;leverage\nlong;0.5;95.000;10\n",
        "side|quantity|entry_price|margin\nlong|2|95.000|19000.50\n",
        "price;size;side\n95.000;0.5;bid\n96.000;0.75;ask\n",
        "Datum;Kurs;Volumen\n2025-10-09;95.000;12.5\n2025-10-10;90.000;13.25\n",
        // Points and commas before three digits in one column.
        "side;quantity;entry_price;leverage\nlong;1.250;95000.5;10\nshort;2,500;95000.5;10\n",
    ] {
        let problem = refused(text, &["decimal point", "decimal comma"]);
        assert_eq!(
            (problem.code, problem.field.as_str()),
            (ErrorCode::Ambiguous, "decimal"),
            "{text}"
        );
    }
    let how = How {
        decimal: Some(','),
        ..How::default()
    };
    let range = "Positionswert;Wartungsmarge\n0-50.000;0.4%\n50.000-600.000;0.5%\n";
    let Ok(Content::Brackets(table)) = told(range, &how).map(|parsed| parsed.content) else {
        panic!("brackets");
    };
    assert_eq!(table.contracts[0].tiers[1].notional_from, 50_000.0);
    // Where a number says more than noughts, or the others have three digits, too, or commas stand between columns, a point
    // is what it is in the rest of the file, and that is said.
    for (text, column) in [
        (
            "side;quantity;entry;leverage\nlong;0.5;95.123;10\n",
            "entry",
        ),
        (
            "side;quantity;entry;leverage\nlong;0.500;95.000;10\n",
            "entry",
        ),
        (
            "side,quantity,entry,leverage\nlong,1.000,95000.5,10\n",
            "quantity",
        ),
    ] {
        let parsed = parsed(text);
        let remarks = parsed.remarks.all();
        assert!(
            remarks
                .iter()
                .any(|remark| remark.kind.as_str() == "decimalPoint" && remark.name == column),
            "{text} {remarks:?}"
        );
    }
    // Prices of one file have one mark.
    let read = path(
        "Date;Open;High;Low;Close\n2025-01-01;152.000;152.3;151.25;152.000\n2025-01-02;152.000;152.3;151;151.500\n",
    );
    assert_eq!(read.open, [152.0, 152.0]);
}

#[test]
fn a_unit_behind_a_name_needs_no_brackets() {
    for (heading, amounts) in [
        ("size_usd", [50_000.0, 25_000.0]),
        ("size_kusd", [50.0, 25.0]),
        ("size_k_usd", [50.0, 25.0]),
        ("qty_musd", [0.05, 0.025]),
        ("notional_k", [50.0, 25.0]),
        ("notional_m", [0.05, 0.025]),
        ("notional_usdt", [50_000.0, 25_000.0]),
        ("notional usd mn", [0.05, 0.025]),
        ("value usd k", [50.0, 25.0]),
        ("positionValueUsd", [50_000.0, 25_000.0]),
        ("sizeUSDT", [50_000.0, 25_000.0]),
        ("sizeKUsd", [50.0, 25.0]),
        ("amountusdc", [50_000.0, 25_000.0]),
        ("size-in-eur", [50_000.0, 25_000.0]),
        ("Größe TEUR", [50.0, 25.0]),
        ("Menge Tsd. USD", [50.0, 25.0]),
        ("size_quote", [50_000.0, 25_000.0]),
    ] {
        let [first, second] = amounts;
        are_of_money(&format!(
            "side;{heading};entry;leverage\nlong;{first};100000;10\nshort;{second};100000;5\n"
        ));
        are_of_money(&format!(
            r#"[{{"side":"long","{heading}":{first},"entry":100000,"leverage":10}},{{"side":"short","{heading}":{second},"entry":100000,"leverage":5}}]"#
        ));
    }
    for (heading, amount) in [
        ("size_btc", 0.5),
        ("qty_eth", 0.5),
        ("size_mbtc", 500.0),
        ("amount_base", 0.5),
        ("sizeBtc", 0.5),
    ] {
        let text = format!("side,{heading},entry_usd,leverage\nlong,{amount},100000,10\n");
        let table = positions(&text);
        assert!((table.quantity[0] - 0.5).abs() < 1e-12, "{text}");
        assert_eq!(table.entry_price, [100_000.0], "{text}");
    }
    for text in [
        "bid,bid_size_usd,ask,ask_size_usd\n100,100,101,202\n99,297,102,306\n",
        "bid_price,bid_size_kusd,ask_price,ask_size_kusd\n100,0.1,101,0.202\n99,0.297,102,0.306\n",
        "bid,bid_qty_usdt,ask,ask_qty_usdt\n100,100,101,202\n99,297,102,306\n",
        "bidPrice,bidSizeUsd,askPrice,askSizeUsd\n100,100,101,202\n99,297,102,306\n",
        "price,bid_usd,ask_usd\n100,100,\n99,297,\n101,,202\n102,,306\n",
        "side,price,notional_usd\nbid,100,100\nbid,99,297\nask,101,202\nask,102,306\n",
        "side,price,value_k\nbid,100,0.1\nbid,99,0.297\nask,101,0.202\nask,102,0.306\n",
    ] {
        let read = book(text);
        assert!(
            (read.bids[1][1] - 3.0).abs() < 1e-12 && (read.asks[0][1] - 2.0).abs() < 1e-12,
            "{text}{read:?}"
        );
    }
    for text in [
        "tier,limit_kusd,mmr\n1,50,0.4%\n2,100,0.5%\n",
        "notional_from_k,mmr\n0,0.4%\n50,0.5%\n",
        "max_notional_usd,mmr\n50000,0.4%\n100000,0.5%\n",
        r#"[{"maxNotionalUsd":50000,"mmr":0.004},{"maxNotionalUsd":100000,"mmr":0.005}]"#,
    ] {
        assert_eq!(brackets(text)[0].1, [0.0, 50_000.0], "{text}");
    }
    refused(
        "tier,max_position_btc,mmr\n1,5,0.4%\n2,10,0.5%\n",
        &["in coins"],
    );
    refused(
        "side,size_contracts,entry,leverage\nlong,5,100,10\n",
        &["\"size_contracts\" counts contracts"],
    );
    // Messages have the names of the file.
    refused(
        "side,size_kusd,entry,leverage\nlong,abc,100,10\n",
        &["column \"size_kusd\" is \"abc\""],
    );
    // A position's MM is its maintenance margin, a margin coin no margin.
    let bybit = r#"[{"symbol":"BTCUSDT","side":"Buy","size":"0.5","avgPrice":"95000","leverage":"10","positionIM":"4750","positionMM":"240","marginCoin":"USDT"}]"#;
    let table = positions(bybit);
    assert_eq!((table.quantity[0], table.margin[0]), (0.5, 4_750.0));
    // What is traded in money is no volume of the base.
    let read = path("date,close_usd,volume_usd\n2025-10-09,100,5000\n2025-10-10,90,6000\n");
    assert_eq!((read.close, read.volume), (vec![100.0, 90.0], vec![]));
    let read = path(
        "Unix,Date,Symbol,Open,High,Low,Close,Volume USDT,Volume BTC\n1760130900,2025-10-10 21:15:00,BTCUSDT,1,1,1,1,500,5\n1760130960,2025-10-10 21:16:00,BTCUSDT,1,1,1,1,600,6\n",
    );
    assert_eq!(read.volume, [5.0, 6.0]);
}

#[test]
fn a_currency_that_may_be_that_of_the_amounts_or_of_the_prices_is_asked_about() {
    let both = [
        "side,size,currency,entry,leverage\nlong,50000,USD,100000,10\nshort,25000,USD,100000,5\n",
        "Seite;Größe;Währung;Einstieg;Hebel\nLong;50000;EUR;100000;10\nShort;25000;EUR;100000;5\n",
        "side,amount,ccy,entry,leverage\nlong,50000,USDT,100000,10\nshort,25000,USDT,100000,5\n",
    ];
    let ask = |text: &str| {
        let problem = refused(text, &["may be the unit of", "or that of the prices"]);
        assert_eq!(
            (problem.code, problem.field.as_str()),
            (ErrorCode::Ambiguous, "amount"),
            "{text}"
        );
    };
    let so = |text: &str, amount: &str| {
        let how = How::from_json(&json!({ "amount": amount })).expect("an option");
        told(text, &how).expect("is read").content
    };
    for text in both {
        ask(text);
        for (amount, quantity) in [("quote", [0.5, 0.25]), ("base", [50_000.0, 25_000.0])] {
            let Content::Positions(table) = so(text, amount) else {
                panic!("positions");
            };
            assert_eq!(table.quantity, quantity, "{text}");
        }
    }
    are_of_money(
        "Seite;Betrag;Währung;Einstieg;Hebel\nLong;50000;EUR;100000;10\nShort;25000;EUR;100000;5\n",
    );
    let levels =
        "bid,bid amount,ask,ask amount,currency\n100,100,101,202,USD\n99,297,102,306,USD\n";
    ask(levels);
    let Content::Book(read) = so(levels, "quote") else {
        panic!("a book");
    };
    assert_eq!(read.bids[0], [100.0, 1.0]);
    let Content::Book(read) = so(levels, "base") else {
        panic!("a book");
    };
    assert_eq!(read.bids[0], [100.0, 100.0]);
    // A number of things has no currency; margin times leverage tells, and so does a coin.
    for (text, quantity, note) in [
        (
            "side,quantity,currency,entry,leverage\nlong,0.5,USD,95000,10\n",
            0.5,
            "priceCurrency 1",
        ),
        (
            "side,size,currency,entry,leverage,margin\nlong,0.5,USD,95000,10,4750\n",
            0.5,
            "priceCurrency 1",
        ),
        (
            "side,size,currency,entry,leverage,margin\nlong,47500,USD,95000,10,4750\n",
            0.5,
            "unitColumn 1",
        ),
        (
            "side,size,currency,entry,leverage\nlong,0.5,BTC,95000,10\n",
            0.5,
            "unitColumn 1",
        ),
        (
            "symbol,side,size,currency,entry,leverage\nWIFUSDT,long,0.5,WIF,2,10\n",
            0.5,
            "unitColumn 1",
        ),
    ] {
        assert_eq!(positions(text).quantity, [quantity], "{text}");
        assert!(
            said(text).contains(&note.to_owned()),
            "{text} {:?}",
            said(text)
        );
    }
}

#[test]
fn positions_settled_in_coins_are_inverse_or_asked_about() {
    for text in [
        "side,size,margin_currency,entry,leverage\nlong,50000,BTC,100000,10\n",
        "symbol,side,size,settle_coin,entry,leverage\nWIFUSD,long,50000,WIF,2,10\n",
        "coin,side,amount,collateral_asset,entry,leverage\nETH,long,5,ETH,2000,10\n",
        r#"[{"symbol":"BTCUSD","currency":"BTC","side":"long","size":5000,"entryPrice":100000,"leverage":10}]"#,
        r#"[{"symbol":"DOGE","marginCoin":"DOGE","side":"long","size":5000,"entryPrice":0.2,"leverage":10}]"#,
    ] {
        let problem = refused(text, &["inverse", "contract"]);
        assert_eq!(
            (problem.code, problem.field.as_str()),
            (ErrorCode::Ambiguous, "contract"),
            "{text}"
        );
        for contract in ["linear", "inverse"] {
            let how = How::from_json(&json!({ "contract": contract })).expect("an option");
            let Content::Positions(table) = told(text, &how).expect("is read").content else {
                panic!("positions");
            };
            assert_eq!(table.is_inverse, contract == "inverse", "{text}");
        }
    }
    // In quote with a margin in coins it is one.
    for text in [
        "side,size (USD),margin_currency,entry,leverage\nlong,50000,BTC,100000,10\n",
        "side,notional_usd,settlement_currency,entry,leverage\nlong,50000,XRP,100000,10\n",
    ] {
        let table = positions(text);
        assert!(table.is_inverse, "{text}");
        assert_eq!(
            (table.quantity[0], table.margin[0]),
            (50_000.0, 0.05),
            "{text}"
        );
    }
    // In coins, both; and in a coin that the contract is not of.
    refused(
        "side,size (BTC),margin_currency,entry,leverage\nlong,0.5,BTC,100000,10\n",
        &["both in coins"],
    );
    for text in [
        "symbol,side,size,margin_currency,entry,leverage\nETHUSD,long,50,BTC,2000,10\n",
        "symbol,side,size,currency,entry,leverage\nETHUSD,long,50,BTC,2000,10\n",
        r#"[{"symbol":"ETHUSD","currency":"XBt","currentQty":500,"avgEntryPrice":2000,"posMargin":500000,"leverage":10}]"#,
    ] {
        refused(text, &["the coin of the contract"]);
    }
    // Money is a margin like any other, and a contract settled in a stablecoin linear whatever the wallet holds.
    for text in [
        "side,size,margin_currency,entry,leverage\nlong,0.5,USDT,100000,10\n",
        "symbol,side,size,margin_currency,entry,leverage\nBTCUSDT,long,0.5,BTC,100000,10\n",
        r#"[{"symbol":"BTCUSDT","marginCoin":"USDT","side":"long","size":0.5,"entryPrice":100000,"leverage":10}]"#,
    ] {
        let table = positions(text);
        assert!(!table.is_inverse, "{text}");
        assert_eq!(table.quantity, [0.5], "{text}");
    }
}

#[test]
fn amounts_that_contradict_what_stands_beside_them_are_asked_about_or_said() {
    // As coins a margin of 500 would carry half a million.
    let sizes =
        "user,is_long,size,collateral,avg_price\na,True,5000,500,100\nb,False,3000,100,101\n";
    let problem = refused(sizes, &["\"5000\"", "amount of quote"]);
    assert_eq!(
        (problem.code, problem.field.as_str()),
        (ErrorCode::Ambiguous, "amount")
    );
    let how = How::from_json(&json!({ "amount": "quote" })).expect("an option");
    let Content::Positions(table) = told(sizes, &how).expect("is read").content else {
        panic!("positions");
    };
    assert_eq!((table.quantity[0], table.margin[0]), (50.0, 500.0));
    assert_eq!(
        said("side,quantity,entry,leverage,notional\nlong,1,100,5,5000\n"),
        ["notionalDiffers 1"]
    );
    for text in [
        "side,quantity,entry,leverage,notional\nlong,1,100,5,101\n",
        "side,quantity,entry,margin\nlong,1,100,10\n",
    ] {
        assert!(said(text).is_empty(), "{text}");
    }
    for text in [
        "side,size (USD),entry (EUR),margin (EUR)\nlong,50000,100000,5000\n",
        "side,notional_eur,entry_price_usd,leverage\nlong,50000,100000,10\n",
    ] {
        refused(text, &["USD", "EUR", "one currency"]);
    }
    let stable = "side,size (USD),entry (USDT),margin (USDC)\nlong,50000,100000,5000\n";
    assert_eq!(positions(stable).quantity, [0.5]);
    // BitMEX counts dollars in millionths.
    let linear = r#"[{"symbol":"XBTUSDT","currency":"USDt","currentQty":1000000,"avgEntryPrice":95000,"posMargin":9500000000,"leverage":10}]"#;
    let table = positions(linear);
    assert_eq!((table.quantity[0], table.margin[0]), (1.0, 9_500.0));
}

#[test]
fn levels_of_json_are_in_the_unit_that_stands_there() {
    for text in [
        r#"{"bids":[{"price":100,"size_usd":1000}],"asks":[{"price":101,"size_usd":2020}]}"#,
        r#"{"bids":[{"price":100,"sizeKUsd":1}],"asks":[{"price":101,"sizeKUsd":2.02}]}"#,
        r#"{"bids":[{"price":100,"notional":1000}],"asks":[{"price":101,"notional":2020}]}"#,
        r#"{"unit":"USD","bids":[[100,1000]],"asks":[[101,2020]]}"#,
        r#"{"amountUnit":"k USD","bids":[[100,1]],"asks":[[101,2.02]]}"#,
    ] {
        let read = book(text);
        assert_eq!(
            (read.bids[0], read.asks[0]),
            ([100.0, 10.0], [101.0, 20.0]),
            "{text}"
        );
    }
    let contracts = r#"{"unit":"contracts","bids":[[100,1000]],"asks":[[101,2020]]}"#;
    assert_eq!(said(contracts), ["contracts 1"]);
}

#[test]
fn a_series_of_pandas_is_a_path_in_every_orientation() {
    let hours = [1_704_153_600_i64, 1_704_157_200, 1_704_160_800];
    let days = [
        "2024-01-02T00:00:00.000Z",
        "2024-01-02T01:00:00.000Z",
        "2024-01-02T02:00:00.000Z",
    ];
    let prices = [100.0, 98.0, 95.0];
    let ms = hours.map(|hour| hour * 1_000);
    let row = |name: &str, index: Value, price: f64| json!({ "index": index, name: price });
    let rows = |name: &str, index: &[Value]| -> Vec<Value> {
        index
            .iter()
            .zip(prices)
            .map(|(index, price)| row(name, index.clone(), price))
            .collect()
    };
    let [seconds, dates, ms] =
        [json!(hours), json!(days), json!(ms)].map(|list| list.as_array().unwrap().clone());
    let keyed = |index: &[Value]| -> Value {
        let key = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        index
            .iter()
            .zip(prices)
            .map(|(index, price)| (key(index), json!(price)))
            .collect()
    };
    let mut files = Vec::new();
    for index in [&seconds, &ms, &dates] {
        for name in ["close", "BTC-USD", "price"] {
            files.push(json!({ "name": name, "index": index, "data": prices }).to_string());
        }
        files.push(json!({ "name": null, "index": index, "data": prices }).to_string());
        files.push(keyed(index).to_string());
        files.push(Value::from(rows("close", index)).to_string());
        for name in ["close", "values"] {
            let fields = json!([{ "name": "index", "type": "datetime" }, { "name": name, "type": "number" }]);
            let schema =
                json!({ "fields": fields, "primaryKey": ["index"], "pandas_version": "1.4.0" });
            files.push(json!({ "schema": schema, "data": rows(name, index) }).to_string());
        }
        for name in ["data", "close", "values"] {
            let text = |value: &Value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            };
            let lines: Vec<String> = index
                .iter()
                .zip(prices)
                .map(|(index, price)| format!("{},{price}\n", text(index)))
                .collect();
            files.push(format!("index,{name}\n{}", lines.concat()));
        }
    }
    for file in files {
        let path = path(&file);
        assert_eq!(
            (path.start_s, path.step_s),
            (1_704_153_600.0, 3_600.0),
            "{file}"
        );
        assert_eq!(path.close, prices, "{file}");
    }
    // Beside dates the same word is a value; alone it is the date of two languages.
    assert_eq!(
        path("time,data\n1704153600,100\n1704157200,98\n").close,
        [100.0, 98.0]
    );
    assert_eq!(
        path("data,prezzo\n02/01/2024,100\n15/01/2024,98\n").start_s,
        1_704_153_600.0
    );
    // An index by number is no time.
    refused(
        &json!({ "name": "close", "index": [0, 1, 2], "data": prices }).to_string(),
        &["this JSON has the keys"],
    );
    assert_eq!(
        path("time,index\n1704153600,100\n1704157200,98\n").close,
        [100.0, 98.0]
    );
}

#[test]
fn books_of_contracts_say_so_or_ask_what_one_is_worth() {
    let ccxt = |symbol: &str| {
        json!({ "symbol": symbol, "bids": [[65_000, 150_000]], "asks": [[65_010, 202_000]], "timestamp": 1, "nonce": 1 }).to_string()
    };
    let table = |symbol: &str| {
        format!("symbol,side,price,amount\n{symbol},bid,65000,150000\n{symbol},ask,65010,202000\n")
    };
    for symbol in ["BTC/USD:BTC", "BTC/USD:BTC-240628"] {
        for file in [ccxt(symbol), table(symbol)] {
            let problem = refused(&file, &["contracts of quote", "contractValue"]);
            assert_eq!(problem.code, ErrorCode::Ambiguous);
            for worth in [1.0, 10.0, 100.0] {
                let how = How {
                    contract_value: Some(worth),
                    ..How::default()
                };
                let Content::Book(book) = told(&file, &how).unwrap().content else {
                    panic!("{file}")
                };
                assert_eq!(book.bids, [[65_000.0, 150_000.0 * (worth / 65_000.0)]]);
            }
            let how = How {
                contract_size: Some(0.5),
                ..How::default()
            };
            let Content::Book(book) = told(&file, &how).unwrap().content else {
                panic!("{file}")
            };
            assert_eq!(book.bids, [[65_000.0, 75_000.0]]);
        }
    }
    // Options and linear contracts are settled in something else or counted in coins.
    for symbol in ["BTC/USD:BTC-240628-60000-C", "BTC/USDT:USDT", "BTC/USD"] {
        assert_eq!(book(&ccxt(symbol)).bids, [[65_000.0, 150_000.0]]);
    }
    // Of which venue a swap is its name does not say, and some count contracts.
    for (symbol, expected) in [
        ("BTC/USDT:USDT", vec!["contracts 1"]),
        ("ETH/USDC:USDC-250328", vec!["contracts 1"]),
        ("BTC/USDT", vec![]),
    ] {
        for file in [ccxt(symbol), table(symbol)] {
            assert_eq!(said(&file), expected, "{file}");
        }
    }
    let gate = |contract: &str| {
        json!({ "time": 1, "channel": "futures.order_book", "event": "all", "result": { "t": 1, "contract": contract, "id": 1, "asks": [{ "p": "101", "s": 1000 }], "bids": [{ "p": "100", "s": 1500 }] } }).to_string()
    };
    let bitmex = json!([{ "symbol": "ETHUSD", "id": 1, "side": "Sell", "size": 200, "price": 101 }, { "symbol": "ETHUSD", "id": 2, "side": "Buy", "size": 1500, "price": 100 }]).to_string();
    let tardis = |exchange: &str, symbol: &str| {
        format!(
            "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount\n{exchange},{symbol},1,1,101,2000,100,1500\n"
        )
    };
    for file in [
        gate("BTC_USDT"),
        bitmex,
        tardis("huobi-dm-linear-swap", "BTC-USDT"),
        tardis("okex-swap", "BTC-USDT-SWAP"),
        tardis("gate-io-futures", "BTC_USDT"),
        tardis("bitmex", "ETHUSD"),
    ] {
        assert_eq!(book(&file).bids, [[100.0, 1_500.0]], "{file}");
        assert_eq!(said(&file), ["contracts 1"], "{file}");
    }
    for (file, base) in [
        (gate("BTC_USD"), 15.0),
        (tardis("huobi-dm-swap", "BTC-USD"), 1_500.0),
        (tardis("huobi-dm-swap", "ETH-USD"), 150.0),
        (tardis("bitmex", "XBTUSD"), 15.0),
    ] {
        assert_eq!(book(&file).bids, [[100.0, base]], "{file}");
    }
    for (exchange, symbol) in [
        ("binance-futures", "BTCUSDT"),
        ("huobi", "btcusdt"),
        ("gate-io", "BTC_USDT"),
        ("okex", "BTC-USDT"),
    ] {
        let file = tardis(exchange, symbol);
        assert_eq!(said(&file), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn positions_of_contracts_are_asked_about_by_their_symbol() {
    let asked = |text: &str, option: &str| {
        let problem = refused(text, &[option]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{text}");
    };
    for name in ["qty", "size", "quantity", "amount"] {
        let file = format!("symbol,side,{name},entry,leverage\nBTC-USDT-SWAP,long,150,65000,10\n");
        asked(&file, "contractSize");
        let how = How {
            contract_size: Some(0.01),
            ..How::default()
        };
        let Content::Positions(table) = told(&file, &how).unwrap().content else {
            panic!("{file}")
        };
        assert_eq!(table.quantity, [1.5]);
    }
    // What stands beside the amount tells it.
    let coins =
        positions("symbol,side,qty (BTC),entry,leverage\nBTC-USDT-SWAP,long,1.5,65000,10\n");
    assert_eq!(coins.quantity, [1.5]);
    let worth = positions(
        "symbol,side,qty,entry,leverage,notional\nBTC-USDT-SWAP,long,150,65000,10,97500\n",
    );
    assert_eq!(worth.quantity, [1.5]);

    let bybit = |symbol: &str, size: &str, more: &str| {
        format!(
            r#"{{"retCode":0,"result":{{"list":[{{"symbol":"{symbol}","side":"Buy","size":"{size}","avgPrice":"65000","leverage":"10"{more}}}]}}}}"#
        )
    };
    let csv = |symbol: &str, size: &str| {
        format!("Contracts,Qty,Entry Price,Side,Leverage\n{symbol},{size},65000,Buy,10\n")
    };
    for symbol in ["BTCUSD", "ETHUSD", "MNTUSD"] {
        for file in [
            bybit(symbol, "15000", ""),
            csv(symbol, "15000").replace("Contracts", "Symbol"),
        ] {
            asked(&file, "contract");
            for is_inverse in [true, false] {
                let how = How {
                    is_inverse: Some(is_inverse),
                    ..How::default()
                };
                let Content::Positions(table) = told(&file, &how).unwrap().content else {
                    panic!("{file}")
                };
                assert_eq!(
                    (table.is_inverse, table.quantity),
                    (is_inverse, vec![15_000.0])
                );
            }
        }
    }
    asked(&csv("BTCUSD", "15000"), "contract");
    // A category, parts of a coin, a worth, a margin or a currency say it.
    let answer = |category: &str| {
        bybit("BTCUSD", "15000", "")
            .replace(r#""list""#, &format!(r#""category":"{category}","list""#))
    };
    assert!(positions(&answer("inverse")).is_inverse);
    assert!(!positions(&answer("linear")).is_inverse);
    assert!(positions(&bybit("BTCUSD", "15000", r#","category":"inverse""#)).is_inverse);
    assert!(positions(&bybit("BTCUSD", "15000", r#","positionValue":"0.23""#)).is_inverse);
    for linear in [
        bybit("BTCUSD", "1.5", ""),
        bybit("BTCUSDT", "15", ""),
        bybit("EURUSD", "15", ""),
        bybit("BTCUSD", "2", r#","positionValue":"130000""#),
        bybit("BTCUSD", "2", r#","positionIM":"13000""#),
    ] {
        assert!(!positions(&linear).is_inverse, "{linear}");
    }
}

#[test]
fn shares_are_shares_where_one_may_stand_and_refused_where_none_may() {
    let file = |name: &str, first: &str, second: &str| {
        format!("notional_from,{name},max_leverage\n0,{first},125\n50000,{second},100\n")
    };
    for (name, first, second) in [
        ("mmr_bps", "40", "50"),
        ("MMR (bps)", "40", "50"),
        ("mmr [bp]", "40", "50"),
        ("maintenance margin (basis points)", "40", "50"),
        ("mmr (\u{2030})", "4", "5"),
        ("MMR \u{2030}", "4", "5"),
        ("mmr (promille)", "4", "5"),
        ("mmr (%)", "0.4", "0.5"),
        ("mmr", "40 bps", "50 bps"),
        ("mmr", "40bp", "50BPS"),
        ("mmr_bps", "40 bps", "50 bps"),
        ("mmr", "4 \u{2030}", "5\u{2030}"),
        ("mmr", "0.4%", "0.5%"),
        ("mmr", "0.004", "0.005"),
    ] {
        let read = brackets(&file(name, first, second));
        let Content::Brackets(table) = parsed(&file(name, first, second)).content else {
            panic!("{read:?}")
        };
        let ratios: Vec<f64> = table.contracts[0]
            .tiers
            .iter()
            .map(|tier| tier.ratio)
            .collect();
        assert_eq!(ratios, [0.004, 0.005], "{name} {first}");
    }
    let json = json!([{ "notional_from": 0, "mmr_bps": 40, "max_leverage": 125 }, { "notional_from": 50_000, "mmr_bps": 50, "max_leverage": 100 }]);
    let Content::Brackets(table) = parsed(&json.to_string()).content else {
        panic!("{json}")
    };
    assert_eq!(table.contracts[0].tiers[0].ratio, 0.004);
    for (row, column) in [
        ("15%,100,10", "qty"),
        ("1.5,50%,10", "entry"),
        ("40 bps,100,10", "qty"),
        ("1.5,100,10%", "leverage"),
    ] {
        let text = format!("side,qty,entry,leverage\nlong,{row}\n");
        refused(&text, &["no share of something", column]);
    }
    refused(
        "time,close\n2024-01-01,100%\n2024-01-02,98%\n",
        &["no share of something"],
    );
    assert_eq!(
        positions("side,qty,entry,margin\nlong,2,100,10%\n").margin,
        [20.0]
    );
    assert_eq!(
        positions("side,qty,entry,margin\nlong,2,100,1000 bps\n").margin,
        [20.0]
    );
    assert_eq!(
        positions("side,qty,entry,margin (bps)\nlong,2,100,1000\n").margin,
        [20.0]
    );
}

#[test]
fn two_columns_of_one_thing_that_differ_are_refused() {
    refused(
        "side,qty,entry price,avg price,leverage\nlong,1.5,100,105,10\n",
        &["are not the same", "entry price", "avg price"],
    );
    refused(
        "Richtung;Menge;Einstiegspreis;Einstandskurs;Hebel\nlong;1,5;100,5;105,5;10\n",
        &["are not the same"],
    );
    refused(
        "side,positionSide,qty,entry,leverage\nSELL,LONG,1.5,100,10\n",
        &["not the same side", "SELL", "LONG"],
    );
    refused(
        "direction,side,qty,entry,leverage\nshort,buy,1.5,100,10\n",
        &["not the same side"],
    );
    for same in [
        "side,qty,entry price,avg price,leverage\nlong,1.5,100,100,10\n",
        "side,qty,entry price,price,leverage\nlong,1.5,100,105,10\n",
        "side,qty,entry price,avg price,leverage\nlong,1.5,100,,10\n",
        "side,positionSide,qty,entry,leverage\nBUY,LONG,1.5,100,10\n",
        "side,positionSide,qty,entry,leverage\nBUY,BOTH,1.5,100,10\n",
    ] {
        let table = positions(same);
        assert_eq!(
            (table.side[0], table.entry_price[0]),
            (Side::Long, 100.0),
            "{same}"
        );
    }
    let answer = json!([{ "side": "long", "size": 1.5, "avgEntryPrice": 100, "openAvgPrice": 105, "leverage": 10 }]).to_string();
    assert_eq!(positions(&answer).entry_price, [100.0]);
    assert_eq!(said(&answer), ["taken 1"]);
}

#[test]
fn offsets_of_headings_are_applied_and_zones_by_name_are_said() {
    let start = 1_704_153_600.0;
    for (head, first, second) in [
        ("time (UTC+2),close", "2024-01-02 02:00", "2024-01-02 03:00"),
        ("Date(UTC+8),close", "2024-01-02 08:00", "2024-01-02 09:00"),
        ("Date (GMT-5),close", "2024-01-01 19:00", "2024-01-01 20:00"),
        (
            "time [UTC+05:30],close",
            "2024-01-02 05:30",
            "2024-01-02 06:30",
        ),
        (
            "time (+02:00),close",
            "2024-01-02 02:00",
            "2024-01-02 03:00",
        ),
        (
            "time (UTC \u{2212}5),close",
            "2024-01-01 19:00",
            "2024-01-01 20:00",
        ),
        ("time_utc+2,close", "2024-01-02 02:00", "2024-01-02 03:00"),
        ("Date UTC-5,close", "2024-01-01 19:00", "2024-01-01 20:00"),
        ("time (UTC+2),close", "20240102020000", "20240102030000"),
        ("time (UTC+2),close", "02.01.2024 02:00", "02.01.2024 03:00"),
        (
            "date,time (UTC+2),close",
            "2024-01-02,02:00",
            "2024-01-02,03:00",
        ),
        (
            "time,tz,close",
            "2024-01-02 01:00,+01:00",
            "2024-01-02 02:00,+01:00",
        ),
        (
            "time,tz,close",
            "2024-01-02 01:00,UTC+1",
            "2024-01-02 03:00,UTC+2",
        ),
        (
            "time,timezone,close",
            "2024-01-02 00:00,UTC",
            "2024-01-02 01:00,Z",
        ),
        // Times that say it themselves.
        (
            "time (UTC+2),close",
            "2024-01-02T00:00Z",
            "2024-01-02T01:00Z",
        ),
        (
            "time (UTC+2),close",
            "2024-01-02T03:00+03:00",
            "2024-01-02T04:00+03:00",
        ),
        ("time (UTC+2),close", "1704153600", "1704157200"),
        ("time (CET),close", "1704153600", "1704157200"),
        (
            "time (CET),close",
            "2024-01-02 00:00 UTC",
            "2024-01-02 01:00 UTC",
        ),
        (
            "time (UTC+2),unix,close",
            "2024-01-02 02:00,1704153600",
            "2024-01-02 03:00,1704157200",
        ),
        ("time (UTC),close", "2024-01-02 00:00", "2024-01-02 01:00"),
    ] {
        let file = format!("{head}\n{first},100\n{second},98\n");
        let path = path(&file);
        assert_eq!((path.start_s, path.step_s), (start, 3_600.0), "{file}");
        assert!(
            !said(&file).iter().any(|word| word.starts_with("zone")),
            "{file}"
        );
    }
    // Days begin by the clock that the heading names, too.
    let days = path("Date (UTC+8),close\n2024-01-02,100\n2024-01-03,98\n");
    assert_eq!(days.start_s, start - 8.0 * 3_600.0);
    for (head, more, name) in [
        ("time (CET),close", "", "time (CET)"),
        ("Zeit (MEZ),close", "", "Zeit (MEZ)"),
        ("time (Europe/Berlin),close", "", "time (Europe/Berlin)"),
        ("time America/New_York,close", "", "time America/New_York"),
        ("time (New York time),close", "", "time (New York time)"),
        ("date_est,close", "", "date_est"),
        ("Local time,close", "", "Local time"),
        ("time,tz,close", "Europe/Berlin,", "tz: Europe/Berlin"),
        ("time,timezone,close", "EST,", "timezone: EST"),
    ] {
        let file = format!("{head}\n2024-01-02 00:00,{more}100\n2024-01-02 01:00,{more}98\n");
        let Parsed {
            content, remarks, ..
        } = parsed(&file);
        let Content::Path(path) = content else {
            panic!("{file}")
        };
        assert_eq!(path.start_s, start, "{file}");
        let zone = remarks
            .all()
            .iter()
            .find(|remark| remark.kind.as_str() == "zone");
        assert_eq!(
            zone.map(|remark| remark.name.as_str()),
            Some(name),
            "{file}"
        );
    }
    // A column that counts from 1970 says more than one by a clock of some name.
    let both =
        "time (CET),unix,close\n2024-01-02 01:00,1704153600,100\n2024-01-02 02:00,1704157200,98\n";
    assert_eq!(path(both).start_s, start);
}

#[test]
fn french_files_are_read_as_their_headings_say() {
    let candles = "\"Date\",\"Dernier\",\"Ouv.\",\" Plus Haut\",\"Plus Bas\",\"Vol.\",\"Variation %\"\n\"04/01/2024\",\"950,0\",\"980,0\",\"990,0\",\"900,0\",\"12,3K\",\"-3,06%\"\n\"13/12/2023\",\"1.020,0\",\"1.000,0\",\"1.030,0\",\"990,0\",\"1,5M\",\"2,00%\"\n";
    let path_of = path(candles);
    assert_eq!(
        (path_of.open, path_of.close),
        (vec![1_000.0, 980.0], vec![1_020.0, 950.0])
    );
    let levels = book("C\u{f4}t\u{e9};Prix;Quantit\u{e9}\nAchat;99,9;1,5\nVente;100,1;1\n");
    assert_eq!(
        (levels.bids, levels.asks),
        (vec![[99.9, 1.5]], vec![[100.1, 1.0]])
    );
    let file = "De;\u{c0};Marge de maintien;Levier max\n0;50 000;0,40 %;125x\n50 000;250 000;0,50 %;100x\n";
    let Content::Brackets(table) = parsed(file).content else {
        panic!("{file}")
    };
    let tiers: Vec<(f64, f64)> = table.contracts[0]
        .tiers
        .iter()
        .map(|tier| (tier.notional_from, tier.ratio))
        .collect();
    assert_eq!(tiers, [(0.0, 0.004), (50_000.0, 0.005)]);
    let held = positions("C\u{f4}t\u{e9};Quantit\u{e9};Prix moyen;Levier\nVente;1,5;100,5;10\n");
    assert_eq!((held.side[0], held.quantity[0]), (Side::Short, 1.5));
    for [first, second] in [
        ["2 janvier 2024", "3 f\u{e9}vrier 2024"],
        ["2 janv. 2024", "3 f\u{e9}vr. 2024"],
        ["mardi 2 janvier 2024", "samedi 3 f\u{e9}vrier 2024"],
        ["2 de enero de 2024", "3 de febrero de 2024"],
        ["2 gennaio 2024", "3 febbraio 2024"],
        ["2 de janeiro de 2024", "3 de fevereiro de 2024"],
        ["2-janv.-2024", "3-f\u{e9}vr.-2024"],
    ] {
        let path = path(&format!("Date;Cours\n{first};100,5\n{second};99,5\n"));
        assert_eq!(
            (path.start_s, path.time_s[1]),
            (1_704_153_600.0, 32.0 * 86_400.0),
            "{first}"
        );
    }
    assert_eq!(
        path("Date;Cours\n1er mars 2024;100,5\n15 ao\u{fb}t 2024;99,5\n").start_s,
        1_709_251_200.0
    );
    // Words that are no month are what is wrong, and not the rows.
    refused(
        "Date;Cours\n2 vendemiaire 2024;100,5\n3 vendemiaire 2024;99,5\n",
        &["line 2", "2 vendemiaire 2024"],
    );
}

#[test]
fn two_columns_of_one_meaning_agree_or_are_refused() {
    for text in [
        "side,quantity,entry_price,leverage,leverage\nlong,0.5,95000,10,20\n",
        "side,quantity,quantity,entry_price,leverage\nlong,0.5,5,95000,10\n",
        "side,size,quantity,entry_price,leverage\nlong,0.5,5,95000,10\n",
        "side,quantity,entry_price,leverage,lever\nlong,0.5,95000,10,20\n",
        "side,quantity,entry_price,avg_price,leverage\nlong,0.5,95000,90000,10\n",
        "Seite;Menge;Positionsgröße;Einstieg;Hebel\nLong;0,5;0,6;95000;10\n",
    ] {
        let problem = refused(text, &["line 2", "are not the same"]);
        assert_eq!(problem.code, ErrorCode::Inconsistent, "{text}");
    }
    for text in [
        "side,size,quantity,entry_price,leverage\nlong,0.5,0.5,95000,10\n",
        // One is what the other is worth.
        "side,size,quantity,entry_price,leverage\nlong,47500,0.5,95000,10\n",
        "side,size (USD),quantity,entry_price,leverage\nlong,47600,0.5,95000,10\n",
        "side,contracts,quantity,entry_price,leverage\nlong,500,0.5,95000,10\n",
        "side,quantity,entry_price,leverage,max_leverage\nlong,0.5,95000,10,125\n",
    ] {
        let table = positions(text);
        assert_eq!(
            (table.quantity[0], table.margin[0]),
            (0.5, 4_750.0),
            "{text}"
        );
    }
}

#[test]
fn what_a_name_says_of_the_size_of_its_numbers_counts() {
    for name in [
        "quantity (x1000)",
        "quantity (\u{d7}1,000)",
        "quantity (thousands)",
        "quantity (k)",
    ] {
        let text = format!("side,{name},entry_price,leverage\nlong,0.5,95,10\n");
        let text = text.replace("quantity (\u{d7}1,000)", "\"quantity (\u{d7}1,000)\"");
        assert_eq!(positions(&text).quantity, [500.0], "{text}");
    }
    refused(
        "side,quantity,entry_price,leverage (%)\nlong,0.5,95000,1000\n",
        &["\"leverage (%)\" is a share of something"],
    );
    for number in [
        "10 shares",
        "10 pcs",
        "10 pcs.",
        "10 units",
        "10 St\u{fc}ck",
        "10 Stk.",
        "10 Aktien",
    ] {
        let text =
            format!("side;quantity;entry;leverage\nlong;{number};95;10\nshort;{number};95;5\n");
        assert_eq!(positions(&text).quantity, [10.0, 10.0], "{text}");
    }
}

#[test]
fn one_file_has_one_currency() {
    for text in [
        "side,notional,entry_price,leverage\nlong,47500 EUR,95000,10\nshort,10000 USD,95000,5\n",
        "side,size,entry_price,leverage\nlong,\u{20ac}47500,95000,10\nshort,$10000,95000,5\n",
    ] {
        refused(text, &["the same unit as"]);
    }
    refused(
        "side,notional,entry_price,leverage\nlong,47500 USD,95000 EUR,10\nshort,10000 USD,95000 EUR,5\n",
        &["in EUR", "in USD", "expected one currency"],
    );
    let table = positions("side,notional,entry_price,leverage\nlong,47500 USD,95000 USDT,10\n");
    assert_eq!(table.quantity, [0.5]);
}

#[test]
fn logarithms_and_returns_are_no_prices() {
    for name in [
        "log price",
        "log_price",
        "ln(price)",
        "log_close",
        "log return",
        "return",
    ] {
        let text = format!("date,{name}\n2025-01-01,11.45\n2025-01-02,11.46\n2025-01-03,11.44\n");
        refused(&text, &["the column close is missing"]);
    }
    refused(
        "date,Logitech\n2025-01-01,11.45\n2025-01-02,11.46\n",
        &["\"Logitech\" may be one"],
    );
}

#[test]
fn months_and_quarters_begin_with_their_first_day() {
    let months = [
        ["2025-08", "2025-09", "2025-10"],
        ["08/2025", "09/2025", "10/2025"],
        ["Aug 2025", "Sep 2025", "Oct 2025"],
        ["August 2025", "September 2025", "Oktober 2025"],
        ["2025M08", "2025M09", "2025M10"],
        ["Aug-25", "Sep-25", "Oct-25"],
        ["Aug. 25", "Sep. 25", "Okt. 25"],
    ];
    for [first, second, third] in months {
        for name in ["month", "date", "Monat"] {
            let text = format!("{name},price\n{first},100\n{second},110\n{third},90\n");
            let read = path(&text);
            assert_eq!(read.start_s, 1_754_006_400.0, "{text}");
            assert_eq!(
                read.time_s,
                [0.0, 31.0 * 86_400.0, 61.0 * 86_400.0],
                "{text}"
            );
        }
    }
    for [first, second] in [
        ["2025Q1", "2025Q2"],
        ["2025-Q1", "2025-Q2"],
        ["Q1 2025", "Q2 2025"],
        ["Q1/2025", "Q2/2025"],
    ] {
        for name in ["quarter", "date", "Quartal"] {
            let text = format!("{name},price\n{first},100\n{second},110\n");
            let read = path(&text);
            assert_eq!(read.start_s, 1_735_689_600.0, "{text}");
            assert_eq!(read.time_s, [0.0, 90.0 * 86_400.0], "{text}");
        }
    }
    // A range is no month.
    let text = "tier,notional,mmr\n1,0-2000,0.4%\n2,2001-5000,0.5%\n";
    assert_eq!(brackets(text)[0].1, [0.0, 2_000.0]);
}

#[test]
fn clocks_whose_names_say_all_are_read() {
    for (zone, ahead_h) in [
        ("EST", -5.0),
        ("EDT", -4.0),
        ("CDT", -5.0),
        ("PST", -8.0),
        ("PDT", -7.0),
        ("CET", 1.0),
        ("CEST", 2.0),
        ("EET", 2.0),
        ("EEST", 3.0),
        ("WEST", 1.0),
        ("JST", 9.0),
        ("HKT", 8.0),
        ("AEDT", 11.0),
    ] {
        let text = format!("time,price\n2025-10-10 21:15 {zone},100\n2025-10-10 21:16 {zone},99\n");
        assert_eq!(path(&text).start_s, START - 3_600.0 * ahead_h, "{text}");
    }
    // Central and China, mountain and Malaysia, India and Israel.
    for zone in ["CST", "IST"] {
        let text = format!("time,price\n2025-10-10 21:15 {zone},100\n2025-10-10 21:16 {zone},99\n");
        refused(&text, &["line 2", "expected"]);
    }
}

#[test]
fn a_column_of_markets_is_one_whatever_it_is_called() {
    for name in [
        "K\u{fc}rzel",
        "S\u{ed}mbolo",
        "Handelspaar",
        "Kontrakte",
        "Paire",
        "Coppia",
        "Trading pair",
        "Perp",
        "Name",
        "Titel",
        "x",
    ] {
        let text = format!(
            "{name};Seite;Menge;Einstieg;Hebel\nBTCUSDT;long;0,5;64250,5;20\nETHUSDT;short;12;3410,2;10\nBTCUSDT;short;1,5;64000,5;10\n"
        );
        let table = positions(&text);
        assert_eq!(table.symbols().len(), 2, "{name}");
        let text = format!(
            "{name},side,qty,entry,leverage\nBTC,long,0.5,64250.5,20\nSOL,short,12,150,10\nETH-PERP,short,1.5,3000,10\n"
        );
        assert_eq!(positions(&text).symbols().len(), 3, "{name}");
        let text = format!(
            "date,{name},close\n2025-01-01,BTC/USDT,100\n2025-01-01,ETH/USDT,10\n2025-01-02,BTC/USDT,101\n2025-01-02,ETH/USDT,11\n"
        );
        let problem = refused(&text, &["2 symbols"]);
        assert_eq!(problem.code, ErrorCode::Ambiguous, "{name}");
    }
    // A margin's coin is no market, and names of people are none.
    let text =
        "side,qty,entry,leverage,fee currency\nlong,0.5,64250.5,20,BTC\nshort,1,64000,10,ETH\n";
    assert_eq!(positions(text).symbols().len(), 0);
    let text = "trader,side,qty,entry,leverage\nANNA,long,0.5,64250.5,20\nBOB,short,1,64000,10\n";
    assert_eq!(positions(text).symbols().len(), 0);
}

#[test]
fn years_may_stand_first_with_two_digits() {
    for (dates, start, step) in [
        (
            ["24/07/01", "24/07/02", "24/07/03"],
            1_719_792_000.0,
            86_400.0,
        ),
        (
            ["24-06-28", "24-06-29", "24-06-30"],
            1_719_532_800.0,
            86_400.0,
        ),
        (
            ["24.06.28", "24.06.29", "24.06.30"],
            1_719_532_800.0,
            86_400.0,
        ),
        (
            ["24-07-15 10:00", "24-07-16 10:00", "24-07-17 10:00"],
            1_721_037_600.0,
            86_400.0,
        ),
        // The day first, as ever.
        (
            ["28.06.24", "29.06.24", "30.06.24"],
            1_719_532_800.0,
            86_400.0,
        ),
    ] {
        let [first, second, third] = dates;
        let text = format!("date,price\n{first},100\n{second},99\n{third},98\n");
        let read = path(&text);
        assert_eq!(read.start_s, start, "{text}");
        assert_eq!(read.time_s, [0.0, step, 2.0 * step], "{text}");
        assert_eq!(read.close, [100.0, 99.0, 98.0], "{text}");
    }
    // Neither of the two is a shorter stretch than the other: asked as before.
    refused("date,price\n01/02/24,100\n02/03/24,99\n", &["dmy", "mdy"]);
    for text in [
        "Date,P\n1929.08,30.2\n1929.09,31.3\n1929.10,28.0\n",
        "date,price\n739434,1\n739435,2\n",
    ] {
        refused(text, &["a name that says a unit"]);
    }
}

#[test]
fn totals_below_groups_are_no_positions() {
    for [of_a, of_b, of_all] in [
        ["A Ergebnis", "B Ergebnis", "Gesamtergebnis"],
        ["A Total", "B Total", "Grand Total"],
        ["Subtotal A", "Subtotal B", "TOTAL (2)"],
        ["Zwischensumme A", "Zwischensumme B", "Gesamtsumme"],
    ] {
        let text = format!(
            "Konto;Seite;Menge;Einstieg;Hebel\nA;long;1;60000;10\n{of_a};long;1;60000;10\nB;short;2;61000;5\n{of_b};short;2;61000;5\n{of_all};short;1;60500;7\n"
        );
        assert_eq!(positions(&text).rows(), 2, "{text}");
        assert_eq!(said(&text), ["total 3"], "{text}");
        let text = format!(
            "Konto;Seite;Menge;Einstieg;Hebel\nA;long;1;60000;10\n{of_a};;1;;\nB;short;2;61000;5\n{of_b};;2;;\n{of_all};;3;;\n"
        );
        assert_eq!(positions(&text).rows(), 2, "{text}");
    }
    let read =
        path("Date,Close\n2025-01-01,10\n2025-01-02,11\nMax,11\nMin,10\nSource: Yahoo Finance\n");
    assert_eq!(read.close, [10.0, 11.0]);
}

#[test]
fn prices_in_two_currencies_are_refused() {
    for text in [
        "side,qty,entry,leverage\nlong,1,$64250,10\nshort,1,\u{20ac}60000,10\n",
        "side,qty,entry,leverage,currency\nlong,1,64250,10,USD\nshort,1,60000,10,EUR\n",
        "time,price\n2025-01-01,$100\n2025-01-02,\u{20ac}93\n2025-01-03,$99\n",
        "time,price,currency\n2025-01-01,100,USD\n2025-01-02,93,EUR\n2025-01-03,99,USD\n",
        "side,price,amount\nbid,$99,1\nbid,$98,2\nask,\u{20ac}101,1\nask,$102,2\n",
    ] {
        refused(text, &["the same unit as"]);
    }
    refused(
        "account,collateral_usd,debt_eur\na,10000,6000\nb,5000,3000\n",
        &["is in USD", "in EUR", "expected one currency"],
    );
}

#[test]
fn what_stands_there_several_times_is_said() {
    let times = "timestamp,symbol,side,qty,entry,leverage\n2025-01-01 00:00,BTCUSDT,long,1,100,10\n2025-01-01 00:00,BTCUSDT,short,1,100,10\n2025-01-01 01:00,BTCUSDT,long,1,100,10\n2025-01-01 01:00,BTCUSDT,short,1,100,10\n";
    assert!(
        said(times).contains(&"earlier 2".to_owned()),
        "{:?}",
        said(times)
    );
    let twice =
        "id,side,qty,entry,leverage\np1,long,1,100,10\np1,long,1,100,10\np2,short,1,100,10\n";
    assert_eq!(positions(twice).rows(), 2);
    assert!(
        said(twice).contains(&"twice 1".to_owned()),
        "{:?}",
        said(twice)
    );
    let loans = "account,collateral_usd,debt_usd\na,10000,6000\na,10000,6100\nb,5000,3000\n";
    assert!(
        said(loans).contains(&"repeated 1".to_owned()),
        "{:?}",
        said(loans)
    );
    // Positions that were opened at different times are not the same.
    let opened = "opened,symbol,side,qty,entry,leverage\n2025-01-01 00:00,BTCUSDT,long,1,100,10\n2025-01-01 00:05,BTCUSDT,long,2,101,10\n2025-01-01 01:00,BTCUSDT,short,1,100,10\n";
    assert!(
        !said(opened).iter().any(|note| note.starts_with("repeated")),
        "{:?}",
        said(opened)
    );
}

#[test]
fn the_base_of_aave_is_money() {
    let text = "user,totalCollateralBase,totalDebtBase,healthFactor\n0xa,10000,6000,1.38\n0xb,5000,4200,0.98\n";
    let facts = registered(text);
    assert_eq!(
        (&facts["valueIn"], &facts["debt"]),
        (&json!("quote"), &json!(10_200.0))
    );
    let raw = "user,totalCollateralBase,totalDebtBase,healthFactor\n0xa,1000000000000,600000000000,1380000000000000000\n0xb,500000000000,420000000000,980000000000000000\n";
    let facts = registered(raw);
    assert_eq!(
        (&facts["valueIn"], &facts["debt"]),
        (&json!("quote"), &json!(10_200.0))
    );
    assert!(
        said(raw).contains(&"scaled 2".to_owned()),
        "{:?}",
        said(raw)
    );
}

fn registered(text: &str) -> Value {
    let mut data = DataStore::default();
    data.register("f", text.as_bytes())
        .expect("is read")
        .to_json()
}

#[test]
fn cells_that_spreadsheets_protect_or_translate_are_read() {
    let table = positions(
        "isLong;qty;entry;leverage\nWAHR;=\"0,25\";64250,5;20\nFALSCH;=\"1,5\";64000,5;10\n",
    );
    assert_eq!(table.quantity, [0.25, 1.5]);
    assert_eq!(table.side.len(), 2);
    assert_ne!(table.side[0], table.side[1]);
}
