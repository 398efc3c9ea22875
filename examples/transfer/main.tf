terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "pawl" {}
variable "aws" {}

# Workflows and what starts them are Pawl's; everything else is AWS's, or stands in for it.
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  endpoints {
    sfn       = var.pawl
    events    = var.pawl
    scheduler = var.pawl
    pipes     = var.pawl
    iam       = var.aws
    sns       = var.aws
    sqs       = var.aws
    s3        = var.aws
    dynamodb  = var.aws
    datasync  = var.aws
  }
}

locals {
  role = "arn:aws:iam::123456789012:role/pawl"
}

# Made beforehand: what copies, and from where to where, outlives the workflow that watches it.
variable "task" {
  description = "the ARN of the DataSync task"
}

resource "aws_sfn_state_machine" "transfer" {
  name       = "transfer"
  role_arn   = local.role
  definition = templatefile("definition.asl.json", { task = var.task })
}

resource "aws_scheduler_schedule" "nightly" {
  name                = "transfer"
  schedule_expression = "cron(0 2 * * ? *)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_sfn_state_machine.transfer.arn
    role_arn = local.role
  }
}
