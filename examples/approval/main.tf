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

resource "aws_iam_group" "editors" {
  name = "editors"
}

resource "aws_sns_topic" "manager" {
  name = "manager"
}

# The manager's post box.
resource "aws_sqs_queue" "post" {
  name = "post"
}

resource "aws_sns_topic_subscription" "post" {
  topic_arn            = aws_sns_topic.manager.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.post.arn
  raw_message_delivery = true
}

resource "aws_sfn_state_machine" "approval" {
  name       = "approval"
  role_arn   = local.role
  definition = templatefile("definition.asl.json", { topic = aws_sns_topic.manager.arn })
}

output "post" {
  value = aws_sqs_queue.post.url
}
