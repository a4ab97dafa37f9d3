"""What a written computation comes to: the number that somebody with a calculator would find.

Numbers are rounded when they are written, so what stands left of an equals sign need not lead to
what stands right of it. `core.number_formulas` takes more digits where it does not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from math import exp, log, sqrt, tanh

_EXPONENT = re.compile(r" × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_REST = re.compile(r"\([\d,]+ more, together ([^)]+)\)")
_POWER = re.compile(r"(?<=[\d)])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_ROOT = re.compile(r"√([\d.e-]+)")
_LOG = re.compile(r"log (\S+?)(?=[\s)]|$)")
_NAMES = (
    ("LReLU′", "leaky_slope"),
    ("ReLU′", "relu_slope"),
    ("σ′", "sigmoid_slope"),
    ("tanh′", "tanh_slope"),
    ("LReLU", "leaky"),
    ("ReLU", "relu"),
    ("σ", "sigmoid"),
    ("e^(", "exp("),
    ("½", "0.5"),
    ("−", "-"),
    ("·", "*"),
)
"""A longer name comes before one that it contains."""


def _sigmoid(s: float) -> float:
    return 1.0 / (1.0 + exp(-s)) if s > -700.0 else 0.0


_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": exp,
    "sqrt": sqrt,
    "log": log,
    "tanh": tanh,
    "sigmoid": _sigmoid,
    "relu": lambda s: max(s, 0.0),
    "leaky": lambda s: s if s > 0 else 0.01 * s,
    "relu_slope": lambda s: float(s > 0),
    "leaky_slope": lambda s: 1.0 if s > 0 else 0.01,
    "sigmoid_slope": lambda s: _sigmoid(s) * (1.0 - _sigmoid(s)),
    "tanh_slope": lambda s: 1.0 - tanh(s) ** 2,
}


def recomputed(plain: str) -> float | None:
    """Compute what is written in plain text, with decimal points; None if it holds symbols."""
    text = _EXPONENT.sub(lambda match: f"e{match[1].translate(_LOWERED)}", plain)
    text = _POWER.sub(lambda match: f"**{match[1].translate(_LOWERED)}", text)
    text = _ROOT.sub(r"sqrt(\1)", text)
    text = _LOG.sub(r"log(\1)", _REST.sub(r"(\1)", text))
    for written, name in _NAMES:
        text = text.replace(written, name)
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, KeyError):
        return None


def _value(node: ast.expr) -> float:
    """Compute a number, a sum, a product, a power or a function of these; nothing else."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=operation, right=right):
            return _joined(operation, _value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            return _FUNCTIONS[name](_value(argument))
    raise ValueError("not a number")


def _joined(operation: ast.operator, left: float, right: float) -> float:
    match operation:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            return float(left**right)
    raise ValueError("not an operation of formulas")
