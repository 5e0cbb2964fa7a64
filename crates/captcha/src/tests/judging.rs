//! Each rule refuses what it is for, and people pass.

use crate::rng::Rng;
use crate::{Answer, Input, Point, Refusal, fingerprint, judge};

use super::seed;

/// A float as a whole number.
fn millis(time: f64) -> u32 {
    u32::try_from(crate::num::whole(time.round())).unwrap()
}

/// A hand's way: least jerk, a little past the place and back, trembling, 60 points a second.
fn human(number: u32, x: f64) -> Answer {
    let rng = &mut Rng::new(seed(number));
    let mut unit = || f64::from(rng.unit());
    let took = 450.0 + 1500.0 * unit();
    let (past, bow) = (6.0 * unit() - 2.0, 5.0 * unit() - 2.5);
    let mut trail = vec![Point { t_ms: 12, x: 0.0, y: 0.0 }];
    let mut time = 0.0;
    while time < took {
        time += 15.0 + 3.0 * unit();
        let ease = |part: f64| part.powi(3) * (10.0 - 15.0 * part + 6.0 * part * part);
        let (there, back) =
            ((time / took / 0.75).min(1.0), ((time / took - 0.8) / 0.2).clamp(0.0, 1.0));
        let place = (x + past) * ease(there) - past * ease(back);
        let y = (bow * (3.0 * there).sin() + unit()).round();
        trail.push(Point { t_ms: 12 + millis(time), x: place.round(), y });
    }
    let end = trail.last().unwrap().x;
    Answer {
        x: end,
        trail,
        input: if number.is_multiple_of(2) { Input::Pointer } else { Input::Touch },
    }
}

/// Somebody at the keys: long steps, then short ones.
fn typed(x: u32) -> Answer {
    let mut trail = vec![Point { t_ms: 0, x: 0.0, y: 0.0 }];
    let (mut time, mut place) = (0, 0);
    let mut nth = 0;
    while place < x {
        place += if place + 10 <= x { 10 } else { 1 };
        time += if nth == 0 { 400 } else { 33 + nth % 3 };
        nth += 1;
        trail.push(Point { t_ms: time, x: f64::from(place), y: 0.0 });
    }
    Answer { x: f64::from(x), trail, input: Input::Keyboard }
}

fn says(answer: &Answer) -> Option<Refusal> {
    judge(answer.x.round(), answer, 9_000).err()
}

/// What is said of a good answer after a change.
fn changed(change: impl FnOnce(&mut Answer)) -> Option<Refusal> {
    let mut answer = human(1, 150.0);
    change(&mut answer);
    says(&answer)
}

#[test]
fn people_pass() {
    for number in 0..500 {
        let x = 60.0 + f64::from(number % 200);
        let answer = human(number, x);
        assert_eq!(judge(x, &answer, 4_000), Ok(()), "{number}: {answer:?}");
    }
    for x in 60..=280 {
        assert_eq!(says(&typed(x)), None, "{x}");
    }
}

#[test]
fn five_pixels_are_near_enough_and_six_are_not() {
    let answer = human(3, 150.0);
    for off in -20..=20 {
        let verdict = judge(answer.x + f64::from(off), &answer, 9_000);
        assert_eq!(
            verdict,
            if i32::abs(off) <= 5 { Ok(()) } else { Err(Refusal::Missed) },
            "{off}"
        );
    }
}

#[test]
fn too_soon_and_too_late() {
    let answer = human(3, 150.0);
    assert_eq!(judge(150.0, &answer, 0), Err(Refusal::TooSoon));
    assert_eq!(judge(150.0, &answer, 299), Err(Refusal::TooSoon));
    assert_eq!(judge(150.0, &answer, 120_000), Ok(()));
    assert_eq!(judge(150.0, &answer, 120_001), Err(Refusal::TooLate));
    assert_eq!(judge(150.0, &answer, 310), Err(Refusal::Duration), "longer than since the issue");
    assert_eq!(judge(150.0, &answer, u64::MAX), Err(Refusal::TooLate));
}

#[test]
fn numbers_must_be_numbers() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e9, -1e9] {
        assert_eq!(changed(|it| it.trail[4].x = bad), Some(Refusal::Unusable));
        assert_eq!(changed(|it| it.trail[4].y = bad), Some(Refusal::Unusable));
        let answer = Answer { x: bad, ..human(1, 150.0) };
        assert_eq!(judge(150.0, &answer, 9_000), Err(Refusal::Unusable));
        assert_eq!(judge(bad, &human(1, 150.0), 9_000), Err(Refusal::Unusable));
    }
}

#[test]
fn a_trail_has_neither_too_few_nor_too_many_points() {
    assert_eq!(changed(|it| it.trail.clear()), Some(Refusal::TooFew));
    assert_eq!(changed(|it| it.trail.truncate(7)), Some(Refusal::TooFew));
    let many = |it: &mut Answer| it.trail = vec![it.trail[0]; 2_001];
    assert_eq!(changed(many), Some(Refusal::TooMany));
    assert_eq!(changed(|it| it.trail = vec![it.trail[0]; 2_000]), Some(Refusal::Backwards));
}

#[test]
fn time_runs_forwards() {
    assert_eq!(changed(|it| it.trail[5].t_ms = it.trail[4].t_ms), Some(Refusal::Backwards));
    assert_eq!(changed(|it| it.trail[5].t_ms = 0), Some(Refusal::Backwards));
    assert_eq!(changed(|it| it.trail.last_mut().unwrap().t_ms = u32::MAX), Some(Refusal::Duration));
}

#[test]
fn a_hand_takes_its_time() {
    let hurried = |it: &mut Answer| {
        it.trail.iter_mut().zip(0..).for_each(|(point, nth)| point.t_ms = nth * 2);
    };
    assert_eq!(changed(hurried), Some(Refusal::Duration));
}

#[test]
fn both_ends_are_where_they_should_be() {
    assert_eq!(changed(|it| it.trail[0].x = 40.0), Some(Refusal::Beginning));
    assert_eq!(changed(|it| it.trail[0].x = -9.0), Some(Refusal::Beginning));
    assert_eq!(changed(|it| it.trail.last_mut().unwrap().x += 3.0), Some(Refusal::End));
}

#[test]
fn a_jump_is_none_of_a_hand() {
    let jump = |it: &mut Answer| {
        let half = it.trail.len() / 2;
        it.trail[..half].iter_mut().for_each(|point| point.x = 0.0);
        it.trail[half..].iter_mut().for_each(|point| point.x = 150.0);
        it.x = 150.0;
    };
    assert_eq!(changed(jump), Some(Refusal::Jump));
}

#[test]
fn even_speed_is_none_of_a_hand() {
    for number in 0..400 {
        let rng = &mut Rng::new(seed(number));
        let mut unit = || f64::from(rng.unit());
        let (x, count) = ((60.0 + 200.0 * unit()).round(), 30.0 + (60.0 * unit()).round());
        let mut trail = Vec::new();
        for nth in 0..=millis(count) {
            let place = x * f64::from(nth) / count + unit() - 0.5;
            let time = nth * 16 + millis(4.0 * unit());
            trail.push(Point { t_ms: time, x: place.round(), y: (3.0 * unit()).round() });
        }
        let end = trail.last().unwrap().x;
        let answer = Answer { x: end, trail, input: Input::Pointer };
        assert_eq!(says(&answer), Some(Refusal::TooEven), "{number}");
    }
}

#[test]
fn a_mouse_that_never_wavers_must_at_least_speed_up_and_down() {
    // Speed from 0.55 to 1.45 of the mean, in a straight line: variation 0.26 to 0.5.
    let build = |dead: bool, input: Input| {
        let point = |nth: u32| {
            let part = f64::from(nth) / 60.0;
            let x = 150.0 * (0.4 * part + 0.6 * part * part);
            Point { t_ms: nth * 16, x, y: if dead { 3.0 } else { f64::from(nth % 7) } }
        };
        Answer { x: 150.0, trail: (0..=60).map(point).collect(), input }
    };
    assert_eq!(says(&build(true, Input::Pointer)), Some(Refusal::TooEven));
    assert_eq!(says(&build(false, Input::Pointer)), None);
    assert_eq!(says(&build(true, Input::Touch)), None);
}

#[test]
fn keys_move_in_their_steps() {
    let says_of = |change: &dyn Fn(&mut Answer)| {
        let mut answer = typed(147);
        change(&mut answer);
        says(&answer)
    };
    assert_eq!(says_of(&|it| it.trail[3].x += 0.5), Some(Refusal::Steps));
    assert_eq!(
        says_of(&|it| {
            it.trail.remove(4);
        }),
        Some(Refusal::Steps)
    );
    assert_eq!(says_of(&|it| it.trail[3].y = 1.0), Some(Refusal::Steps));
    assert_eq!(says_of(&|it| it.trail.truncate(3)), Some(Refusal::TooFew));
    let fast = |it: &mut Answer| {
        it.trail.iter_mut().zip(0..).skip(1).for_each(|(point, nth)| point.t_ms = 300 + nth * 2);
    };
    let quick = says_of(&|it| {
        *it = typed(179);
        fast(it);
    });
    assert_eq!(quick, None, "the wait before the first repeat counts");
    let clock = |it: &mut Answer| {
        it.trail.iter_mut().zip(0..).for_each(|(point, nth)| point.t_ms = nth * 33);
    };
    assert_eq!(says_of(&clock), Some(Refusal::Pace));
}

#[test]
fn home_and_end_lead_to_the_borders() {
    let places = |all: &[f64]| {
        let point = |(nth, x): (u32, &f64)| Point { t_ms: nth * 150 + nth % 3 * 9, x: *x, y: 0.0 };
        let trail: Vec<_> = (0..).zip(all).map(point).collect();
        says(&Answer { x: *all.last().unwrap(), trail, input: Input::Keyboard })
    };
    assert_eq!(places(&[0.0, 10.0, 0.0, 265.0, 255.0, 245.0, 235.0]), None);
    assert_eq!(places(&[0.0, 10.0, 0.0, 10.0, 265.0]), Some(Refusal::Steps), "not at the end");
    assert_eq!(places(&[0.0, 10.0, 150.0, 160.0, 170.0, 180.0]), Some(Refusal::Steps), "no border");
}

#[test]
fn a_trail_is_known_again() {
    let trail = human(5, 140.0).trail;
    let known = fingerprint(&trail);
    let moved: Vec<_> = trail
        .iter()
        .map(|it| Point { t_ms: it.t_ms + 777, x: it.x * 1.5, y: it.y + 4.0 })
        .collect();
    assert_eq!(fingerprint(&moved), known);
    let mut other = trail.clone();
    other[9].t_ms += 1;
    assert_ne!(fingerprint(&other), known);
    assert_ne!(fingerprint(&human(6, 140.0).trail), known);
    assert_eq!(fingerprint(&[]), fingerprint(&[]));
    let nowhere = [Point { t_ms: 0, x: f64::NAN, y: 0.0 }];
    assert_eq!(fingerprint(&nowhere), fingerprint(&nowhere), "no panic");
}
