//! Words in the plot with the ground under them dimmed, off the lines of prices.

use super::raster::Rect;
use super::scene::Scene;
use super::text::{TextLayer, TextRun};

/// `true` when a box does not touch a line with these heights in the columns of the plot.
pub(super) fn is_off(line_y: &[f64], scene: &Scene<'_>, rect: Rect) -> bool {
    let main = scene.picture.layout.main;
    let (from, to) = (rect.x0.max(main.x0), rect.x1.min(main.x1));
    from >= to
        || line_y[(from - main.x0) as usize..(to - main.x0) as usize]
            .iter()
            .all(|&y| y <= f64::from(rect.y0) || y >= f64::from(rect.y1))
}

/// Places a text and remembers the ground under it, `pad` CSS pixels around.
pub(super) fn place_on_ground(
    run: TextRun,
    pad: f64,
    scene: &Scene<'_>,
    texts: &mut TextLayer,
    grounds: &mut Vec<Rect>,
) -> bool {
    place_all_on_ground(vec![run], pad, scene, texts, grounds)
}

/// The same for the lines of one text: all or none.
pub(super) fn place_all_on_ground(
    runs: Vec<TextRun>,
    pad: f64,
    scene: &Scene<'_>,
    texts: &mut TextLayer,
    grounds: &mut Vec<Rect>,
) -> bool {
    let all = runs.iter().map(TextRun::bounds).reduce(|all, rect| {
        Rect::new(
            all.x0.min(rect.x0),
            all.y0.min(rect.y0),
            all.x1.max(rect.x1),
            all.y1.max(rect.y1),
        )
    });
    let layout = &scene.picture.layout;
    let rect = all.unwrap_or_default().grown(layout.css(pad));
    let is_placed = rect.intersection(layout.main) == rect && texts.is_free(rect);
    if is_placed {
        for run in runs {
            texts.place(run);
        }
        texts.reserve(rect);
        grounds.push(rect);
    }
    is_placed
}
