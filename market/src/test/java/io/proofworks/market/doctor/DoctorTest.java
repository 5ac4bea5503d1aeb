package io.proofworks.market.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.Policy;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.Operator;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.runtime.Provisioner;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.MarketWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and registry, spoiled and mended by the commands that the doctor names. */
final class DoctorTest {

  private static final Pattern ALTER =
      Pattern.compile("--entity-name (\\S+) --add-config '?([^=\\s']+)=([^\\s']+)'?");

  private static final Hash32 DOMAIN = Hash32.ZERO;
  private static final Hash32 SECOND = Hash32.parse("0x" + "5e".repeat(32));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private static List<Code> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).distinct().toList();
  }

  @Test
  void shouldFindWhatIsSpoiledAndBeContentOnceItsRemediesHaveBeenRun() throws Exception {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(
                EmbeddedKafkaSettings.at(directory)
                    .withOverrides(Map.of("auto.create.topics.enable", "true")));
        SchemaRegistryServer server =
            SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers()));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
      Doctor doctor = doctor(admin, settings, server.url());
      assertThat(codes(doctor.examine()))
          .contains(Code.TOPIC_MISSING, Code.NO_AUTHORIZER, Code.APPLICATION_AWAY);

      provisioner(admin).create();
      admin.createTopics(List.of(new NewTopic("proofworks-x-changelog", 1, (short) 1))).all().get();
      set(admin, "market.reveals", "message.timestamp.type", "CreateTime");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(codes(doctor.examine()))
                  .contains(
                      Code.FORGEABLE_TIME,
                      Code.INTERNAL_TOPIC_TIME,
                      Code.TICKER_SILENT,
                      Code.SCHEMA_MISSING));
      RegistryClient registry = new RegistryClient(RegistrySettings.of(URI.create(server.url())));
      loosen(server.url());
      assertThat(codes(doctor.examine())).contains(Code.COMPATIBILITY_LEVEL);
      registry.provision(Topics.all());

      for (Finding finding : doctor.examine()) {
        Matcher alter = ALTER.matcher(finding.remedy());
        if (alter.find()) {
          set(admin, alter.group(1), alter.group(2), alter.group(3));
        }
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            tick(settings);
            assertThat(codes(doctor.examine()))
                .containsExactlyInAnyOrder(
                    Code.NO_AUTHORIZER,
                    Code.APPLICATION_AWAY,
                    Code.AUTO_CREATED_TOPICS,
                    Code.SHORT_TRANSACTIONS);
          });

      publish(settings, server.url(), 1, Optional.empty());
      assertThat(codes(doctor.examine())).contains(Code.TICKS_UNKEYED);

      SessionKey key = SessionKey.fromSeed(new byte[32]);
      publish(settings, server.url(), 2, Optional.of(Hash32.of(key.publicKey())));
      tick(settings); // as outsiders may, too
      assertThat(codes(doctor.examine())).contains(Code.TICKER_SILENT);
      signedTick(settings, key);
      assertThat(codes(doctor.examine())).doesNotContain(Code.TICKER_SILENT);

      requireThatEachMarketIsExamined(admin, settings, server.url(), key);
      requireThatCheckpointsAreDue(settings, server.url());

      assertThat(codes(doctor(admin, settings, "http://127.0.0.1:1").examine()))
          .contains(Code.REGISTRY_UNREACHABLE);
    }
  }

  private static void publish(
      Map<String, Object> kafka, String url, int version, Optional<Hash32> tickKey) {
    publish(DOMAIN, kafka, url, version, tickKey);
  }

  private static void publish(
      Hash32 domain, Map<String, Object> kafka, String url, int version, Optional<Hash32> tickKey) {
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(RegistrySettings.of(URI.create(url))));
    Policy policy =
        Policy.newBuilder(DefaultPolicy.of(domain, List.of(), 1))
            .setVersion(version)
            .setTickKey(tickKey.map(Hash32::hex).orElse(""))
            .build();
    try (Operator operator = new Operator(domain, kafka, serdes)) {
      operator.publish(policy);
    }
  }

  /** The first market is well; the other's policy names no key, and then another one. */
  private static void requireThatEachMarketIsExamined(
      Admin admin, Map<String, Object> settings, String url, SessionKey key) throws Exception {
    publish(SECOND, settings, url, 1, Optional.empty());
    assertThat(doctor(admin, settings, url).examine())
        .filteredOn(finding -> finding.code() == Code.TICKS_UNKEYED)
        .singleElement()
        .satisfies(finding -> assertThat(finding.found()).startsWith("market " + SECOND.hex()));

    SessionKey another = SessionKey.fromSeed(SECOND.bytes());
    publish(SECOND, settings, url, 2, Optional.of(Hash32.of(another.publicKey())));
    signedTick(settings, key); // the newest has to be of a moment ago
    assertThat(doctor(admin, settings, url).examine())
        .filteredOn(finding -> finding.code() == Code.TICKER_SILENT)
        .singleElement()
        .satisfies(finding -> assertThat(finding.found()).startsWith("market " + SECOND.hex()));
    signedTick(settings, key);
    assertThat(codes(doctor(admin, settings, url, Optional.of(DOMAIN)).examine()))
        .doesNotContain(Code.TICKER_SILENT);
    assertThat(doctor(admin, settings, url, Optional.of(SECOND)).examine())
        .filteredOn(finding -> finding.code() == Code.TICKER_SILENT)
        .singleElement()
        .satisfies(finding -> assertThat(finding.found()).startsWith("no tick"));
  }

  private static void requireThatCheckpointsAreDue(Map<String, Object> kafka, String url) {
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(RegistrySettings.of(URI.create(url))));
    Witnesses named = new Witnesses(1, List.of(WitnessKey.of("example.com/w", new byte[32])));
    try (MarketWriter writer = new MarketWriter(kafka, serdes)) {
      writer.put(Topics.CHECKPOINTS, "task-0", checkpoint(DOMAIN, "task-0", 7));
      writer.put(Topics.CHECKPOINTS, "task-0", checkpoint(DOMAIN, "task-0", 5));
      writer.put(Topics.CHECKPOINTS, "account-0", checkpoint(DOMAIN, "account-0", 1));
      writer.put(Topics.CHECKPOINTS, "task-0", checkpoint(SECOND, "task-0", 9));
    }
    long now = System.currentTimeMillis();
    long later = now + Rules.WITNESS_SILENCE.toMillis() + 60_000;

    assertThat(Cosigning.read(DOMAIN, named, kafka, serdes, now).due()).isEmpty();
    assertThat(Cosigning.read(DOMAIN, named, kafka, serdes, later).due())
        .isEqualTo(Map.of("task-0", 7L, "account-0", 1L));
  }

  private static JournalCheckpoint checkpoint(Hash32 domain, String journal, long size) {
    return new JournalCheckpoint(domain.hex(), journal, size, "as signed");
  }

  /** As anybody may who administers the registry. */
  private static void loosen(String registry) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var unused =
          http.send(
              HttpRequest.newBuilder(URI.create(registry + "/config"))
                  .header("Content-Type", "application/json")
                  .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"NONE\"}"))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
    }
  }

  private static Provisioner provisioner(Admin admin) {
    return new Provisioner(admin, 1, (short) 1);
  }

  private static Doctor doctor(Admin admin, Map<String, Object> settings, String url) {
    return doctor(admin, settings, url, Optional.empty());
  }

  private static Doctor doctor(
      Admin admin, Map<String, Object> settings, String url, Optional<Hash32> only) {
    RegistrySettings registry = RegistrySettings.of(URI.create(url));
    return new Doctor(
        admin,
        new RegistryCheck(registry, Optional.empty()),
        provisioner(admin),
        "proofworks",
        true,
        DOMAIN,
        only,
        () -> Operator.policies(settings, new MarketSerdes(new RegistryClient(registry))),
        market -> new Cosigning(Witnesses.NONE, Map.of(), Map.of()),
        policy -> NewestTick.read(settings, DOMAIN, policy),
        Clock.systemUTC());
  }

  private static void set(Admin admin, String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
  }

  private static void tick(Map<String, Object> settings) throws Exception {
    send(settings, Ticks.record(Topics.HEARTBEATS.name(), 0));
  }

  private static void signedTick(Map<String, Object> settings, SessionKey key) throws Exception {
    long now = System.currentTimeMillis();
    TickClaim claim = new TickClaim(now, now);
    send(settings, Ticks.record(Topics.HEARTBEATS.name(), 0, claim, key, new Digests(DOMAIN)));
  }

  private static void send(Map<String, Object> settings, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var unused = producer.send(record).get();
    }
  }
}
