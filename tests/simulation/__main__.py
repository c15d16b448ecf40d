"""`python -m tests.simulation`: the same as `tools/simulate.py`."""

import sys

from tools.simulate import main

if __name__ == "__main__":
    sys.exit(main())
