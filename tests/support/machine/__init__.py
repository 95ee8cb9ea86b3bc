"""What a test asks of the machine: programs, sockets, disks."""
