//! A request as policies see it: who asks for which action on what, and the condition keys around it.

use crate::ordered::BTreeMap;

use super::principal::Principal;
use super::vpce_keys::SOME_SERVICES;

/// The name of a condition key, in lower case. Names begin alike (`aws:`), so that they are told apart by a mark of the whole first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyName {
    mark: u64,
    lower: String,
}

impl KeyName {
    pub fn new(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        // FNV-1a.
        let mark = lower.bytes().fold(0xcbf2_9ce4_8422_2325, |mark: u64, byte| (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self { mark, lower }
    }

    pub fn lower(&self) -> &str {
        &self.lower
    }
}

/// What is known of one condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// In the request, with these values; single-valued keys have one.
    Present(Vec<String>),
    /// In the request, with a value that is not known.
    SomeValue,
    /// Certainly not in the request.
    Absent,
    /// Not known whether it is there.
    Unknown,
}

/// One key as a condition sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Present(&'a [String]),
    SomeValue,
    Absent,
    Unknown,
}

/// The condition keys of a request; names without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<KeyName, KeyState>,
    others_absent: bool,
}

impl Default for Context {
    fn default() -> Self {
        Self::open()
    }
}

impl Context {
    /// Nothing is known of keys that are not named.
    #[must_use]
    pub fn open() -> Self {
        Self { keys: BTreeMap::new(), others_absent: false }
    }

    /// Keys that are not named are not in the request, except the time, which every request has.
    #[must_use]
    pub fn complete() -> Self {
        let time = ["aws:currenttime", "aws:epochtime"].map(|key| (KeyName::new(key), KeyState::SomeValue));
        Self { keys: BTreeMap::from(time), others_absent: true }
    }

    /// The key is there with these values.
    #[must_use]
    pub fn with<V: Into<String>>(self, key: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.set(key, KeyState::Present(values.into_iter().map(Into::into).collect()))
    }

    /// States what is known of a key.
    #[must_use]
    pub fn set(mut self, key: &str, state: KeyState) -> Self {
        self.keys.insert(KeyName::new(key), state);
        self
    }

    fn value(self, key: &str, value: Option<&str>) -> Self {
        let state = value.map_or(KeyState::SomeValue, |value| KeyState::Present(vec![value.to_owned()]));
        self.set(key, state)
    }

    /// A request that passes a VPC endpoint ("AWS global condition context keys" in the IAM User Guide):
    /// `aws:SourceVpce`, `aws:SourceVpc` (the VPC of the endpoint, also for a peered client) and `aws:VpcSourceIp` are
    /// there, `aws:SourceIp` is not. `None` is there with an unknown value. Of the keys that exist for some services
    /// only (`aws:SourceVpcArn`, `aws:VpceAccount`, `aws:VpceOrgID`, `aws:VpceOrgPaths`) nothing is known until set.
    #[must_use]
    pub fn through_endpoint(self, vpce: Option<&str>, vpc: Option<&str>, private_ip: Option<&str>) -> Self {
        let mut context = self
            .value("aws:SourceVpce", vpce)
            .value("aws:SourceVpc", vpc)
            .value("aws:VpcSourceIp", private_ip)
            .set("aws:SourceIp", KeyState::Absent);
        for key in SOME_SERVICES {
            context = context.set(key, KeyState::Unknown);
        }
        context
    }

    /// A request that arrives over the internet, a NAT gateway or an internet gateway: `aws:SourceIp` is the public
    /// address (unknown when `None`), and no key of an endpoint is there.
    #[must_use]
    pub fn over_internet(self, public_ip: Option<&str>) -> Self {
        let mut context = self.value("aws:SourceIp", public_ip);
        for key in ["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"].into_iter().chain(SOME_SERVICES) {
            context = context.set(key, KeyState::Absent);
        }
        context
    }
}

/// What is known of the action.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Asked {
    /// `service:Name`.
    Action(String),
    /// Some action of a service, named by its prefix, such as `s3`.
    SomeOf(String),
    /// Nothing.
    #[default]
    Unknown,
}

/// A request; everything in it may be unknown, and is until set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    principal: Option<Principal>,
    asked: Asked,
    /// The action or service prefix in lower case.
    action_lower: String,
    resource: Option<String>,
    resource_account: Option<String>,
    /// The account that owns the resource: as set, else as the ARN says, else the caller's own for `*`.
    owner: Option<String>,
    context: Context,
    /// Its keys and those that follow from the principal, in order: each condition looks for one.
    known: Vec<(KeyName, KeyState)>,
    /// A service-linked role asks.
    service_linked: bool,
}

impl Request {
    /// Sets who asks, and with it the keys that follow: `aws:PrincipalArn`, `aws:PrincipalAccount`,
    /// `aws:PrincipalType`, `aws:username`, `aws:PrincipalIsAWSService` and such. Keys in the context win.
    #[must_use]
    pub fn with_principal(mut self, principal: Principal) -> Self {
        self.service_linked = principal.is_service_linked_role();
        self.principal = Some(principal);
        self.know();
        self.owned()
    }

    /// Sets the action, such as `s3:GetObject`.
    #[must_use]
    pub fn with_action(mut self, action: &str) -> Self {
        self.action_lower = action.to_ascii_lowercase();
        self.asked = Asked::Action(action.to_owned());
        self
    }

    /// Some action of a service, such as `s3`, not known which.
    #[must_use]
    pub fn with_some_action_of(mut self, service: &str) -> Self {
        self.action_lower = service.to_ascii_lowercase();
        self.asked = Asked::SomeOf(service.to_owned());
        self
    }

    /// Sets the resource: an ARN, or `*` for actions that have none.
    #[must_use]
    pub fn with_resource(mut self, resource: &str) -> Self {
        self.resource = Some(resource.to_owned());
        self.owned()
    }

    /// Sets the account that owns the resource, where its ARN does not say.
    #[must_use]
    pub fn with_resource_account(mut self, account: &str) -> Self {
        self.resource_account = Some(account.to_owned());
        self.owned()
    }

    fn owned(mut self) -> Self {
        let of_resource = || match self.resource.as_deref()? {
            "*" => self.principal.as_ref()?.account(),
            arn => arn.split(':').nth(4).filter(|account| super::principal::is_account(account)),
        };
        self.owner = self.resource_account.as_deref().or_else(of_resource).map(str::to_owned);
        self
    }

    /// Sets the condition keys.
    #[must_use]
    pub fn with_context(mut self, context: Context) -> Self {
        self.context = context;
        self.know();
        self
    }

    /// Keys in the context win.
    fn know(&mut self) {
        let mut all = self.principal.as_ref().map(Principal::keys).unwrap_or_default();
        all.extend(self.context.keys.clone());
        self.known = all.into_iter().collect();
    }

    /// Who asks.
    #[must_use]
    pub fn principal(&self) -> Option<&Principal> {
        self.principal.as_ref()
    }

    /// What is asked for.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    pub(super) fn action_lower(&self) -> &str {
        &self.action_lower
    }

    /// The prefix of the service that is called, in lower case.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        match self.asked {
            Asked::Action(_) => self.action_lower.split_once(':').map(|(service, _)| service),
            Asked::SomeOf(_) => Some(&self.action_lower),
            Asked::Unknown => None,
        }
    }

    /// What it is asked of.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The account that owns the resource: as set, else from its ARN, else the caller's own for `*`.
    #[must_use]
    pub fn resource_account(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Whether a service-linked role asks, which neither SCPs nor RCPs restrict.
    pub(super) fn is_service_linked(&self) -> bool {
        self.service_linked
    }

    /// What is known of a key.
    pub(super) fn key(&self, key: &KeyName) -> Key<'_> {
        match self.stated(key) {
            Some(KeyState::Present(values)) => Key::Present(values),
            Some(KeyState::SomeValue) => Key::SomeValue,
            Some(KeyState::Absent) => Key::Absent,
            Some(KeyState::Unknown) => Key::Unknown,
            // In every request, so never absent unless somebody says so.
            None if key.lower == "aws:resourceaccount" => match &self.owner {
                Some(account) => Key::Present(std::slice::from_ref(account)),
                None => Key::Unknown,
            },
            None => self.other(),
        }
    }

    /// Marks tell almost all names apart, so that few are compared letter by letter.
    fn stated(&self, key: &KeyName) -> Option<&KeyState> {
        let first = self.known.partition_point(|(name, _)| name.mark < key.mark);
        let mut same = self.known.get(first..)?.iter().take_while(|(name, _)| name.mark == key.mark);
        same.find(|(name, _)| name.lower == key.lower).map(|(_, state)| state)
    }

    fn other(&self) -> Key<'_> {
        if self.context.others_absent { Key::Absent } else { Key::Unknown }
    }
}
