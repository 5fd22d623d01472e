"""The audit trail in the portal: searched, read and exported by those who may, changed by nobody."""
