//! The colours of the darkroom: each palette leads from the shadows to the lights of one printing process or hour of the day.

use crate::num::{self, float, mix};

/// Five colours from dark to light, `0xRRGGBB`.
pub(crate) const PALETTES: &[[u32; 5]] = &[
    [0x0016_110d, 0x004a_3526, 0x008c_6a4c, 0x00c9_ab85, 0x00f3_e6d0], // sepia
    [0x000a_1420, 0x0017_395c, 0x003f_729b, 0x0093_b8cf, 0x00e9_f0ef], // cyanotype
    [0x0012_1212, 0x003c_3a37, 0x0077_736c, 0x00b5_afa5, 0x00f0_ece4], // platinum
    [0x001a_0e0a, 0x005c_2412, 0x00a9_502a, 0x00db_9a6a, 0x00f8_e3cb], // iron oxide
    [0x000d_1711, 0x0024_4234, 0x0055_7a5f, 0x00a3_b78f, 0x00ee_f0dc], // fir
    [0x0017_101f, 0x004b_2c55, 0x009b_4f63, 0x00e0_926a, 0x00fb_e3b8], // dusk
    [0x0007_1a1d, 0x0014_5055, 0x004b_8c88, 0x00a7_c5b4, 0x00f4_eedb], // lagoon
    [0x001d_1016, 0x005a_2b3d, 0x00a3_5f6c, 0x00d9_a7a2, 0x00f9_e8de], // rose
    [0x001a_1711, 0x0057_492f, 0x009c_8556, 0x00d2_bf8d, 0x00f7_efd6], // sand
    [0x000e_1318, 0x002f_3d4a, 0x0062_7686, 0x00a5_b3ba, 0x00ec_f0ef], // slate
    [0x000b_0d24, 0x002a_2a62, 0x006a_5a8f, 0x00c7_9a86, 0x00f8_dfae], // indigo and gold
    [0x0014_170f, 0x0041_4a31, 0x007d_8562, 0x00b9_bd9b, 0x00f2_f1e2], // sage
    [0x0014_0b1a, 0x003c_2350, 0x0077_5089, 0x00b8_93b5, 0x00f1_e2ea], // plum
    [0x000a_1726, 0x0022_4463, 0x007c_7f8c, 0x00db_a58b, 0x00fb_e5d3], // ink and peach
    [0x0010_1a1c, 0x001f_4a4c, 0x007a_7a5a, 0x00c9_8c5a, 0x00f6_ddb9], // verdigris and copper
    [0x0010_100c, 0x003d_3a22, 0x0085_772c, 0x00cf_b254, 0x00f8_eebf], // ochre
];

/// The colour of each of 256 tones, channels between 0 and 255.
pub(crate) fn ramp(colours: &[u32; 5]) -> Vec<[f32; 3]> {
    let channels = |code: u32| {
        let [_, red, green, blue] = code.to_be_bytes();
        [f32::from(red), f32::from(green), f32::from(blue)]
    };
    let shade = |tone: usize| {
        let place = float(tone) / 255.0 * 4.0;
        let stop = num::index(place).min(3);
        let from = channels(colours.get(stop).copied().unwrap_or_default());
        let to = channels(colours.get(stop + 1).copied().unwrap_or_default());
        let part = place - float(stop);
        let [r, g, b] = [(from[0], to[0]), (from[1], to[1]), (from[2], to[2])];
        [mix(r.0, r.1, part), mix(g.0, g.1, part), mix(b.0, b.1, part)]
    };
    (0..256).map(shade).collect()
}
