//! One file for each kind of scene.

pub(crate) mod alps;
pub(crate) mod aurora;
pub(crate) mod balloons;
pub(crate) mod city;
pub(crate) mod dunes;
pub(crate) mod forest;
pub(crate) mod lights;
pub(crate) mod mountains;
pub(crate) mod night;
pub(crate) mod petals;
pub(crate) mod poster;
pub(crate) mod ripples;
pub(crate) mod road;
pub(crate) mod sea;
pub(crate) mod texture;
