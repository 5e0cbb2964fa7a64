use super::*;

fn at(seconds: i64) -> i64 {
    seconds * 1_000_000
}

#[track_caller]
fn check_attention(points: i64, expected: i64) {
    assert_eq!(attention(points), expected, "{points}");
}

#[test]
fn attention_is_the_logarithm_to_the_millionth() {
    check_attention(0, 0);
    check_attention(9_000, 1_000_000);
    check_attention(99_000, 2_000_000);
    check_attention(1_000, 301_030);
    check_attention(999_999_000, 6_000_000);
    check_attention(-5, 0);
    // Against another way of doing it.
    for points in (0..2_000_000_u32).step_by(997) {
        let real = (1.0 + f64::from(points) / 1_000.0).log10() * 1e6;
        let found = i32::try_from(attention(i64::from(points))).expect("small");
        assert!((real - f64::from(found)).abs() < 0.501, "{points}: {real} {found}");
    }
}

#[test]
fn ten_times_the_points_stand_level_with_the_time_they_are_worth() {
    let formula = Formula::default();
    let early = formula.score(99_000, at(1_700_000_000));
    let late = formula.score(9_000, at(1_700_000_000 + 45_000));
    assert_eq!(early, late);
}

#[test]
fn views_weigh_by_their_doublings_and_a_few_weigh_nothing() {
    let formula = Formula::default();
    for (networks, doublings) in
        [(0, 0), (15, 0), (16, 1), (47, 1), (48, 2), (100, 2), (112, 3), (10_000, 9)]
    {
        let gathered = Gathered { networks, ..Gathered::default() };
        assert_eq!(formula.points(&gathered), doublings * 1_000, "{networks}");
    }
}

#[test]
fn parts_add_up_to_the_score() {
    let formula = Formula::default();
    for seed in 0..2_000_i64 {
        let next = |by: i64| seed.wrapping_mul(2_654_435_761).rotate_left(7).rem_euclid(by);
        let gathered = Gathered {
            likes: next(301),
            commenters: next(47),
            bookmarks: next(19),
            networks: next(5_003),
        };
        let explained = formula.explain(&gathered, at(1_700_000_000 + seed));
        let adds: i64 = explained.parts.iter().map(|it| it.adds).sum();
        let points: i64 = explained.parts.iter().map(|it| it.points).sum();
        assert_eq!(points, explained.points);
        assert_eq!(adds + explained.time, explained.score);
        assert_eq!(explained.score, formula.score(points, at(1_700_000_000 + seed)));
        assert!(explained.parts.iter().all(|it| it.adds >= 0 && (it.points > 0 || it.adds == 0)));
    }
}

#[test]
fn what_nobody_could_gather_does_not_overflow() {
    let most = i64::MAX;
    let gathered = Gathered { likes: most, commenters: most, bookmarks: most, networks: most };
    let explained = Formula::default().explain(&gathered, at(1_700_000_000));
    assert_eq!(
        explained.parts.iter().map(|it| it.adds).sum::<i64>() + explained.time,
        explained.score
    );
}

#[test]
fn a_formula_is_typed_in_points_and_hours() {
    let typed = |like: &str, hours: &str| FormulaDraft {
        like: Some(like.to_owned()),
        hours: Some(hours.to_owned()),
        ..FormulaDraft::default()
    };
    let old = Formula::default();
    let changed = old.changed_to(&typed("0.5", "12.5")).expect("right");
    assert_eq!(changed, Formula { like: 500, ..old });
    for wrong in ["", "-1", "1001", "1e3", "0.0001", "1.2.3", "x", " ", "99999999999999999999"] {
        let errors = old.changed_to(&typed(wrong, "1")).expect_err(wrong);
        assert!(errors.iter().any(|it| it.0 == "like"), "{wrong}");
    }
    assert!(old.changed_to(&typed("1", "0.5")).is_err());
    assert_eq!(shown(45_000, 3_600), "12.5");
    assert_eq!(shown(1_000, 1_000), "1");
}

/// What `typed` as `hours` comes to in seconds.
fn seconds(typed: &str) -> Option<i64> {
    let draft = FormulaDraft { hours: Some(typed.to_owned()), ..FormulaDraft::default() };
    Formula::default().changed_to(&draft).ok().map(|it| it.seconds)
}

#[test]
fn hours_are_taken_to_the_second_and_read_back_as_they_were_typed() {
    assert_eq!(seconds("12.123"), Some(43_643), "43,642.8 seconds");
    assert_eq!(seconds("12.002"), Some(43_207), "43,207.2 seconds");
    assert_eq!((seconds("1"), seconds("8760")), (Some(3_600), Some(8_760 * 3_600)));
    assert_eq!((seconds("0.999"), seconds("8760.001"), seconds("12.1234")), (None, None, None));
    for thousandths in 1_000..20_000 {
        let typed = shown(thousandths, 1_000);
        let read = seconds(&typed).map(|it| shown(it, 3_600));
        assert_eq!(read, Some(typed));
    }
}

#[test]
fn networks_are_whole_and_the_error_says_so() {
    let said = |step: &str, like: &str| {
        let (step, like) = (Some(step.to_owned()), Some(like.to_owned()));
        let errors =
            Formula::default().changed_to(&FormulaDraft { like, step, ..FormulaDraft::default() });
        let errors = errors.expect_err("wrong");
        errors.iter().map(|(field, why)| (field.to_owned(), why.id)).collect::<Vec<_>>()
    };
    for wrong in ["1.5", "0", "10001", "x", "0.999"] {
        assert_eq!(said(wrong, "1"), [("step".to_owned(), "error-formula-whole")], "{wrong}");
    }
    assert_eq!(said("16", "0.0001"), [("like".to_owned(), "error-formula-number")]);
    let whole = FormulaDraft { step: Some("32.0".to_owned()), ..FormulaDraft::default() };
    assert_eq!(Formula::default().changed_to(&whole).expect("right").step, 32);
}

#[test]
fn what_is_new_and_gathers_fast_rises() {
    let now = at(1_700_000_000);
    let hour = |ago: i64| at(1_700_000_000 - ago * 3_600);
    assert!(pace(10_000, hour(1), now) > pace(20_000, hour(10), now));
    assert_eq!(pace(3_000, hour(1), now), 1_000_000);
    assert_eq!(pace(0, hour(1), now), 0);
}

/// Photos with the attention of a living site, one in ten minutes: what each has gathered, and when it was posted.
fn crowd() -> Vec<(Gathered, i64)> {
    let one = |nth: i64| {
        let likes = nth * 37 % 41;
        let (commenters, bookmarks) = (nth * 13 % 6, nth * 29 % 4);
        let networks = 8 * likes + nth * 53 % 40;
        (Gathered { likes, commenters, bookmarks, networks }, at(1_700_000_000 + nth * 600))
    };
    (0..200).map(one).collect()
}

#[test]
fn visits_that_somebody_makes_up_move_a_photo_little() {
    let (formula, crowd) = (Formula::default(), crowd());
    let score = |it: &Gathered, posted| formula.score(formula.points(it), posted);
    // Addresses of one network count once, however often they come (docs/views.md): so many networks are what an attacker has.
    for (networks, most_places) in [(1, 1), (10, 4), (100, 8)] {
        for (photo, posted) in &crowd {
            let more = Gathered { networks: photo.networks + networks, ..*photo };
            let (before, after) = (score(photo, *posted), score(&more, *posted));
            let passed =
                crowd.iter().map(|it| score(&it.0, it.1)).filter(|it| (before..after).contains(it));
            // It stands among those itself, unless nothing has changed.
            let passed = passed.count().saturating_sub(1);
            assert!(passed <= most_places, "{networks} networks: {passed} places, {photo:?}");
            // What others have given to it is worth eight likes or more: a tenth of what that makes is out of reach.
            let attention = before - score(&Gathered::default(), *posted);
            if formula.points(photo) >= 8_000 {
                assert!((after - before) * 10 <= attention, "{networks} networks: {photo:?}");
            }
        }
    }
}
