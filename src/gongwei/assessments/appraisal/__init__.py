"""绩效考核: units scored on a scheme, every point explained; staff by the services they recorded."""
