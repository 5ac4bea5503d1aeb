package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.market.terminal.Console;
import io.proofworks.topics.Grant;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.tools.AclCommand;
import org.apache.kafka.tools.TopicCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What {@code topics --print} says, typed into Kafka's own tools, does what we would do. */
final class PrintedCommandsTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private EmbeddedKafka kafka;
  private Admin admin;

  @BeforeEach
  void start() {
    Exit.setExitProcedure((status, message) -> assertThat(status).as(message).isZero());
    Map<String, String> authorizer =
        Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:ANONYMOUS");
    kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory).withOverrides(authorizer));
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterEach
  void stop() {
    admin.close();
    kafka.close();
    Exit.resetExitProcedure();
  }

  private String run(String... line) {
    out.reset();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(CommandTree.run(new Console(stream, System.err, Map.of(), false), line)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** As a shell would call it, at this broker. */
  private String[] arguments(String command, String tool) {
    List<String> words = new ArrayList<>(List.of(command.replace("'", "").split(" ")));
    assertThat(words.removeFirst()).isEqualTo(tool);
    words.addAll(List.of("--bootstrap-server", kafka.bootstrapServers()));
    return words.toArray(String[]::new);
  }

  private void requireGoodTopics() {
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(run("topics", "check", "--bootstrap-servers", kafka.bootstrapServers()))
                .contains("code")
                .doesNotContain("market."));
  }

  @Test
  void shouldPrintCommandsThatMakeTheTopics() {
    for (String command : run("topics", "create", "--print").lines().toList()) {
      TopicCommand.main(arguments(command, "kafka-topics.sh"));
    }

    requireGoodTopics();
  }

  @Test
  void shouldPrintResourcesThatAreTheTopics() throws Exception {
    String printed = run("topics", "create", "--print=STRIMZI", "--cluster=c1");

    List<NewTopic> topics = new ArrayList<>();
    for (Object document : new Yaml().loadAll(printed)) {
      Map<?, ?> resource = (Map<?, ?>) document;
      assertThat(resource.get("kind")).isEqualTo("KafkaTopic");
      Map<?, ?> metadata = (Map<?, ?>) resource.get("metadata");
      assertThat(metadata.get("labels")).isEqualTo(Map.of("strimzi.io/cluster", "c1"));
      topics.add(topic((String) metadata.get("name"), (Map<?, ?>) resource.get("spec")));
    }
    admin.createTopics(topics).all().get();

    requireGoodTopics();
  }

  private static NewTopic topic(String name, Map<?, ?> spec) {
    Map<String, String> configs = new HashMap<>();
    ((Map<?, ?>) spec.get("config"))
        .forEach((key, value) -> configs.put(key.toString(), value.toString()));
    int replicas = (Integer) spec.get("replicas");
    return new NewTopic(name, (Integer) spec.get("partitions"), (short) replicas).configs(configs);
  }

  @Test
  void shouldPrintCommandsThatMakeTheGrants() {
    PrintStream console = System.out;
    System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    try {
      for (String command :
          run("topics", "grant", "--print", "--application-prefix=another").lines().toList()) {
        AclCommand.main(arguments(command, "kafka-acls.sh"));
      }
    } finally {
      System.setOut(console);
    }

    Stream<AclBinding> grants =
        Grant.all("another").stream().flatMap(grant -> grant.bindings().stream());
    List<AclBinding> wanted = grants.distinct().toList();
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get())
                .containsExactlyInAnyOrderElementsOf(wanted));
  }
}
