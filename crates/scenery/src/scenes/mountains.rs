//! Ridge behind ridge in mist, a sun or moon over them, sometimes a wood in front.

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::field::Field;
use crate::kinds::Look;
use crate::noise::{Noise, Span};
use crate::num::{float, index, mix, smooth};
use crate::palette::{Light, SKIES, Sky};
use crate::plants::{pine, treeline};
use crate::rng::Rng;
use crate::shape::Ink;
use crate::sky::Dome;

/// One ridge, as seen from the front.
struct Ridge {
    /// The row its edge is at, for each column.
    edge: Vec<f32>,
    /// The same, much softer: what the mist follows.
    slope: Vec<f32>,
    colour: Rgb,
    /// How far below its edge it is lost in mist, in pixels.
    mist: f32,
    /// How thick that mist is.
    thick: f32,
}

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = rng.pick(&SKIES);
    let tall = canvas.tall();
    let top = rng.range(0.34, 0.55) * tall;
    let dome = Dome::new(canvas, sky, top + tall * 0.1, rng);
    dome.paint(canvas);
    let fog = fog_colour(&sky);
    let mut ridges = ridges(canvas, &sky, (top, fog), rng);
    let wood = rng.chance(0.6);
    if wood && let Some(front) = ridges.last_mut() {
        treeline(&mut front.edge, canvas.scale() * rng.range(0.035, 0.07), rng);
    }
    lay(canvas, &ridges, fog, Noise(rng.seed()));
    if wood && rng.chance(0.6) {
        stand(canvas, sky.near.scale(0.7), rng);
    }
    sky.look(detail(&dome, wood))
}

fn detail(dome: &Dome, wood: bool) -> &'static str {
    match (dome.sky.light, wood) {
        (Light::Low, true) => "a low sun and dark pines in front",
        (Light::Low, false) => "a low sun",
        (Light::Moon, _) => "a full moon",
        (Light::Grey, true) => "mist between the pines",
        (_, true) => "a line of pines in front",
        _ => "mist in the valleys",
    }
}

fn fog_colour(sky: &Sky) -> Rgb {
    let [_, high, low, horizon] = sky.air;
    let base = if sky.light == Light::Moon { high.mix(low, 0.7) } else { low.mix(horizon, 0.75) };
    base.mix(sky.sun, 0.12)
}

fn ridges(canvas: &Canvas, sky: &Sky, (top, fog): (f32, Rgb), rng: &mut Rng) -> Vec<Ridge> {
    let (tall, count) = (canvas.tall(), 5 + rng.below(4));
    let steep = rng.range(0.7, 1.3);
    (0..count)
        .map(|number| {
            let near = float(number) / float(count - 1);
            let base = mix(top, tall * 0.93, near * (0.55 + 0.45 * near));
            let size = tall * mix(0.17, 0.1, near) * steep;
            let edge = profile(canvas, (base, size), mix(2.6, 1.3, near), rng);
            let dark = 0.16 + 0.84 * near * (0.35 + 0.65 * near);
            let haze = fog.mix(sky.shade, 0.3 * (1.0 - near));
            let colour = haze.mix(sky.near, dark);
            Ridge {
                slope: blurred(&edge, index(canvas.scale() * 0.05)),
                edge,
                colour,
                mist: tall * mix(0.16, 0.3, near),
                thick: mix(0.95, 0.45, near),
            }
        })
        .collect()
}

/// A ridge's edge: folded noise, sharp at the top and round below.
fn profile(canvas: &Canvas, (base, size): (f32, f32), detail: f32, rng: &mut Rng) -> Vec<f32> {
    let noise = Noise(rng.seed());
    let span = Span::new(rng.range(0.0, 90.0), detail / canvas.scale());
    let mut edge = vec![0.0; canvas.width];
    noise.add_row(span.scale(0.55), 0.37, 0.9, &mut edge);
    noise.ridge_row(span, 0.5, 7, &mut edge);
    for height in &mut edge {
        *height = base - size * *height;
    }
    edge
}

fn lay(canvas: &mut Canvas, ridges: &[Ridge], fog: Rgb, noise: Noise) {
    let (width, scale) = (canvas.width, canvas.scale());
    let drift = Field::new(canvas.size(), 6, |down, out| {
        noise.cloud_row(Span::new(0.0, 6.0 * 1.6 / scale), down * 5.0 / scale, 4, out);
    });
    let (mut cover, mut shade, mut wisps) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    let reach: Vec<(f32, f32)> = ridges.iter().map(|ridge| extent(&ridge.edge)).collect();
    for (down, mut row) in canvas.rows() {
        let hidden = reach.iter().rposition(|(_, lowest)| down > lowest + 2.0).unwrap_or(0);
        drift.row(down, &mut wisps);
        for (ridge, (highest, _)) in ridges.iter().zip(&reach).skip(hidden) {
            if down + 1.0 < *highest {
                continue;
            }
            let each = 1.0 / ridge.mist;
            for (cover, edge) in cover.iter_mut().zip(&ridge.edge) {
                *cover = (down + 1.0 - edge).clamp(0.0, 1.0);
            }
            for ((shade, slope), wisp) in shade.iter_mut().zip(&ridge.slope).zip(&wisps) {
                let part = ((down - slope) * each + wisp * 0.45).clamp(0.0, 1.0);
                *shade = part * part * (3.0 - 2.0 * part) * ridge.thick;
            }
            row.blend_shaded(&cover, &shade, (ridge.colour, fog));
        }
    }
}

/// Each number as the mean of those around it.
fn blurred(line: &[f32], reach: usize) -> Vec<f32> {
    let once = |line: &[f32]| -> Vec<f32> {
        let (first, last) =
            (line.first().copied().unwrap_or_default(), line.last().copied().unwrap_or_default());
        let ends = |value, count| std::iter::repeat_n(value, count);
        let wide: Vec<f32> =
            ends(first, reach).chain(line.iter().copied()).chain(ends(last, reach + 1)).collect();
        let mut sum: f32 = wide.iter().take(2 * reach + 1).sum();
        let moving = wide.iter().zip(wide.iter().skip(2 * reach + 1));
        let means = moving.map(|(out, next)| {
            let mean = sum / float(2 * reach + 1);
            sum += next - out;
            mean
        });
        means.collect()
    };
    once(&once(line))
}

fn extent(edge: &[f32]) -> (f32, f32) {
    edge.iter().fold((f32::MAX, f32::MIN), |(high, low), row| (high.min(*row), low.max(*row)))
}

/// A few tall pines at the bottom, close by.
fn stand(canvas: &mut Canvas, colour: Rgb, rng: &mut Rng) {
    let (wide, tall) = (canvas.wide(), canvas.tall());
    let (left, right) = (rng.chance(0.7), rng.chance(0.6));
    for _ in 0..26 {
        let side = rng.unit();
        let place = side * side * 0.34;
        let height = tall * mix(0.34, 0.08, smooth(0.0, 0.34, place)) * rng.range(0.6, 1.15);
        let grow = canvas.scale() / tall * 1.15;
        let foot = tall * rng.range(1.0, 1.05);
        let strength = rng.range(0.9, 1.0);
        for (wanted, x) in [(left, place), (right, 1.0 - place)] {
            if wanted {
                canvas.polygon(
                    &pine((wide * x, foot), height * grow, rng),
                    strength,
                    (Ink::Paint, colour),
                );
            }
        }
    }
}
