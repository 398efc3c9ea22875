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

variable "roster" {}

resource "aws_iam_user" "ann" {
  name          = "ann"
}

resource "aws_iam_policy" "on_duty" {
  name   = "on-duty"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:RebootInstances", Resource = "*" }] })
}

resource "aws_cloudwatch_event_connection" "roster" {
  name               = "roster"
  authorization_type = "BASIC"
  auth_parameters {
    basic {
      username = "pawl"
      password = "roster-secret"
    }
  }
}

resource "aws_sfn_state_machine" "access" {
  name     = "access"
  role_arn = local.role
  definition = templatefile("definition.asl.json", {
    roster     = var.roster
    connection = aws_cloudwatch_event_connection.roster.arn
    policy     = aws_iam_policy.on_duty.arn
  })
}

resource "aws_cloudwatch_event_rule" "every_minute" {
  name                = "access"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "access" {
  rule     = aws_cloudwatch_event_rule.every_minute.name
  arn      = aws_sfn_state_machine.access.arn
  role_arn = local.role
  input    = "{}"
}
