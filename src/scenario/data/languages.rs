//! Names and words in other alphabets, as exports of venues, of spreadsheets and of sites of prices have them.

/// What the readers call it, and what others do: without space and marks, in small letters.
const NAMES: &[(&str, &[&str])] = &[
    (
        "time",
        &[
            "时间",
            "時間",
            "日時",
            "时间戳",
            "時刻",
            "成交时间",
            "更新时间",
            "время",
            "시간",
            "일시",
        ],
    ),
    (
        "date",
        &[
            "日期",
            "日付",
            "日付け",
            "交易日期",
            "交易日",
            "дата",
            "날짜",
            "일자",
        ],
    ),
    (
        "datetime",
        &["日期时间", "日期時間", "датаивремя", "датавремя"],
    ),
    ("opentime", &["开盘时间", "開盤時間"]),
    ("closetime", &["收盘时间", "收盤時間", "平仓时间"]),
    (
        "open",
        &[
            "开盘",
            "开盘价",
            "開盤",
            "開盤價",
            "始値",
            "открытие",
            "откр",
            "시가",
        ],
    ),
    (
        "high",
        &[
            "最高",
            "最高价",
            "最高價",
            "高",
            "高値",
            "максимум",
            "макс",
            "고가",
        ],
    ),
    (
        "low",
        &[
            "最低",
            "最低价",
            "最低價",
            "低",
            "安値",
            "минимум",
            "мин",
            "저가",
        ],
    ),
    (
        "close",
        &[
            "收盘",
            "收盘价",
            "收盤",
            "收盤價",
            "終値",
            "закрытие",
            "закр",
            "ценазакрытия",
            "종가",
        ],
    ),
    (
        "volume",
        &["成交量", "交易量", "出来高", "取引量", "объем", "거래량"],
    ),
    (
        "price",
        &["价格", "價格", "価格", "成交价", "цена", "курс", "가격"],
    ),
    ("lastprice", &["最新价", "最新价格", "最新價", "現在値"]),
    (
        "markprice",
        &[
            "标记价格",
            "标记价",
            "標記價格",
            "マーク価格",
            "ценамаркировки",
        ],
    ),
    (
        "liqprice",
        &[
            "强平价格",
            "强平价",
            "预估强平价",
            "预估强平价格",
            "強平價格",
            "清算価格",
            "ценаликвидации",
            "청산가",
        ],
    ),
    (
        "entryprice",
        &[
            "开仓价格",
            "开仓价",
            "开仓均价",
            "入场价格",
            "入场价",
            "持仓均价",
            "開倉價格",
            "開倉均價",
            "建値",
            "建玉価格",
            "取得価格",
            "平均取得価格",
            "エントリー価格",
            "ценавхода",
            "среднецена",
            "средняяцена",
            "진입가격",
            "진입가",
        ],
    ),
    ("openprice", &["ценаоткрытия"]),
    (
        "quantity",
        &["数量", "數量", "количество", "колво", "размер", "수량"],
    ),
    (
        "positionsize",
        &[
            "持仓数量",
            "持仓量",
            "持仓",
            "仓位",
            "仓位大小",
            "持倉數量",
            "建玉数量",
            "建玉",
            "размерпозиции",
            "объемпозиции",
            "포지션크기",
        ],
    ),
    (
        "notional",
        &[
            "名义价值",
            "持仓价值",
            "仓位价值",
            "仓位名义价值",
            "持仓名义价值",
            "仓位档位",
            "價值",
            "价值",
            "名目価値",
            "номинал",
        ],
    ),
    ("value", &["金额", "金額", "стоимость", "сумма"]),
    (
        "side",
        &[
            "方向",
            "买卖",
            "买卖方向",
            "買賣",
            "売買",
            "売買区分",
            "持仓方向",
            "仓位方向",
            "多空",
            "サイド",
            "сторона",
            "направление",
            "방향",
            "포지션",
        ],
    ),
    (
        "leverage",
        &[
            "杠杆",
            "杠杆倍数",
            "倍数",
            "槓桿",
            "槓桿倍數",
            "レバレッジ",
            "плечо",
            "кредитноеплечо",
            "레버리지",
        ],
    ),
    (
        "margin",
        &[
            "保证金",
            "仓位保证金",
            "占用保证金",
            "保證金",
            "証拠金",
            "маржа",
            "залог",
            "증거금",
        ],
    ),
    (
        "initialmargin",
        &["初始保证金", "起始保证金", "начальнаямаржа"],
    ),
    ("marginmode", &["保证金模式", "保證金模式", "режиммаржи"]),
    (
        "maintenancemarginrate",
        &["维持保证金率", "維持保證金率", "維持証拠金率"],
    ),
    (
        "maxleverage",
        &[
            "最大杠杆",
            "最大杠杆倍数",
            "最高杠杆",
            "最高杠杆倍数",
            "最高可用杠杆",
            "最大レバレッジ",
            "макскредитноеплечо",
            "максплечо",
        ],
    ),
    ("tier", &["档位", "层级", "檔位", "уровень"]),
    (
        "symbol",
        &[
            "合约",
            "合約",
            "交易对",
            "交易對",
            "币对",
            "品种",
            "标的",
            "銘柄",
            "通貨ペア",
            "инструмент",
            "символ",
            "тикер",
            "пара",
            "종목",
        ],
    ),
    ("coin", &["币种", "幣種", "монета"]),
    ("currency", &["货币", "貨幣", "通貨", "валюта"]),
    (
        "unit",
        &["单位", "單位", "単位", "единица", "едизм", "단위"],
    ),
    (
        "account",
        &[
            "账户",
            "账号",
            "帐户",
            "帳戶",
            "口座",
            "счет",
            "аккаунт",
            "계좌",
        ],
    ),
    ("bidprice", &["买价", "買價", "買気配", "买一价", "買一價"]),
    ("askprice", &["卖价", "賣價", "売気配", "卖一价", "賣一價"]),
    ("bidsize", &["买量", "買量", "買数量", "买一量", "買一量"]),
    ("asksize", &["卖量", "賣量", "売数量", "卖一量", "賣一量"]),
    (
        "long",
        &[
            "多",
            "做多",
            "多头",
            "多頭",
            "多单",
            "多仓",
            "开多",
            "買多",
            "买多",
            "看多",
            "ロング",
            "лонг",
            "длинная",
            "롱",
        ],
    ),
    (
        "short",
        &[
            "空",
            "做空",
            "空头",
            "空頭",
            "空单",
            "空仓",
            "开空",
            "賣空",
            "卖空",
            "看空",
            "ショート",
            "шорт",
            "короткая",
            "숏",
        ],
    ),
    (
        "buy",
        &[
            "买",
            "買",
            "买入",
            "買入",
            "買い",
            "买方",
            "买盘",
            "покупка",
            "купить",
            "매수",
        ],
    ),
    (
        "sell",
        &[
            "卖",
            "賣",
            "売",
            "卖出",
            "賣出",
            "売り",
            "卖方",
            "卖盘",
            "продажа",
            "продать",
            "매도",
        ],
    ),
    (
        "cross",
        &["全仓", "全倉", "全仓模式", "クロス", "кросс", "교차"],
    ),
    (
        "isolated",
        &["逐仓", "逐倉", "逐仓模式", "分離", "изолированная", "격리"],
    ),
    (
        "total",
        &[
            "合计",
            "合計",
            "总计",
            "總計",
            "小计",
            "小計",
            "итого",
            "всего",
            "합계",
        ],
    ),
];

/// A name or a word as the readers call it, where it is one of those above in small letters; any other as it is.
pub(super) fn in_english(word: &str) -> &str {
    // The letters of Europe's west, of which most names are, end here.
    if !word.contains(|letter: char| letter >= '\u{370}') {
        return word;
    }
    let known = NAMES.iter().find(|(_, others)| others.contains(&word));
    known.map_or(word, |(name, _)| name)
}

/// A date or a time with words between its numbers as one with marks: `2025年10月10日 21时05分` is `2025-10-10 21:05`.
pub(super) fn marked(text: &str) -> Option<String> {
    if !text.contains(['年', '년', '时', '時', '시']) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let mark = match letter {
            '年' | '월' | '月' | '년' => '-',
            '日' | '일' | '秒' | '초' => ' ',
            '时' | '時' | '시' | '分' | '분' => ':',
            _ => {
                plain.push(letter);
                continue;
            }
        };
        while letters.next_if(|next| next.is_whitespace()).is_some() {}
        plain.push(mark);
    }
    let plain = plain.trim_end_matches([' ', ':', '-']);
    Some(plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_says_one_thing() {
        let mut all: Vec<&str> = NAMES
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        let small = |name: &&str| super::super::text::small(name) == **name;
        assert!(all.iter().all(small));
    }

    #[test]
    fn words_between_the_numbers_of_a_date_are_marks() {
        for (text, expected) in [
            ("2025年10月10日", "2025-10-10"),
            ("2025年10月10日 21:05", "2025-10-10 21:05"),
            ("2025年10月10日21时05分", "2025-10-10 21:05"),
            ("2025년 10월 10일", "2025-10-10"),
        ] {
            assert_eq!(marked(text).as_deref(), Some(expected));
        }
        assert_eq!(marked("2025-10-10"), None);
    }
}
