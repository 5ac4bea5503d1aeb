package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.proofworks.operations.Meters;
import io.proofworks.serde.RegistryClient;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Secrets in settings are handed to who needs them, and shown nowhere. */
final class SecretsTest {

  private static final String SECRET = "correct-horse-battery";
  private static final String JAAS =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\""
          + SECRET
          + "\";";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "bootstrap.servers", "127.0.0.1:1",
          "kafka.security.protocol", "SASL_PLAINTEXT",
          "kafka.sasl.mechanism", "SCRAM-SHA-256",
          "kafka.sasl.jaas.config", JAAS,
          "kafka.ssl.key.password", SECRET,
          "registry.user", "u",
          "registry.password", SECRET,
          "registry.attempts", "1",
          "registry.truststore.password", SECRET);

  @TempDir private Path directory;

  /** Everything that is logged meanwhile, at every level, with causes. */
  private static String logged(Runnable meanwhile) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> list = new ListAppender<>();
    list.start();
    root.addAppender(list);
    root.setLevel(Level.DEBUG);
    try {
      meanwhile.run();
    } finally {
      root.setLevel(before);
      root.detachAppender(list);
    }
    return new ArrayList<>(list.list)
        .stream()
            .map(event ->
                event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getMessage()))
            .collect(Collectors.joining("\n"));
  }

  private static String said(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable one = failure; one != null; one = one.getCause()) {
      all.append(one).append('\n');
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.password",
        "registry.truststore.password",
        "kafka.sasl.jaas.config",
        "kafka.ssl.key.password",
        "kafka.ssl.keystore.key",
        "kafka.ssl.truststore.password",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.sasl.oauthbearer.assertion.private.key.passphrase"
      })
  void shouldNotTakeSecretsAsArguments(String name) {
    for (String flag : List.of("--" + name, "--" + name.replace('.', '-'))) {
      for (String[] args :
          List.of(new String[] {flag + "=" + SECRET}, new String[] {flag, SECRET})) {
        assertThatThrownBy(() -> LayeredSettings.load(args, Map.of()))
            .isInstanceOf(SettingsException.class)
            .hasMessageContaining("--config")
            .hasMessageNotContaining(SECRET);
      }
    }
    assertThat(LayeredSettings.load(Map.of(name, SECRET), Map.of()).toString())
        .contains(name)
        .doesNotContain(SECRET);
  }

  /** Kafka says of each of its clients' settings whether it is to be shown. */
  @Test
  void shouldKnowEverySecretOfKafkasClients() {
    Set<String> certificates =
        Set.of("ssl.keystore.certificate.chain", "ssl.truststore.certificates");
    List<String> secrets =
        Stream.of(
                ProducerConfig.configDef(),
                ConsumerConfig.configDef(),
                AdminClientConfig.configDef())
            .flatMap(def -> def.configKeys().values().stream())
            .filter(key -> key.type == ConfigDef.Type.PASSWORD)
            .map(key -> key.name)
            .filter(name -> !certificates.contains(name)) // which are public
            .toList();

    assertThat(secrets)
        .hasSizeGreaterThan(10)
        .allMatch(name -> LayeredSettings.isSecret("kafka." + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka.sasl.jaas.config", "registry.password"})
  void shouldReadNoSecretFromAFileThatOthersMayRead(String name) throws IOException {
    Path file = Files.writeString(directory.resolve("a.properties"), name + "=" + SECRET + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LayeredSettings.load(Map.of("config", file.toString()), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void shouldReadWhatIsNoSecretFromAFileThatOthersMayRead() throws IOException {
    Path file =
        Files.writeString(directory.resolve("a.properties"), "registry.password=\ndomain=0x5e\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    LayeredSettings settings = LayeredSettings.load(Map.of("config", file.toString()), Map.of());

    assertThat(settings.said(Setting.DOMAIN)).contains("0x5e");
  }

  @Test
  void shouldNotTakeAPasswordInAnAddressOfTheRegistry() {
    LayeredSettings settings =
        LayeredSettings.of(Map.of("registry.url", "http://u:" + SECRET + "@registry"));

    assertThatThrownBy(() -> Connection.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void shouldShowNoSecretInTextsOfSettings() {
    LayeredSettings settings = LayeredSettings.of(SETTINGS);
    Connection connection = Connection.of(settings);

    assertThat(settings.toString() + connection + connection.registry()).doesNotContain(SECRET);
    assertThat(connection.clientSettings()).containsEntry("sasl.jaas.config", JAAS);
  }

  @Test
  void shouldLogNoSecretOfKafkasClientsAndHaveNoneInMetrics() throws Exception {
    Properties config = new Properties();
    config.putAll(Connection.of(LayeredSettings.of(SETTINGS)).clientSettings());
    Properties broken = new Properties();
    broken.putAll(config);
    broken.put("sasl.jaas.config", JAAS.replace(";", ""));
    List<Throwable> failures = new ArrayList<>();

    try (Meters meters = Meters.ofProcess()) {
      String logged =
          logged(() -> {
            try (Admin admin = Admin.create(config);
                var consumer =
                    new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer =
                    new KafkaProducer<>(
                        config, new ByteArraySerializer(), new ByteArraySerializer())) {
              failures.add(catchThrowable(() -> Admin.create(broken).close()));
            }
          });

      assertThat(logged).contains("sasl.jaas.config = [hidden]").doesNotContain(SECRET);
      assertThat(failures).hasSize(1).doesNotContainNull();
      assertThat(said(failures.getFirst())).doesNotContain(SECRET);
      assertThat(meters.scrape()).contains("jvm_").doesNotContain(SECRET);
    }
  }

  @Test
  void shouldSayNothingOfThePasswordThatARegistryRefuses() throws Exception {
    HttpServer refusing =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    refusing.start();
    try {
      LayeredSettings settings =
          LayeredSettings.of(
              Map.of(
                  "registry.url",
                  "http://127.0.0.1:" + refusing.getAddress().getPort(),
                  "registry.user",
                  "u",
                  "registry.password",
                  SECRET,
                  "registry.attempts",
                  "1"));
      List<Throwable> failures = new ArrayList<>();

      String logged =
          logged(() ->
              failures.add(
                  catchThrowable(() ->
                      new RegistryClient(Connection.of(settings).registry())
                          .provision(Topics.all()))));

      assertThat(said(failures.getFirst())).contains("401").doesNotContain(SECRET);
      assertThat(logged).doesNotContain(SECRET);
    } finally {
      refusing.stop(0);
    }
  }
}
