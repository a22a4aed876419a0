# What aws-ia/label/aws makes of tags, written from its documentation. Nothing of it is a resource.

variable "tags" { default = {} }

output "tags" { value = [for k, v in var.tags : { key = k, value = v }] }
output "tags_aws" { value = var.tags }
