"""The protobuf messages of Sparkplug B, built from their field numbers; the only file that knows protobuf.

The table is the fact: message, field, number, type. `*` = repeated, `=` = one of the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto
from google.protobuf.message import DecodeError, Message

_PACKAGE = "dispatcher.sparkplug_b"

_SCALARS: Final = {
    "bool": FieldDescriptorProto.TYPE_BOOL,
    "bytes": FieldDescriptorProto.TYPE_BYTES,
    "double": FieldDescriptorProto.TYPE_DOUBLE,
    "float": FieldDescriptorProto.TYPE_FLOAT,
    "string": FieldDescriptorProto.TYPE_STRING,
    "uint32": FieldDescriptorProto.TYPE_UINT32,
    "uint64": FieldDescriptorProto.TYPE_UINT64,
}

_PLAIN = {
    "int_value": "uint32",
    "long_value": "uint64",
    "float_value": "float",
    "double_value": "double",
    "boolean_value": "bool",
    "string_value": "string",
}


def _values(first: int, more: Mapping[str, str] | None = None) -> dict[str, tuple[int, str]]:
    """The value fields of a message, numbered in a row."""
    named = {**_PLAIN, **(more or {})}
    return {name: (number, f"={kind}") for number, (name, kind) in enumerate(named.items(), first)}


_MESSAGES: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "Payload": {
        "timestamp": (1, "uint64"),
        "metrics": (2, "*Metric"),
        "seq": (3, "uint64"),
        "uuid": (4, "string"),
        "body": (5, "bytes"),
    },
    "Metric": {
        "name": (1, "string"),
        "alias": (2, "uint64"),
        "timestamp": (3, "uint64"),
        "datatype": (4, "uint32"),
        "is_historical": (5, "bool"),
        "is_transient": (6, "bool"),
        "is_null": (7, "bool"),
        "metadata": (8, "MetaData"),
        "properties": (9, "PropertySet"),
        **_values(10, {"bytes_value": "bytes", "dataset_value": "DataSet", "template_value": "Template"}),
    },
    "MetaData": {
        "is_multi_part": (1, "bool"),
        "content_type": (2, "string"),
        "size": (3, "uint64"),
        "seq": (4, "uint64"),
        "file_name": (5, "string"),
        "file_type": (6, "string"),
        "md5": (7, "string"),
        "description": (8, "string"),
    },
    "PropertySet": {"keys": (1, "*string"), "values": (2, "*PropertyValue")},
    "PropertySetList": {"propertyset": (1, "*PropertySet")},
    "PropertyValue": {
        "type": (1, "uint32"),
        "is_null": (2, "bool"),
        **_values(3, {"propertyset_value": "PropertySet", "propertysets_value": "PropertySetList"}),
    },
    "DataSet": {
        "num_of_columns": (1, "uint64"),
        "columns": (2, "*string"),
        "types": (3, "*uint32"),
        "rows": (4, "*Row"),
    },
    "Row": {"elements": (1, "*DataSetValue")},
    "DataSetValue": _values(1),
    "Template": {
        "version": (1, "string"),
        "metrics": (2, "*Metric"),
        "parameters": (3, "*Parameter"),
        "template_ref": (4, "string"),
        "is_definition": (5, "bool"),
    },
    "Parameter": {"name": (1, "string"), "type": (2, "uint32"), **_values(3)},
}


def _built() -> type[Message]:
    file = descriptor_pb2.FileDescriptorProto(name="dispatcher_sparkplug_b.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            made = message.field.add(name=field, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL)
            if kind.startswith("*"):
                made.label = FieldDescriptorProto.LABEL_REPEATED
            elif kind.startswith("="):
                if not message.oneof_decl:
                    message.oneof_decl.add(name="value")
                made.oneof_index = 0
            bare = kind.lstrip("*=")
            if bare in _SCALARS:
                made.type = _SCALARS[bare]
            else:
                made.type = FieldDescriptorProto.TYPE_MESSAGE
                made.type_name = f".{_PACKAGE}.{bare}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Payload"))


_Payload = _built()


def new() -> Any:  # noqa: ANN401 - a class made at run time has no type that could be named
    """An empty payload."""
    return _Payload()


def parsed(data: bytes) -> Any:  # noqa: ANN401 - as above
    """Raises ValueError for bytes that are no payload."""
    message = _Payload()
    try:
        message.ParseFromString(data)
    except (DecodeError, RuntimeError) as error:
        raise ValueError(str(error)) from error
    return message
