//! The repository checks itself. Rules that a machine can hold are held here, so that `cargo test` says what a reviewer
//! would; every rule is also shown a tree, a template or a line that breaks it, so that none passes by looking away.

#[cfg(test)]
mod arrows;
#[cfg(test)]
mod demands;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod people;
#[cfg(test)]
mod repository;
#[cfg(test)]
mod seam;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod template;
#[cfg(test)]
mod unprintable;
