//! A text without what a reader can ignore, so that a value is found again however it is written.

/// The digits of a text, of any script. Separators inside one number are left out; between numbers stands a space.
pub(super) fn digits(text: &str) -> String {
    let mut stream = String::new();
    let mut in_number = false;
    for character in text.chars() {
        match digit(character) {
            Some(digit) => {
                stream.push(digit);
                in_number = true;
            }
            None if in_number && is_separator(character) => {}
            None => {
                if in_number {
                    stream.push(' ');
                }
                in_number = false;
            }
        }
    }
    stream
}

/// The letters and digits of a text, in lower case.
pub(super) fn alphanumerics(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Every stretch of `length` characters.
pub(super) fn windows(text: &str, length: usize) -> impl Iterator<Item = &str> {
    let starts = text.char_indices().map(|(at, _)| at);
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(length);
    starts.zip(ends).map(|(start, end)| &text[start..end])
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '(' | ')' | '.' | '-' | '\u{a0}' | '\u{200b}')
}

fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    [0x30, 0x660, 0x6F0, 0x966, 0xFF10]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&code))
        .and_then(|zero| char::from_digit(code - zero, 10))
}
