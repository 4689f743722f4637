"""Taking requests in while the network is cut: devices, their numbers, the page that works alone, and the sync."""
