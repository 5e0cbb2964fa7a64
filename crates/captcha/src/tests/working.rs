//! Proof of work.

use crate::work::{self, bits, check, solve};

#[test]
fn the_hash_is_that_of_the_text() {
    // Found by Python's hashlib: the first number whose hash of "tintype:number" begins with 14 zero bits.
    assert_eq!(solve("tintype", 14), Some(2568));
}

#[test]
fn a_solution_solves_its_nonce_and_no_other() {
    let mut strays = 0;
    for number in 0..40 {
        let nonce = format!("nonce-{number}");
        let solution = solve(&nonce, 10).unwrap();
        assert!(check(&nonce, solution, 10) && check(&nonce, solution, 3));
        assert!((0..solution).all(|it| !check(&nonce, it, 10)), "the least one");
        strays += usize::from(check("another", solution, 10));
    }
    assert!(strays <= 1, "{strays}");
}

#[test]
fn each_bit_halves_the_chances() {
    for wanted in 0..8_u8 {
        let hits = (0..8192).filter(|it| check("share", *it, wanted)).count();
        let meant = 8192 >> wanted;
        assert!(hits.abs_diff(meant) < 20 + meant / 3, "{wanted} bits: {hits} of {meant}");
    }
}

#[test]
fn what_nobody_could_solve_is_not_tried() {
    assert_eq!(solve("n", 41), None);
    let long = "n".repeat(work::LONGEST_NONCE + 1);
    assert_eq!(solve(&long, 1), None);
    assert!(!check(&long, 0, 0));
    assert!(!check("n", 0, 255));
}

#[test]
fn who_asks_for_more_works_more() {
    let expected =
        [(0, 14), (1, 14), (15, 14), (16, 15), (31, 15), (32, 16), (64, 17), (511, 19), (512, 20)];
    for (issues, wanted) in expected {
        assert_eq!(bits(issues), wanted, "{issues}");
    }
    assert_eq!(bits(u32::MAX), work::MOST);
    assert!((0..5000).all(|it| bits(it) <= bits(it + 1)));
}
