//! What can be typed into a template or a filing, and what its columns are called: in Chinese, in English, and in the
//! interfaces of seven platforms.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::messages::{Lang, Text, text};
use certpreflight_reading::narrow;

/// Declares the fields: the key, both headers, and further names of the column.
macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $key:literal, $zh:literal, $en:literal, [$($alias:literal),*];)*) => {
        /// Something that is typed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        impl Field {
            /// Every field, in the order of an empty manifest.
            pub const ALL: &'static [Self] = &[$(Self::$field,)*];

            /// The id, which is the key in TOML and the name in machine reports.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$field => $key,)* }
            }

            /// The header of its column.
            pub const fn header(self) -> Text {
                match self { $(Self::$field => text($en, $zh),)* }
            }

            const fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$field => &[$($alias),*],)* }
            }
        }
    };
}

fields! {
    /// The picture of the certificate.
    Picture = "picture", "证件图片", "Picture", ["图片", "图片文件", "证件照片", "证件扫描件", "图片路径", "文件", "image", "file", "imgurl", "identitycredential", "idimg", "credentialfile", "fileorg", "documentimage"];
    /// The picture of its other side.
    Picture2 = "picture2", "证件图片（另一面）", "Other side", ["另一面", "国徽面图片", "证件图片2", "图片2", "证件反面"];
    /// Person or organization.
    OwnerType = "owner-type", "所有者类型", "Owner type", ["用户类型", "域名所有者类型", "注册者类型", "registranttype", "registrationtype", "registertype", "usertype", "cregtype"];
    /// Which certificate.
    Type = "type", "证件类型", "Document type", ["所有者证件类型", "证书类型", "证件种类", "certificatetype", "identitycredentialtype", "idtype", "credentialtype", "ftypeorg", "doctype"];
    /// The owner.
    Owner = "owner", "域名所有者（中文）", "Owner (Chinese)", ["域名所有者", "所有者", "所有者名称", "所有者中文", "注册者", "注册者名称", "注册人", "organizationnamecn", "zhregistrantorganization", "registrantzh", "registercn", "corgm", "companyname", "name"];
    /// The owner in English.
    OwnerEn = "owner-en", "域名所有者（英文）", "Owner (English)", ["所有者英文", "英文名称", "organizationname", "registrantorganization", "corg", "org"];
    /// The certificate's number.
    Number = "number", "证件号码", "Document number", ["证件号", "号码", "所有者证件号码", "统一社会信用代码", "身份证号", "身份证号码", "certificatecode", "identitycredentialno", "idcode", "credentialid", "fcodeorg", "documentcode", "idnum", "idnumber"];
    /// Who is asked: a person.
    Contact = "contact", "联系人（中文）", "Contact (Chinese)", ["联系人", "联系人姓名", "registrantnamecn", "zhregistrantname"];
    /// The contact in English.
    ContactEn = "contact-en", "联系人（英文）", "Contact (English)", ["registrantname"];
    /// The contact's document.
    ContactType = "contact-type", "联系人证件类型", "Contact document type", ["registrantcertificatetype", "ftypelxr"];
    /// The number of the contact's document.
    ContactNumber = "contact-number", "联系人证件号码", "Contact document number", ["registrantcertificatecode", "fcodelxr"];
    /// The country.
    Country = "country", "国家", "Country", ["国家地区", "countrycn", "cco", "cc"];
    /// The province.
    Province = "province", "省", "Province", ["省份", "所属省", "省市自治区", "provincecn", "zhprovince", "regionprovince", "cstm", "state"];
    /// The city.
    City = "city", "市", "City", ["城市", "citycn", "zhcity", "cityzh", "regioncity", "cctm"];
    /// The province in English.
    ProvinceEn = "province-en", "省（英文）", "Province (English)", ["cst"];
    /// The city in English.
    CityEn = "city-en", "市（英文）", "City (English)", ["cct"];
    /// Where letters reach the owner.
    Address = "address", "通信地址", "Address", ["地址", "通讯地址", "通信地址中文", "通讯地址中文", "联系地址", "地址中文", "addresschinese", "streetcn", "zhaddress", "addresszh", "cadrm"];
    /// That in English.
    AddressEn = "address-en", "通信地址（英文）", "Address (English)", ["通讯地址英文", "地址英文", "cadr"];
    /// The postcode.
    Postcode = "postcode", "邮编", "Postcode", ["邮政编码", "zipcode", "postalcode", "cpc", "zip"];
    /// A mobile phone.
    Phone = "phone", "手机", "Mobile", ["手机号", "手机号码", "电话", "联系电话", "telephone", "mobilephone", "tel"];
    /// The area code of a landline.
    AreaCode = "area-code", "区号", "Area code", ["固话区号", "telarea"];
    /// A landline.
    Landline = "landline", "固话", "Landline", ["固定电话", "座机", "固话号码"];
    /// Its extension.
    Extension = "extension", "分机", "Extension", ["分机号", "telext"];
    /// The country code of the phone.
    CountryCode = "country-code", "国家代码", "Country code", ["国际区号"];
    /// An e-mail address.
    Email = "email", "邮箱", "E-mail", ["电子邮箱", "电子邮件", "联系邮箱", "mail"];
    /// The profile of this row.
    Platform = "platform", "平台", "Platform", ["profile"];
    /// Domains.
    Domain = "domain", "域名", "Domain", ["domains"];
    /// When the certificate was issued.
    Issued = "issued", "发证日期", "Issued", ["颁发日期", "签发日期"];
    /// When the template was created.
    TemplateCreated = "template-created", "模板创建日期", "Template created", ["模板创建时间"];
    /// Province of the filing.
    FilingProvince = "filing-province", "备案地域", "Province of filing", ["备案地域省", "备案省份", "备案省"];
    /// Kind of the entity that files.
    Nature = "nature", "主办者性质", "Kind of entity", ["主办单位性质", "单位性质", "主体性质"];
    /// Who files.
    Entity = "entity", "单位名称/姓名", "Entity", ["单位名称", "主体名称", "主办单位名称", "备案主体", "主办者名称"];
    /// The address on the document.
    DocumentAddress = "document-address", "证件地址", "Address on the document", ["主体证件地址", "证件住所"];
    /// Legal representative.
    LegalPerson = "legal-person", "法定代表人", "Legal representative", ["法人", "法人姓名", "法定代表人姓名", "负责人姓名"];
    /// The number of the legal representative's document.
    LegalPersonNumber = "legal-person-number", "法定代表人证件号码", "Legal representative's number", ["法人证件号码"];
    /// Who answers for the entity.
    Principal = "principal", "主体负责人姓名", "Principal", ["主体负责人"];
    /// The number of the principal's document.
    PrincipalNumber = "principal-number", "主体负责人证件号码", "Principal's number", [];
    /// First phone of the principal.
    Phone1 = "phone1", "联系方式1", "Phone 1", ["主体负责人手机", "主体负责人电话"];
    /// Second phone of the principal.
    Phone2 = "phone2", "联系方式2", "Phone 2", [];
    /// Phone for emergencies.
    Emergency = "emergency", "应急联系方式", "Emergency", ["应急联系电话", "应急电话"];
    /// E-mail of the principal.
    PrincipalEmail = "principal-email", "主体负责人邮箱", "Principal's e-mail", [];
    /// Name of the site.
    Site = "site", "网站名称", "Site", ["服务名称", "互联网信息服务名称"];
    /// Who answers for the site.
    Manager = "manager", "网站负责人", "Service manager", ["网站负责人姓名", "服务负责人", "互联网信息服务负责人"];
    /// The number of the manager's document.
    ManagerNumber = "manager-number", "网站负责人证件号码", "Manager's number", [];
    /// The manager's phone.
    ManagerPhone = "manager-phone", "网站负责人手机", "Manager's phone", ["网站负责人电话"];
    /// The manager's e-mail.
    ManagerEmail = "manager-email", "网站负责人邮箱", "Manager's e-mail", [];
    /// The account's real name.
    Account = "account", "账号实名名称", "Account name", ["账号实名", "账号主体"];
    /// The account's phone.
    AccountPhone = "account-phone", "账号绑定手机", "Account phone", [];
    /// When the account was verified.
    AccountVerified = "account-verified", "账号实名时间", "Account verified", [];
    /// The domain's owner.
    DomainOwner = "domain-owner", "域名注册所有者", "Domain's owner", ["域名实名名称", "域名实名主体"];
    /// The document that the domain was verified with.
    DomainType = "domain-type", "域名证件类型", "Domain's document type", ["域名实名证件类型"];
    /// The number of that document.
    DomainNumber = "domain-number", "域名证件号码", "Domain's document number", ["域名实名证件号码"];
    /// When the domain was verified.
    DomainVerified = "domain-verified", "域名实名时间", "Domain verified", [];
    /// When the domain expires.
    DomainExpires = "domain-expires", "域名到期日", "Domain expires", ["域名到期时间"];
    /// Where the domain was registered.
    Registrar = "registrar", "注册商", "Registrar", ["域名注册商"];
    /// Whether there is a letter of authorization.
    Authorization = "authorization", "授权书", "Authorization letter", [];
}

/// The field of every name that a column has, written plainly.
static NAMES: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let names = Field::ALL.iter().flat_map(|field| {
        let header = field.header();
        let own = [field.key(), header.en, header.zh];
        let all = own.into_iter().chain(field.aliases().iter().copied());
        all.map(|name| (plain(name, false), *field))
    });
    names.collect()
});

impl Field {
    /// What it is called in a sentence.
    pub const fn name(self, lang: Lang) -> &'static str {
        self.header().get(lang)
    }

    /// The field whose column has this header, in whatever width, case and punctuation; a field's key is one, too.
    pub fn from_header(header: &str) -> Option<Self> {
        let named = |drops_brackets| NAMES.get(&plain(header, drops_brackets)).copied();
        named(false).or_else(|| named(true))
    }

    /// The English twin of a field that platforms' interfaces call by the bare word where the Chinese one has a name
    /// of its own: `CityCN` and `City`.
    pub(super) fn english_twin(self, header: &str) -> Option<Self> {
        let header = plain(header, false);
        Some(match (self, &*header) {
            (Self::Province, "province") => Self::ProvinceEn,
            (Self::City, "city") => Self::CityEn,
            (Self::Address, "address" | "street") => Self::AddressEn,
            _ => return None,
        })
    }
}

/// A header without what makes no difference: width, case, spaces, signs and, if asked, what stands in brackets.
fn plain(header: &str, drops_brackets: bool) -> String {
    let mut depth = 0_u32;
    let mut said = String::new();
    for character in header.chars().map(narrow) {
        match character {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 && drops_brackets => {}
            _ if character.is_alphanumeric() => said.extend(character.to_lowercase()),
            _ => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_however_they_are_written() {
        let cases = [
            ("域名所有者（中文）*", Some(Field::Owner)),
            ("域名所有者(英文)", Some(Field::OwnerEn)),
            (" 证件 号码：", Some(Field::Number)),
            ("证件号码（必填）", Some(Field::Number)),
            ("ＯｗｎｅｒＴｙｐｅ", Some(Field::OwnerType)),
            ("CertificateCode", Some(Field::Number)),
            ("id_img", Some(Field::Picture)),
            ("c_org_m", Some(Field::Owner)),
            ("ZhRegistrantName", Some(Field::Contact)),
            ("E-mail", Some(Field::Email)),
            ("备注", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 12);
        for (header, field) in cases {
            assert_eq!(Field::from_header(header), field, "{header}");
        }
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = HashMap::new();
        for field in Field::ALL {
            let header = field.header();
            let own = [field.key(), header.en, header.zh].map(|name| plain(name, false));
            let own: std::collections::BTreeSet<String> = own.into_iter().collect();
            let all = own
                .into_iter()
                .chain(field.aliases().iter().map(|name| (*name).to_owned()));
            for name in all {
                assert_eq!(plain(&name, false), name, "an alias is written plainly");
                assert_eq!(
                    seen.insert(name.clone(), field),
                    None,
                    "{name} stands twice"
                );
            }
            assert_eq!(Field::from_header(field.key()), Some(*field));
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }
}
