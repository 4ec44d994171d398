"""What the diagnosis adds to cases."""


def register() -> None:
    pass
