"""`python -m onrecord` is the command line."""

from onrecord.cli import main

if __name__ == "__main__":
    main(prog_name="onrecord")
