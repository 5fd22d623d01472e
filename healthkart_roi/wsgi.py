"""The door for WSGI servers: `healthkart_roi.wsgi`, looked up by the name `application`."""

from healthkart_roi.start import stop_on_wrong_settings

stop_on_wrong_settings()

from django.core.wsgi import get_wsgi_application  # noqa: E402  (settings are checked before Django starts)

from healthkart_roi.preload import preload  # noqa: E402

application = get_wsgi_application()
preload()
