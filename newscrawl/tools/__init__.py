"""What the commands do, callable from a program."""
