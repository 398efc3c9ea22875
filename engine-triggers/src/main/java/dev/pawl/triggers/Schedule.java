package dev.pawl.triggers;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronConstraintsFactory;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When something is to happen: {@code rate(5 minutes)}, {@code cron(0 12 * * ? *)} or {@code at(2030-01-01T00:00:00)}. */
public sealed interface Schedule {
  /**
   * The first time after a moment; empty where there is none any more.
   *
   * @param begin when a rate begins to count
   * @param zone in which the hours of a cron expression and of {@code at} are
   */
  Optional<Instant> next(Instant after, Instant begin, ZoneId zone);

  /**
   * Reads an expression.
   *
   * @throws InvalidTriggerException where it is none
   */
  static Schedule parse(String text) {
    Matcher parts = Reading.FORM.matcher(text);
    if (!parts.matches()) {
      throw new InvalidTriggerException(
          "Parameter ScheduleExpression is not valid: it is neither rate(...), cron(...) nor at(...)");
    }
    String inside = parts.group("inside").strip();
    return switch (parts.group("kind")) {
      case "rate" -> Reading.rate(inside);
      case "cron" -> Reading.cron(inside);
      default -> Reading.at(inside);
    };
  }

  /** Again and again after the same time. */
  record Rate(Duration every) implements Schedule {
    @Override
    public Optional<Instant> next(Instant after, Instant begin, ZoneId zone) {
      if (begin.isAfter(after)) {
        return Optional.of(begin);
      }
      long done = Duration.between(begin, after).dividedBy(every);
      return Optional.of(begin.plus(every.multipliedBy(done + 1)));
    }
  }

  /** At the times of a calendar. */
  record Calendar(ExecutionTime times) implements Schedule {
    @Override
    public Optional<Instant> next(Instant after, Instant begin, ZoneId zone) {
      Instant from = begin.isAfter(after) ? begin.minusMillis(1) : after;
      return times.nextExecution(ZonedDateTime.ofInstant(from, zone)).map(ZonedDateTime::toInstant);
    }
  }

  /** Once. */
  record Once(LocalDateTime at) implements Schedule {
    @Override
    public Optional<Instant> next(Instant after, Instant begin, ZoneId zone) {
      return Optional.of(at.atZone(zone).toInstant()).filter(time -> time.isAfter(after));
    }

    /** The time itself, whether it is over or not. */
    public Instant time(ZoneId zone) {
      return at.atZone(zone).toInstant();
    }
  }

  /** Makes schedules of texts. */
  final class Reading {
    private static final Pattern FORM = Pattern
        .compile("(?<kind>rate|cron|at)\\((?<inside>[^()]{1,250})\\)");
    private static final Pattern RATE = Pattern
        .compile("(?<value>[1-9][0-9]{0,5}) +(?<unit>minute|hour|day)(?<many>s?)");
    private static final int LAST_YEAR = 2199;
    private static final int FIRST_YEAR = 1970;

    private static final CronDefinition FIELDS = CronDefinitionBuilder.defineCron()
        .withMinutes().withValidRange(0, 59).and()
        .withHours().withValidRange(0, 23).and()
        .withDayOfMonth().withValidRange(1, 31).supportsL().supportsW().supportsLW()
        .supportsQuestionMark().and()
        .withMonth().withValidRange(1, 12).and()
        .withDayOfWeek().withValidRange(1, 7).withMondayDoWValue(2).supportsHash().supportsL()
        .supportsQuestionMark().and()
        .withYear().withValidRange(FIRST_YEAR, LAST_YEAR).and()
        .withCronValidation(CronConstraintsFactory.ensureEitherDayOfWeekOrDayOfMonth())
        .instance();

    private Reading() {}

    private static Schedule rate(String inside) {
      Matcher parts = RATE.matcher(inside);
      if (!parts.matches()
          || parts.group("value").equals("1") != parts.group("many").isEmpty()) {
        throw new InvalidTriggerException("Parameter ScheduleExpression is not valid: a rate is a"
            + " positive number and minute, hour or day, in the plural where it is not 1");
      }
      long value = Long.parseLong(parts.group("value"));
      return new Rate(switch (parts.group("unit")) {
        case "minute" -> Duration.ofMinutes(value);
        case "hour" -> Duration.ofHours(value);
        default -> Duration.ofDays(value);
      });
    }

    private static Schedule cron(String inside) {
      try {
        Cron cron = new CronParser(FIELDS).parse(inside).validate();
        return new Calendar(ExecutionTime.forCron(cron));
      } catch (IllegalArgumentException e) {
        throw new InvalidTriggerException(
            "Parameter ScheduleExpression is not valid: " + e.getMessage(), e);
      }
    }

    private static Schedule at(String inside) {
      try {
        return new Once(LocalDateTime.parse(inside));
      } catch (DateTimeException e) {
        throw new InvalidTriggerException("Parameter ScheduleExpression is not valid: at(...) has"
            + " a time as 2030-01-31T12:00:00", e);
      }
    }
  }
}
