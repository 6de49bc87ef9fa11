//! The local stack's one seam, `COUNTERSIGN_LOCAL_NET`: read in one place, and out of reach for a deployment.

use crate::repository::{TextFile, functions, production_code, root, text_files};

const SEAM: &str = "COUNTERSIGN_LOCAL_NET";

/// What a deployment is made of besides code.
const DEPLOYED: [&str; 3] = ["template.yaml", "samconfig.toml", "config/"];

fn is_product_code(file: &TextFile) -> bool {
    let product = file.path.starts_with("functions/") || file.path.starts_with("shared/");
    product && file.path.contains("/src/") && file.ending() == "rs" && !file.path.ends_with("tests.rs")
}

fn places_that_read_the_seam(files: &[TextFile]) -> Vec<&str> {
    let code = files.iter().filter(|file| is_product_code(file));
    let reads = code.flat_map(|file| {
        let count = production_code(&file.text).matches(&format!("\"{SEAM}\"")).count();
        std::iter::repeat_n(file.path.as_str(), count)
    });
    reads.collect()
}

fn deployed_files_that_redirect(files: &[TextFile]) -> Vec<String> {
    let deployed = files.iter().filter(|file| DEPLOYED.iter().any(|path| file.path.starts_with(path)));
    let named = deployed.flat_map(|file| {
        let redirects = [SEAM, "AWS_ENDPOINT_URL"].into_iter().filter(|name| file.text.contains(name));
        redirects.map(move |name| format!("{} names {name}", file.path))
    });
    named.collect()
}

/// Until the first function reads settings there is nothing that could be redirected.
fn functions_read_settings() -> bool {
    functions().iter().any(|package| root().join("functions").join(package).join("src/config.rs").exists())
}

#[test]
fn the_seam_is_read_in_one_place_of_the_runtime() {
    let files = text_files();
    let places = places_that_read_the_seam(&files);
    let expected = if functions_read_settings() { 1..=1 } else { 0..=1 };
    assert!(expected.contains(&places.len()), "{SEAM} is read in {places:?}");
    assert!(places.iter().all(|path| path.starts_with("shared/countersign-runtime/")), "{places:?}");
}

#[test]
fn no_deployment_can_redirect_a_function() {
    assert_eq!(deployed_files_that_redirect(&text_files()), Vec::<String>::new());
}

#[test]
fn a_second_reader_of_the_seam_is_found() {
    let reading = |path: &str| TextFile::planted(path, "lookup(\"COUNTERSIGN_LOCAL_NET\")");
    let runtime = "shared/countersign-runtime/src/local_net.rs";
    let files =
        [reading(runtime), reading("functions/webhook-intake/src/lib.rs"), reading("tests/flows/src/lib.rs")];
    assert_eq!(places_that_read_the_seam(&files), [runtime, "functions/webhook-intake/src/lib.rs"]);
    let twice = TextFile::planted(runtime, "\"COUNTERSIGN_LOCAL_NET\" \"COUNTERSIGN_LOCAL_NET\" // \"C\"");
    assert_eq!(places_that_read_the_seam(&[twice]).len(), 2);
}

#[test]
fn a_deployment_that_redirects_is_found() {
    for (path, line) in [
        ("template.yaml", "          AWS_ENDPOINT_URL_SQS: !Ref Elsewhere"),
        ("template.yaml", "          COUNTERSIGN_LOCAL_NET: local.json"),
        ("config/prod.toml", "COUNTERSIGN_LOCAL_NET = 'x'"),
    ] {
        assert_eq!(deployed_files_that_redirect(&[TextFile::planted(path, line)]).len(), 1, "{path}: {line}");
    }
}
