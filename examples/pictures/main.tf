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

variable "language" {
  default = "jsonata"
}

resource "aws_s3_bucket" "pictures" {
  bucket        = "pawl-pictures"
  force_destroy = true
}

resource "aws_sqs_queue" "pictures" {
  name = "pictures"
}

resource "aws_s3_bucket_notification" "pictures" {
  bucket = aws_s3_bucket.pictures.id
  queue {
    queue_arn = aws_sqs_queue.pictures.arn
    events    = ["s3:ObjectCreated:*"]
  }
}

resource "aws_dynamodb_table" "pictures" {
  name         = "pictures"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "key"
  attribute {
    name = "key"
    type = "S"
  }
}

resource "aws_sfn_state_machine" "pictures" {
  name       = "pictures"
  role_arn   = local.role
  definition = templatefile("definition.${var.language}.asl.json", { table = aws_dynamodb_table.pictures.name })
}

resource "aws_pipes_pipe" "pictures" {
  name     = "pictures"
  role_arn = local.role
  source   = aws_sqs_queue.pictures.arn
  target   = aws_sfn_state_machine.pictures.arn
  source_parameters {
    filter_criteria {
      filter {
        pattern = jsonencode({ body = { Records = { eventSource = ["aws:s3"] } } })
      }
    }
    sqs_queue_parameters {
      batch_size                         = 5
      maximum_batching_window_in_seconds = 1
    }
  }
  target_parameters {
    input_template = "{\"bucket\": <$.body.Records[0].s3.bucket.name>, \"key\": <$.body.Records[0].s3.object.key>}"
    step_function_state_machine_parameters {
      invocation_type = "FIRE_AND_FORGET"
    }
  }
}
