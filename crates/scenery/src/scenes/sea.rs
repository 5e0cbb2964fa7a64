//! The sea under a sky: its horizon, what the sky does in the water, sometimes a beach, a sail, a headland.

use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::details::{birds, boat, headland};
use crate::kinds::Look;
use crate::mirror::{Glitter, Mirror};
use crate::noise::{Noise, Span};
use crate::num::{float, mix, ramp, smooth};
use crate::palette::{Light, SKIES, Sky};
use crate::rng::Rng;
use crate::sky::Dome;

pub(crate) fn paint(canvas: &mut Canvas, rng: &mut Rng) -> Look {
    let sky = rng.pick(&SKIES);
    let (wide, tall) = (canvas.wide(), canvas.tall());
    let line = (tall * rng.pick(&[0.38, 0.46, 0.52, 0.6, 0.64])).floor();
    let dome = Dome::new(canvas, sky, line, rng);
    dome.paint(canvas);
    let haze = sky.horizon();
    let land = rng.chance(0.45);
    if land {
        headland(canvas, line, haze.mix(sky.shade, 0.45), rng);
        headland(canvas, line, haze.mix(sky.near, 0.6), rng);
    }
    let water = water(&sky, line, rng);
    water.paint(canvas);
    glitter(canvas, &dome, &water);
    let beach = rng.chance(0.3);
    if beach {
        shore(canvas, &sky, rng);
    }
    let sail = rng.chance(0.3);
    if sail {
        let far = rng.range(0.01, 0.09);
        let at = (wide * rng.range(0.15, 0.85), line + (tall - line) * far);
        let colours = (sky.near, sky.lit.mix(Rgb::WHITE, 0.3));
        boat(canvas, at, canvas.scale() * (0.035 + far * 0.7), colours);
    }
    if rng.chance(0.35) {
        let around = (wide * rng.range(0.2, 0.8), line * rng.range(0.4, 0.8));
        birds(canvas, around, sky.near.mix(sky.shade, 0.3), rng);
    }
    sky.look(detail(&dome, (sail, beach, land)))
}

fn detail(dome: &Dome, (sail, beach, land): (bool, bool, bool)) -> &'static str {
    match (sail, beach, land, dome.sky.light) {
        (true, ..) => "a small sailing boat",
        (_, true, ..) => "foam running up the sand",
        (_, _, true, _) => "a headland in the haze",
        (.., Light::Moon) => "the moon's path on the water",
        (.., Light::Low) => "the sun's path on the water",
        _ => "nothing but water and sky",
    }
}

fn water(sky: &Sky, line: f32, rng: &mut Rng) -> Mirror {
    let [top, high, ..] = sky.air;
    let deep = top.mix(sky.near, 0.5).mix(high, 0.15);
    let rough = rng.pick(&[0.15, 0.5, 0.8, 1.0]) * rng.range(0.8, 1.1);
    let murk = if sky.light == Light::Day { (0.3, 0.75) } else { (0.15, 0.6) };
    Mirror { line, deep, murk, rough, noise: Noise(rng.seed()) }
}

fn glitter(canvas: &mut Canvas, dome: &Dome, water: &Mirror) {
    let (strength, width) = match dome.sky.light {
        Light::Low => (0.95, 0.09),
        Light::Moon => (0.75, 0.07),
        Light::Dusk => (0.4, 0.22),
        Light::Day => (0.25, 0.4),
        Light::Grey => return,
    };
    Glitter { column: dome.sun.0, light: dome.sky.sun, strength, width }.paint(canvas, water);
}

/// Sand at the bottom with the last of a wave running up it.
fn shore(canvas: &mut Canvas, sky: &Sky, rng: &mut Rng) {
    let (tall, scale) = (canvas.tall(), canvas.scale());
    let top = tall * rng.range(0.76, 0.88);
    let dim = mix(0.25, 0.85, sky.lit.luma());
    let sand = Rgb { red: 0.86, green: 0.76, blue: 0.63 }.mix(sky.shade, 0.35).scale(dim);
    let wet = sand.scale(0.55).mix(sky.horizon(), 0.35);
    let slope = rng.range(-0.14, 0.14);
    let (lace, noise) = (Noise(rng.seed()), Noise(rng.seed()));
    let mut edge = vec![0.0; canvas.width];
    noise.cloud_row(Span::new(0.0, 1.1 / scale), 0.3, 4, &mut edge);
    for (column, value) in edge.iter_mut().enumerate() {
        *value = top + *value * scale * 0.07 + slope * float(column);
    }
    let middle = slope * canvas.wide() * 0.5;
    let (mut foam, mut cover, mut grain) =
        (vec![0.0; canvas.width], vec![0.0; canvas.width], vec![0.0; canvas.width]);
    for (down, mut row) in canvas.rows_between(top * 0.7, tall) {
        lace.cloud_row(Span::new(0.0, 9.0 / scale), down * 20.0 / scale, 5, &mut foam);
        noise.cloud_row(Span::new(9.0, 60.0 / scale), down * 140.0 / scale, 3, &mut grain);
        for (((foam, cover), edge), grain) in
            foam.iter_mut().zip(&mut cover).zip(&edge).zip(&mut grain)
        {
            let below = (down + middle - edge) / scale;
            *cover = smooth(-0.01, 0.015, below);
            let rim = smooth(0.0, 0.012, below + 0.016) * smooth(0.03, 0.006, below + 0.016);
            let veil = smooth(-0.16, -0.01, below) * smooth(0.02, 0.0, below);
            *foam = (rim + veil * ramp(0.02, 0.22, *foam)).min(1.0) * 0.9;
            *grain = (smooth(0.03, 0.2, below) + *grain * 0.25).clamp(0.0, 1.0);
        }
        row.blend_shaded(&cover, &grain, (wet, sand));
        row.blend(&foam, sky.lit.mix(Rgb::WHITE, 0.55).scale(mix(0.5, 1.0, dim)));
    }
}
