"""The claims of sentences, a kind a module."""
