//! What is in a folder.

use std::path::{Path, PathBuf};

/// All files below the folder, by their paths within it, in order. A folder that is not there is empty.
pub(crate) fn below(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    walk(root, &mut files);
    let name = |file: &PathBuf| file.strip_prefix(root).expect("inside").display().to_string();
    let mut names: Vec<String> = files.iter().map(name).collect();
    names.sort();
    names
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}
