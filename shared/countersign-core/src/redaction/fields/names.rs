//! What the names of fields say about their values: platforms' webhooks, HTTP headers, logs, settings. Names are in lower
//! case and without separators: `first_name`, `firstName` and `First-Name` are one.

use super::{Field, container::Container};
use crate::redaction::rule::Kind;

/// What a group of names means, and the names.
pub(super) type Group = (Field, &'static str);

/// Names that mean something only as a whole.
pub(super) const WHOLE: &[Group] = &[
    (Field::Mask(Kind::BirthDate), "born dob"),
    (Field::Mask(Kind::Card), "pan"),
    (Field::Mask(Kind::Location), "lat lng lon"),
    (Field::Mask(Kind::NationalId), "sin"),
    (Field::Mask(Kind::Secret), "auth session pw sid dsn salt mnemonic bearer"),
    (Field::Mask(Kind::Name), "nom nome naam fname lname mname attn имя фамилия 名前 氏名 姓名"),
    (Field::Mask(Kind::Address), "ort wohnort line1 line2 line3 住所 地址 адрес"),
    (Field::Mask(Kind::Phone), "mob телефон 電話 电话"),
    (Field::Mask(Kind::NationalId), "rfc"),
    (Field::Mask(Kind::SecurityCode), "pin"),
    (Field::MaskOr(Kind::Card, Container::Payment), "card cc creditcard"),
    (Field::MaskOr(Kind::Location, Container::Masked(Kind::Location)), "geo"),
    (Field::MaybeName(Container::Masked(Kind::Name)), "name"),
    (Field::MaybeName(Container::Person), "author contact customer login owner recipient sender user"),
    (Field::IfProse, "reason"),
    (Field::IfRandom, "code key nonce sig state"),
    (Field::Id, "id order orders refund refunds tracking epoch epochms ts timestamp ttl seq batch ref gid"),
    (Field::Id, "upc gtin isbn invoice ticket cursor trace commit hash sha256"),
    (Field::Number, "number"),
    (Field::Value, "value val v metavalue"),
    (Field::Inside(Container::GiftCard), "giftcard giftcards"),
    (Field::Inside(Container::Goods), "items lineitem lineitems product products variant variants"),
    (Field::Inside(Container::Goods), "collection collections shippinglines taxlines feelines"),
    (Field::Inside(Container::Labelled), "properties"),
    (Field::Inside(Container::Payment), "payment paymentdetails paymentmethod paymentmethoddetails"),
    (Field::Inside(Container::Payment), "paymentsource"),
    (Field::Inside(Container::Person), "client member person shipping"),
    (Field::Inside(Container::Address), "billing"),
    (Field::Inside(Container::Technical), "app container device err error event exception function"),
    (
        Field::Inside(Container::Technical),
        "cloudwatchmetrics dimensions host label labels logger metric metrics os package pod queue schema",
    ),
    (Field::Inside(Container::Technical), "service span table tag tags task topic"),
    (Field::Plain, "country countrycode provincecode regioncode statecode type"),
];

/// Names that say the same behind other words (`billing_first_name`, `customerEmail`).
pub(super) const ENDING: &[Group] = &[
    (Field::Mask(Kind::Email), "email emails emailaddress emailaddresses mail correo courriel"),
    (Field::Mask(Kind::Phone), "phone phones phonenumber phonenumbers mobile mobilephone cellphone tel"),
    (Field::Mask(Kind::Phone), "telephone fax msisdn whatsapp telefon telefono telefone telefoon"),
    (Field::Mask(Kind::Card), "cardnumber ccnumber creditcardnumber primaryaccountnumber"),
    (Field::Mask(Kind::SecurityCode), "cvc cvc2 cvv cvv2 securitycode otp verificationcode pincode"),
    (Field::Mask(Kind::BankAccount), "iban accountnumber routingnumber sortcode"),
    (Field::MaskOr(Kind::BankAccount, Container::Masked(Kind::BankAccount)), "bankaccount"),
    (Field::Mask(Kind::BirthDate), "birthdate birthday dateofbirth"),
    (Field::Mask(Kind::Location), "latitude longitude coordinates geolocation latlng"),
    (Field::Mask(Kind::NationalId), "aadhaar aadhar bsn codicefiscale cpf curp dni driverslicense"),
    (Field::Mask(Kind::NationalId), "drivinglicence fiscalcode mynumber nationalid nie nif nino nir"),
    (Field::Mask(Kind::NationalId), "nationalinsurancenumber passport passportnumber personalid"),
    (Field::Mask(Kind::NationalId), "personnummer pesel socialsecuritynumber ssn steuerid taxcode taxid"),
    (Field::Mask(Kind::NationalId), "taxnumber vatid vatnumber"),
    (Field::Mask(Kind::Name), "firstname lastname middlename fullname givenname familyname surname forename"),
    (Field::Mask(Kind::Name), "maidenname nickname displayname username holder holdername cardholder"),
    (Field::Mask(Kind::Name), "cardholdername cardname creditcardname nameoncard accountholder"),
    (Field::Mask(Kind::Name), "accountholdername contactname customername recipientname buyername"),
    (Field::Mask(Kind::Name), "sendername billingname shippingname vorname nachname prenom apellido"),
    (
        Field::Mask(Kind::Name),
        "apellidos cognome voornaam achternaam sobrenome imie nazwisko fornamn efternamn",
    ),
    (Field::MaybeName(Container::Person), "buyer cardowner"),
    (Field::MaskOr(Kind::Address, Container::Address), "address addresses adresse direccion indirizzo"),
    (Field::Mask(Kind::Address), "address1 address2 address3 addressline addressline1 addressline2"),
    (Field::Mask(Kind::Address), "addressline3 streetaddress street street1 street2 streetname"),
    (
        Field::Mask(Kind::Address),
        "streetnumber housenumber city cityname town zip zipcode postcode postalcode plz",
    ),
    (Field::Mask(Kind::Address), "codepostal strasse straat ulica ciudad cidade citta ville endereco cep"),
    (Field::Mask(Kind::Note), "note notes customernote comment comments feedback giftmessage instructions"),
    (Field::Mask(Kind::Note), "memo remark remarks"),
    (Field::Mask(Kind::Secret), "password passwd passwordhash passcode passphrase pwd secret secrets"),
    (Field::Mask(Kind::Secret), "clientsecret consumersecret appsecret apisecret secretkey token tokens"),
    (Field::Mask(Kind::Secret), "accesstoken refreshtoken sessiontoken securitytoken apitoken jwt csrf"),
    (Field::Mask(Kind::Secret), "accesskey accesskeyid secretaccesskey akid apikey authkey consumerkey"),
    (Field::Mask(Kind::Secret), "encryptionkey masterkey orderkey privatekey sessionkey signingkey"),
    (Field::Mask(Kind::Secret), "authcode authorization authorizationcode cookie cookies credential"),
    (Field::Mask(Kind::Secret), "credentials connectionstring giftcardcode sessionid sessid"),
    (Field::Mask(Kind::Secret), "xamzcredential xamzsignature pass hmac hmacsha256 signature accountkey"),
    (
        Field::Mask(Kind::Secret),
        "phpsessid jsessionid sessionidentifier csrfmiddlewaretoken authenticitytoken",
    ),
    (Field::Mask(Kind::Secret), "recoverycode recoverycodes backupcode backupcodes securityanswer passwort"),
    (
        Field::Mask(Kind::Secret),
        "kennwort motdepasse contrasena contraseña senha haslo hasło losenord lösenord",
    ),
    (Field::Mask(Kind::Secret), "wachtwoord parola пароль"),
    (Field::Mask(Kind::SecurityCode), "totp mfacode twofactorcode onetimecode onetimepassword"),
    (Field::Mask(Kind::Phone), "contactnumber contactno telefonnummer handynummer mobilenumber mobileno"),
    (Field::Mask(Kind::Phone), "telefonnumber telephonenumber faxnumber rufnummer téléphone teléfono"),
    (Field::Mask(Kind::BankAccount), "acct accountno acctno bankaccountnumber ibannumber kontonummer"),
    (Field::Mask(Kind::BirthDate), "bday geburtsdatum datenaissance datedenaissance fechadenacimiento"),
    (Field::Mask(Kind::Location), "coords latlong geopoint geohash"),
    (Field::Mask(Kind::NationalId), "idnumber nationalidnumber identitynumber idcard cnpj"),
    (Field::Mask(Kind::Name), "firstnamekana lastnamekana namefirst namelast personname legalname realname"),
    (Field::Mask(Kind::Name), "customersname consignee addressee prénom prenoms nombre"),
    (Field::MaskOr(Kind::Name, Container::Address), "shipto billto shiptoaddress billtoaddress"),
    (Field::Mask(Kind::Address), "addr postal postalarea zippostal suburb locality straße dirección città"),
    (Field::Inside(Container::Labelled), "customattributes metadata noteattributes customfields"),
    (Field::Inside(Container::Person), "billingdetails shippingdetails"),
    (Field::Id, "id ids gid trackingnumber trackingnumbers barcode ean sku reference"),
    // Found by their shape, or not personal at all.
    (Field::Plain, "ipaddress macaddress clienttoken continuationtoken idempotencykey idempotencytoken"),
    (Field::Plain, "nexttoken pagetoken publickey"),
];

/// Strong words that also count where nothing separates them from others (`customeremail`).
pub(super) const TAIL: &[Group] = &[
    (Field::Mask(Kind::Email), "email"),
    (Field::Mask(Kind::Phone), "phonenumber"),
    (Field::Mask(Kind::Card), "cardnumber"),
    (Field::Mask(Kind::Name), "firstname lastname"),
    (Field::Mask(Kind::Secret), "password passwd secret apikey accesstoken refreshtoken authtoken"),
];
