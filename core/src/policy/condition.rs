//! Conditions: every operator, `IfExists`, `ForAllValues`, `ForAnyValue` and `Null`.
//!
//! Values of one key are alternatives, for negated operators none may match; a missing key makes a positive operator
//! false and a negated one true ("IAM JSON policy elements: Condition operators" in the IAM User Guide).

use std::cmp::Ordering;
use std::net::IpAddr;

use ipnet::IpNet;

use super::matching::ArnPattern;
use super::request::{Key, KeyName, Request};
use super::template::{Template, Variables};
use super::tri::{Open, Tri, Unknown};
use super::value::{Decimal, base64, block, instant};

/// What an operator compares, without its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    /// `ArnEquals` and `ArnLike` do the same.
    Arn,
    Numeric(Comparison),
    Date(Comparison),
    Bool,
    Binary,
    IpAddress,
    Null,
}

/// How numbers and dates are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    Equals,
    Less,
    LessOrEquals,
    Greater,
    GreaterOrEquals,
}

/// `ForAllValues:` or `ForAnyValue:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantifier {
    All,
    Any,
}

/// A condition operator with everything around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    pub test: Test,
    pub negated: bool,
    pub quantifier: Option<Quantifier>,
    pub if_exists: bool,
}

impl Operator {
    /// Reads an operator's name, without regard to case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        use Comparison::{Equals, Greater, GreaterOrEquals, Less, LessOrEquals};
        let lower = name.to_ascii_lowercase();
        let (quantifier, rest) = match lower.split_once(':') {
            None => (None, lower.as_str()),
            Some(("forallvalues", rest)) => (Some(Quantifier::All), rest),
            Some(("foranyvalue", rest)) => (Some(Quantifier::Any), rest),
            Some(_) => return None,
        };
        let (rest, if_exists) = rest.strip_suffix("ifexists").map_or((rest, false), |rest| (rest, true));
        let (test, negated) = match rest {
            "stringequals" => (Test::StringEquals, false),
            "stringnotequals" => (Test::StringEquals, true),
            "stringequalsignorecase" => (Test::StringEqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Test::StringEqualsIgnoreCase, true),
            "stringlike" => (Test::StringLike, false),
            "stringnotlike" => (Test::StringLike, true),
            "arnequals" | "arnlike" => (Test::Arn, false),
            "arnnotequals" | "arnnotlike" => (Test::Arn, true),
            "numericequals" => (Test::Numeric(Equals), false),
            "numericnotequals" => (Test::Numeric(Equals), true),
            "numericlessthan" => (Test::Numeric(Less), false),
            "numericlessthanequals" => (Test::Numeric(LessOrEquals), false),
            "numericgreaterthan" => (Test::Numeric(Greater), false),
            "numericgreaterthanequals" => (Test::Numeric(GreaterOrEquals), false),
            "dateequals" => (Test::Date(Equals), false),
            "datenotequals" => (Test::Date(Equals), true),
            "datelessthan" => (Test::Date(Less), false),
            "datelessthanequals" => (Test::Date(LessOrEquals), false),
            "dategreaterthan" => (Test::Date(Greater), false),
            "dategreaterthanequals" => (Test::Date(GreaterOrEquals), false),
            "bool" => (Test::Bool, false),
            "binaryequals" => (Test::Binary, false),
            "ipaddress" => (Test::IpAddress, false),
            "notipaddress" => (Test::IpAddress, true),
            "null" => (Test::Null, false),
            _ => return None,
        };
        Some(Self { test, negated, quantifier, if_exists })
    }
}

/// A value of the policy, read for its operator; `None` where it is not of the operator's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    Text(Template),
    Arn(ArnPattern),
    Number(Option<Decimal>),
    Instant(Option<i128>),
    Bytes(Option<Vec<u8>>),
    Block(Option<IpNet>),
    Truth(Option<bool>),
}

/// One key of one operator, with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    operator: Operator,
    spelled: String,
    key: String,
    name: KeyName,
    values: Vec<String>,
    operands: Vec<Operand>,
}

impl Condition {
    pub fn new(operator: Operator, spelled: &str, key: &str, values: Vec<String>, variables: Variables) -> Self {
        let operands = values.iter().map(|value| operand(operator.test, value, variables)).collect();
        Self { operator, spelled: spelled.to_owned(), key: key.to_owned(), name: KeyName::new(key), values, operands }
    }

    /// As written.
    pub fn operator(&self) -> &str {
        &self.spelled
    }

    pub fn parsed(&self) -> Operator {
        self.operator
    }

    /// As written.
    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn key_lower(&self) -> &str {
        self.name.lower()
    }

    pub fn values(&self) -> &[String] {
        &self.values
    }

    pub fn operands(&self) -> &[Operand] {
        &self.operands
    }

    /// Values that are not of the operator's type, which AWS refuses.
    pub fn bad_values(&self) -> impl Iterator<Item = &str> {
        let bad = |operand: &Operand| {
            matches!(
                operand,
                Operand::Number(None) | Operand::Instant(None) | Operand::Bytes(None) | Operand::Block(None) | Operand::Truth(None)
            )
        };
        self.values.iter().zip(&self.operands).filter(move |(_, operand)| bad(operand)).map(|(value, _)| value.as_str())
    }

    pub fn holds(&self, request: &Request) -> Tri {
        let Operator { test, negated, quantifier, if_exists } = self.operator;
        if test == Test::Null {
            return if quantifier.is_some() || if_exists { Tri::open(Open::QualifiedNull) } else { self.null(request) };
        }
        let values = match request.key(&self.name) {
            Key::Unknown | Key::SomeValue => return Tri::unknown(Unknown::Key(self.key.clone())),
            Key::Present(values) if !values.is_empty() => values,
            _ if if_exists => return Tri::Yes,
            _ => {
                return match quantifier {
                    Some(Quantifier::All) => Tri::Yes,
                    Some(Quantifier::Any) => Tri::No,
                    None => negated.into(),
                };
            }
        };
        let one = |value: &String| self.matches(value, request).negate_if(negated);
        match (quantifier, values) {
            (None, [only]) => one(only),
            // AWS treats a set that is only the empty string as no value.
            (Some(Quantifier::All), [only]) if only.is_empty() => Tri::Yes,
            (Some(Quantifier::All), values) => Tri::all(values.iter().map(one)),
            (Some(Quantifier::Any), values) => Tri::any(values.iter().map(one)),
            (None, values) => {
                let any = Tri::any(values.iter().map(one));
                let all = Tri::all(values.iter().map(one));
                Tri::agree([any, all], Unknown::Open(Open::SetOperatorMissing))
            }
        }
    }

    fn null(&self, request: &Request) -> Tri {
        let absent = match request.key(&self.name) {
            Key::Unknown => Tri::unknown(Unknown::Key(self.key.clone())),
            Key::Present([only]) if only.is_empty() => Tri::open(Open::EmptyValue),
            Key::SomeValue => Tri::No,
            Key::Present(values) => values.is_empty().into(),
            Key::Absent => Tri::Yes,
        };
        Tri::any(self.operands.iter().map(|operand| match operand {
            Operand::Truth(Some(wanted)) => absent.clone().negate_if(!wanted),
            _ => Tri::open(Open::BadValue),
        }))
    }

    /// Whether one of the policy's values matches, negation aside.
    fn matches(&self, value: &str, request: &Request) -> Tri {
        Tri::any(self.operands.iter().map(|operand| operand.matches(self.operator.test, value, request)))
    }
}

impl Operand {
    /// Of `Null`.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => *truth,
            _ => None,
        }
    }

    /// Whether a value of the request matches, for what the operator tests.
    pub fn matches(&self, test: Test, value: &str, request: &Request) -> Tri {
        let bad = || Tri::open(Open::BadValue);
        match (self, test) {
            (Self::Text(template), Test::Bool) => {
                if truth(value).is_some() {
                    template.matches(value, request)
                } else {
                    bad()
                }
            }
            (Self::Text(template), _) => template.matches(value, request),
            (Self::Arn(pattern), _) => pattern.matches(value, request),
            (Self::Number(Some(own)), Test::Numeric(how)) => {
                Decimal::parse(value).map_or_else(bad, |given| how.holds(given.cmp(own)).into())
            }
            (Self::Instant(Some(own)), Test::Date(how)) => instant(value).map_or_else(bad, |given| how.holds(given.cmp(own)).into()),
            (Self::Bytes(Some(own)), _) => base64(value).map_or_else(bad, |given| (given == *own).into()),
            (Self::Block(Some(own)), _) => value.parse::<IpAddr>().map_or_else(|_| bad(), |given| own.contains(&given).into()),
            _ => bad(),
        }
    }
}

fn operand(test: Test, value: &str, variables: Variables) -> Operand {
    match test {
        Test::StringEquals => Operand::Text(Template::new(value, false, variables)),
        Test::StringEqualsIgnoreCase => Operand::Text(Template::folding_case(value, variables)),
        Test::StringLike => Operand::Text(Template::new(value, true, variables)),
        Test::Arn => Operand::Arn(ArnPattern::condition(value, variables)),
        Test::Numeric(_) => Operand::Number(Decimal::parse(value)),
        Test::Date(_) => Operand::Instant(instant(value)),
        Test::Binary => Operand::Bytes(base64(value)),
        Test::IpAddress => Operand::Block(block(value)),
        // AWS allows policy variables in Bool.
        Test::Bool => match truth(value) {
            None if !value.contains("${") => Operand::Truth(None),
            _ => Operand::Text(Template::folding_case(value, variables)),
        },
        Test::Null => Operand::Truth(truth(value)),
    }
}

fn truth(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("true") {
        Some(true)
    } else if value.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEquals => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEquals => order.is_ge(),
        }
    }
}
