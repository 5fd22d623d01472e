"""From a file to fact rows: read, recognised, cleaned, loaded, by one conductor for command, web and admin."""
