terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {}
variable "greeting" {}
variable "access_key" {}
variable "secret_key" {}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = var.access_key
  secret_key                  = var.secret_key
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    sfn       = var.endpoint
    events    = var.endpoint
    pipes     = var.endpoint
    scheduler = var.endpoint
  }
}

resource "aws_sfn_activity" "work" {
  name = "work"
  tags = { team = "orders" }
}

resource "aws_sfn_state_machine" "orders" {
  name     = "orders"
  role_arn = "arn:aws:iam::000000000000:role/test"
  publish  = true
  tags     = { team = "orders", greeting = var.greeting }
  definition = jsonencode({
    Comment = var.greeting
    StartAt = "Work"
    States  = { Work = { Type = "Task", Resource = aws_sfn_activity.work.id, End = true } }
  })
}

resource "aws_sfn_state_machine" "quick" {
  name     = "quick"
  role_arn = "arn:aws:iam::000000000000:role/test"
  type     = "EXPRESS"
  definition = jsonencode({
    StartAt = "P"
    States  = { P = { Type = "Pass", End = true } }
  })
  logging_configuration {
    log_destination        = "arn:aws:logs:us-east-1:000000000000:log-group:quick:*"
    include_execution_data = true
    level                  = "ALL"
  }
}

resource "aws_sfn_alias" "prod" {
  name        = "PROD"
  description = var.greeting
  routing_configuration {
    state_machine_version_arn = aws_sfn_state_machine.orders.state_machine_version_arn
    weight                    = 100
  }
}

output "alias" {
  value = aws_sfn_alias.prod.arn
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  description         = var.greeting
  schedule_expression = "cron(0 3 * * ? *)"
  tags                = { team = "orders" }
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule     = aws_cloudwatch_event_rule.nightly.name
  arn      = aws_sfn_state_machine.orders.arn
  role_arn = "arn:aws:iam::000000000000:role/test"
  input    = jsonencode({ greeting = var.greeting })
}

resource "aws_cloudwatch_event_bus" "shop" {
  name = "shop"
}

resource "aws_cloudwatch_event_rule" "made" {
  name           = "made"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ source = ["orders"] })
}

resource "aws_cloudwatch_event_connection" "shop" {
  name               = "shop"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "X-Key"
      value = "secret"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "shop" {
  name                             = "shop"
  description                      = var.greeting
  connection_arn                   = aws_cloudwatch_event_connection.shop.arn
  invocation_endpoint              = "https://shop.example.com/orders/*"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 20
}

resource "aws_cloudwatch_event_target" "shop" {
  rule           = aws_cloudwatch_event_rule.made.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  arn            = aws_cloudwatch_event_api_destination.shop.arn
  role_arn       = "arn:aws:iam::000000000000:role/test"
  http_target {
    path_parameter_values = ["7"]
  }
}

resource "aws_scheduler_schedule_group" "orders" {
  name = "orders"
}

resource "aws_scheduler_schedule" "hourly" {
  name                         = "hourly"
  group_name                   = aws_scheduler_schedule_group.orders.name
  schedule_expression          = "rate(1 hour)"
  schedule_expression_timezone = "Europe/Berlin"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_sfn_state_machine.orders.arn
    role_arn = "arn:aws:iam::000000000000:role/test"
    input    = jsonencode({ greeting = var.greeting })
  }
}

resource "aws_pipes_pipe" "pictures" {
  name     = "pictures"
  role_arn = "arn:aws:iam::000000000000:role/test"
  source   = "arn:aws:sqs:us-east-1:000000000000:pictures"
  target   = aws_sfn_state_machine.orders.arn
  tags     = { greeting = var.greeting }
  source_parameters {
    filter_criteria {
      filter {
        pattern = jsonencode({ body = { kind = ["picture"] } })
      }
    }
    sqs_queue_parameters {
      batch_size                         = 5
      maximum_batching_window_in_seconds = 2
    }
  }
  target_parameters {
    input_template = "{\"key\": <$.body.key>}"
    step_function_state_machine_parameters {
      invocation_type = "FIRE_AND_FORGET"
    }
  }
}
