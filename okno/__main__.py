"""python -m okno"""

from okno.config.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
