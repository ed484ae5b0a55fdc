"""`python -m chainrule`: the `chainrule` command, where its folder is not on the PATH."""

from chainrule.cli import main

if __name__ == "__main__":
    main()
