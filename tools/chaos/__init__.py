"""Every request, every fault: whole runs that are disturbed at each of their requests, and then run again."""
