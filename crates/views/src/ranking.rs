use crate::PhotoView;
use domain::ranking::{Explained, Formula, Part};
use serde::Serialize;
use utoipa::ToSchema;

/// The formula that photos are ranked by: `points = like·likes + comment·people who commented + bookmark·bookmarks +
/// view·⌊log2(1 + networks / step)⌋` and `score = log10(1 + points) + seconds since 1970 / (3600·hours)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct FormulaView {
    /// What a like weighs, in points.
    pub like: f64,
    /// What somebody who comments weighs, in points.
    pub comment: f64,
    /// What a bookmark weighs, in points.
    pub bookmark: f64,
    /// What each doubling of the views weighs, in points.
    pub view: f64,
    /// From how many networks it has to be looked at for the first doubling.
    pub step: i64,
    /// How many hours later a photo with a tenth of the points stands level.
    pub hours: f64,
}

impl From<Formula> for FormulaView {
    fn from(it: Formula) -> Self {
        Self {
            like: decimal(it.like, 3),
            comment: decimal(it.comment, 3),
            bookmark: decimal(it.bookmark, 3),
            view: decimal(it.view, 3),
            step: it.step,
            hours: domain::ranking::shown(it.seconds, 3_600).parse().unwrap_or_default(),
        }
    }
}

/// A whole number with so many decimals.
fn decimal(value: i64, decimals: u8) -> f64 {
    // The nearest number to what is written is what everybody else reads.
    format!("{value}e-{decimals}").parse().unwrap_or_default()
}

/// A part of what a photo has gathered.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RankingPart {
    /// `likes`, `comments` (people who commented), `bookmarks` or `views` (networks and members).
    pub what: String,
    /// How many, without those that weigh nothing; `null` where that is told nobody.
    pub count: Option<i64>,
    /// What each weighs, in points; of views, each doubling.
    pub weight: f64,
    /// What they come to, in points.
    pub points: f64,
    /// What that adds to the score.
    pub adds: f64,
}

impl From<&Part> for RankingPart {
    fn from(it: &Part) -> Self {
        Self {
            what: it.what.to_owned(),
            count: Some(it.count),
            weight: decimal(it.weight, 3),
            points: decimal(it.points, 3),
            adds: decimal(it.adds, 6),
        }
    }
}

/// Why a photo stands where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RankingPage {
    /// What stands for the photo in addresses.
    pub photo: String,
    /// Where it is.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Its place on the popular wall, from 1; `null` where it has none, because not everybody may see it, or one far behind.
    pub place: Option<i64>,
    /// Whether everybody may see it: others stand on no wall of everybody's.
    pub listed: bool,
    /// What it has gathered; none where it is not listed.
    pub parts: Vec<RankingPart>,
    /// The sum of the points of its parts.
    pub points: f64,
    /// What its time adds to the score.
    pub time: f64,
    /// The sum of what the parts and the time add.
    pub score: f64,
    /// The formula.
    pub formula: FormulaView,
}

impl RankingPage {
    /// With what has been counted.
    #[must_use]
    pub fn explained(self, place: Option<i64>, explained: &Explained) -> Self {
        Self {
            place,
            listed: true,
            parts: explained.parts.iter().map(Into::into).collect(),
            points: decimal(explained.points, 3),
            time: decimal(explained.time, 6),
            score: decimal(explained.score, 6),
            ..self
        }
    }
}

/// A photo at its place by a formula that is tried.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TriedPlace {
    /// Its place by that formula, from 1.
    pub place: i64,
    /// Its place now; `null` where it is far behind.
    pub before: Option<i64>,
    /// What it has gathered by that formula, in points.
    pub points: f64,
    /// The photo.
    pub photo: PhotoView,
}

impl TriedPlace {
    /// With its points in thousandths.
    pub fn new((place, before): (i64, Option<i64>), points: i64, photo: PhotoView) -> Self {
        Self { place, before, points: decimal(points, 3), photo }
    }
}

/// The formula, and what would become of the popular wall by the one that is tried.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FormulaTrial {
    /// The one that counts.
    pub formula: FormulaView,
    /// The one that is tried.
    pub tried: FormulaView,
    /// The first fifty by the one that is tried.
    pub places: Vec<TriedPlace>,
}
