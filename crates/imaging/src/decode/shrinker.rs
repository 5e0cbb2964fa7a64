//! Averages of small squares, made while the rows come in.

use super::png::Format;

/// The smallest divisor of both edges that `fits`, if what it leaves is no less than `wanted`.
pub(super) fn divisor(longer: u32, wanted: u32, fits: impl Fn(u32) -> bool) -> Option<u32> {
    (2..=longer / wanted.max(1)).find(|divisor| fits(*divisor))
}

/// Takes rows of samples and keeps one pixel, of eight bits a channel, for each full or started
/// square of `divisor` by `divisor`. Colours are weighed by their alpha.
pub(super) struct Shrinker {
    size: (u32, u32),
    format: Format,
    divisor: usize,
    /// Of the squares across one row of them: their samples so far, and how many pixels.
    sums: Vec<u64>,
    counts: Vec<u64>,
    rows: usize,
    shrunk: Vec<u8>,
}

impl Shrinker {
    pub(super) fn new((width, height): (u32, u32), format: Format, divisor: u32) -> Self {
        let size = (width.div_ceil(divisor), height.div_ceil(divisor));
        let wide = |side| usize::try_from(side).unwrap_or_default();
        let across = wide(size.0);
        Self {
            size,
            format,
            divisor: wide(divisor).max(1),
            sums: vec![0; across * format.channels],
            counts: vec![0; across],
            rows: 0,
            shrunk: Vec::with_capacity(across * wide(size.1) * format.channels),
        }
    }

    pub(super) fn push(&mut self, row: &[u8]) {
        match (self.format.sixteen, self.format.has_alpha()) {
            (false, false) => self.add(row, |byte: &[u8; 1]| u64::from(byte[0])),
            (true, false) => self.add(row, |word| u64::from(u16::from_be_bytes(*word))),
            (false, true) => self.add_weighed(row, |byte: &[u8; 1]| u64::from(byte[0])),
            (true, true) => self.add_weighed(row, |word| u64::from(u16::from_be_bytes(*word))),
        }
        self.rows += 1;
        if self.rows == self.divisor {
            self.flush();
        }
    }

    /// The size, and the pixels.
    pub(super) fn finish(mut self) -> ((u32, u32), Vec<u8>) {
        if self.rows > 0 {
            self.flush();
        }
        (self.size, self.shrunk)
    }

    fn add<const N: usize>(&mut self, row: &[u8], sample: impl Fn(&[u8; N]) -> u64) {
        let channels = self.format.channels;
        let samples = row.as_chunks().0;
        let squares = samples.chunks(channels * self.divisor);
        let sums = self.sums.chunks_exact_mut(channels).zip(&mut self.counts);
        for (square, (sums, count)) in squares.zip(sums) {
            for pixel in square.chunks_exact(channels) {
                for (sum, channel) in sums.iter_mut().zip(pixel) {
                    *sum += sample(channel);
                }
                *count += 1;
            }
        }
    }

    fn add_weighed<const N: usize>(&mut self, row: &[u8], sample: impl Fn(&[u8; N]) -> u64) {
        let channels = self.format.channels;
        let samples = row.as_chunks().0;
        let squares = samples.chunks(channels * self.divisor);
        let sums = self.sums.chunks_exact_mut(channels).zip(&mut self.counts);
        for (square, (sums, count)) in squares.zip(sums) {
            for pixel in square.chunks_exact(channels) {
                let alpha = pixel.last().map_or(0, &sample);
                let weighed = pixel.iter().map(|channel| sample(channel) * alpha);
                let weighed = weighed.take(channels - 1).chain([alpha]);
                for (sum, channel) in sums.iter_mut().zip(weighed) {
                    *sum += channel;
                }
                *count += 1;
            }
        }
    }

    fn flush(&mut self) {
        let (channels, alpha) = (self.format.channels, self.format.has_alpha());
        let unit = if self.format.sixteen { 257 } else { 1 };
        for (sums, count) in self.sums.chunks_exact(channels).zip(&self.counts) {
            let weight = if alpha { sums.last().copied().unwrap_or(0) } else { *count };
            for (channel, sum) in sums.iter().enumerate() {
                let of = if channel + 1 == channels { *count } else { weight };
                self.shrunk.push(average(*sum, of * unit));
            }
        }
        self.sums.fill(0);
        self.counts.fill(0);
        self.rows = 0;
    }
}

/// Rounded; of nothing it is nothing.
fn average(sum: u64, of: u64) -> u8 {
    u8::try_from((sum + of / 2).checked_div(of).unwrap_or(0)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shrunk(size: (u32, u32), format: Format, rows: &[&[u8]]) -> Vec<u8> {
        let mut shrinker = Shrinker::new(size, format, 2);
        for row in rows {
            shrinker.push(row);
        }
        shrinker.finish().1
    }

    #[test]
    fn squares_become_their_average_at_the_edges_too() {
        let grey = Format { channels: 1, sixteen: false };
        assert_eq!(shrunk((3, 3), grey, &[&[0, 2, 9], &[4, 6, 11], &[7, 8, 1]]), [3, 10, 8, 1]);
        let deep = Format { channels: 1, sixteen: true };
        assert_eq!(shrunk((2, 1), deep, &[&[0, 0, 255, 255]]), [128]);
    }

    #[test]
    fn a_colour_that_is_not_seen_does_not_count() {
        let glass = Format { channels: 4, sixteen: false };
        let row = [200, 100, 50, 255, 0, 255, 0, 0];
        assert_eq!(shrunk((2, 1), glass, &[&row]), [200, 100, 50, 128]);
        assert_eq!(shrunk((1, 1), glass, &[&[9, 9, 9, 0]]), [0, 0, 0, 0]);
    }

    #[test]
    fn the_smallest_divisor_that_fits_is_taken() {
        assert_eq!(divisor(10_000, 2048, |_| true), Some(2));
        assert_eq!(divisor(10_000, 2048, |it| it > 2), Some(3));
        assert_eq!(divisor(10_000, 2048, |it| it > 4), None);
        assert_eq!(divisor(4000, 2048, |_| true), None);
    }
}
