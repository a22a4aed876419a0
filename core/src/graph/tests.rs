//! Addresses, routes and names of small networks.
