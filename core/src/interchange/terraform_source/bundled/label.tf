# What cloudposse/label/null names things, written from its documentation. Nothing of it is a resource.

variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "label_order" { default = null }
variable "id_length_limit" { default = null }

locals {
  enabled   = var.enabled == null ? coalesce(try(var.context.enabled, null), true) : var.enabled
  delimiter = var.delimiter == null ? coalesce(try(var.context.delimiter, null), "-") : var.delimiter
  said = {
    namespace   = var.namespace == null ? try(var.context.namespace, null) : var.namespace
    tenant      = var.tenant == null ? try(var.context.tenant, null) : var.tenant
    environment = var.environment == null ? try(var.context.environment, null) : var.environment
    stage       = var.stage == null ? try(var.context.stage, null) : var.stage
    name        = var.name == null ? try(var.context.name, null) : var.name
  }
  attributes = compact(distinct(concat(coalesce(try(var.context.attributes, null), []), coalesce(var.attributes, []))))
  usual      = ["namespace", "tenant", "environment", "stage", "name", "attributes"]
  order      = var.label_order == null ? (try(length(var.context.label_order), 0) > 0 ? var.context.label_order : local.usual) : (length(var.label_order) > 0 ? var.label_order : local.usual)
  parts      = merge({ for k, v in local.said : k => v == null ? "" : lower(v) }, { attributes = lower(join(local.delimiter, local.attributes)) })
  id         = join(local.delimiter, compact([for k in local.order : local.parts[k]]))
  own        = { for k, v in local.said : title(k) => lower(v) if v != null && v != "" && k != "name" }
  tags       = merge(local.own, local.id == "" ? {} : { Name = local.id }, try(var.context.tags, {}), var.tags)
}

output "enabled" { value = local.enabled }
output "id" { value = local.enabled ? local.id : "" }
output "id_full" { value = local.enabled ? local.id : "" }
output "namespace" { value = local.said.namespace == null ? "" : local.said.namespace }
output "tenant" { value = local.said.tenant == null ? "" : local.said.tenant }
output "environment" { value = local.said.environment == null ? "" : local.said.environment }
output "stage" { value = local.said.stage == null ? "" : local.said.stage }
output "name" { value = local.said.name == null ? "" : local.said.name }
output "delimiter" { value = local.delimiter }
output "attributes" { value = local.attributes }
output "tags" { value = local.tags }
output "label_order" { value = local.order }
output "context" {
  value = merge(local.said, {
    enabled     = local.enabled
    delimiter   = local.delimiter
    attributes  = local.attributes
    tags        = merge(try(var.context.tags, {}), var.tags)
    label_order = local.order
  })
}
output "normalized_context" { value = merge(local.said, { enabled = local.enabled, delimiter = local.delimiter, tags = local.tags }) }
