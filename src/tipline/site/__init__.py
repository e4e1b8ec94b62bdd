"""Put the parts together: settings, addresses, the database under them."""
