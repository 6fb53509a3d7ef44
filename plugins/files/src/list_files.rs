//! `files.list_files`: what a folder holds, in an order that does not depend on the disk.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use weft_plugin::prelude::*;

use crate::file_error::{FileError, Trouble};
use crate::natural_order::natural_order;
use crate::pattern::Patterns;

/// How deep to look.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Depth {
    /// Only what lies in the folder itself
    #[default]
    Folder,
    /// Also what lies in folders within it
    Subfolders,
}

/// How many folders within folders are looked into; a link to a folder above never ends otherwise.
const DEPTH_MAX: usize = 64;

#[derive(Outputs)]
pub(crate) struct Listed {
    /// Paths of the files, sorted as people sort: 2 before 10
    files: Vec<PathBuf>,
    /// Names of the files without their extensions
    names: Vec<String>,
    /// How many there are
    count: i64,
}

/// Lists the files of a folder.
///
/// Wire `files` into the path of `files.load_image`, and all that follows runs once for each file.
#[node(id = "files.list_files", category = "Files", label = "List files", pure, fingerprint = listing)]
pub(crate) fn list_files(
    call: &Call,
    /// The folder
    #[input(folder, widget = "folder", on_node)]
    folder: &Path,
    /// Which files: `*` is any letters, `?` is one; several patterns stand between commas
    #[input(default = "*.png, *.jpg, *.jpeg, *.webp, *.tif, *.tiff, *.bmp, *.gif")]
    pattern: &str,
    /// How deep to look
    #[input(default = Depth::Folder)]
    depth: Depth,
    /// Take only the first so many
    #[input(default = 10_000, soft = 1..=1_000, hard = 1..=1_000_000)]
    limit: i64,
) -> Result<Listed> {
    let files = found(call, folder, pattern, depth, limit)?;
    if files.is_empty() {
        call.warn(format!("no file in \"{}\" fits {pattern}", folder.display()));
    }
    let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = files.iter().map(stem).collect();
    let count = files.len() as i64;
    Ok(Listed { files, names, count })
}

/// What the folder holds now: the list is kept until that changes.
fn listing(call: &Call, folder: &Path, pattern: &str, depth: Depth, limit: i64) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    found(call, folder, pattern, depth, limit)?.hash(&mut hasher);
    Ok(hasher.finish())
}

fn found(call: &Call, top: &Path, pattern: &str, depth: Depth, limit: i64) -> Result<Vec<PathBuf>> {
    if top.as_os_str().is_empty() {
        return Err(Trouble::Wish("no folder is set".to_owned(), "choose a folder").at(top).into());
    }
    let patterns = Patterns::new(pattern);
    let mut files = Vec::new();
    let mut open = vec![(top.to_owned(), 0)];
    while let Some((folder, level)) = open.pop() {
        call.report(0.5)?;
        for (path, name) in entries(&folder, level)? {
            // A link counts as what it leads to; one that leads nowhere is left out.
            let Ok(about) = fs::metadata(&path) else { continue };
            if about.is_dir() && matches!(depth, Depth::Subfolders) && level < DEPTH_MAX {
                open.push((path, level + 1));
            } else if about.is_file() && patterns.fit(&name) {
                let within = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
                files.push((within, path));
            }
        }
    }
    files.sort_by(|left, right| natural_order(&left.0, &right.0));
    files.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

/// Paths and names in a folder, without hidden ones. A folder within the one asked for may be closed to us.
fn entries(folder: &Path, level: usize) -> Result<Vec<(PathBuf, String)>, FileError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(_) if level > 0 => return Ok(Vec::new()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Trouble::Wish("there is no such folder".to_owned(), "look for a wrong letter").at(folder));
        }
        Err(error) => return Err(FileError::io(folder, "read", error)),
    };
    let named = |entry: fs::DirEntry| (entry.path(), entry.file_name().to_string_lossy().into_owned());
    Ok(listing.flatten().map(named).filter(|(_, name)| !name.starts_with('.')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Done};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("sub")).unwrap();
        for name in ["b10.png", "b2.PNG", "a.jpg", "notes.txt", ".hidden.png", "sub/c.png"] {
            fs::write(folder.path().join(name), b"").unwrap();
        }
        folder
    }

    fn names(done: &Done) -> Vec<&str> {
        let text = |data: &Data| match data {
            Data::Text(_) => (),
            other => panic!("{other:?}"),
        };
        done.list("files").iter().for_each(text);
        done.list("names").iter().map(|data| if let Data::Text(name) = data { name.as_str() } else { "" }).collect()
    }

    #[test]
    fn files_are_listed_in_the_order_of_people() {
        let folder = folder();
        let run = || testing::run(&list_files::KIND).text("folder", folder.path().to_str().unwrap());
        let done = run().go().unwrap();
        assert_eq!((names(&done), done.int("count")), (vec!["a", "b2", "b10"], 3));
        assert_eq!(names(&run().text("depth", "subfolders").go().unwrap()), ["a", "b2", "b10", "c"]);
        assert_eq!(names(&run().text("pattern", "*.txt,c*").go().unwrap()), ["notes"]);
        assert_eq!(names(&run().int("limit", 1).go().unwrap()), ["a"]);
        let none = run().text("pattern", "*.xyz").go().unwrap();
        assert!(none.warnings()[0].ends_with("fits *.xyz"), "{:?}", none.warnings());
        testing::validate(&list_files::KIND).set("folder", folder.path().to_str().unwrap()).check();
    }

    #[test]
    fn the_list_is_kept_until_the_folder_changes() {
        let folder = folder();
        let run = || testing::run(&list_files::KIND).text("folder", folder.path().to_str().unwrap());
        let first = run().fingerprint().unwrap();
        fs::write(folder.path().join("other.txt"), b"").unwrap();
        assert_eq!(run().fingerprint().unwrap(), first, "what does not fit the pattern does not count");
        fs::write(folder.path().join("c.png"), b"").unwrap();
        assert_ne!(run().fingerprint().unwrap(), first);
    }

    #[test]
    fn what_is_no_folder_is_said() {
        let folder = folder();
        let said = |path: &str| testing::run(&list_files::KIND).text("folder", path).go().unwrap_err().to_string();
        assert_eq!(said(""), "no folder is set; choose a folder");
        assert!(
            said(folder.path().join("none").to_str().unwrap())
                .ends_with("none\": there is no such folder; look for a wrong letter")
        );
        assert!(said(folder.path().join("a.jpg").to_str().unwrap()).contains("it is not a folder; name the folder"));
    }
}
