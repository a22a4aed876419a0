//! Finds what files hold, by their content: `{"Vpcs": […]}`, a bare list, one merged file, pages one after the other.

use super::forms::{FORMS, Form, IDLE, NAMELESS, Sort};
use super::json::{self, Json, MAX_VALUES, same_key};
use crate::catalogue::Catalogue;
use crate::interchange::imported::{ImportError, Sources};
use crate::interchange::notes::Notes;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::code;
use std::cell::Cell;

/// Bytes of all files together.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Entries of one list inside an item, such as routes of a table: twice what AWS allows anywhere.
const LONGEST: usize = 20_000;
/// Containers inside containers that are looked through.
const DEPTH: usize = 6;

/// One item, and where it was found.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub json: &'a Json,
    pub file: &'a File,
    pub position: usize,
    pub key: &'a str,
    /// The region that a key around it names.
    region: Option<&'static str>,
    /// The id that the file's name or a key around it is about.
    about: Option<&'a str>,
}

/// A file, read.
#[derive(Debug)]
pub struct File {
    pub name: String,
    /// Items before the second value are those of the first page, and so on.
    pub values: Vec<Json>,
    /// The region that its path names.
    pub region: Option<&'static str>,
}

impl<'a> Record<'a> {
    /// File and place, for messages.
    pub fn at(&self) -> String {
        match self.key {
            "" => format!("{}: item {}", self.file.name, self.position + 1),
            key => format!("{}: {key}[{}]", self.file.name, self.position),
        }
    }

    /// Something inside the item.
    pub fn inside(&self, json: &'a Json) -> Self {
        Self { json, ..*self }
    }

    pub fn get(&self, field: &str) -> &'a Json {
        self.json.get(field)
    }

    pub fn text(&self, field: &str) -> Option<&'a str> {
        self.json.get(field).text()
    }

    /// The region that the path or a key around it names.
    pub fn region(&self) -> Option<&'static str> {
        self.region.or(self.file.region)
    }

    /// An id of this prefix that the file's name or a key around it tells.
    pub fn about(&self, prefix: &str) -> Option<&'a str> {
        self.about.and_then(|a| find_id(a, prefix)).or_else(|| find_id(&self.file.name, prefix))
    }
}

/// The first id with this prefix in a text: `tgw-rtb-0a1b` of `routes/tgw-rtb-0a1b.json`.
fn find_id<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(prefix) {
        let at = from + found;
        let whole = text.get(at..)?;
        let rest = whole.get(prefix.len()..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let starts = at.checked_sub(1).and_then(|i| text.as_bytes().get(i)).is_none_or(|b| !b.is_ascii_alphanumeric());
        if starts && end > 0 {
            return whole.get(..prefix.len() + end);
        }
        from = at + prefix.len();
    }
    None
}

/// The region code that stands in a text by itself, the last one: folders go from the general to the special.
fn find_region(text: &str) -> Option<&'static str> {
    let mut best: Option<(usize, &'static str)> = None;
    for region in Catalogue::bundled().regions() {
        if let Some(at) = text.rfind(region.code) {
            let before = at.checked_sub(1).and_then(|i| text.as_bytes().get(i));
            let after = text.as_bytes().get(at + region.code.len());
            let alone = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
            if alone(before) && alone(after) && best.is_none_or(|(b, _)| at > b) {
                best = Some((at, region.code));
            }
        }
    }
    best.map(|(_, code)| code)
}

/// Files as text, parsed. A file that should be JSON and is not is refused; others are told and passed by.
pub fn parse(sources: Sources, notes: &mut Notes) -> Result<Vec<File>, ImportError> {
    let total: usize = sources.values().map(Vec::len).sum();
    if total > MAX_BYTES {
        return Err(ImportError::new("", text!("these files are larger than {mb} MB together", mb = code(MAX_BYTES / (1024 * 1024)))));
    }
    let (budget, alone) = (Cell::new(MAX_VALUES), sources.len() == 1);
    let mut out = Vec::new();
    for (name, bytes) in sources {
        let must = alone || name.to_ascii_lowercase().ends_with(".json");
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(at) if must => {
                return Err(ImportError::new(name, text!("this is not UTF-8 text: byte {at} cannot be read", at = code(at + 1))));
            }
            Err(_) => {
                notes.left_out(text!("the file"), &name, text!("it is not text"));
                continue;
            }
        };
        if text.trim().is_empty() {
            notes.left_out(text!("the file"), &name, text!("it is empty"));
            continue;
        }
        match json::read(&text, &budget) {
            Ok((values, odd)) => {
                if odd {
                    notes.guess(text!("{name}: commas before closing brackets were overlooked", name = code(&name)));
                }
                let region = find_region(&name);
                out.push(File { name, values, region });
            }
            Err(fault) if must => {
                let at = format!("{name}, line {}, column {}", fault.line, fault.column);
                return Err(ImportError::new(at, text!("this is not JSON that can be read: {fault}", fault = code(fault.message))));
            }
            Err(_) => notes.left_out(text!("the file"), &name, text!("it is not JSON")),
        }
    }
    Ok(out)
}

/// UTF-8, or UTF-16 with its mark, as `>` writes on Windows. Else the first byte that does not fit.
pub fn decode(bytes: Vec<u8>) -> Result<String, usize> {
    let wide = |rest: &[u8], pair: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).filter_map(|c| <[u8; 2]>::try_from(c).ok()).map(pair);
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| 0)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|e| e.utf8_error().valid_up_to()),
    }
}

/// Everything that was found, by sort, in the order of the files.
#[derive(Debug, Default)]
pub struct Snapshot<'a> {
    all: BTreeMap<Sort, Vec<Record<'a>>>,
}

impl<'a> Snapshot<'a> {
    pub fn of(files: &'a [File], notes: &mut Notes) -> Self {
        let mut out = Self::default();
        for file in files {
            for value in &file.values {
                let around = Around { file, region: None, about: None };
                if !out.walk(value, around, "", DEPTH, notes) {
                    notes.left_out(text!("the file"), &file.name, text!("nothing in it is known to be an answer of the AWS CLI"));
                }
            }
        }
        out
    }

    pub fn all(&self, sort: Sort) -> &[Record<'a>] {
        self.all.get(&sort).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, sort: Sort) -> bool {
        self.all.contains_key(&sort)
    }

    /// Whether no answer of the AWS CLI was found, not even an empty one.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every record, for what concerns them all.
    pub fn records(&self) -> impl Iterator<Item = (Sort, &Record<'a>)> {
        self.all.iter().flat_map(|(s, all)| all.iter().map(move |r| (*s, r)))
    }

    fn add(&mut self, sort: Sort, items: &'a [Json], key: &'a str, around: Around<'a>, notes: &mut Notes) {
        // An empty list is an answer too: there are none.
        let all = self.all.entry(sort).or_default();
        for (position, json) in items.iter().enumerate() {
            let record = Record { json, file: around.file, position, key, region: around.region, about: around.about };
            match json {
                Json::Object(_) if longest(json) > LONGEST => {
                    notes.left_out(
                        text!("an item"),
                        &record.at(),
                        text!("a list in it has more than {most} entries, more than AWS allows", most = LONGEST),
                    );
                }
                Json::Object(_) => all.push(record),
                _ => notes.left_out(text!("an item"), &record.at(), text!("it is not an object")),
            }
        }
    }

    /// Whether anything in the value is known.
    fn walk(&mut self, value: &'a Json, around: Around<'a>, key: &'a str, depth: usize, notes: &mut Notes) -> bool {
        match value {
            Json::List(items) => {
                let mut known = items.is_empty();
                for (i, item) in items.iter().enumerate() {
                    if let Some(sort) = sort_of(item) {
                        self.add(sort, std::slice::from_ref(item), key, around, notes);
                        if let Some(last) = self.all.get_mut(&sort).and_then(|all| all.last_mut()) {
                            last.position = i;
                        }
                        known = true;
                    } else if depth > 0 {
                        known |= self.walk(item, around, key, depth - 1, notes);
                    }
                }
                known
            }
            Json::Object(entries) => {
                if let Some(sort) = sort_of(value) {
                    self.add(sort, std::slice::from_ref(value), key, around, notes);
                    return true;
                }
                let mut known = false;
                // The whole answer, so that what stands beside the list counts, and an empty one is still one.
                for (name, sort, _, _) in NAMELESS {
                    if let Json::List(items) = value.get(name)
                        && nameless(name, items).is_some_and(|(_, own)| !own)
                    {
                        self.add(*sort, std::slice::from_ref(value), key, around, notes);
                        known = true;
                    }
                }
                for (k, v) in entries {
                    known |= self.entry(k, v, around, depth, notes);
                }
                known
            }
            _ => false,
        }
    }

    fn entry(&mut self, k: &'a str, v: &'a Json, around: Around<'a>, depth: usize, notes: &mut Notes) -> bool {
        if same_key(k, "NextToken") && v.text().is_some() {
            notes.guess(text!("{name}: more pages follow that are not here; what is in them is missing", name = code(&around.file.name)));
            return true;
        }
        if let Json::List(items) = v {
            if let Some((sort, own)) = nameless(k, items) {
                // Else the answer around it was taken whole.
                if own {
                    self.add(sort, items, k, around, notes);
                }
                return true;
            }
            if let Some(form) = by_key(k) {
                self.add(form.sort, items, k, around, notes);
                return true;
            }
        }
        if IDLE.iter().any(|idle| same_key(idle, k)) {
            return true;
        }
        let inside = match v {
            Json::Object(_) => {
                let region = find_region(k).or(around.region);
                let about = if k.contains('-') { Some(k) } else { around.about };
                depth > 0 && self.walk(v, Around { region, about, ..around }, k, depth - 1, notes)
            }
            Json::List(items) if items.is_empty() => true,
            Json::List(_) => depth > 0 && self.walk(v, around, k, depth - 1, notes),
            _ => false,
        };
        if let (false, Json::List(items)) = (inside, v)
            && items.iter().all(|i| matches!(i, Json::Object(_)))
        {
            let what = match items.len() {
                1 => text!("{kind} (1 item)", kind = code(k)),
                n => text!("{kind} ({n} items)", kind = code(k), n = n),
            };
            notes.left_out(what, &around.file.name, text!("Portico does not model what this lists"));
            return true;
        }
        inside
    }
}

/// The length of the longest list inside a value.
fn longest(json: &Json) -> usize {
    match json {
        Json::List(all) => all.iter().map(longest).max().unwrap_or_default().max(all.len()),
        Json::Object(all) => all.iter().map(|(_, v)| longest(v)).max().unwrap_or_default(),
        _ => 0,
    }
}

#[derive(Clone, Copy)]
struct Around<'a> {
    file: &'a File,
    region: Option<&'static str>,
    about: Option<&'a str>,
}

/// The sort of a list whose answer does not name what it is about; and whether its items do.
fn nameless(key: &str, items: &[Json]) -> Option<(Sort, bool)> {
    let (_, sort, _, id) = NAMELESS.iter().find(|(k, _, field, _)| same_key(k, key) && items.iter().all(|i| i.has(field)))?;
    let field = if *id == "pl-" { "PrefixListId" } else { "TransitGatewayRouteTableId" };
    Some((*sort, !items.is_empty() && items.iter().all(|i| i.has(field))))
}

fn by_key(key: &str) -> Option<&'static Form> {
    FORMS.iter().find(|f| f.keys.iter().any(|k| same_key(k, key)))
}

fn sort_of(item: &Json) -> Option<Sort> {
    if !matches!(item, Json::Object(_)) {
        return None;
    }
    let fits = |f: &&Form| !f.has.is_empty() && f.has.iter().all(|k| item.has(k)) && !f.lacks.iter().any(|k| item.has(k));
    FORMS.iter().find(fits).map(|f| f.sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<(Sort, String, Option<&'static str>)> {
        let sources = files.iter().map(|(n, t)| ((*n).to_string(), t.as_bytes().to_vec())).collect();
        let mut notes = Notes::default();
        let files = parse(sources, &mut notes).unwrap();
        let snapshot = Snapshot::of(&files, &mut notes);
        snapshot.records().map(|(s, r)| (s, r.at(), r.region())).collect()
    }

    #[test]
    fn every_wrapping_is_seen() {
        let vpc = r#"{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}"#;
        let lower = r#"{"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/16"}"#;
        for text in [
            format!("{{\"Vpcs\": [{vpc}], \"ResponseMetadata\": {{\"RequestId\": \"x\"}}}}"),
            format!("{{\"vpcs\": [{lower}]}}"),
            format!("[{vpc}]"),
            vpc.to_string(),
            format!("{{\"Vpcs\": []}}\n{{\"Vpcs\": [{vpc}]}}"),
            format!("{{\"ec2\": {{\"us-east-1\": {{\"describe-vpcs\": {{\"Vpcs\": [{vpc}]}}}}}}}}"),
            format!("[{{\"Vpcs\": [{vpc}]}}, {{\"Subnets\": []}}]"),
            format!("{{\"configurationItems\": [{{\"resourceType\": \"AWS::EC2::VPC\", \"configuration\": {lower}}}]}}"),
        ] {
            let all = found(&[("a.json", &text)]);
            assert_eq!(all.iter().filter(|f| f.0 == Sort::Vpc).count(), 1, "{text}: {all:?}");
        }
    }

    #[test]
    fn regions_come_from_folders_and_keys() {
        let vpc = r#"[{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]"#;
        assert_eq!(found(&[("acc/eu-west-1/Vpcs.json", vpc)])[0].2, Some("eu-west-1"));
        assert_eq!(found(&[("describe-vpcs-us-gov-west-1.json", vpc)])[0].2, Some("us-gov-west-1"));
        assert_eq!(found(&[("Vpcs.json", &format!("{{\"ap-south-1\": {vpc}}}"))])[0].2, None);
        assert_eq!(found(&[("Vpcs.json", &format!("{{\"ap-south-1\": {{\"Vpcs\": {vpc}}}}}"))])[0].2, Some("ap-south-1"));
    }

    #[test]
    fn ids_in_names() {
        assert_eq!(find_id("x/routes-tgw-rtb-0abc.json", "tgw-rtb-"), Some("tgw-rtb-0abc"));
        assert_eq!(find_id("entries_pl-1234", "pl-"), Some("pl-1234"));
        assert_eq!(find_id("sample-1.json", "pl-"), None);
    }

    #[test]
    fn bad_files_are_refused_with_their_place() {
        let refuse =
            |name: &str, bytes: &[u8]| parse([(name.to_string(), bytes.to_vec())].into(), &mut Notes::default()).unwrap_err().to_string();
        assert!(refuse("a.json", b"{\"Vpcs\": [").starts_with("a.json, line 1, column"));
        assert!(refuse("a.json", b"{\"a\": \"\xff\"}").contains("byte 8"));
        assert!(refuse("a.json", b"{\"a\": 1, \"a\": 2}").contains("twice"));
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("[{\"VpcId\": \"v\", \"CidrBlock\": \"c\"}]".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert!(parse([("a.json".to_string(), wide)].into(), &mut Notes::default()).is_ok());
    }
}
