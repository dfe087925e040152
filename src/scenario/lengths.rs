//! How long a list of a scenario may be, asked before the list is read.
//!
//! What JavaScript hands over is copied entry by entry: a million levels of a book take ten seconds of that, and are refused
//! for their number only then.

use super::schema::{Field, Kind, MOST_LEVELS, too_many_levels, wrong_length};
use crate::error::{MOST_SHOWN_ENTRIES, Problem};

/// What the contract has at a place of a value that is being read.
#[derive(Debug, Clone, Copy)]
pub enum Slot {
    /// This value is under no contract.
    Free,
    /// This kind.
    Of(&'static Kind),
    /// Nothing that is read on: whatever stands here is only shown in a message, and of that no more than its beginning.
    Nothing,
}

/// What is to be read of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// So many entries.
    Entries(usize),
    /// None: it has more of them than may ever stand here.
    TooLong,
}

impl Slot {
    /// The kind without what only wraps it.
    fn kind(self) -> Option<&'static Kind> {
        match self {
            Self::Of(Kind::Nullable(kind)) => Self::Of(kind).kind(),
            Self::Of(kind) => Some(kind),
            Self::Free | Self::Nothing => None,
        }
    }

    /// The slot of what is found below this one; below what is free everything is.
    fn below(self, kind: Option<&'static Kind>) -> Self {
        match (self, kind) {
            (Self::Free, _) => Self::Free,
            (_, Some(kind)) => Self::Of(kind),
            (_, None) => Self::Nothing,
        }
    }

    /// What is to be read of a list of `length` entries that stands here.
    #[must_use]
    pub fn room(self, length: usize) -> Room {
        let most = match self.kind() {
            Some(Kind::List(list) | Kind::ListOrData(list, _)) => list.max,
            Some(Kind::BookLevels) => MOST_LEVELS,
            _ if matches!(self, Self::Free) => usize::MAX,
            _ => return Room::Entries(length.min(MOST_SHOWN_ENTRIES)),
        };
        if length > most {
            Room::TooLong
        } else {
            Room::Entries(length)
        }
    }

    /// What is wrong with a list of so many entries for which there is no room; the same as the check of a value says.
    #[must_use]
    pub fn too_long(self, length: usize, path: &str) -> Option<Problem> {
        match self.kind()? {
            Kind::List(list) | Kind::ListOrData(list, _) => Some(wrong_length(list, length, path)),
            Kind::BookLevels => Some(too_many_levels(length, path)),
            _ => None,
        }
    }

    /// The slot of each entry of a list that stands here.
    #[must_use]
    pub fn item(self) -> Self {
        self.below(match self.kind() {
            Some(Kind::List(list) | Kind::ListOrData(list, _)) => Some(&list.item),
            _ => None,
        })
    }

    /// Name of the field whose word decides what the other fields of an object here are.
    #[must_use]
    pub fn tag(self) -> Option<&'static str> {
        match self.kind() {
            Some(Kind::Tagged(tagged)) => Some(tagged.tag),
            _ => None,
        }
    }

    /// The slot of a field of an object that stands here, in which the tag, where there is one, is `word`.
    #[must_use]
    pub fn field(self, key: &str, word: Option<&str>) -> Self {
        let of = |fields: &'static [Field]| {
            let field = fields.iter().find(|field| field.name == key);
            field.map(|field| &field.kind)
        };
        self.below(match self.kind() {
            Some(Kind::Object(fields)) => of(fields),
            Some(Kind::Tagged(tagged)) => {
                let mut variants = tagged.variants.iter();
                variants
                    .find(|variant| Some(variant.name) == word)
                    .and_then(|variant| of(variant.fields))
            }
            // Registered data in the place of a list holds no list.
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, Slot};
    use crate::error::{MOST_SHOWN_ENTRIES, Problem, describe};
    use crate::scenario::contract::SCENARIO;
    use crate::scenario::schema::{Field, Kind, check};
    use serde_json::{Value, json};

    /// A field of the scenario, by its path of names and words of tags (`#word`), lists gone into by `[]`.
    fn at(path: &[&str]) -> Slot {
        let mut word = None;
        let mut slot = Slot::Of(&SCENARIO);
        for step in path {
            match step.strip_prefix('#') {
                Some(tag) => word = Some(tag),
                None if *step == "[]" => slot = slot.item(),
                None => slot = slot.field(step, word.take()),
            }
        }
        slot
    }

    #[test]
    fn lists_have_the_room_that_the_contract_gives_them() {
        let book = at(&["markets", "[]", "impact", "#book", "bids"]);
        assert_eq!(book.room(100_000), Room::Entries(100_000));
        assert_eq!(book.room(100_001), Room::TooLong);
        let rows = at(&["populations", "[]", "#positions", "rows"]);
        assert_eq!(rows.room(1_000_001), Room::TooLong);
        assert_eq!(
            at(&["shock", "#path", "points"]).room(10_000_000),
            Room::TooLong
        );
        assert_eq!(at(&["markets"]).room(9), Room::TooLong);
        // Behind `null or ...`, too.
        let tiers = ["markets", "[]", "margin", "maintenance", "tiers"];
        assert_eq!(at(&tiers).room(1_000_000), Room::TooLong);
        // Where no list may stand, one is only shown.
        for path in [
            &["nobody"][..],
            &["title"],
            &["clock"],
            &["populations", "[]", "#nobody", "rows"],
            &["populations", "[]", "rows"],
            &["markets", "[]", "impact", "#book", "bids", "[]"],
        ] {
            assert_eq!(at(path).room(1_000_000), Room::Entries(MOST_SHOWN_ENTRIES));
        }
        assert_eq!(
            Slot::Free.field("any", None).item().room(1 << 24),
            Room::Entries(1 << 24)
        );
    }

    /// What is left out of a list that is only shown is never missed.
    #[test]
    fn the_beginning_of_a_list_shows_as_the_whole() {
        let whole: Vec<Value> = (0..10_000).map(|_| json!(1)).collect();
        let beginning = whole[..MOST_SHOWN_ENTRIES].to_vec();
        assert_eq!(
            describe(&Value::Array(whole)),
            describe(&Value::Array(beginning))
        );
    }

    /// Every list that the contract declares, with a way to it.
    fn lists(kind: &'static Kind, slot: Slot, found: &mut Vec<(&'static Kind, Slot)>) {
        let fields = |fields: &'static [Field], word, found: &mut Vec<_>| {
            for field in fields {
                lists(&field.kind, slot.field(field.name, word), found);
            }
        };
        match kind {
            Kind::Nullable(kind) => lists(kind, slot, found),
            Kind::Object(of) => fields(of, None, found),
            Kind::Tagged(tagged) => {
                for variant in tagged.variants {
                    fields(variant.fields, Some(variant.name), found);
                }
            }
            Kind::List(list) | Kind::ListOrData(list, _) => {
                found.push((kind, slot));
                lists(&list.item, slot.item(), found);
            }
            Kind::BookLevels => found.push((kind, slot)),
            _ => {}
        }
    }

    #[test]
    fn what_is_said_of_a_long_list_is_what_the_check_says() {
        let mut found = Vec::new();
        lists(&SCENARIO, Slot::Of(&SCENARIO), &mut found);
        assert!(found.len() > 10, "{}", found.len());
        for (kind, slot) in found {
            let length = 1_000_001;
            assert_eq!(slot.room(length), Room::TooLong, "{kind:?}");
            let mut problems: Vec<Problem> = Vec::new();
            check(
                kind,
                &Value::Array(vec![Value::Null; length]),
                "a.b",
                &mut problems,
            );
            assert_eq!(slot.too_long(length, "a.b"), problems.pop());
            assert_eq!(problems, []);
        }
    }
}
