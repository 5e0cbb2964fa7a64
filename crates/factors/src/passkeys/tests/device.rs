//! A browser and a device with one key, as far as a server can see them: ES256 and attestation `none`, written after
//! the standard (§5.8.1 client data, §6.1 authenticator data, §8.7 attestation) and not after the library under test.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present, user verified, may be backed up, is backed up, a new key follows.
pub(super) const UP: u8 = 1;
pub(super) const UV: u8 = 1 << 2;
pub(super) const BE: u8 = 1 << 3;
pub(super) const BS: u8 = 1 << 4;
const AT: u8 = 1 << 6;

#[derive(Clone)]
pub(super) struct Device {
    key: SigningKey,
    pub(super) id: Vec<u8>,
    pub(super) user: Option<Vec<u8>>,
    pub(super) counter: u32,
    pub(super) flags: u8,
    pub(super) origin: String,
    pub(super) rp_id: String,
    /// What the browser says besides type, challenge and origin.
    pub(super) more: Value,
    pub(super) discoverable: bool,
}

impl Device {
    /// One that is always the same, by number.
    pub(super) fn new(number: u8, origin: &str) -> Self {
        let rp_id = origin.split("//").nth(1).unwrap().split(':').next().unwrap();
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: vec![number; 32],
            user: None,
            counter: 0,
            flags: UP | UV,
            origin: origin.to_owned(),
            rp_id: rp_id.to_owned(),
            more: json!({"crossOrigin": false}),
            discoverable: true,
        }
    }

    /// `navigator.credentials.create(options)` and `toJSON()`.
    pub(super) fn create(&mut self, options: &Value) -> Value {
        let user = options.pointer("/publicKey/user/id").unwrap().as_str().unwrap();
        self.user = Some(BASE64URL_NOPAD.decode(user.as_bytes()).unwrap());
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(self.flags | AT);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        let attestation = [
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(),
            &u16::try_from(data.len()).unwrap().to_be_bytes(),
            &data,
        ];
        json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": encode(&client_data),
                "attestationObject": encode(&attestation.concat()),
                "transports": ["internal", "hybrid", "carrier-pigeon"],
            },
            "clientExtensionResults": {"credProps": {"rk": self.discoverable}},
        })
    }

    /// `navigator.credentials.get(options)` and `toJSON()`.
    pub(super) fn get(&mut self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(self.flags);
        let hash = Sha256::digest(&client_data);
        let signature: Signature = self.key.sign(&[data.as_slice(), hash.as_slice()].concat());
        let mut response = json!({
            "clientDataJSON": encode(&client_data),
            "authenticatorData": encode(&data),
            "signature": encode(signature.to_der().as_bytes()),
        });
        if let Some(user) = &self.user {
            response["userHandle"] = json!(encode(user));
        }
        json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": {},
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options.pointer("/publicKey/challenge").unwrap();
        let mut data = json!({"type": kind, "challenge": challenge, "origin": self.origin});
        for (name, value) in self.more.as_object().unwrap() {
            data[name] = value.clone();
        }
        serde_json::to_vec(&data).unwrap()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// As COSE writes it (RFC 9053 §7.1): an EC2 key for ES256 on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let head: &[u8] = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20";
        [head, x.as_slice(), b"\x22\x58\x20", y.as_slice()].concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
