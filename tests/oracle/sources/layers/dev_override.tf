locals {
  suffix = "dev"
}

variable "region" {
  type    = string
  default = "us-east-2"
}
