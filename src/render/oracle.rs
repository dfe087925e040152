//! What an oracle believes, where the price is another: a thin line in steps, and how far it was off.

use super::format::filled;
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use super::theme::Labels;
use super::words::place_on_ground;
use crate::decimal::fixed;

/// Closer than this, in CSS pixels, it is the price.
const APART: f64 = 4.0;

/// The line holds from each look of the oracle to the next one.
pub(super) fn paint(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let layout = &picture.layout;
    let (width, colour) = (1.5 * layout.size.scale, scene.theme.others);
    let apart = APART * layout.size.scale;
    let line = &picture.oracle_line;
    let known = line.until(scene.head.row);
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (place, &(x, y)) in known.iter().enumerate() {
        let price = picture.geometry.y(scene.record.last_price[line.row[place]]);
        let is_apart = (y - price).abs() > apart;
        if is_apart || !steps.is_empty() {
            steps.push((x, y));
        }
        if is_apart {
            let until = known.get(place + 1).map_or(scene.head.x, |next| next.0);
            steps.push((until, y));
        } else {
            pen.polyline(&steps, width, colour);
            steps.clear();
        }
    }
    pen.polyline(&steps, width, colour);
}

/// Says at its widest how far it was off.
pub(super) fn write(
    scene: &Scene<'_>,
    labels: &Labels,
    texts: &mut TextLayer,
    grounds: &mut Vec<Rect>,
) {
    let (record, picture) = (scene.record, scene.picture);
    let (layout, geometry) = (&picture.layout, &picture.geometry);
    let rows = record.oracle.iter().zip(&record.last_price);
    let gaps = rows.map(|(oracle, price)| oracle / price - 1.0);
    let widest =
        gaps.take(scene.head.row + 1)
            .enumerate()
            .fold((0, 0.0_f64), |widest, (row, gap)| {
                if gap.abs() > widest.1.abs() {
                    (row, gap)
                } else {
                    widest
                }
            });
    let (row, gap) = widest;
    if gap == 0.0 {
        return;
    }
    let font_px = layout.font_px;
    let (x, y) = (geometry.x[row], geometry.y(record.oracle[row]));
    if (y - geometry.y(record.last_price[row])).abs() < 2.0 * font_px {
        return;
    }
    let share = 100.0 * gap.abs();
    let template = if gap > 0.0 {
        &labels.oracle_high
    } else {
        &labels.oracle_low
    };
    let text = filled(template, "share", &fixed(share, usize::from(share < 9.95)));
    let width = text_width(&text, font_px, Weight::Regular);
    let margin = f64::from(layout.css(6.0));
    let away = if gap > 0.0 { -1.0 } else { 1.0 };
    for side in [away, -away] {
        for end in [
            x - margin,
            x + 0.25 * width,
            x + 0.5 * width,
            x + width + margin,
        ] {
            let run = TextRun {
                text: text.clone(),
                x: f64::from(to_px(end)),
                y: f64::from(to_px(TextRun::base_line(
                    y + side * 0.95 * font_px,
                    font_px,
                ))),
                size_px: font_px,
                anchor: Anchor::End,
                colour: scene.theme.others,
                weight: Weight::Regular,
            };
            if is_off_price(scene, run.bounds()) && place_on_ground(run, 1.0, scene, texts, grounds)
            {
                return;
            }
        }
    }
}

/// `true` when a box does not touch the price line.
fn is_off_price(scene: &Scene<'_>, rect: Rect) -> bool {
    let picture = scene.picture;
    let main = picture.layout.main;
    let (from, to) = (rect.x0.max(main.x0), rect.x1.min(main.x1));
    from >= to
        || picture.price_y[(from - main.x0) as usize..(to - main.x0) as usize]
            .iter()
            .all(|&y| y <= f64::from(rect.y0) || y >= f64::from(rect.y1))
}
