package io.proofworks.worker;

import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a program reaches a market, on its command line; the rest in a file of settings. */
public final class ConnectionOptions {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Brokers, several with commas between.")
  private @Nullable String bootstrapServers;

  @Option(names = "--registry-url", paramLabel = "URL", description = "Schema registry.")
  private @Nullable String registryUrl;

  @Option(
      names = "--domain",
      paramLabel = "HASH",
      description =
          "Domain of the market: 0x and 64 hex digits; a prover-worker takes several, with commas"
              + " between.")
  private @Nullable String domain;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings, for instance kafka.security.protocol or registry.user; docs/settings.md.")
  private @Nullable Path config;

  /**
   * What was said: these options over the environment over the file.
   *
   * @throws io.proofworks.settings.SettingsException naming what is unknown or cannot be read
   */
  public LayeredSettings settings() {
    Map<String, String> flags = new TreeMap<>();
    put(flags, Setting.BOOTSTRAP_SERVERS, bootstrapServers);
    put(flags, Setting.REGISTRY_URL, registryUrl);
    put(flags, Setting.DOMAIN, domain);
    put(flags, Setting.CONFIG, config);
    return LayeredSettings.load(flags, System.getenv());
  }

  /** The domain that is given as an option. */
  public Optional<String> domain() {
    return Optional.ofNullable(domain);
  }

  private static void put(Map<String, String> flags, Setting setting, @Nullable Object value) {
    Optional.ofNullable(value)
        .ifPresent(given -> flags.put(setting.settingName(), given.toString()));
  }
}
