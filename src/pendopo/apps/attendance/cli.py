"""`./pendopo attendance`: each half of the app adds its verbs."""

import typer

from pendopo.apps.attendance import cli_devices, cli_recap

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli_devices.register(app)
cli_recap.register(app)
