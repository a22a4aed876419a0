region = "eu-west-1"
nets = {
  a = { cidr = "10.50.0.0/16" }
}
