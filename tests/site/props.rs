//! Photos for stories.

use std::time::Duration;

use domain::{Member, PhotoDraft, Visibility};
use harness::pictures;
use services::File;
use views::PhotoView;

use crate::world::World;

/// A photo that is to be posted: a small public one.
pub(crate) struct APhoto {
    draft: PhotoDraft,
    files: Vec<Vec<u8>>,
}

/// A small public photo with one picture in one size.
pub(crate) fn a_photo() -> APhoto {
    APhoto { draft: PhotoDraft::default(), files: vec![pictures::jpeg(16, 12, 1)] }
}

impl APhoto {
    pub(crate) fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.draft.title);
        self
    }

    /// With these words below it, and these for those who do not see it.
    pub(crate) fn told(mut self, caption: &str, alt: &str) -> Self {
        caption.clone_into(&mut self.draft.caption);
        self.draft.alt = vec![alt.to_owned()];
        self
    }

    pub(crate) fn licensed(mut self, license: &str) -> Self {
        license.clone_into(&mut self.draft.license);
        self
    }

    pub(crate) fn tagged(mut self, tags: &str) -> Self {
        tags.clone_into(&mut self.draft.tags);
        self
    }

    pub(crate) fn seen_by(mut self, visibility: Visibility) -> Self {
        visibility.as_str().clone_into(&mut self.draft.visibility);
        self
    }

    pub(crate) fn of(mut self, files: Vec<Vec<u8>>) -> Self {
        self.files = files;
        self
    }

    /// Posts it a second after what was posted before.
    pub(crate) async fn post(self, world: &World, author: &Member) -> PhotoView {
        world.clock.advance(Duration::from_secs(1));
        self.post_at_once(world, author).await
    }

    /// Posts it in the same instant as what was posted before.
    pub(crate) async fn post_at_once(self, world: &World, author: &Member) -> PhotoView {
        let files = self.files.into_iter().map(File::Bytes).collect::<Vec<_>>();
        world.publishing().publish(author, &self.draft, files).await.unwrap().photo
    }
}

/// The last two segments of the address of a part of a picture.
pub(crate) fn part_of(url: &str) -> (&str, &str) {
    url.strip_prefix("/media/").and_then(|it| it.split_once('/')).expect("a part of a picture")
}
