//! What the list of designs knows of each: a card beside the design itself.

use portico_core::document::Rect;
use portico_core::drawing::Look;
use serde_json::{Map, Value as Json, json};

/// A design in the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    pub id: String,
    pub title: String,
    /// When it was edited last, in ms since 1970.
    pub edited: f64,
    pub objects: u32,
    /// The step that is on screen; those after it can be redone.
    pub at: u32,
    /// The step that its history begins after.
    pub base: u32,
    /// Goes up with every write: who knows another number has seen another design.
    pub rev: u32,
    /// When it was saved to a file last, and at which step.
    pub copied: Option<(f64, u32)>,
    /// When it was thrown away.
    pub gone: Option<f64>,
    pub thumb: Thumb,
}

impl Card {
    pub fn write(&self) -> String {
        let mut o = Map::new();
        let mut put = |k: &str, v: Json| drop(o.insert(k.into(), v));
        put("id", json!(self.id));
        put("title", json!(self.title));
        put("edited", json!(self.edited));
        put("objects", json!(self.objects));
        put("at", json!(self.at));
        put("base", json!(self.base));
        put("rev", json!(self.rev));
        put("thumb", json!(self.thumb.0));
        if let Some((at, step)) = self.copied {
            put("copied", json!([at, step]));
        }
        if let Some(at) = self.gone {
            put("gone", json!(at));
        }
        Json::Object(o).to_string()
    }

    /// None where it is no card.
    pub fn read(text: &str) -> Option<Self> {
        let o: Json = serde_json::from_str(text).ok()?;
        let number = |v: &Json| v.as_u64().and_then(|n| u32::try_from(n).ok());
        Some(Self {
            id: o.get("id")?.as_str()?.into(),
            title: o.get("title")?.as_str()?.into(),
            edited: o.get("edited")?.as_f64()?,
            objects: number(o.get("objects")?)?,
            at: number(o.get("at")?)?,
            base: number(o.get("base")?)?,
            rev: number(o.get("rev")?)?,
            copied: o.get("copied").and_then(|c| Some((c.get(0)?.as_f64()?, number(c.get(1)?)?))),
            gone: o.get("gone").and_then(Json::as_f64),
            thumb: Thumb(o.get("thumb").and_then(Json::as_str).unwrap_or_default().into()),
        })
    }
}

/// A design as a few rectangles, drawn in the colours of the day: `v0 0 160 90 s4 8 40 20`, a sign, then x, y, width and height.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thumb(pub String);

/// The size of the sheet that a thumbnail is drawn on.
pub const SHEET: (i32, i32) = (192, 120);
/// Rectangles beyond these would not be seen.
const MOST: usize = 240;

impl Thumb {
    /// Boxes in the order they are drawn, containers first.
    pub fn of(boxes: &[(Look, Rect)]) -> Self {
        let Some(all) = boxes.iter().map(|(_, r)| *r).reduce(Rect::union) else { return Self::default() };
        let scale = (f64::from(SHEET.0 - 16) / f64::from(all.w.max(1))).min(f64::from(SHEET.1 - 16) / f64::from(all.h.max(1))).min(0.5);
        let to = |n: i32| (f64::from(n) * scale).round() as i32;
        let (left, top) = ((SHEET.0 - to(all.w)) / 2, (SHEET.1 - to(all.h)) / 2);
        let mut out = String::new();
        for (look, r) in boxes.iter().take(MOST) {
            let sign = match look {
                Look::Vpc => 'v',
                Look::Zone => 'z',
                Look::Subnet => 's',
                _ => 'o',
            };
            let (x, y) = (left + to(r.x - all.x), top + to(r.y - all.y));
            out.push_str(&format!("{sign}{x} {y} {} {} ", to(r.w).max(2), to(r.h).max(2)));
        }
        Self(out.trim_end().into())
    }

    /// What to draw: the rectangle's class, and where. Whatever is not such is left out.
    pub fn rects(&self) -> Vec<(&'static str, [i32; 4])> {
        let mut words = self.0.split(' ');
        let mut out = Vec::new();
        while let Some(first) = words.next() {
            let mut signs = first.chars();
            let class = match signs.next() {
                Some('v') => "thumb-vpc",
                Some('z') => "thumb-zone",
                Some('s') => "thumb-subnet",
                _ => "thumb-object",
            };
            let next = |w: Option<&str>| w.and_then(|w| w.parse::<i32>().ok());
            let rect = (next(Some(signs.as_str())), next(words.next()), next(words.next()), next(words.next()));
            if let (Some(x), Some(y), Some(w), Some(h)) = rect {
                out.push((class, [x, y, w, h]));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_comes_back() {
        let card = Card {
            id: "a".into(),
            title: "<b>\"x\"".into(),
            edited: 1.5e12,
            objects: 7,
            at: 3,
            base: 1,
            rev: 9,
            copied: Some((2e12, 2)),
            gone: Some(3e12),
            thumb: Thumb::of(&[(Look::Vpc, Rect::new(0, 0, 600, 300)), (Look::Subnet, Rect::new(40, 40, 200, 100))]),
        };
        assert_eq!(Card::read(&card.write()), Some(card));
        assert_eq!(Card::read(&Card::default().write()), Some(Card::default()));
        assert_eq!(Card::read("{}"), None);
    }

    #[test]
    fn a_thumbnail_fits_its_sheet() {
        let thumb = Thumb::of(&[(Look::Vpc, Rect::new(-500, 100, 5000, 300)), (Look::Card, Rect::new(4400, 390, 100, 10))]);
        let rects = thumb.rects();
        assert_eq!(rects.iter().map(|(c, _)| *c).collect::<Vec<_>>(), ["thumb-vpc", "thumb-object"]);
        assert!(rects.iter().all(|(_, [x, y, w, h])| *x >= 0 && *y >= 0 && x + w <= SHEET.0 && y + h <= SHEET.1), "{rects:?}");
        assert!(Thumb("v1 2 x o3".into()).rects().is_empty());
    }
}
