"""The command line: arguments -> library -> exit code. Nothing else in the package prints.

0    all done
1    some articles failed, each named on standard error; or a figure is below its floor
2    wrong usage: arguments, settings, a missing model
3    a regression found
130  interrupted
"""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence

from extract.cli.arguments import parser
from extract.cli.codes import FAILED, INTERRUPTED, USAGE, complain
from extract.errors import ConfigurationError, ExtractError
from extract.threads import one_thread

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name; by default those of the process.

    Returns:
        The exit code.
    """
    one_thread()
    atexit.register(gc.freeze)  # or Python looks once more through all that is loaded, before it goes
    arguments = parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except ConfigurationError as error:
        return complain(error, USAGE)
    except ExtractError as error:
        return complain(error, FAILED)
    except BrokenPipeError:  # the reader of standard output has gone: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
