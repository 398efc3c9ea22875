package dev.pawl.api.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Serves the console's files to everybody: they hold no data. What a browser may do with them is bounded by the headers
 * (design: reliability-security, G5).
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Where it is served. */
  public static final String ROOT = "/console";

  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
      + " connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
      + " form-action 'self'";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String MISSING = "There is no such file. A build without Node.js has no console:"
      + " install it, and build again.\n";

  private final transient ConsoleFiles files = new ConsoleFiles();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    protect(response);
    String path = request.getRequestURI().substring(ROOT.length());
    if (path.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      response.setHeader("Location", ROOT + "/");
      return;
    }
    Optional<ConsoleFiles.Stored> found = files
        .find(URLDecoder.decode(path.substring(1), StandardCharsets.UTF_8));
    if (found.isPresent()) {
      write(request, response, found.get());
    } else {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      response.setContentType("text/plain; charset=utf-8");
      response.getOutputStream().write(MISSING.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void protect(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  }

  private static void write(HttpServletRequest request, HttpServletResponse response,
      ConsoleFiles.Stored file) throws IOException {
    byte[] bytes = file.zipped();
    response.setContentType(file.type());
    response.setHeader("Cache-Control", file.isForEver() ? FOR_EVER : "no-cache");
    response.setHeader("Vary", "Accept-Encoding");
    String accepted = request.getHeader("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      response.setHeader("Content-Encoding", "gzip");
    } else {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
