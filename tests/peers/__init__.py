"""Real peers on loopback, each in an environment of its own: installed by `make peers`, started by the tests that need them."""
