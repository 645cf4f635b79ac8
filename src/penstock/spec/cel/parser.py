"""From the text of an expression to its tree, by recursive descent within a limit of depth."""

from collections.abc import Callable
from typing import NoReturn

from penstock.core.errors import ConditionError
from penstock.core.suggest import did_you_mean
from penstock.spec.cel.syntax import (
    Binary,
    Call,
    Choice,
    Expression,
    Index,
    InputReference,
    ListOf,
    Literal,
    Logic,
    MapOf,
    Negative,
    Not,
    Variable,
    children,
)
from penstock.spec.cel.tokens import Kind, Token, tokens

FUNCTIONS = {
    "int": 1, "double": 1, "string": 1, "bool": 1, "size": 1, "has": 1, "parseJson": 1, "dyn": 1,
}  # fmt: skip
"""Functions by their number of arguments."""
METHODS = {"size": 1, "contains": 2, "startsWith": 2, "endsWith": 2}
"""Methods by their number of arguments, receiver included."""

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_DEEPEST_NESTING = 32
"""Of parentheses and brackets; each level costs the parser nine calls."""
_DEEPEST_TREE = 100
_TOO_DEEP = "The expression is nested too deeply"
_PYTHON_WORDS = {"and": "&&", "or": "||", "not": "!", "True": "true", "False": "false", "None": "null", "is": "=="}


def parse(text: str, *, variables: frozenset[str] = frozenset()) -> Expression:
    """Read an expression over the task's ``inputs``, or, if `variables` are given, over those alone.

    Raises `ConditionError` with the place of the first mistake.
    """
    expression = _Parser(text, variables).whole()
    level, depth = [expression], 0
    while level:
        depth += 1
        if depth > _DEEPEST_TREE:
            raise ConditionError(_TOO_DEEP, position=level[0].position, text=text)
        level = [child for node in level for child in children(node)]
    return expression


class _Parser:
    """Reads one text, token by token."""

    def __init__(self, text: str, variables: frozenset[str]) -> None:
        self._text = text
        self._variables = variables
        self._tokens = tokens(text)
        self._token = next(self._tokens)
        self._depth = 0

    def whole(self) -> Expression:
        if self._at_end():
            self._refuse("The expression is empty", self._token)
        expression = self._expression()
        if not self._at_end():
            self._unexpected("an operator or the end")
        return expression

    def _at_end(self) -> bool:
        return self._token.kind is Kind.END

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST_NESTING:
            self._refuse(_TOO_DEEP, self._token)
        condition = self._disjunction()
        start = self._token.position
        if self._skip("?"):
            then = self._disjunction()
            self._expect(":")
            condition = Choice(condition=condition, then=then, otherwise=self._expression(), position=start)
        self._depth -= 1
        return condition

    def _disjunction(self) -> Expression:
        return self._logic("||", self._conjunction)

    def _conjunction(self) -> Expression:
        return self._logic("&&", self._comparison)

    def _logic(self, operator: str, term: Callable[[], Expression]) -> Expression:
        terms, start = [term()], self._token.position
        while self._skip(operator):
            terms.append(term())
        return terms[0] if len(terms) == 1 else Logic(is_and=operator == "&&", terms=tuple(terms), position=start)

    def _comparison(self) -> Expression:
        return self._chain(self._sum, lambda token: token.text in _COMPARISONS or token.text == "in")

    def _sum(self) -> Expression:
        return self._chain(self._product, lambda token: token.text in ("+", "-"))

    def _product(self) -> Expression:
        return self._chain(self._unary, lambda token: token.text in ("*", "/", "%"))

    def _chain(self, operand: Callable[[], Expression], belongs: Callable[[Token], bool]) -> Expression:
        left = operand()
        while self._token.kind in (Kind.OPERATOR, Kind.NAME) and belongs(self._token):
            token = self._advance()
            left = Binary(operator=token.text, left=left, right=operand(), position=token.position)
        return left

    def _unary(self) -> Expression:
        signs: list[Token] = []
        while self._token.kind is Kind.OPERATOR and self._token.text in ("!", "-"):
            signs.append(self._advance())
        expression = self._member()
        for sign in reversed(signs):
            node = Not if sign.text == "!" else Negative
            expression = node(operand=expression, position=sign.position)
        return expression

    def _member(self) -> Expression:
        expression = self._primary()
        while self._token.kind is Kind.OPERATOR and self._token.text in (".", "["):
            token = self._advance()
            if token.text == "[":
                key = self._expression()
                self._expect("]")
                expression = Index(operand=expression, key=key, position=token.position)
            else:
                expression = self._selected(expression)
        return expression

    def _selected(self, operand: Expression) -> Expression:
        field = self._name("a field")
        if self._token.text == "(" and self._token.kind is Kind.OPERATOR:
            return self._call(field, METHODS, (operand,))
        return Index(operand=operand, key=_constant(field), position=field.position)

    def _primary(self) -> Expression:
        token = self._token
        if token.kind is Kind.LITERAL:
            self._advance()
            return Literal(value=token.value, position=token.position)
        if token.kind is Kind.NAME:
            return self._named()
        if self._skip("("):
            inner = self._expression()
            self._expect(")")
            return inner
        if self._skip("["):
            return ListOf(items=self._arguments("]"), position=token.position)
        return self._map() if self._skip("{") else self._unexpected("a value")

    def _named(self) -> Expression:
        token = self._advance()
        if self._token.text == "(" and self._token.kind is Kind.OPERATOR:
            return self._call(token, FUNCTIONS, ())
        if token.text in self._variables:
            return Variable(name=token.text, position=token.position)
        if token.text == "inputs" and not self._variables:
            return self._input(token)
        if token.text in _PYTHON_WORDS:
            self._refuse(f"Unknown name {token.text!r}", token, f"write {_PYTHON_WORDS[token.text]!r}")
        known = did_you_mean(token.text, sorted(self._variables) or ["inputs"])
        return self._refuse(f"Unknown name {token.text!r}{known}", token)

    def _input(self, start: Token) -> Expression:
        self._expect(".")
        field = self._name("'parameter_values' or 'artifacts'")
        if field.text not in ("parameter_values", "artifacts"):
            known = did_you_mean(field.text, ["parameter_values", "artifacts"])
            self._refuse(f"inputs has no field {field.text!r}{known}", field)
        name = ""
        if self._skip("."):
            name = self._name("the name of an input").text
        elif self._skip("["):
            key = self._advance()
            if not isinstance(key.value, str):
                self._refuse("An input is named by a text", key, "write inputs.parameter_values['name']")
            name = key.value
            self._expect("]")
        return InputReference(is_artifact=field.text == "artifacts", name=name, position=start.position)

    def _call(self, name: Token, known: dict[str, int], receiver: tuple[Expression, ...]) -> Expression:
        self._advance()
        arguments = (*receiver, *self._arguments(")"))
        if name.text not in known:
            self._refuse(f"Unknown function {name.text!r}{did_you_mean(name.text, known)}", name)
        if len(arguments) != known[name.text]:
            expected = known[name.text] - len(receiver)
            self._refuse(f"{name.text}() takes {expected} argument{'s' if expected != 1 else ''}", name)
        if name.text == "has" and not isinstance(arguments[0], Index | InputReference):
            self._refuse("has() takes a field, such as has(a.b)", name)
        return Call(function=name.text, arguments=arguments, position=name.position)

    def _arguments(self, closing: str) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while not self._skip(closing):
            if found:
                self._expect(",")
            if self._skip(closing):
                break
            found.append(self._expression())
        return tuple(found)

    def _map(self) -> Expression:
        start = self._token.position
        entries: list[tuple[Expression, Expression]] = []
        while not self._skip("}"):
            if entries:
                self._expect(",")
            key = self._expression()
            self._expect(":")
            entries.append((key, self._expression()))
        return MapOf(entries=tuple(entries), position=start)

    def _name(self, expected: str) -> Token:
        return self._advance() if self._token.kind is Kind.NAME else self._unexpected(expected)

    def _advance(self) -> Token:
        token = self._token
        if token.kind is not Kind.END:
            self._token = next(self._tokens)
        return token

    def _skip(self, operator: str) -> bool:
        if self._token.kind is not Kind.OPERATOR or self._token.text != operator:
            return False
        self._advance()
        return True

    def _expect(self, operator: str) -> None:
        if not self._skip(operator):
            self._unexpected(repr(operator))

    def _unexpected(self, expected: str) -> NoReturn:
        hint = f"write {_PYTHON_WORDS[self._token.text]!r}" if self._token.text in _PYTHON_WORDS else ""
        shown = self._token.text if self._token.kind is Kind.END else repr(self._token.text)
        self._refuse(f"Expected {expected}, found {shown}", self._token, hint)

    def _refuse(self, message: str, token: Token, hint: str = "") -> NoReturn:
        raise ConditionError(message, position=token.position, text=self._text, hint=hint)


def _constant(token: Token) -> Literal:
    return Literal(value=token.text, position=token.position)
