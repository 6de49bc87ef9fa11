//! The project runs from any folder of any machine.

use crate::repository::{TextFile, root, text_files};

/// Where home folders lie, put together so that this file does not name one.
fn homes() -> [String; 3] {
    ["home", "root", "Users"].map(|folder| format!("/{folder}/"))
}

fn machine_paths(file: &TextFile) -> Vec<String> {
    let checkout = root().to_str().unwrap().to_owned();
    let lines = file.text.lines().enumerate();
    let telling = lines
        .filter(|(_, line)| line.contains(&checkout) || homes().iter().any(|home| is_absolute(line, home)));
    telling.map(|(at, _)| format!("{}:{} names a path of one machine", file.path, at + 1)).collect()
}

/// Whether `home` begins a path in `line`: `example.com/home/` does not.
fn is_absolute(line: &str, home: &str) -> bool {
    let starts = line.match_indices(home).map(|(at, _)| at);
    starts
        .into_iter()
        .any(|at| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "}_-.".contains(c)))
}

#[test]
fn no_file_names_a_machine() {
    let found: Vec<_> = text_files().iter().flat_map(machine_paths).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_path_of_one_machine_is_found() {
    for line in [format!("{}/target", root().display()), "/".to_owned() + "home/ada/.cargo"] {
        assert_eq!(machine_paths(&TextFile::planted("README.md", &line)).len(), 1, "{line}");
    }
    assert_eq!(machine_paths(&TextFile::planted("a.md", "https://example.com/home/orders")).len(), 0);
}
