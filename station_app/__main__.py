"""`python -m station_app` is the window."""

from station_app.main import station_app

station_app()
