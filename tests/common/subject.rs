//! Laws about one subject: each case says whether the subject acted in it, and a good part of them must.

use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use std::cell::Cell;

/// Tries a law on as many cases as `config` says. `law` gives whether the subject acted; it must in `least` of the cases, a
/// fraction: a law that nothing puts to the test holds anyway.
pub(crate) fn law_about<S>(
    config: ProptestConfig,
    cases: &S,
    least: f64,
    law: impl Fn(&S::Value) -> Result<bool, TestCaseError>,
) where
    S: Strategy,
    S::Value: Clone,
{
    let all = config.cases;
    let (tried, acted) = (Cell::new(0_u32), Cell::new(0_u32));
    let result = TestRunner::new(config).run(cases, |case| {
        let has_acted = law(&case)?;
        tried.set(tried.get() + 1);
        acted.set(acted.get() + u32::from(has_acted));
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, case)) => panic!("{why}\nof {case:#?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
    println!("{} of {} cases", acted.get(), tried.get());
    assert_eq!(tried.get(), all);
    assert!(
        f64::from(acted.get()) >= least * f64::from(all),
        "{} of {all}",
        acted.get()
    );
}
