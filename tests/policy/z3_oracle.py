"""Containment of two policies by Z3: one pair {"a": [STATEMENT...], "b": [...]} a line in, yes, no or unknown and its milliseconds a line out.

An encoding of its own, from the IAM User Guide: texts are z3 strings, addresses bit vectors, numbers reals; a key is there or not.
"""

import ipaddress
import json
import re
import sys
import time

import z3


def pattern(text, star, one):
    # Plain text in one piece: z3 is much slower letter by letter.
    parts = [star if p == "*" else one if p == "?" else z3.Re(p) for p in re.split(r"([*?])", text) if p]
    if not parts:
        return z3.Re("")
    return parts[0] if len(parts) == 1 else z3.Concat(*parts)


ANY = z3.Full(z3.ReSort(z3.StringSort()))
ONE = z3.AllChar(z3.ReSort(z3.StringSort()))
NO_COLON = z3.Union(z3.Range("\\u{0}", "9"), z3.Range(";", "\\u{2ffff}"))


def arn(text):
    if set(text) == {"*"}:
        return ANY
    fields = text.split(":", 5)
    fields += ["*"] * (6 - len(fields))
    parts = []
    for i, field in enumerate(fields):
        parts.append(pattern(field, ANY, ONE) if i == 5 else pattern(field, z3.Star(NO_COLON), NO_COLON))
        if i < 5:
            parts.append(z3.Re(":"))
    return z3.Concat(*parts)


def like(value, text):
    """A glob over a whole string: the plain shapes in words of their own, which z3 decides much faster than expressions."""
    inner = text.strip("*")
    if text and not inner:
        return z3.BoolVal(True)
    if not re.search(r"[*?]", inner):
        first, last = text.startswith("*"), text.endswith("*")
        if first and last:
            return z3.Contains(value, z3.StringVal(inner))
        if first:
            return z3.SuffixOf(z3.StringVal(inner), value)
        if last:
            return z3.PrefixOf(z3.StringVal(inner), value)
        return value == z3.StringVal(text)
    return z3.InRe(value, pattern(text, ANY, ONE))


class Request:
    """An action is a service and a name, an ARN its six fields, of which the first five hold no colon: wildcards stay inside each."""

    def __init__(self):
        self.service, self.name = z3.String("service"), z3.String("name")
        self.resource = [z3.String(f"resource{i}") for i in range(6)]
        self.keys = {}
        word = z3.Plus(z3.Range("a", "z"))
        digits = z3.Union(z3.Range("a", "z"), z3.Range("0", "9"))
        self.side = [z3.InRe(self.service, z3.Plus(digits)), z3.InRe(self.name, word), self.resource[0] == z3.StringVal("arn")]
        for i, field in enumerate(self.resource[1:], 1):
            least = z3.Plus if i in (1, 2) else z3.Star
            self.side.append(z3.InRe(field, least(NO_COLON)) if i < 5 else z3.Length(field) > 0)

    def is_action(self, text):
        if set(text) == {"*"}:
            return z3.BoolVal(True)
        # Without a colon it is no action: AWS refuses it.
        service, colon, name = text.lower().partition(":")
        return z3.And(like(self.service, service), like(self.name, name)) if colon else z3.BoolVal(False)

    def is_resource(self, text):
        if set(text) == {"*"}:
            return z3.BoolVal(True)
        fields = text.split(":", 5)
        return z3.And(*[like(value, field) for value, field in zip(self.resource, fields)])

    def key(self, name, sort):
        if name not in self.keys:
            there = z3.Bool(name + "?")
            value = {"ip": z3.BitVec(name, 32), "number": z3.Real(name), "text": z3.String(name)}[sort]
            self.keys[name] = (there, value)
            if sort == "text":
                self.side.append(z3.Length(value) > 0)
        return self.keys[name]

    def condition(self, operator, name, values):
        if_exists = operator.endswith("IfExists")
        base = operator[: -len("IfExists")] if if_exists else operator
        if base == "Null":
            there = self.keys.get(name, (None,))[0]
            if there is None:
                there = self.key(name, {"aws:SourceIp": "ip", "x:n": "number"}.get(name, "text"))[0]
            return z3.Or(*[z3.Not(there) if v == "true" else there for v in values])
        negated = "Not" in base
        if base in ("IpAddress", "NotIpAddress"):
            there, value = self.key(name, "ip")
            tests = []
            for v in values:
                net = ipaddress.ip_network(v if "/" in v else v + "/32")
                mask = int(net.netmask)
                tests.append(value & z3.BitVecVal(mask, 32) == z3.BitVecVal(int(net.network_address) & mask, 32))
        elif base.startswith("Numeric"):
            there, value = self.key(name, "number")
            compare = {
                "NumericLessThan": lambda v: value < v,
                "NumericGreaterThanEquals": lambda v: value >= v,
                "NumericNotEquals": lambda v: value == v,
                "NumericEquals": lambda v: value == v,
            }[base]
            tests = [compare(z3.RealVal(v)) for v in values]
        else:
            there, value = self.key(name, "text")
            if base.endswith("Like"):
                tests = [z3.InRe(value, arn(v)) if base.startswith("Arn") else like(value, v) for v in values]
            else:
                tests = [value == z3.StringVal(v) for v in values]
        found = z3.Or(*tests)
        holds = z3.Not(found) if negated else found
        if if_exists:
            return z3.Implies(there, holds)
        return z3.Or(z3.Not(there), holds) if negated else z3.And(there, holds)

    def statement(self, s):
        parts = []
        for name, read in (("Action", self.is_action), ("Resource", self.is_resource)):
            patterns = s.get(name, s.get("Not" + name))
            found = z3.Or(*[read(v) for v in patterns])
            parts.append(z3.Not(found) if "Not" + name in s else found)
        for operator, keys in s.get("Condition", {}).items():
            for name, values in keys.items():
                parts.append(self.condition(operator, name, values))
        return z3.And(*parts)

    def allowed(self, statements):
        of = lambda effect: [self.statement(s) for s in statements if s["Effect"] == effect]
        return z3.And(z3.Or(*of("Allow")), z3.Not(z3.Or(*of("Deny"))))


for line in sys.stdin:
    pair = json.loads(line)
    began = time.perf_counter()
    request, solver = Request(), z3.Solver()
    # Work and not time, so that the answer is the same at every run.
    solver.set("rlimit", 1000000)
    goal = z3.And(request.allowed(pair["a"]), z3.Not(request.allowed(pair["b"])))
    solver.add(goal, *request.side)
    found = solver.check()
    took = (time.perf_counter() - began) * 1000
    print("no" if found == z3.sat else "yes" if found == z3.unsat else "unknown", f"{took:.4f}", flush=True)
