"""真实性: signs in the records that somebody should look. A signal is a reason to look, never a verdict."""
