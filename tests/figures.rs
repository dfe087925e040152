//! The figures about the crowd and about many runs, on the raster and as SVG.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::valid;
use liquidation_cascades::analysis::crowd_figures::{LeverageHistogram, LiquidationCurve};
use liquidation_cascades::analysis::fragility::Fragility;
use liquidation_cascades::analysis::ladder::Ladders;
use liquidation_cascades::chart::figure::Figure;
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::render::figures;
use liquidation_cascades::render::theme::Theme;

/// Nobody was reached yet.
const NOBODY: [Vec<f64>; 2] = [Vec::new(), Vec::new()];

const SIZE: (f64, f64, f64) = (560.0, 280.0, 1.0);

fn all(preset: &str, size: (f64, f64, f64), theme: &Theme) -> [Figure; 3] {
    let scenario = liquidation_cascades::scenario::presets::preset(preset).expect("is a preset");
    let prepared = Prepared::new(valid(&scenario));
    let market = &prepared.markets()[0];
    let curve = Fragility::new(&prepared, &Ladders::default(), 400).expect("has a gap");
    let sides = ["longs", "shorts", "{amount}"];
    [
        figures::fragility(
            &curve,
            Some(-0.05),
            size,
            theme,
            [
                "lands at",
                "without forced selling",
                "breaking point",
                "shock",
                "doubled",
            ],
        ),
        figures::leverage(&LeverageHistogram::new(market), &NOBODY, size, theme, sides),
        figures::liquidations(
            &LiquidationCurve::new(market),
            Some(-0.05),
            size,
            theme,
            ["longs", "shorts", "price", "{amount}"],
        ),
    ]
}

#[test]
fn both_back_ends_draw_the_same_figure() {
    let theme = Theme::dark();
    for (index, figure) in all("same-door", SIZE, &theme).iter().enumerate() {
        let (raster, texts) = figure.raster();
        let background = [theme.background.0, theme.background.1, theme.background.2];
        let drawn = raster
            .rgba()
            .chunks_exact(4)
            .filter(|pixel| pixel[..3] != background)
            .count();
        assert!(drawn > 1_000, "figure {index}: {drawn} pixels");
        assert!(
            texts.runs().len() >= 8,
            "figure {index}: {:?}",
            texts.runs()
        );
        let svg = figure.svg();
        assert!(
            svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"),
            "figure {index}"
        );
        for run in texts.runs() {
            assert!(svg.contains(&run.text), "figure {index} lacks {}", run.text);
        }
        assert!(
            !svg.contains("NaN") && !svg.contains("inf"),
            "figure {index}"
        );
        if let Some(folder) = std::env::var_os("LIQUIDATION_CASCADES_FIGURES") {
            let path = std::path::Path::new(&folder).join(format!("figure-{index}.svg"));
            std::fs::write(path, svg).expect("the folder exists");
        }
    }
}

#[test]
fn figures_of_any_size_and_of_nobody_are_drawn_without_complaint() {
    let theme = Theme::light();
    for size in [
        (1.0, 1.0, 1.0),
        (90.0, 60.0, 2.0),
        (f64::NAN, 4e9, f64::INFINITY),
        (1_600.0, 200.0, 1.5),
    ] {
        for figure in all("short-squeeze", size, &theme) {
            let (raster, _) = figure.raster();
            assert_eq!((raster.width(), raster.height()), figure.size);
        }
    }
    let nobody = [
        figures::fragility(
            &Fragility::default(),
            None,
            SIZE,
            &theme,
            ["a", "b", "c", "d", "e"],
        ),
        figures::leverage(
            &LeverageHistogram::default(),
            &NOBODY,
            SIZE,
            &theme,
            ["a", "b", "{amount}"],
        ),
        figures::liquidations(
            &LiquidationCurve::default(),
            None,
            SIZE,
            &theme,
            ["a", "b", "c", "{amount}"],
        ),
    ];
    for figure in nobody {
        assert!(!figure.raster().1.runs().is_empty());
        assert!(figure.svg().starts_with("<svg"));
    }
}
