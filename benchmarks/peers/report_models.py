"""The same documents as pydantic-xml models, made from our tables so that nobody's are favoured."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from lxml import etree
from pydantic import AfterValidator, ValidationError
from pydantic_xml import BaseXmlModel, attr, create_model, element, errors

from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.shapes import Base, Version

if TYPE_CHECKING:
    from collections.abc import Iterator


class Invalid(Exception):
    """pydantic-xml refuses the document."""


class Model(BaseXmlModel):
    """A structure that can list what was read into it."""

    def list_leaves(self, path: str) -> Iterator[tuple[str, Any]]:
        """List every value, by the wire names above it."""
        for name in type(self).model_fields:
            wire = _WIRE.get((type(self).__name__, name), name)
            yield from _list_value(getattr(self, name), path, wire)


class Flag(Model):
    """An empty element that asserts something by being there."""

    value: str | None = None


def _check_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _list_value(value: Any, path: str, wire: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _list_value(one, path, wire)
    elif isinstance(value, Flag):
        yield f"{path}.{wire}", True
    elif isinstance(value, Model):
        yield from value.list_leaves(f"{path}.{wire}")
    elif value is not None:
        yield (f"{path}.{wire}" if wire else path), value


_WIRE: dict[tuple[str, str], str] = {}
_KINDS: dict[Base, Any] = {
    Base.STRING: str,
    Base.TOKEN: str,
    Base.BOOLEAN: bool,
    Base.INT: int,
    Base.LONG: int,
    Base.DOUBLE: float,
    Base.DATE: str,
    Base.DATE_TIME: Annotated[str, AfterValidator(_check_time)],
}


def read_with_pydantic(raw: bytes) -> Model:
    """Parse and validate one document; raises Invalid."""
    tree = etree.fromstring(raw)
    for hint in [name for name in tree.attrib if name.startswith("{")]:
        del tree.attrib[hint]  # where the schema lies: no value, and unknown to the models
    try:
        return _model_of(tree.tag).from_xml_tree(tree)
    except (ValidationError, errors.ParsingError) as error:
        raise Invalid(str(error)) from None


@cache
def _model_of(name: str) -> type[Model]:
    form = form_of(name, Version.V2026_08)
    fields = dict(_fields(form))
    return create_model(
        f"{name}Model",
        __base__=Model,
        __tag__=name,
        __search_mode__="strict",
        __cls_kwargs__={"tag": name, "search_mode": _search_mode(form), "extra": "forbid"},
        **fields,
    )


def _search_mode(form: Form) -> str:
    return "unordered" if form.content in {Content.FLAGS, Content.ONE_OF} else "strict"


def _fields(form: Form) -> Iterator[tuple[str, Any]]:
    if form.text:
        _WIRE[f"{form.name}Model", "value"] = ""
        yield "value", (_kind(form.text), ...)
    for field in form.attributes.values():
        name = f"at_{field.attribute}"
        _WIRE[f"{form.name}Model", name] = f"@{field.name}"
        default = ... if field.required else None
        yield name, (_optional(_kind(field), field), attr(name=field.name, default=default))
    for field in form.children.values():
        name = f"el_{field.name}"
        _WIRE[f"{form.name}Model", name] = field.name
        yield name, _child(form, field)


def _child(form: Form, field: Field) -> Any:
    kind = _model_of(field.form.name) if field.form else _kind(field)
    if form.content is Content.FLAGS:
        kind = Flag
    if field.repeatable:
        return list[kind], element(tag=field.name, default_factory=list)
    default = ... if field.required else None
    return _optional(kind, field), element(tag=field.name, default=default, nillable=False)


def _optional(kind: Any, field: Field) -> Any:
    return kind if field.required else kind | None


def _kind(field: Field) -> Any:
    if field.kind is None:
        return str
    if field.kind.base is Base.CHOICE:
        return Literal[tuple(field.kind.members)]
    return _KINDS.get(field.kind.base, str)
