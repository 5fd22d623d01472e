"""The Django project around the app `campaigns`: settings, URLs and the ways in for servers."""
