package io.proofworks.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings by name, from flags over environment over file. A setting {@code commit.interval.ms} is
 * the flag {@code --commit-interval-ms=50} (or {@code --commit.interval.ms 50}), the variable
 * {@code PROOFWORKS_COMMIT_INTERVAL_MS} and the line {@code commit.interval.ms=50} of a properties
 * file. Names are those of {@link Setting}, and whatever begins with {@code kafka.}. Secrets are no
 * flags, and a file with one is read only if nobody else can read it.
 */
public final class LayeredSettings {

  /** Settings behind this are handed to Kafka's clients under the rest of their names. */
  public static final String KAFKA = "kafka.";

  private static final String ENV_PREFIX = "PROOFWORKS_";

  /** In the names of settings with secrets, ours and Kafka's. */
  private static final Pattern SECRET =
      Pattern.compile("password|passphrase|secret|jaas|credential|keystore\\.key|token$");

  private final Map<String, String> values;

  private LayeredSettings(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Reads the layers; the file is the one that {@code --config} or {@code PROOFWORKS_CONFIG} names.
   *
   * @throws SettingsException naming what is unknown or cannot be read
   */
  public static LayeredSettings load(String[] args, Map<String, String> env) {
    return layers(fromFlags(args), env);
  }

  /** As {@link #load}, with the flags by the names of their settings. */
  public static LayeredSettings load(Map<String, String> flags, Map<String, String> env) {
    return layers(known(flags, ""), env);
  }

  /** One layer given by name, for instance {@code Map.of("domain", "0x..")}. */
  public static LayeredSettings of(Map<String, String> values) {
    return new LayeredSettings(known(values, ""));
  }

  private static LayeredSettings layers(Map<String, String> flags, Map<String, String> env) {
    Map<String, String> given = fromEnv(env);
    given.putAll(flags);
    Map<String, String> values = new TreeMap<>();
    new LayeredSettings(given)
        .find(Setting.CONFIG)
        .map(Path::of)
        .ifPresent(file -> values.putAll(fromFile(file)));
    values.putAll(given);
    return new LayeredSettings(values);
  }

  /**
   * Itself, if all numbers are in their ranges: who reads one may do so only once brokers have
   * answered.
   *
   * @throws SettingsException naming one that is not
   */
  public LayeredSettings withNumbersInRange() {
    Stream.of(Setting.values())
        .filter(Setting::isNumber)
        .filter(setting -> said(setting).isPresent())
        .forEach(this::number);
    return this;
  }

  /** These, and for what they do not say another layer. */
  public LayeredSettings over(Map<String, String> weaker) {
    Map<String, String> both = new TreeMap<>(known(weaker, ""));
    both.putAll(values);
    return new LayeredSettings(both);
  }

  /** Its value or its default; empty when it has neither. */
  public Optional<String> find(Setting setting) {
    return said(setting).or(setting::fallback);
  }

  /** Its value, not its default. */
  public Optional<String> said(Setting setting) {
    return Optional.ofNullable(values.get(setting.settingName()))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /**
   * Its value or its default.
   *
   * @throws SettingsException if it has neither
   */
  public String text(Setting setting) {
    return find(setting)
        .orElseThrow(() ->
            new SettingsException(
                setting.settingName()
                    + " is not set; give --"
                    + setting.settingName()
                    + "=..., or "
                    + setting.variable()));
  }

  /**
   * A number.
   *
   * @throws SettingsException if it is none, or out of the setting's range
   */
  public int number(Setting setting) {
    int value = parsed(setting, Integer::parseInt);
    if (value < setting.least() || value > setting.most()) {
      throw new SettingsException(
          "%s is %d; a number from %d to %d"
              .formatted(setting.settingName(), value, setting.least(), setting.most()));
    }
    return value;
  }

  /** A number of milliseconds; as {@link #number}. */
  public Duration millis(Setting setting) {
    return Duration.ofMillis(number(setting));
  }

  /**
   * What a parser makes of it.
   *
   * @param parser throws IllegalArgumentException for what it does not take
   * @throws SettingsException naming the setting, if the parser throws
   */
  public <T> T parsed(Setting setting, Function<String, T> parser) {
    String text = text(setting);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          setting.settingName() + " is \"" + text + "\": " + e.getMessage());
    }
  }

  /** What Kafka's clients are told, by Kafka's names. */
  public Map<String, String> kafka() {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(KAFKA))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(KAFKA.length()), Map.Entry::getValue));
  }

  /** The names only: values may be secrets. */
  @Override
  public String toString() {
    return "LayeredSettings" + values.keySet();
  }

  static String variable(String name) {
    return ENV_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static Map<String, String> fromFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("settings file " + file + " cannot be read: " + e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> values.put(n, properties.getProperty(n)));
    requireOursIfSecret(file, values);
    return known(values, " in " + file);
  }

  private static void requireOursIfSecret(Path file, Map<String, String> values) {
    boolean secret =
        values.entrySet().stream()
            .anyMatch(one -> isSecret(one.getKey()) && !one.getValue().isBlank());
    try {
      if (secret) {
        SecretFile.requireOurs(file);
      }
    } catch (IOException e) {
      throw new SettingsException("settings file " + file + " cannot be read: " + e);
    }
  }

  /** Whether what has that name is told nobody: no flag takes it, and no file that others read. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).find();
  }

  private static Map<String, String> known(Map<String, String> values, String where) {
    values.keySet().forEach(name -> requireKnown(name, "setting " + name + where));
    return values;
  }

  /** Other programs' variables may share the prefix, so only names that are known count here. */
  private static Map<String, String> fromEnv(Map<String, String> env) {
    Map<String, String> values = new TreeMap<>();
    env.forEach((variable, value) -> {
      if (variable.startsWith(ENV_PREFIX)) {
        String name =
            variable.substring(ENV_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        if (isKnown(name)) {
          values.put(name, value);
        }
      }
    });
    return values;
  }

  private static Map<String, String> fromFlags(String[] args) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      String flag = args[i];
      if (!flag.startsWith("--")) {
        throw new SettingsException("argument " + flag + " is no flag; flags are --name=value");
      }
      int equals = flag.indexOf('=');
      String name = flagName(equals < 0 ? flag : flag.substring(0, equals));
      requireNoSecret(name);
      if (equals < 0 && i + 1 == args.length) {
        throw new SettingsException("flag " + flag + " has no value; give " + flag + "=value");
      }
      values.put(name, equals < 0 ? args[++i] : flag.substring(equals + 1));
    }
    return values;
  }

  /** Everybody on the machine can read the arguments of a process. */
  private static void requireNoSecret(String name) {
    if (isSecret(name)) {
      throw new SettingsException(
          name
              + " is a secret, which the list of processes would show; give it in the file that"
              + " --config names, or as "
              + variable(name));
    }
  }

  private static String flagName(String flag) {
    String asWritten = flag.substring(2);
    String name = isKnown(asWritten) ? asWritten : asWritten.replace('-', '.');
    requireKnown(name, "flag " + flag);
    return name;
  }

  private static boolean isKnown(String name) {
    return Setting.find(name).isPresent() || name.startsWith(KAFKA);
  }

  private static void requireKnown(String name, String what) {
    if (!isKnown(name)) {
      throw new SettingsException(
          what
              + " is unknown; known are "
              + Stream.of(Setting.values())
                  .map(Setting::settingName)
                  .collect(Collectors.joining(", "))
              + ", and any that begins with "
              + KAFKA);
    }
  }
}
