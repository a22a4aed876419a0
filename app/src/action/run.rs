//! What each action does, and whether it can now.

use super::Action;
use crate::canvas::Driver;
use crate::exchange;
use crate::matrix;
use crate::state::Studio;
use crate::state::shell::Rail;
use crate::ui::dom;
use portico_core::document::Place;
use portico_core::edit::Command;

impl Action {
    /// Whether it would do something now; tracked.
    pub fn enabled(self, s: Studio) -> bool {
        match self {
            Self::Undo => s.workspace.steps().with(|t| t.undo.is_some()),
            Self::Redo => s.workspace.steps().with(|t| t.redo.is_some()),
            Self::Delete | Self::ZoomSelection | Self::Connect => !s.selection.places().is_empty(),
            Self::ReplayBack | Self::ReplayNext | Self::Play => s.trace.beats.with(|b| !b.is_empty()),
            Self::SelectAll | Self::ZoomAll | Self::Tidy => !s.scene.order().with(Vec::is_empty),
            _ => true,
        }
    }

    /// Does it. False when there was nothing to do, so that the key keeps its meaning elsewhere.
    pub fn run(self, s: Studio, d: Driver) -> bool {
        match self {
            Self::Undo => s.workspace.undo(),
            Self::Redo => s.workspace.redo(),
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
            Self::Export => s.shell.drawer.set(Some(exchange::TAB)),
            Self::Search => {
                s.shell.rail.set(Rail::Add);
                // At once, so that what is typed next goes there; drawn in the next turn only when the outline was open.
                if !dom::focus("#palette-search") {
                    gloo::timers::callback::Timeout::new(0, || {
                        dom::focus("#palette-search");
                    })
                    .forget();
                }
            }
            Self::Internet => s.shell.internet.update(|on| *on = !*on),
            Self::WhoReachesWhom => s.shell.drawer.update(|d| *d = if *d == Some(matrix::TAB) { None } else { Some(matrix::TAB) }),
            Self::CloseChange => s.reaching.close(),
            Self::ReplayBack => return walk(s, false),
            Self::ReplayNext => return walk(s, true),
            Self::Play => return s.trace.play(),
            Self::Help => s.shell.help.update(|h| *h = !*h),
        }
        true
    }
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

/// Deletes what is selected: resources, and zones without subnets.
fn delete(s: Studio) -> bool {
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
        ([one], 1) => format!("Delete {}", doc.model.name(*one)),
        (_, n) => format!("Delete {n} objects"),
    };
    if s.workspace.run(&label, Command::All(commands)).is_ok() {
        s.notices.say(format!("{label}: done. Undo brings it back."));
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
