"""What can be known of anyone, whichever programme asks: measurements, age, identity number, being managed."""
