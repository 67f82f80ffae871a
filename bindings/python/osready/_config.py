"""The configuration of a check: a text, or a file with the files that belong to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Union

from . import _osready


@dataclass(frozen=True)
class ConfigFiles:
    """The files of a configuration: of `rule-files`, and the suppressions next to it."""

    folders: tuple[str, str]
    rules: list[tuple[str, str]]
    suppressions: tuple[str, str] | None


@dataclass(frozen=True)
class LoadedConfig:
    """The texts of a configuration. Other processes need no access to its files."""

    name: str
    text: str
    files: ConfigFiles | None = None


Config = Union[str, "os.PathLike[str]", LoadedConfig]


def load(config: Config | None) -> LoadedConfig | None:
    """Reads the files of a configuration. A `str` is the text of an osready.toml.

    Raises `ConfigurationError` if a file cannot be read, or if a glob of `rule-files` matches no file.
    """
    if config is None or isinstance(config, LoadedConfig):
        return config
    if isinstance(config, str):
        return LoadedConfig("osready.toml", config)
    (name, text), files = _osready.read_config(os.fspath(config))
    return LoadedConfig(name, text, ConfigFiles(*files))
