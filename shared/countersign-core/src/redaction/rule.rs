//! What is masked, and why.

use std::fmt;

/// What a masked value is. Its name stands in the mask: `[email]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A payment card's number.
    Card,
    /// A card's security code, or another short secret number.
    SecurityCode,
    /// An account at a bank.
    BankAccount,
    /// An address of version 4 or 6 of the Internet Protocol.
    Ip,
    /// A number by which a state knows a person.
    NationalId,
    /// A token, key, password or anything else that opens a door.
    Secret,
    /// A person's name.
    Name,
    /// A postal address or a part of one.
    Address,
    /// A place by its coordinates.
    Location,
    /// A day of birth.
    BirthDate,
    /// Free text by or about a person.
    Note,
}

/// Why a value is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The name of its field says what it is.
    Field(Kind),
    /// It has the shape of an e-mail address.
    Email,
    /// It has the shape of a telephone number, or words around it say that it is one.
    Phone,
    /// It has a card's length and first digits, and its check digit is right.
    Card,
    /// It has its country's length, and its check digits are right.
    Iban,
    /// It is an address of the Internet Protocol.
    Ip,
    /// It has the shape of a national number, or words around it say that it is one.
    NationalId,
    /// It begins as the tokens of a known maker do.
    Token,
    /// It has the three parts of a JSON Web Token.
    Jwt,
    /// It follows the name of an authentication scheme (`Bearer …`).
    Authorization,
    /// It stands before the host of a URL (`https://user:password@…`).
    UrlCredentials,
    /// It is a private key in PEM.
    PrivateKey,
    /// It looks random, and a word before it says that it is a code or a key.
    NamedSecret,
    /// It is a short number, and the word before it names a security code.
    SecurityCode,
    /// It stands before an e-mail address in angle brackets.
    DisplayName,
    /// It is base64 of something that is masked itself.
    Base64(Kind),
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::Email,
        Self::Phone,
        Self::Card,
        Self::SecurityCode,
        Self::BankAccount,
        Self::Ip,
        Self::NationalId,
        Self::Secret,
        Self::Name,
        Self::Address,
        Self::Location,
        Self::BirthDate,
        Self::Note,
    ];

    /// The word in the mask.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::SecurityCode => "security-code",
            Self::BankAccount => "bank-account",
            Self::Ip => "ip",
            Self::NationalId => "national-id",
            Self::Secret => "secret",
            Self::Name => "name",
            Self::Address => "address",
            Self::Location => "location",
            Self::BirthDate => "birth-date",
            Self::Note => "note",
        }
    }
}

impl Rule {
    /// What a value found by this rule is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Field(kind) | Self::Base64(kind) => kind,
            Self::Email => Kind::Email,
            Self::Phone => Kind::Phone,
            Self::Card => Kind::Card,
            Self::Iban => Kind::BankAccount,
            Self::Ip => Kind::Ip,
            Self::NationalId => Kind::NationalId,
            Self::Token
            | Self::Jwt
            | Self::Authorization
            | Self::UrlCredentials
            | Self::PrivateKey
            | Self::NamedSecret => Kind::Secret,
            Self::SecurityCode => Kind::SecurityCode,
            Self::DisplayName => Kind::Name,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Field(kind) => return write!(f, "field:{}", kind.as_str()),
            Self::Base64(kind) => return write!(f, "base64:{}", kind.as_str()),
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Ip => "ip",
            Self::NationalId => "national-id",
            Self::Token => "token",
            Self::Jwt => "jwt",
            Self::Authorization => "authorization",
            Self::UrlCredentials => "url-credentials",
            Self::PrivateKey => "private-key",
            Self::NamedSecret => "named-secret",
            Self::SecurityCode => "security-code",
            Self::DisplayName => "display-name",
        })
    }
}
