//! What the inspector's tests start from: a small design, and controls found and used by their ids.

use super::form::{Choice, Control, Form, Item, Pick, Row};
use super::kind::form;
use super::subject::Subject;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, NodeId};
use portico_core::facts::Facts;
use portico_core::fixture::parse;

const BASE: &str = "
region us-east-1
account prod id 123456789012 organization o-abc
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat-a
  group web: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  acl tight: in 200 allow tcp 443 from 10.0.0.0/16, in 100 deny any from 10.9.0.0/16, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat-a
  subnet app-a a 10.0.16.0/20 table app
    instance api groups web type c7g.large
  subnet tiny b 10.0.32.0/28
  gateway-endpoint s3 tables app
  interface-endpoint ssm in app-a private-dns
service s3
flow api -> s3 tcp 443
";

/// The small design with more lines at its end.
pub fn design(more: &str) -> Document {
    parse(&format!("{BASE}{more}")).unwrap_or_else(|e| panic!("{e}"))
}

/// The resource of a kind, `subnet`, by its name.
pub fn find(doc: &Document, kind: &str, name: &str) -> NodeId {
    let found = doc.model.nodes().find(|(id, n)| id.kind().as_str() == kind && n.meta.name == name);
    found.unwrap_or_else(|| panic!("no {kind} {name}")).0
}

pub fn form_of(doc: &Document, id: NodeId) -> Form {
    form(&Facts::new(doc, Catalogue::bundled()), &Subject::Node(id))
}

/// A row by its id.
pub fn row(doc: &Document, id: NodeId, row: &str) -> Row {
    form_of(doc, id).row(row).unwrap_or_else(|| panic!("no row {row}")).clone()
}

/// What stands in a text field.
pub fn value(doc: &Document, id: NodeId, name: &str) -> String {
    match row(doc, id, name).control {
        Control::Text(t) => t.value,
        Control::Shown(s) => s.text.render(&doc.model),
        Control::Select { chosen, options, .. } => chosen.and_then(|c| options.get(c)).map(|o| o.text.clone()).unwrap_or_default(),
        other => panic!("{name} is no text: {other:?}"),
    }
}

/// Types a text into a field and leaves it.
pub fn typed(doc: &Document, id: NodeId, name: &str, text: &str) -> Result<Document, String> {
    match row(doc, id, name).control {
        Control::Text(t) => t.edit.tried(doc, text),
        other => panic!("{name} takes no text: {other:?}"),
    }
}

fn choice<'c>(options: &'c [Choice], text: &str) -> &'c Choice {
    options.iter().find(|o| o.text.contains(text)).unwrap_or_else(|| panic!("no {text} among {options:?}"))
}

/// Chooses what contains a text, in a list or among what can be added to chips.
pub fn chosen(doc: &Document, id: NodeId, name: &str, text: &str) -> Document {
    let options = match row(doc, id, name).control {
        Control::Select { options, .. } => options,
        Control::Chips { add, .. } => add,
        other => panic!("{name} is no list: {other:?}"),
    };
    doc.apply(choice(&options, text).command.as_ref().unwrap()).unwrap()
}

/// Picks what contains a text from a menu below a table.
pub fn picked(doc: &Document, id: NodeId, menu: &str, text: &str) -> Document {
    let form = form_of(doc, id);
    let items = form.sections.iter().flat_map(|s| &s.items);
    let picks = items.filter_map(|i| if let Item::Table(t) = i { Some(&t.add) } else { None }).flatten();
    let pick: &Pick = picks.into_iter().find(|p| p.id == menu).unwrap_or_else(|| panic!("no menu {menu}"));
    doc.apply(choice(&pick.options, text).command.as_ref().unwrap()).unwrap()
}
