"""Finds the headless Chromium the browser tests need; installs it through apt when root."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """0 when there is one now; else says plainly what to install."""
    if find():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                command,
                check=True,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        if find():
            return 0
    sys.stderr.write(
        "The browser tests need Chromium. Install it (Debian, Ubuntu: apt-get install chromium)"
        " and run the command again.\n"
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
