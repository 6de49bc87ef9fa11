//! How the stack is started.

use std::path::{Path, PathBuf};

use crate::{lambda::Echo, record::Recorder, stores::secrets::Secrets};

/// How the stack is started.
pub struct StackOptions {
    /// The folder of the functions' binaries.
    pub binaries: PathBuf,
    /// `template.yaml`.
    pub template: PathBuf,
    /// Where data is kept between runs; in memory if none.
    pub data_dir: Option<PathBuf>,
    /// Called with every line that a function prints.
    pub echo: Option<Echo>,
    /// What is put into Secrets Manager, unless earlier secrets are kept there.
    pub secrets: Secrets,
    /// Where functions run, with their `HOME` and `TMPDIR`; a folder that ends with the stack if none.
    pub function_folder: Option<PathBuf>,
    /// Keeps what comes out.
    pub recorder: Recorder,
    /// The domains of the shops on Shopify. None of them has the app.
    pub shops: Vec<String>,
    /// The hosts of the shops that run WooCommerce.
    pub woocommerce_shops: Vec<String>,
}

impl StackOptions {
    /// A stack in memory with secrets of its own, of the functions in `binaries` and this repository's template.
    pub fn in_memory(binaries: &Path) -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Self {
            binaries: binaries.to_owned(),
            template: repository.join("template.yaml"),
            data_dir: None,
            echo: None,
            secrets: Secrets::fresh(),
            function_folder: None,
            recorder: Recorder::default(),
            shops: vec!["acme-demo.myshopify.com".to_owned()],
            woocommerce_shops: vec!["shop.example.test".to_owned()],
        }
    }
}
