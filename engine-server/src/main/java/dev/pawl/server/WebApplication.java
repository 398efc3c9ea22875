package dev.pawl.server;

import dev.pawl.api.ApiConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The web server around the API; what nobody answers is told by {@code ProblemValve}. Its collaborators are made by {@link Node} before it starts. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@Import(ApiConfiguration.class)
class WebApplication {}
