//! What is told of a mechanism in English besides its fields and controls: its names, a sentence about what it does, terms,
//! heads of columns, its rows on the page of the model. Native programs write it out (`tests/common/kind_words.rs`); in the
//! browser's module none of it stands ([`Variant::told`](super::schema::Variant::told)).

/// What is told of a kind. Whatever it has not got is left out: `..NO_WORDS`.
#[derive(Debug)]
pub struct Words {
    /// What it is called in a sentence, and whatever else it is called by: of what `Acts::called` says, after its own word.
    pub names: &'static [Name],
    /// Entries of the glossary: a key, the term, what it means.
    pub terms: &'static [[&'static str; 3]],
    /// What is assumed of it: the word of the kind (or of another crowd of it), and a sentence.
    pub assumed: &'static [[&'static str; 2]],
    /// Heads of its columns: the name of the column, and what stands above it.
    pub heads: &'static [[&'static str; 2]],
    /// How one is told who is closed by force.
    pub closed: Option<Closed>,
    /// Of a kind whose forced trades are counted with those of leveraged positions.
    pub forced: Option<Forced>,
    /// It trades with borrowed money.
    pub has_borrowed: bool,
    /// Its orders wait at prices of their own and are bands of the figure.
    pub waits: bool,
    /// Its row on the page of the model, in HTML: equation and source, tests and presets.
    pub row: [&'static str; 2],
    /// Rows of the words of its fields there.
    pub rows: &'static [Rows],
}

/// Nothing.
pub const NO_WORDS: Words = Words {
    names: &[],
    terms: &[],
    assumed: &[],
    heads: &[],
    closed: None,
    forced: None,
    has_borrowed: false,
    waits: false,
    row: [""; 2],
    rows: &[],
};

/// A name, and what whoever has it does.
#[derive(Debug)]
pub struct Name {
    /// Word by which a run tells of it.
    pub word: &'static str,
    /// As it stands within a sentence.
    pub name: &'static str,
    /// What it does, a sentence, in which `{a|b}` is `a` where the price rises and `b` where it falls.
    pub rule: Rule,
}

/// What a kind does, as the story of a run begins with it.
#[derive(Debug)]
pub enum Rule {
    /// Nothing is told.
    Untold,
    /// The same in every run.
    Always(&'static str),
    /// By what it did in this one.
    ByDeed {
        /// It traded the way the price went.
        with: &'static str,
        /// It traded against it.
        against: &'static str,
        /// Neither, or both.
        otherwise: &'static str,
    },
}

/// Who is closed by force.
#[derive(Debug)]
pub struct Closed {
    /// One of them.
    pub one: &'static str,
    /// Many.
    pub many: &'static str,
    /// Who does it, and what: `{in a rise|in a fall}`.
    pub seller: &'static str,
}

/// Those whose forced trades are counted with those of leveraged positions.
#[derive(Debug)]
pub struct Forced {
    /// Whose name comes first in a list of several, the lowest first.
    pub place: u8,
    /// Why they are not in the picture of the groups.
    pub apart: &'static str,
    /// Nothing is recorded of what they lost but what others had to pay of it.
    pub is_own_money: bool,
}

/// Rows of the page of the model for words of fields.
#[derive(Debug)]
pub struct Rows {
    /// What stands above them, in HTML; empty: they go on where those before them end.
    pub head: &'static str,
    /// Path of the field, the word, equation and source, tests and presets.
    pub rows: &'static [[&'static str; 4]],
}
