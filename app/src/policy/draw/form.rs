//! The policy as a form, for those who do not write JSON.

use super::super::answers::policy_of;
use super::super::complete::usual;
use super::Editor;
use crate::prelude::*;
use crate::ui::form::{Check, Menu, Select};
use crate::ui::{Glyph, Icon};
use portico_core::policy::plain::{Does, PRESETS, Plain, PlainCondition, PlainStatement, Who};
use portico_core::policy::{ActionAccess, actions_of, listed_services};

/// The form and where in it something is.
#[derive(Clone, Copy)]
struct Form {
    e: Editor,
    plain: Memo<Result<Plain, Vec<String>>>,
}

/// A statement of it.
#[derive(Clone, Copy)]
struct Part {
    form: Form,
    i: usize,
}

pub fn form(e: Editor) -> AnyView {
    let plain = Memo::new(move |_| match policy_of(&e.text.get(), e.policy.with(|p| p.what)) {
        None => Err(vec![t("what is no policy yet: mend the text first").to_owned()]),
        Some(policy) => Plain::read(&policy),
    });
    let form = Form { e, plain };
    let cannot = move || {
        let beyond = plain.with(|p| p.as_ref().err().cloned())?;
        let lines = beyond.into_iter().map(|b| view! { <li>{b}</li> }).collect_view();
        Some(view! {
            <div data-testid=format!("{}-beyond", e.id())>
                <p>"The form cannot hold all of this policy. It has no field for:"</p>
                <ul>{lines}</ul>
                <p class="note">"The text can be edited as it is; nothing of it is changed here."</p>
            </div>
        })
    };
    let count = Memo::new(move |_| plain.with(|p| p.as_ref().map_or(0, |p| p.statements.len())));
    let fits = Memo::new(move |_| plain.with(Result::is_ok));
    let add = move |_| form.change(|p| p.statements.push(PlainStatement::new(form.nobody())));
    view! {
        <div class="policy-form">
            {cannot}
            <For each=move || 0..count.get() key=|i| *i let:i>{Part { form, i }.view()}</For>
            <div class="buttons" hidden=move || !fits.get()>
                <button type="button" class="small-button" data-testid=format!("{}-add-statement", e.id()) on:click=add>"Add a statement"</button>
            </div>
        </div>
    }
    .into_any()
}

impl Form {
    fn nobody(self) -> Who {
        if self.e.policy.with_untracked(|p| p.what.names_principals()) { Who::Everyone } else { Who::Holder }
    }

    /// A change of the form is a change of the text.
    fn change(self, change: impl FnOnce(&mut Plain)) {
        if let Ok(mut plain) = self.plain.get_untracked() {
            change(&mut plain);
            self.e.put(plain.write().trim_end().to_owned());
        }
    }
}

/// What is typed into a line for several: commas or spaces between.
fn several(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

impl Part {
    fn now(self) -> Option<PlainStatement> {
        self.form.plain.with(|p| p.as_ref().ok()?.statements.get(self.i).cloned())
    }

    fn change(self, change: impl FnOnce(&mut PlainStatement)) {
        self.form.change(|p| {
            if let Some(s) = p.statements.get_mut(self.i) {
                change(s);
            }
        });
    }

    fn id(self, part: &str) -> String {
        format!("{}-statement-{}-{part}", self.form.e.id(), self.i)
    }

    fn line(
        self,
        part: &str,
        label: String,
        value: impl Fn() -> String + Send + Sync + 'static,
        take: impl Fn(Vec<String>) + 'static,
    ) -> El {
        view! {
            <input
                class="field mono"
                id=self.id(part)
                data-testid=self.id(part)
                aria-label=label.clone()
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=value
                on:change=move |e| take(several(&event_target_value(&e)))
            />
        }
    }

    fn view(self) -> El {
        let effects = vec!["Allow".to_owned(), "Deny".to_owned()];
        let effect = Signal::derive(move || self.now().map(|s| usize::from(!s.allow)));
        let title = move || {
            let sid = self.now().and_then(|s| s.sid).map(|sid| format!(" ({sid})")).unwrap_or_default();
            say!("Statement {i}{sid}", i = self.i + 1, sid = sid)
        };
        let heard = Signal::derive(move || say!("Effect of statement {i}", i = self.i + 1));
        view! {
            <fieldset class="policy-statement" data-testid=format!("{}-statement-{}", self.form.e.id(), self.i)>
                <legend>{title}</legend>
                <div class="form-row">
                    <Select
                        id=self.id("effect")
                        label=Some(heard)
                        options=effects
                        chosen=effect
                        choose=Callback::new(move |i| self.change(|s| s.allow = i == 0))
                    />
                    <span class="grow"></span>
                    <button
                        type="button"
                        class="cross"
                        aria-label=say!("Remove statement {i}", i = self.i + 1)
                        data-testid=self.id("remove")
                        on:click=move |_| self.form.change(|p| {
                            if self.i < p.statements.len() {
                                p.statements.remove(self.i);
                            }
                        })
                    >
                        <Icon glyph=Glyph::Close size=12 />
                    </button>
                </div>
                {self.who()}
                {self.actions()}
                {self.resources()}
                {self.conditions()}
            </fieldset>
        }
    }

    fn who(self) -> AnyView {
        if !self.form.e.policy.with_untracked(|p| p.what.names_principals()) {
            return ().into_any();
        }
        let named = Memo::new(move |_| matches!(self.now().map(|s| s.who), Some(Who::Named(_))));
        let choose = Callback::new(move |i: usize| {
            let account = self.form.e.policy.with_untracked(|p| p.about.ground.account.clone());
            self.change(|s| s.who = if i == 0 { Who::Everyone } else { Who::Named(account.into_iter().collect()) });
        });
        let names = move || match self.now().map(|s| s.who) {
            Some(Who::Named(all)) => all.join(", "),
            _ => String::new(),
        };
        let label = Signal::derive(|| t("Who").to_owned());
        view! {
            <div class="form-part">
                <h4>"Who"</h4>
                <Select
                    id=self.id("who")
                    label=Some(label)
                    options=vec![t("Everybody").to_owned(), t("Only these").to_owned()]
                    chosen=Signal::derive(move || Some(usize::from(named.get())))
                    choose
                />
                <Show when=move || named.get()>
                    {self.line("names", t("ARNs, account ids or services").into(), names, move |all| self.change(|s| s.who = Who::Named(all)))}
                </Show>
            </div>
        }
        .into_any()
    }

    fn actions(self) -> El {
        let own = self.form.e.policy.with_untracked(|p| p.about.service.clone());
        let mut services: Vec<&'static str> = listed_services().filter(|s| *s == own).collect();
        services.extend(listed_services().filter(|s| *s != own));
        let mut options: Vec<String> = services.iter().map(|s| say!("Of {s}, by what they do", s = s)).collect();
        options.push(t("Every action").into());
        let pick = Callback::new(move |i: usize| {
            let does = match services.get(i) {
                None => Does::Everything,
                Some(service) => {
                    let has = |class: &ActionAccess| actions_of(service).any(|(_, c)| c == *class);
                    let classes =
                        ActionAccess::ALL.into_iter().filter(|c| matches!(c, ActionAccess::Read | ActionAccess::List) && has(c)).collect();
                    Does::Classes { service: (*service).to_owned(), classes }
                }
            };
            self.change(|s| {
                // "Every action" is added to by nothing.
                s.actions.retain(|d| *d != Does::Everything);
                if does == Does::Everything {
                    s.actions.clear();
                }
                s.actions.push(does);
            });
        });
        let all = move || self.now().map(|s| s.actions).unwrap_or_default();
        let single = move || {
            let only = |d: Does| if let Does::Action(a) = d { Some(a) } else { None };
            all().into_iter().filter_map(only).collect::<Vec<_>>().join(", ")
        };
        let take = move |names: Vec<String>| {
            self.change(|s| {
                s.actions.retain(|d| !matches!(d, Does::Action(_)));
                s.actions.extend(names.into_iter().map(Does::Action));
            });
        };
        let row = move |(j, does): (usize, Does)| match does {
            Does::Everything => view! { <div class="form-row"><span>"Every action"</span>{self.drop_action(j)}</div> }.into_any(),
            Does::Classes { service, classes } => {
                let check = |class: ActionAccess| {
                    let on = classes.contains(&class);
                    let flip = Callback::new(move |()| {
                        self.change(|s| {
                            if let Some(Does::Classes { classes, .. }) = s.actions.get_mut(j) {
                                match classes.iter().position(|c| *c == class) {
                                    Some(at) => drop(classes.remove(at)),
                                    None => classes.push(class),
                                }
                            }
                        });
                    });
                    let id = self.id(&format!("{j}-{}", class.name().split(' ').next().unwrap_or_default().to_lowercase()));
                    view! { <Check id on=Signal::derive(move || on) flip>{class.name()}</Check> }
                };
                let boxes = ActionAccess::ALL.into_iter().filter(|c| actions_of(&service).any(|(_, k)| k == *c)).map(check).collect_view();
                view! {
                    <div class="form-row" role="group" aria-label=say!("Actions of {service}", service = service)>
                        <b class="mono">{service.clone()}</b>
                        {boxes}
                        {self.drop_action(j)}
                    </div>
                }
                .into_any()
            }
            Does::Action(_) => ().into_any(),
        };
        view! {
            <div class="form-part">
                <h4>"May do"</h4>
                {move || all().into_iter().enumerate().map(row).collect_view()}
                <div class="form-row">
                    {self.line("action", t("Single actions").into(), single, take)}
                    <Menu id=self.id("actions") prompt="Add actions" options pick />
                </div>
            </div>
        }
    }

    fn drop_action(self, j: usize) -> El {
        view! {
            <button
                type="button"
                class="cross"
                aria-label="Remove these actions"
                on:click=move |_| self.change(|s| {
                    if j < s.actions.len() {
                        s.actions.remove(j);
                    }
                })
            >
                <Icon glyph=Glyph::Close size=12 />
            </button>
        }
    }

    fn resources(self) -> El {
        let known = self.form.e.policy.with_untracked(|p| p.about.resources.clone());
        // A bucket and its objects, a table and its indexes go together.
        let groups: Vec<(String, Vec<String>)> = known
            .chunks(2)
            .filter_map(|pair| {
                Some((say!("{pair}, with all in it", pair = pair.first()?.1), pair.iter().map(|(arn, _)| arn.clone()).collect()))
            })
            .collect();
        let has = move |arns: &[String]| self.now().is_some_and(|s| arns.iter().all(|a| s.resources.contains(a)));
        let set = move |arns: Vec<String>, on: bool| {
            self.change(|s| {
                s.resources.retain(|r| !arns.contains(r) && (!on || r != "*" || arns == ["*"]));
                if on {
                    s.resources.extend(arns);
                }
            });
        };
        let check = move |(j, (label, arns)): (usize, (String, Vec<String>))| {
            let (mine, asked) = (arns.clone(), arns);
            let on = Signal::derive(move || has(&asked));
            let flip = Callback::new(move |()| set(mine.clone(), !on.get_untracked()));
            view! { <Check id=self.id(&format!("resource-{j}")) on flip>{label}</Check> }
        };
        let all = std::iter::once(("everything".to_owned(), vec!["*".to_owned()])).chain(groups.clone());
        let boxes = all.enumerate().map(check).collect_view();
        // A bucket without its objects is no box of its own: it is told among the others.
        let boxed = move |resources: &[String], r: &String| {
            r == "*" || groups.iter().any(|(_, arns)| arns.contains(r) && arns.iter().all(|a| resources.contains(a)))
        };
        let (others, kept) = (boxed.clone(), boxed);
        let rest = move || {
            let Some(s) = self.now() else { return String::new() };
            s.resources.iter().filter(|r| !others(&s.resources, r)).cloned().collect::<Vec<_>>().join(", ")
        };
        let take = move |names: Vec<String>| {
            let kept = kept.clone();
            self.change(move |s| {
                let before = s.resources.clone();
                s.resources.retain(|r| kept(&before, r));
                s.resources.extend(names);
            });
        };
        view! {
            <div class="form-part">
                <h4>"Resources"</h4>
                <div class="form-row wrap">{boxes}</div>
                {self.line("resource", t("Other resources, by ARN").into(), rest, take)}
            </div>
        }
    }

    fn conditions(self) -> El {
        let all = move || self.now().map(|s| s.conditions).unwrap_or_default();
        let row = move |(j, c): (usize, PlainCondition)| {
            let Some(preset) = PRESETS.get(c.preset).copied() else { return ().into_any() };
            let edit = move |change: &dyn Fn(&mut PlainCondition)| self.change(|s| s.conditions.get_mut(j).map_or((), change));
            let is = if preset.has_opposite() { vec!["is".to_owned(), t("is not").to_owned()] } else { vec!["is".to_owned()] };
            let (not, absent, values) = (usize::from(c.not), c.or_absent, c.values.join(", "));
            let heard = Signal::derive(move || say!("{label}: is or is not", label = preset.label));
            view! {
                <div class="form-row wrap" role="group" aria-label=preset.label>
                    <span title=preset.key>{preset.label}</span>
                    <Select
                        id=self.id(&format!("if-{j}-is"))
                        label=Some(heard)
                        options=is
                        chosen=Signal::derive(move || Some(not))
                        choose=Callback::new(move |i| edit(&|c| c.not = i == 1))
                    />
                    {self.line(&format!("if-{j}"), say!("Values of {label}", label = preset.label), move || values.clone(), move |all| edit(&|c| c.values.clone_from(&all)))}
                    <Check id=self.id(&format!("if-{j}-absent")) on=Signal::derive(move || absent) flip=Callback::new(move |()| edit(&|c| c.or_absent = !c.or_absent))>
                        "or absent"
                    </Check>
                    <button
                        type="button"
                        class="cross"
                        aria-label=say!("Remove the condition on {label}", label = preset.label)
                        on:click=move |_| self.change(|s| {
                            if j < s.conditions.len() {
                                s.conditions.remove(j);
                            }
                        })
                    >
                        <Icon glyph=Glyph::Close size=12 />
                    </button>
                </div>
            }
            .into_any()
        };
        let free = Memo::new(move |_| {
            let used = all();
            (0..PRESETS.len()).filter(|i| !used.iter().any(|c| c.preset == *i)).collect::<Vec<_>>()
        });
        let options =
            Signal::derive(move || free.get().into_iter().filter_map(|i| PRESETS.get(i)).map(|p| p.label.to_owned()).collect::<Vec<_>>());
        let pick = Callback::new(move |i: usize| {
            let Some(preset) = free.with_untracked(|f| f.get(i).copied()) else { return };
            let values = self.form.e.policy.with_untracked(|p| usual(PRESETS.get(preset).map_or("", |p| p.key), &p.about));
            self.change(|s| s.conditions.push(PlainCondition { preset, not: false, or_absent: false, values }));
        });
        view! {
            <div class="form-part">
                <h4>"If"</h4>
                {move || all().into_iter().enumerate().map(row).collect_view()}
                <Menu id=self.id("conditions") prompt="Add a condition" options pick />
            </div>
        }
    }
}
