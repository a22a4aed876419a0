//! What each action does, and whether it can now.

use super::{Action, clipboard};
use crate::canvas::Driver;
use crate::canvas::intent;
use crate::exchange;
use crate::matrix;
use crate::state::Studio;
use crate::state::outcome::labelled;
use crate::state::shell::{Rail, Seek};
use crate::tool::{GRID, Intent};
use crate::ui::dom;
use portico_core::document::Place;
use portico_core::edit::Command;

impl Action {
    /// Whether it would do something now; tracked.
    pub fn enabled(self, s: Studio) -> bool {
        let chosen = || s.selection.places().len();
        match self {
            Self::Undo => s.workspace.steps().with(|t| t.undo.is_some()),
            Self::Redo => s.workspace.steps().with(|t| t.redo.is_some()),
            Self::ReplayBack | Self::ReplayNext | Self::Play => s.trace.beats.with(|b| !b.is_empty()),
            Self::Versions | Self::Share => !s.scene.order().with(Vec::is_empty),
            Self::SavePng | Self::SaveSvg | Self::SaveDrawio | Self::SaveReport | Self::Print => !s.scene.order().with(Vec::is_empty),
            Self::SelectAll | Self::ZoomAll | Self::Tidy | Self::Find => !s.scene.order().with(Vec::is_empty),
            Self::Cut
            | Self::Copy
            | Self::Duplicate
            | Self::Delete
            | Self::Rename
            | Self::Connect
            | Self::MoveInto
            | Self::ZoomSelection
            | Self::SelectInside
            | Self::Code
            | Self::Lock => chosen() > 0,
            Self::Outline => true,
            _ if self.align().is_some() => chosen() >= self.align().map_or(0, portico_core::drawing::Align::least),
            _ if self.nudge().is_some() || self.grow().is_some() => chosen() > 0,
            _ => true,
        }
    }

    /// Of what can be on or off: which it is; tracked.
    pub fn on(self, s: Studio) -> Option<bool> {
        match self {
            Self::Lock => {
                let places = s.selection.places();
                s.workspace.signal().with(|d| Some(!places.is_empty() && places.iter().all(|p| d.layout.pinned.contains(p))))
            }
            Self::Internet => Some(s.shell.internet.get()),
            _ => self.layer().map(|l| s.shell.layers.shown(l)),
        }
    }

    /// Does it. False when there was nothing to do, so that the key keeps its meaning elsewhere.
    pub fn run(self, s: Studio, d: Driver) -> bool {
        if let Some(layer) = self.layer() {
            s.shell.layers.toggle(layer);
            let (what, _) = self.label().split_once(':').unwrap_or((self.label(), ""));
            s.notices.say(format!("{what}: {}.", if s.shell.layers.shown_now(layer) { "shown" } else { "hidden" }));
            return true;
        }
        if let Some(how) = self.align() {
            return align(s, how, self.label());
        }
        if let Some((x, y)) = self.nudge() {
            return intent::nudge(s, (x * GRID, y * GRID));
        }
        if let Some(by) = self.grow() {
            return grow(s, by);
        }
        match self {
            Self::Undo => s.workspace.undo(),
            Self::Redo => s.workspace.redo(),
            Self::Cut => return clipboard::copy(s) && delete(s),
            Self::Copy => return clipboard::copy(s),
            Self::Paste => clipboard::paste(s, d),
            Self::Duplicate => return clipboard::duplicate(s),
            Self::Rename => return crate::canvas::rename_selected(s),
            Self::MoveInto => {
                let any = !s.selection.places_now().is_empty();
                s.shell.finding.set(any.then_some(Seek::Container));
                return any;
            }
            Self::SelectInside => return inside(s),
            Self::Find => s.shell.finding.set(Some(Seek::Object)),
            Self::Commands => s.shell.finding.set(Some(Seek::Command)),
            Self::Outline => {
                s.shell.rail.set(Rail::Outline);
                later(|| {
                    dom::focus(".tree [role=treeitem][tabindex='0']");
                });
            }
            Self::Code => return exchange::show_code(s),
            Self::Lock => return lock(s),
            Self::Delete => return delete(s),
            Self::SelectAll => s.selection.set(s.scene.stage_now().boxes.iter().map(|b| b.place.clone()).collect()),
            Self::Escape => return escape(s, d),
            Self::Connect => return d.begin_flow(),
            Self::Tidy => {
                let boxes = portico_core::drawing::tidy(&s.workspace.document());
                if s.workspace.run("Tidy", Command::Put { boxes }).is_ok() {
                    s.workspace.fit();
                }
            }
            Self::Zoom100 => {
                let view = s.viewport.view_now();
                s.viewport.zoom(1.0 / view.scale);
            }
            Self::ZoomAll => s.workspace.fit(),
            Self::ZoomSelection => {
                let stage = s.scene.stage_now();
                let Some(bounds) = stage.around(&s.selection.places_now()) else { return false };
                s.viewport.fit(bounds);
            }
            Self::ZoomIn => s.viewport.zoom(1.25),
            Self::ZoomOut => s.viewport.zoom(0.8),
            Self::Open => s.shell.opening.set(true),
            Self::Save => exchange::save(s),
            Self::Prices => exchange::prices::open(s, Vec::new()),
            Self::Versions => s.shell.versions.set(true),
            Self::Share => s.shell.sharing.set(true),
            Self::SavePng => exchange::save_picture(s, exchange::Picture::Png),
            Self::SaveSvg => exchange::save_picture(s, exchange::Picture::Svg),
            Self::SaveDrawio => exchange::save_paper(s, exchange::Paper::Drawio),
            Self::SaveReport => exchange::save_paper(s, exchange::Paper::Report),
            Self::Print => exchange::print(s),
            Self::Export => s.shell.drawer.set(Some(exchange::TAB)),
            Self::Search => {
                s.shell.rail.set(Rail::Add);
                // At once, so that what is typed next goes there; drawn in the next turn only when the outline was open.
                if !dom::focus("#palette-search") {
                    later(|| {
                        dom::focus("#palette-search");
                    });
                }
            }
            Self::Internet => s.shell.internet.update(|on| *on = !*on),
            Self::WhoReachesWhom => s.shell.drawer.update(|d| *d = if *d == Some(matrix::TAB) { None } else { Some(matrix::TAB) }),
            Self::CloseChange => s.reaching.close(),
            Self::ReplayBack => return walk(s, false),
            Self::ReplayNext => return walk(s, true),
            Self::Play => return s.trace.play(),
            Self::Help => s.shell.help.update(|h| *h = !*h),
            _ => return false,
        }
        true
    }
}

/// In the next turn, when what is to be focused is drawn.
fn later(f: impl FnOnce() + 'static) {
    gloo::timers::callback::Timeout::new(0, f).forget();
}

fn align(s: Studio, how: portico_core::drawing::Align, label: &str) -> bool {
    let doc = s.workspace.document();
    let roots = s.scene.stage_now().outermost(&s.selection.places_now());
    if roots.len() < how.least() {
        return false;
    }
    let boxes = portico_core::drawing::aligned(&doc, &roots, how);
    if boxes.is_empty() {
        s.notices.say("They are in line already.");
    } else {
        let _ = s.workspace.run(label, Command::Put { boxes });
    }
    true
}

/// Resizes the one selected container at its right and lower side.
fn grow(s: Studio, (x, y): (i32, i32)) -> bool {
    let mut places = s.selection.places_now();
    let Some(place) = places.pop().filter(|_| places.is_empty()) else { return false };
    let Some(r) = s.scene.stage_now().get(&place).map(|b| b.rect) else { return false };
    if !portico_core::drawing::Look::of(&place).is_container() {
        s.notices.say("Only VPCs, zones and subnets have a size of their own.");
        return true;
    }
    let step = 3 * GRID;
    let rect = portico_core::document::Rect { w: r.w.saturating_add(x * step), h: r.h.saturating_add(y * step), ..r };
    intent::finish(s, Intent::Resize { place, rect });
    true
}

/// Locks what is selected where it is; what is locked already is let go.
fn lock(s: Studio) -> bool {
    let doc = s.workspace.document();
    let stage = s.scene.stage_now();
    let places: Vec<Place> = s.selection.places_now().into_iter().filter(|p| stage.get(p).is_some()).collect();
    if places.is_empty() {
        return false;
    }
    let pinned = !places.iter().all(|p| doc.layout.pinned.contains(p));
    let label = labelled(if pinned { "Lock" } else { "Unlock" }, &doc, &places);
    // A box that is only proposed gets its place by that.
    let boxes = places.iter().filter_map(|p| Some((p.clone(), stage.get(p)?.rect))).collect();
    let commands =
        if pinned { vec![Command::Put { boxes }, Command::Pin { places, pinned }] } else { vec![Command::Pin { places, pinned }] };
    if s.workspace.run(&label, Command::All(commands)).is_ok() {
        s.notices.say(if pinned { "Locked: neither a drag nor Tidy moves it." } else { "Unlocked." });
    }
    true
}

/// The hop before or the next one, brought on screen.
fn walk(s: Studio, forward: bool) -> bool {
    if !s.trace.walk(forward) {
        return false;
    }
    let stage = s.scene.stage_now();
    let at = s
        .trace
        .beat
        .get_untracked()
        .and_then(|i| s.trace.beats.with_untracked(|b| b.get(i)?.at.iter().find_map(|p| stage.get(p)).map(|b| b.rect)));
    if let Some(rect) = at {
        s.viewport.reveal(rect);
    }
    true
}

/// Selects the boxes inside the selected ones.
fn inside(s: Studio) -> bool {
    let (stage, now) = (s.scene.stage_now(), s.selection.places_now());
    let held: Vec<Place> =
        stage.boxes.iter().filter(|b| b.parent.as_ref().is_some_and(|p| now.contains(p))).map(|b| b.place.clone()).collect();
    if held.is_empty() {
        return false;
    }
    s.selection.set(held);
    crate::canvas::focus_selected(s);
    true
}

/// Deletes what is selected: resources, and zones without subnets.
pub(super) fn delete(s: Studio) -> bool {
    let places = s.selection.places_now();
    if places.is_empty() {
        return false;
    }
    let doc = s.workspace.document();
    let nodes = s.selection.nodes_now();
    let mut commands = Vec::new();
    if !nodes.is_empty() {
        commands.push(Command::Delete { nodes: nodes.clone() });
    }
    for place in &places {
        if let Place::Zone(vpc, zone) = place
            && !nodes.contains(&vpc.node())
        {
            commands.push(Command::RemoveZone { vpc: *vpc, zone: zone.clone() });
        }
    }
    let stage = s.scene.stage_now();
    let container = stage.outermost(&places).first().and_then(|p| stage.get(p)).and_then(|b| b.parent.clone());
    let label = match (nodes.as_slice(), places.len()) {
        ([one], 1) => crate::say!("Delete {name}", name = doc.model.name(*one)),
        (_, n) => crate::say!("Delete {n} objects", n = n),
    };
    if s.workspace.run(&label, Command::All(commands)).is_ok() {
        s.notices.say(crate::say!("{label}: done. Undo brings it back.", label = label));
        // The focus goes to what held it, which is not selected: a second Delete does nothing.
        match container {
            Some(place) => crate::canvas::focus(&place),
            None => crate::canvas::focus_selected(s),
        }
    }
    true
}

/// Ends what is under way; else selects the container of what is selected; else nothing.
fn escape(s: Studio, d: Driver) -> bool {
    if d.busy() {
        d.cancel();
        return true;
    }
    if s.notices.now().get_untracked().is_some() {
        s.notices.close();
    }
    let Some(place) = s.selection.places_now().pop() else { return false };
    match s.scene.stage_now().get(&place).and_then(|b| b.parent.clone()) {
        Some(parent) => s.selection.select(parent),
        None => s.selection.clear(),
    }
    crate::canvas::focus_selected(s);
    true
}
