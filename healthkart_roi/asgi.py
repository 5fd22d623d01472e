"""The door for ASGI servers: `healthkart_roi.asgi`, looked up by the name `application`."""

from healthkart_roi.start import stop_on_wrong_settings

stop_on_wrong_settings()

from django.core.asgi import get_asgi_application  # noqa: E402  (settings are checked before Django starts)

application = get_asgi_application()
