mod device;

use super::*;
use data_encoding::BASE64URL_NOPAD;
use device::{BE, BS, Device, UP, UV};

const SITE: &str = "https://photos.example";
const ADA: UserHandle = *b"ada, 16 bytes ..";
const BOB: UserHandle = *b"bob, 16 bytes ..";

fn site() -> Passkeys {
    Passkeys::new(SITE, "Tintype").unwrap()
}

fn register(device: &mut Device, user: UserHandle) -> Passkey {
    let question = site().begin_registration(user, "ada", "Ada L.", &[]).unwrap();
    let answer = device.create(&question.options);
    site().finish_registration(&question.state, &answer).unwrap()
}

/// Ada's device and her only passkey.
fn ada() -> (Device, Passkey) {
    let mut device = Device::new(1, SITE);
    let passkey = register(&mut device, ADA);
    (device, passkey)
}

/// What comes of an answer that the device gives after it was changed in some way.
fn sign_in(device: &mut Device, record: &str) -> Result<SignedIn, Error> {
    let question = site().begin_sign_in().unwrap();
    let answer = device.get(&question.options);
    site().finish_sign_in(&question.state, &answer, &[record.to_owned()])
}

/// Why it was refused; that it says nothing about it is checked on the way.
fn why<T: fmt::Debug>(result: Result<T, Error>) -> Refusal {
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), "the passkey was not accepted");
    let Error::Refused(refusal) = error else { panic!("{error:?}") };
    refusal
}

fn check(name: &str) -> Refusal {
    Refusal::Check(name.to_owned())
}

/// Changes one bit of something in base64url.
fn bend(value: &mut Value) {
    let mut bytes = BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    *value = json!(BASE64URL_NOPAD.encode(&bytes));
}

#[test]
fn somebody_registers_and_signs_in_without_a_name() {
    let (mut device, passkey) = ada();
    assert_eq!(passkey.id, BASE64URL_NOPAD.encode(&device.id));
    assert!(!passkey.backed_up);

    let question = site().begin_sign_in().unwrap();
    let answer = device.get(&question.options);
    let claim = site().identify(&answer).unwrap();
    let records = [passkey.record];
    let signed_in = site().finish_sign_in(&question.state, &answer, &records).unwrap();

    assert_eq!(claim, Claim { user_handle: ADA, id: passkey.id.clone() });
    let (user_handle, id) = (ADA, passkey.id);
    let expected = SignedIn { user_handle, id, updated_record: None, backed_up: false };
    assert_eq!(signed_in, expected);
}

#[test]
fn a_browser_is_asked_for_a_key_it_can_find_and_a_person_it_has_checked() {
    let (_, passkey) = ada();

    let Question { options, .. } = site()
        .begin_registration(ADA, "ada", "Ada L.", std::slice::from_ref(&passkey.record))
        .unwrap();

    let chosen = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(chosen["residentKey"], "required");
    assert_eq!(chosen["requireResidentKey"], true);
    assert_eq!(chosen["userVerification"], "required");
    let asked = &options["publicKey"];
    assert_eq!(asked["attestation"], "none");
    assert_eq!(asked["rp"], json!({"name": "Tintype", "id": "photos.example"}));
    let user = json!({"id": BASE64URL_NOPAD.encode(&ADA), "name": "ada", "displayName": "Ada L."});
    assert_eq!(asked["user"], user);
    assert_eq!(asked["excludeCredentials"][0]["id"], passkey.id);
    assert_eq!(asked["timeout"], 300_000);
    assert!(asked["extensions"].get("uvm").is_none());
    assert!(
        BASE64URL_NOPAD.decode(asked["challenge"].as_str().unwrap().as_bytes()).unwrap().len()
            >= 16
    );
}

#[test]
fn a_sign_in_asks_for_nobody_and_a_confirmation_for_the_keys_of_one() {
    let (_, passkey) = ada();

    let anybody = site().begin_sign_in().unwrap().options;
    let her = site().begin_confirmation(&[passkey.record]).unwrap().options;

    assert_eq!(anybody["publicKey"]["allowCredentials"], json!([]));
    let key = json!({"type": "public-key", "id": passkey.id});
    assert_eq!(her["publicKey"]["allowCredentials"], json!([key]));
    for options in [anybody, her] {
        assert_eq!(options["publicKey"]["userVerification"], "required");
        assert_eq!(options["publicKey"]["rpId"], "photos.example");
        assert_eq!(options.as_object().unwrap().len(), 1, "{options}");
        assert!(options["publicKey"].get("extensions").is_none());
    }
}

#[test]
fn somebody_who_is_known_confirms_with_or_without_a_handle() {
    let (mut device, passkey) = ada();
    let records = [passkey.record];
    for user in [device.user.clone(), None] {
        device.user = user;
        let question = site().begin_confirmation(&records).unwrap();
        let answer = device.get(&question.options);
        let confirmed = site().finish_confirmation(&question.state, &answer, &records).unwrap();
        assert_eq!((confirmed.user_handle, confirmed.id.as_str()), (ADA, passkey.id.as_str()));
    }
}

#[test]
fn a_confirmation_is_for_keys_that_were_there_all_the_time() {
    let (mut device, passkey) = ada();
    let mut other = Device::new(2, SITE);
    let second = register(&mut other, ADA);
    let question = site().begin_confirmation(std::slice::from_ref(&passkey.record)).unwrap();
    let finish = |answer: &Value, records: &[String]| {
        why(site().finish_confirmation(&question.state, answer, records))
    };

    let removed = finish(&device.get(&question.options), std::slice::from_ref(&second.record));
    let added = finish(&other.get(&question.options), &[passkey.record.clone(), second.record]);

    assert_eq!([removed, added], [Refusal::UnknownKey, Refusal::UnknownKey]);
    assert_eq!(why(site().begin_confirmation(&[])), Refusal::UnknownKey);
}

#[test]
fn a_counter_goes_up_and_is_kept() {
    let (mut device, passkey) = ada();
    device.counter = 7;
    let seen = sign_in(&mut device, &passkey.record).unwrap().updated_record.unwrap();

    let copied = why(sign_in(&mut device, &seen));
    device.counter = 6;
    let older = why(sign_in(&mut device, &seen));
    device.counter = 8;
    let newer = sign_in(&mut device, &seen).unwrap();

    assert_eq!([copied, older], [Refusal::Copied, Refusal::Copied]);
    assert!(newer.updated_record.is_some_and(|it| it != seen));
}

#[test]
fn a_key_that_moves_to_a_cloud_is_known_for_it() {
    let mut device = Device::new(1, SITE);
    device.flags |= BE;
    let passkey = register(&mut device, ADA);
    device.flags |= BS;

    let signed_in = sign_in(&mut device, &passkey.record).unwrap();

    assert!(!passkey.backed_up);
    assert!(signed_in.backed_up);
    let again = sign_in(&mut device, &signed_in.updated_record.unwrap()).unwrap();
    assert_eq!(again.updated_record, None);
}

#[test]
fn an_answer_from_elsewhere_is_refused() {
    let (device, passkey) = ada();
    let refused = |change: fn(&mut Device)| {
        let mut device = device.clone();
        change(&mut device);
        why(sign_in(&mut device, &passkey.record))
    };

    let origin = check("InvalidRPOrigin");
    assert_eq!(refused(|it| it.origin = "https://evil.example".to_owned()), origin);
    assert_eq!(refused(|it| it.origin = "https://a.photos.example".to_owned()), origin);
    assert_eq!(refused(|it| it.origin = "https://photos.example:444".to_owned()), origin);
    assert_eq!(refused(|it| it.origin = "http://photos.example".to_owned()), origin);
    assert_eq!(refused(|it| it.rp_id = "evil.example".to_owned()), check("InvalidRPIDHash"));
    assert_eq!(refused(|it| it.more = json!({"crossOrigin": true})), Refusal::Framed);
    let top = |it: &mut Device| it.more = json!({"topOrigin": "https://evil.example"});
    assert_eq!(refused(top), Refusal::Framed);
}

#[test]
fn a_device_that_checked_nobody_is_refused() {
    let (device, passkey) = ada();
    for (flags, name) in [(UP, "UserNotVerified"), (UV, "UserNotPresent")] {
        let mut device = device.clone();
        device.flags = flags;
        assert_eq!(why(sign_in(&mut device, &passkey.record)), check(name));
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let (mut device, passkey) = ada();
    let (one, two) = (site().begin_sign_in().unwrap(), site().begin_sign_in().unwrap());

    let answer = device.get(&one.options);
    let refusal = why(site().finish_sign_in(&two.state, &answer, &[passkey.record]));

    assert_ne!(one.options, two.options);
    assert_eq!(refusal, check("MismatchedChallenge"));
}

#[test]
fn a_state_is_for_one_kind_of_question() {
    let (mut device, passkey) = ada();
    let records = [passkey.record];
    let sign_in = site().begin_sign_in().unwrap();
    let confirmation = site().begin_confirmation(&records).unwrap();
    let registration = site().begin_registration(ADA, "ada", "Ada", &[]).unwrap();
    let answer = device.get(&sign_in.options);
    let created = Device::new(3, SITE).create(&registration.options);

    for state in [confirmation.state.as_str(), &registration.state, "{}", ""] {
        assert_eq!(why(site().finish_sign_in(state, &answer, &records)), Refusal::State);
    }
    let answer = device.get(&confirmation.options);
    for state in [&sign_in.state, &registration.state] {
        assert_eq!(why(site().finish_confirmation(state, &answer, &records)), Refusal::State);
    }
    for state in [&sign_in.state, &confirmation.state] {
        assert_eq!(why(site().finish_registration(state, &created)), Refusal::State);
    }
}

#[test]
fn one_members_key_is_not_anothers() {
    let (mut device, passkey) = ada();
    let bobs = register(&mut Device::new(2, SITE), BOB);

    assert_eq!(why(sign_in(&mut device, &bobs.record)), Refusal::UnknownKey);
    device.user = Some(BOB.to_vec());
    assert_eq!(why(sign_in(&mut device, &passkey.record)), Refusal::OtherUser);
    device.user = None;
    assert_eq!(why(sign_in(&mut device, &passkey.record)), Refusal::Shape);
    // Bob's key under the name of Ada's.
    let mut forged = Device::new(2, SITE);
    forged.id.clone_from(&device.id);
    forged.user = Some(ADA.to_vec());
    assert_eq!(why(sign_in(&mut forged, &passkey.record)), check("AuthenticationFailure"));
}

#[test]
fn a_bent_answer_is_refused() {
    let (mut device, passkey) = ada();
    let question = site().begin_sign_in().unwrap();
    let records = [passkey.record];
    for part in ["signature", "authenticatorData"] {
        let mut answer = device.get(&question.options);
        bend(&mut answer["response"][part]);
        let result = site().finish_sign_in(&question.state, &answer, &records);
        assert!(matches!(why(result), Refusal::Check(_)), "{part}");
    }
    for answer in [json!(null), json!({}), json!({"id": "x"}), json!("x")] {
        assert_eq!(why(site().finish_sign_in(&question.state, &answer, &records)), Refusal::Shape);
        assert_eq!(why(site().identify(&answer)), Refusal::Shape);
    }
}

#[test]
fn the_same_answer_passes_again_unless_the_caller_forgets_the_question() {
    // Told in the README: this crate has no memory. Should it learn to refuse, the README may say less.
    let (mut device, passkey) = ada();
    let question = site().begin_sign_in().unwrap();
    let answer = device.get(&question.options);
    let records = [passkey.record];
    for _ in 0..2 {
        assert!(site().finish_sign_in(&question.state, &answer, &records).is_ok());
    }
}

#[test]
fn a_registration_from_elsewhere_is_refused() {
    let refused = |change: fn(&mut Device)| {
        let mut device = Device::new(1, SITE);
        change(&mut device);
        let question = site().begin_registration(ADA, "ada", "Ada L.", &[]).unwrap();
        let answer = device.create(&question.options);
        why(site().finish_registration(&question.state, &answer))
    };

    let origin = |it: &mut Device| it.origin = "https://evil.example".to_owned();
    assert_eq!(refused(origin), check("InvalidRPOrigin"));
    assert_eq!(refused(|it| it.rp_id = "evil.example".to_owned()), check("InvalidRPIDHash"));
    assert_eq!(refused(|it| it.flags = UP), check("UserNotVerified"));
    assert_eq!(refused(|it| it.discoverable = false), Refusal::NotDiscoverable);
    assert_eq!(refused(|it| it.more = json!({"crossOrigin": true})), Refusal::Framed);
}

#[test]
fn a_registration_answers_its_own_question_with_a_new_key() {
    let (mut device, passkey) = ada();
    let one = site().begin_registration(ADA, "ada", "Ada L.", &[passkey.record]).unwrap();
    let two = site().begin_registration(ADA, "ada", "Ada L.", &[]).unwrap();

    let known = site().finish_registration(&one.state, &device.create(&one.options));
    let crossed = site().finish_registration(&two.state, &device.create(&one.options));

    assert!(matches!(why(known), Refusal::Check(_)));
    assert_eq!(why(crossed), check("MismatchedChallenge"));
}

#[test]
fn a_row_that_is_not_ours_is_a_fault_and_not_a_refusal() {
    let (mut device, passkey) = ada();
    let newer = passkey.record.replace("\"version\":1", "\"version\":2");
    assert_ne!(newer, passkey.record);
    for record in ["", "{}", newer.as_str()] {
        assert!(matches!(sign_in(&mut device, record), Err(Error::Broken(_))), "{record}");
    }
    let nameless = site().begin_registration(ADA, "", "", &[]);
    assert!(matches!(nameless, Err(Error::Broken(_))));
}

#[test]
fn the_log_learns_nothing_that_the_browser_chose() {
    let (mut device, passkey) = ada();
    device.more = json!({"origin": "https://\n[31m.example", "type": "webauthn.get"});
    let error = sign_in(&mut device, &passkey.record).unwrap_err();
    let told = format!("{error:?}");
    assert!(told.chars().all(|it| it.is_ascii_alphanumeric() || "()\"".contains(it)), "{told}");
}

#[test]
fn an_address_has_passkeys_or_it_is_said_why_not() {
    for good in
        ["https://photos.example", "https://photos.example:8443/base/", "http://localhost:8000"]
    {
        assert!(Passkeys::new(good, "Tintype").is_ok(), "{good}");
    }
    for (bad, why) in [
        ("http://127.0.0.1:8000", Unavailable::NoName),
        ("https://[::1]:8000", Unavailable::NoName),
        ("http://photos.example", Unavailable::NotSafe),
        ("photos.example", Unavailable::NoAddress),
        ("ftp://photos.example", Unavailable::NoAddress),
        ("", Unavailable::NoAddress),
    ] {
        assert_eq!(Passkeys::new(bad, "Tintype").unwrap_err(), why, "{bad}");
    }
}

#[test]
fn at_localhost_the_port_counts() {
    let site = Passkeys::new("http://localhost:8000/", "Tintype").unwrap();
    let question = site.begin_registration(ADA, "ada", "Ada L.", &[]).unwrap();
    let create = |origin| Device::new(1, origin).create(&question.options);

    let here = site.finish_registration(&question.state, &create("http://localhost:8000"));
    let there = site.finish_registration(&question.state, &create("http://localhost:8001"));

    assert!(here.is_ok());
    assert_eq!(why(there), check("InvalidRPOrigin"));
}
