"""考核拨付: money by people served, quantity and quality; every cent adds up and can be explained."""
