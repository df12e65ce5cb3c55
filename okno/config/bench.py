"""`okno bench NAME`: measure and print a table; with --json the last line is one JSON object."""

import argparse
import importlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from okno.config.env import Unusable

NAMES = ("hall", "wire", "booking")


def main(rest: list[str]) -> int:
    """Run one bench. Without --long it ends within 50 s."""
    parser = argparse.ArgumentParser(prog="python -m okno bench")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args(rest)
    if not (Path.cwd() / "bench" / f"{asked.name}.py").exists():
        raise Unusable("benches run from the project's folder")
    sys.path.insert(0, str(Path.cwd()))
    figures, goals = importlib.import_module(f"bench.{asked.name}").measure(long=asked.long)
    result = {
        "bench": asked.name,
        "machine": machine(),
        "figures": figures,
        "goals": {name: _judge(figures[name], goal) for name, goal in goals.items()},
    }
    for name, goal in result["goals"].items():
        sign = "met" if goal["met"] else "NOT MET"
        sys.stdout.write(f"{name}: {goal['value']} (goal {goal['goal']}): {sign}\n")
    if asked.json:
        sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _judge(value: float, goal: float) -> dict[str, Any]:
    """Every goal of okno is a most: the value must not be above it."""
    return {"value": value, "goal": goal, "met": value <= goal}


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
