package io.proofworks.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings by name, from flags over environment over file. A setting {@code commit.interval.ms} is
 * the flag {@code --commit-interval-ms=50} (or {@code --commit.interval.ms 50}), the variable
 * {@code PROOFWORKS_COMMIT_INTERVAL_MS} and the line {@code commit.interval.ms=50} of a properties
 * file. Names that begin with {@code kafka.} or {@code app.} are passed through.
 */
record LayeredSettings(Map<String, String> values) {

  private static final String ENV_PREFIX = "PROOFWORKS_";
  private static final List<String> OPEN_PREFIXES = List.of("kafka.", "app.");

  /** Layers, the strongest first; every name has to be known. */
  static LayeredSettings load(
      List<String> known, String[] args, Map<String, String> env, Optional<Path> file) {
    Map<String, String> values = new TreeMap<>();
    file.ifPresent(path -> values.putAll(fromFile(known, path)));
    values.putAll(fromEnv(known, env));
    values.putAll(fromFlags(known, args));
    return new LayeredSettings(values);
  }

  /** One layer given by name. */
  static LayeredSettings of(List<String> known, Map<String, String> values) {
    values.keySet().forEach(name -> requireKnown(known, name, "setting " + name));
    return new LayeredSettings(new TreeMap<>(values));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The settings whose names begin with the prefix, without it. */
  Map<String, String> below(String prefix) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  private static Map<String, String> fromFile(List<String> known, Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("settings file " + file + " cannot be read: " + e);
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      requireKnown(known, name, "setting " + name + " in " + file);
      values.put(name, properties.getProperty(name));
    }
    return values;
  }

  /** Other programs' variables may share the prefix, so only names that are known count here. */
  private static Map<String, String> fromEnv(List<String> known, Map<String, String> env) {
    Map<String, String> values = new TreeMap<>();
    env.forEach((variable, value) -> {
      if (variable.startsWith(ENV_PREFIX)) {
        String name =
            variable.substring(ENV_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        if (isKnown(known, name)) {
          values.put(name, value);
        }
      }
    });
    return values;
  }

  private static Map<String, String> fromFlags(List<String> known, String[] args) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      String flag = args[i];
      if (!flag.startsWith("--")) {
        throw new SettingsException("argument " + flag + " is no flag; flags are --name=value");
      }
      int equals = flag.indexOf('=');
      String name = flagName(known, equals < 0 ? flag : flag.substring(0, equals));
      if (equals < 0 && i + 1 == args.length) {
        throw new SettingsException("flag " + flag + " has no value; give " + flag + "=value");
      }
      values.put(name, equals < 0 ? args[++i] : flag.substring(equals + 1));
    }
    return values;
  }

  private static String flagName(List<String> known, String flag) {
    String asWritten = flag.substring(2);
    String name = isKnown(known, asWritten) ? asWritten : asWritten.replace('-', '.');
    requireKnown(known, name, "flag " + flag);
    return name;
  }

  private static boolean isKnown(List<String> known, String name) {
    return known.contains(name) || OPEN_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static void requireKnown(List<String> known, String name, String what) {
    if (!isKnown(known, name)) {
      throw new SettingsException(
          what
              + " is unknown; known are "
              + String.join(", ", known)
              + ", and any that begins with "
              + String.join(" or ", OPEN_PREFIXES));
    }
  }
}
