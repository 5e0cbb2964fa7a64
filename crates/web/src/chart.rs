//! Small charts, drawn by the server: where each bar stands, in units of a picture that is stretched to its place.

use serde::Serialize;
use views::DayView;

/// How high the picture is.
const HEIGHT: i64 = 100;
/// How much of the picture each day has, and how much of that is its bar.
const STEP: i64 = 10;
const BAR: i64 = 8;

/// A bar for each day.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Chart {
    width: i64,
    height: i64,
    /// What the highest line stands for.
    top: i64,
    /// The day with most; none where there was nothing.
    most: Option<DayView>,
    first: String,
    last: String,
    bars: Vec<Bar>,
}

/// The bar of a day.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    day: String,
    views: i64,
}

/// A chart of days.
pub(crate) fn days(days: &[DayView]) -> Chart {
    let most = days.iter().max_by_key(|it| it.views).filter(|it| it.views > 0);
    let top = round(most.map_or(0, |it| it.views));
    let bars = (0..).zip(days).map(|(nth, it)| {
        let height = part(it.views, top, HEIGHT);
        let (x, y) = (nth * STEP + (STEP - BAR) / 2, HEIGHT - height);
        Bar { x, y, width: BAR, height, day: at(it), views: it.views }
    });
    let bars: Vec<Bar> = bars.collect();
    Chart {
        width: i64::try_from(days.len()).unwrap_or(0) * STEP,
        height: HEIGHT,
        top,
        most: most.map(|it| DayView { day: at(it), views: it.views }),
        first: days.first().map(at).unwrap_or_default(),
        last: days.last().map(at).unwrap_or_default(),
        bars,
    }
}

/// The day as templates read moments.
fn at(day: &DayView) -> String {
    format!("{}T00:00:00Z", day.day)
}

/// How long the bars of a list are, in hundredths of the longest one.
pub(crate) fn shares(views: impl Iterator<Item = i64> + Clone) -> Vec<i64> {
    let most = views.clone().max().unwrap_or(0);
    views.map(|it| part(it, most, 100)).collect()
}

/// So much of `whole` as `views` is of `most`; never nothing where there is something.
fn part(views: i64, most: i64, whole: i64) -> i64 {
    if views <= 0 || most <= 0 {
        return 0;
    }
    (views.saturating_mul(whole) / most).clamp(1, whole)
}

/// The next number that is easy to read: 1, 2, 3, 4, 5, 6, 8 or 10 of something.
fn round(most: i64) -> i64 {
    let mut unit = 1_i64;
    while most > unit.saturating_mul(10) {
        unit = unit.saturating_mul(10);
    }
    let steps = [1, 2, 3, 4, 5, 6, 8, 10].into_iter().map(|it| unit.saturating_mul(it));
    steps.into_iter().find(|it| *it >= most).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_day(views: i64) -> DayView {
        DayView { day: "2026-11-29".to_owned(), views }
    }

    #[test]
    fn bars_are_as_high_as_their_share() {
        let chart = days(&[a_day(0), a_day(1), a_day(70), a_day(80)]);
        let bars: Vec<_> = chart.bars.iter().map(|it| (it.x, it.y, it.height)).collect();
        assert_eq!(bars, [(1, 100, 0), (11, 99, 1), (21, 13, 87), (31, 0, 100)]);
        assert_eq!((chart.top, chart.width, chart.most.unwrap().views), (80, 40, 80));
        assert_eq!(shares([50, 100, 1, 0].into_iter()), [50, 100, 1, 0]);
    }

    #[test]
    fn without_anybody_there_is_nothing_to_be_drawn() {
        let chart = days(&[a_day(0)]);
        assert_eq!((chart.most, chart.top), (None, 1));
        assert!(chart.bars.iter().all(|it| it.height == 0));
        assert_eq!(shares(std::iter::empty()), [0; 0]);
    }

    #[test]
    fn the_highest_line_is_a_number_that_is_easy_to_read() {
        let rounded = [1, 7, 10, 11, 45, 99, 101, 2_345].map(round);
        assert_eq!(rounded, [1, 8, 10, 20, 50, 100, 200, 3_000]);
    }
}
