//! Files are read and kept; whoever is taken for a scenario must be one.

use super::contract::SCENARIO;
use super::data::{Content, DataInfo, DataStore, How, Parsed, Reader, check_name};
use super::schema::check;
use crate::error::Problem;
use crate::json;

impl DataStore {
    /// Reads a file, finds out what it holds and keeps it.
    ///
    /// # Errors
    /// What is wrong with the bytes, with line and column or path; the store is unchanged then.
    pub fn register(&mut self, name: &str, bytes: &[u8]) -> Result<DataInfo, Problem> {
        self.register_told(name, bytes, How::default())
    }

    /// The same, told what the file itself does not say.
    ///
    /// # Errors
    /// What is wrong with the bytes, with line and column or path; the store is unchanged then.
    pub fn register_told(
        &mut self,
        name: &str,
        bytes: &[u8],
        how: How,
    ) -> Result<DataInfo, Problem> {
        check_name(name)?;
        let mut reader = Reader::told(how);
        reader.push(bytes)?;
        self.keep(name, checked(reader.finish()?)?)
    }
}

/// What was read, unless it was taken for a scenario and is none.
///
/// # Errors
/// The first thing that is wrong with the scenario.
pub fn checked(parsed: Parsed) -> Result<Parsed, Problem> {
    let Content::Scenario(text) = &parsed.content else {
        return Ok(parsed);
    };
    let mut problems = Vec::new();
    if let Ok(scenario) = json::parse(text) {
        check(&SCENARIO, &scenario, "", &mut problems);
    }
    match problems.into_iter().next() {
        None => Ok(parsed),
        Some(mut problem) => {
            problem.message = format!("taken for a scenario: {}", problem.message);
            Err(problem)
        }
    }
}
