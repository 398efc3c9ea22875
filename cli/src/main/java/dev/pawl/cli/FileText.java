package dev.pawl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are given on the command line or in files. */
public final class FileText {
  private static final String FILE = "file://";
  private static final String STANDARD_INPUT = "-";

  private FileText() {}

  /**
   * A text as it is; where it begins with {@code file://} what the file has, as with the AWS CLI.
   *
   * @throws CliException where there is no such file
   */
  public static String of(String given) {
    return given.startsWith(FILE) ? read(given.substring(FILE.length())) : given;
  }

  /**
   * A file's text; {@code -} is the standard input.
   *
   * @throws CliException where it cannot be read
   */
  public static String read(String file) {
    try {
      return file.equals(STANDARD_INPUT)
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new CliException(ExitCodes.UNREADABLE, "The file " + file + " cannot be read: "
          + (Files.exists(Path.of(file)) ? e.getMessage() : "there is none") + ".");
    }
  }
}
