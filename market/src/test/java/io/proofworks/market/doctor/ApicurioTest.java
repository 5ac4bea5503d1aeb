package io.proofworks.market.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.proofworks.avro.Stake;
import io.proofworks.runtime.Finding;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistryException;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.serde.UnknownSchemaException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry of somebody else: Apicurio's server, as {@code apicurio-registry-app-3.3.3-all.tar.gz}
 * on Maven Central unpacks; {@code -Dapicurio.home=DIRECTORY} says where. Its users have the roles
 * that the guide for clusters names.
 */
@Tag("nightly")
final class ApicurioTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path directory;
  private static Process server;
  private static RegistrySettings administrator;
  private static RegistrySettings reader;

  @BeforeAll
  static void start() throws Exception {
    File home = new File(System.getProperty("apicurio.home", ""));
    assumeTrue(
        new File(home, "quarkus-run.jar").exists(),
        "skipped: no Apicurio in -Dapicurio.home=" + home);
    int port = freePort();
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + freePort(),
                "-Dquarkus.http.auth.basic=true",
                "-Dquarkus.oidc.tenant-enabled=false",
                "-Dquarkus.security.users.embedded.plain-text=true",
                "-Dquarkus.security.users.embedded.users.boss=of all",
                "-Dquarkus.security.users.embedded.roles.boss=sr-admin",
                "-Dquarkus.security.users.embedded.users.eve=of none",
                "-Dquarkus.security.users.embedded.roles.eve=sr-readonly",
                "-Dapicurio.authn.enabled=true",
                "-Dapicurio.authn.mechanism.priority=basic",
                "-Dapicurio.auth.role-based-authorization=true",
                "-jar",
                "quarkus-run.jar")
            .directory(home)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("apicurio.log").toFile())
            .start();
    URI url = URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    administrator = as(url, "boss", "of all");
    reader = as(url, "eve", "of none");
    await().atMost(PATIENCE).until(ApicurioTest::answers);
  }

  private static RegistrySettings as(URI url, String user, String password) {
    RegistrySettings anybody = RegistrySettings.of(url);
    return new RegistrySettings(
        url,
        Optional.of(user),
        Optional.of(password),
        anybody.truststore(),
        anybody.truststorePassword(),
        anybody.timeout(),
        anybody.attempts());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers() throws IOException {
    assertThat(server.isAlive()).as(Files.readString(directory.resolve("apicurio.log"))).isTrue();
    try {
      return new RegistryClient(reader).lookUp("nothing", schema("a")).isEmpty();
    } catch (RegistryException notYet) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.destroy();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Schema schema(String field) {
    return SchemaBuilder.record("Apricot").fields().requiredString(field).endRecord();
  }

  @Test
  void shouldProvisionAsAnAdministratorAndFindAndReadEverySchemaAsAReader() {
    RegistryClient provisioning = new RegistryClient(administrator);

    provisioning.provision(Topics.all());
    provisioning.provision(Topics.all());

    RegistryClient reading = new RegistryClient(reader);
    for (Topic<?> topic : Topics.all()) {
      int id = reading.find(topic.subject(), topic.schema());
      assertThat(reading.byId(id)).as(topic.name()).isEqualTo(topic.schema());
      assertThat(reading.level(topic.subject())).isEqualTo(RegistryClient.LEVEL);
      assertThat(reading.compatible(topic.subject(), topic.schema())).isTrue();
    }
    Stake stake = new Stake("0x", "0x", "DEPOSIT", 5L, "r");
    byte[] bytes = new MarketSerdes(new RegistryClient(reader)).encode(Topics.STAKES, stake);
    assertThat(new MarketSerdes(new RegistryClient(reader)).decoder(Topics.STAKES).decode(bytes))
        .isEqualTo(new Decoded.Value<>(stake));
  }

  @Test
  void shouldTakeNothingThatOthersDoNotUnderstand() {
    RegistryClient provisioning = new RegistryClient(administrator);
    provisioning.provision(List.of(Topics.STAKES));

    assertThat(provisioning.compatible(Topics.STAKES.subject(), schema("another"))).isFalse();
    assertThatThrownBy(() -> provisioning.register(Topics.STAKES.subject(), schema("another")))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void shouldSayWhatIsNotThere() {
    RegistryClient reading = new RegistryClient(reader);

    assertThat(reading.lookUp("no-such-subject", schema("a"))).isEmpty();
    assertThat(reading.compatible("no-such-subject", schema("a"))).isTrue();
    assertThatThrownBy(() -> reading.find("no-such-subject", schema("a")))
        .hasMessageContaining("topics create");
    assertThatThrownBy(() -> reading.byId(2_000_000_000))
        .isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void shouldLetAReaderChangeNothing() {
    new RegistryClient(administrator).provision(Topics.all());

    assertThatThrownBy(() -> new RegistryClient(reader).register("a-subject", schema("a")))
        .isInstanceOf(RegistryException.class);
    assertThat(new RegistryClient(reader).mayChange(Topics.STAKES.subject())).isFalse();
    assertThat(new RegistryClient(administrator).mayChange(Topics.STAKES.subject())).isTrue();
    assertThat(new RegistryCheck(administrator, Optional.of(reader)).findings()).isEmpty();
  }

  @Test
  void shouldHaveDoctorSayThatAnOutsiderMayChangeSchemas() {
    new RegistryClient(administrator).provision(Topics.all());

    assertThat(new RegistryCheck(reader, Optional.of(administrator)).findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.REGISTRY_OPEN);
  }
}
