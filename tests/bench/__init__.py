"""What the wizard costs beside a plain formtools wizard and a bare page: `make bench`."""
