package io.proofworks.runtime;

import io.proofworks.protocol.Hash32;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** From names and texts to {@link AppSettings}; its defaults are the documented ones. */
final class SettingsReader {

  private final LayeredSettings layers;

  private SettingsReader(LayeredSettings layers) {
    this.layers = layers;
  }

  static AppSettings read(LayeredSettings layers) {
    return new SettingsReader(layers).settings();
  }

  private AppSettings settings() {
    return new AppSettings(
        text("bootstrap.servers", "localhost:9092"),
        registry(),
        domain(),
        text("application.prefix", "proofworks"),
        Path.of(text("state.dir", "data/state")),
        number("threads", 1, 1, 1024),
        number("partitions", Topics.PARTITIONS, 1, 4096),
        (short) number("replication.factor", 3, 1, Short.MAX_VALUE),
        millis("commit.interval.ms", 50),
        millis("max.task.idle.ms", 1000),
        millis("tick.interval.ms", 200),
        number("standby.replicas", 0, 0, 16),
        layers.find("instance.id"),
        text("http.host", "127.0.0.1"),
        number("http.port", 0, 0, 65_535),
        layers.below("kafka."),
        layers.below("app."));
  }

  private RegistrySettings registry() {
    try {
      return new RegistrySettings(
          parsed(
              "registry.url",
              text("registry.url", "http://localhost:8081"),
              SettingsReader::httpUrl),
          layers.find("registry.user"),
          layers.find("registry.password"),
          layers.find("registry.truststore").map(Path::of),
          layers.find("registry.truststore.password"),
          millis("registry.timeout.ms", 10_000),
          number("registry.attempts", 5, 1, 100));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private Hash32 domain() {
    String text =
        layers
            .find("domain")
            .orElseThrow(() ->
                new SettingsException(
                    "domain is not set; give the market's 32 bytes, --domain=0x..., or"
                        + " PROOFWORKS_DOMAIN"));
    return parsed("domain", text, Hash32::parse);
  }

  private String text(String name, String fallback) {
    return layers.find(name).orElse(fallback);
  }

  private Duration millis(String name, int fallback) {
    return Duration.ofMillis(number(name, fallback, 1, Integer.MAX_VALUE));
  }

  private int number(String name, int fallback, int least, int most) {
    Optional<String> text = layers.find(name);
    int value = text.isEmpty() ? fallback : parsed(name, text.get(), Integer::parseInt);
    if (value < least || value > most) {
      throw new SettingsException(
          name + " is " + value + "; a number from " + least + " to " + most);
    }
    return value;
  }

  private static URI httpUrl(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new IllegalArgumentException("not an http or https address with a host");
    }
    return url;
  }

  private static <T> T parsed(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(name + " is \"" + text + "\": " + e.getMessage());
    }
  }
}
