package io.proofworks.market.reference;

import static io.proofworks.market.reference.Markdown.code;
import static io.proofworks.market.reference.Markdown.head;
import static io.proofworks.market.reference.Markdown.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.foreign.NodeScripts;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.terminal.Console;
import io.proofworks.metrics.domain.Regime;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Metric;
import io.proofworks.policy.Bound;
import io.proofworks.policy.PolicyBounds;
import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.JobCause;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.Standing;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Finding;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Grant;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.views.query.AsyncApi;
import io.proofworks.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Each page of the reference is what the code says; {@code -Ddocs.write} writes it anew. */
final class ReferenceTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern LOGGED = Pattern.compile("\\.(?:warn|error)\\(\\s*\"(.{0,3})");

  private static String page(String title, String source, String rest) {
    return """
    # %s

    Generated from %s by `ReferenceTest`; do not edit. Write it anew with
    `./mvnw test -pl market -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write`.

    %s\
    """
        .formatted(title, source, rest);
  }

  private static void require(String name, String text) throws IOException {
    Path page = DOCS.resolve(name);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(page, text);
    }
    assertThat(page).as("-Ddocs.write on this test writes it anew").hasContent(text);
  }

  @Test
  void shouldListTopicsAndGrants() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Keys are lower-case `0x` hex strings. Values are Avro in the Confluent wire format, subjects by TopicNameStrategy
        (`<topic>-value`), compatibility FULL_TRANSITIVE; [messages](messages.md) has their fields, `asyncapi.json` all of it for
        tools. All topics are `LogAppendTime`, and all have the same number of partitions (4 unless a deployment says otherwise).
        Ticked topics carry records with the header `tick` and a null key: skip them. With three or more replicas all have
        `min.insync.replicas=2`.

        Every market of a deployment is on the same topics, and each value says which one it is of. On compacted topics the key of
        any market but the deployment's first is `domain|` and the key below, in the partition of the key below.

        """);
    text.append(
        head(
            "topic",
            "key",
            "value",
            "written by",
            "read by",
            "kept",
            "limit, bytes",
            "compression",
            "ticked by"));
    for (Topic<?> topic : Topics.all()) {
      text.append(
          row(
              code(topic.name()),
              topic.key().label(),
              topic.valueClass().getSimpleName(),
              names(topic.writers()),
              names(topic.readers()),
              kept(topic),
              topic.maxMessageBytes(),
              topic.compression(),
              topic.tickedBy().map(Party::principal).orElse("")));
    }
    text.append(
        """

        ## Rights

        As the brokers' own authorizer answers them with the grants below (`RightsTest` asks it for every principal, every operation and
        everything there is: topics, dead letters, internal topics, groups, transactional ids, the cluster). R reads, W writes, and what
        either may it may describe; D only describes. `anyone` is who has an account and none of the other names.

        """);
    text.append(rights());
    text.append(
        """

        Dead letters (`<topic>.dlq`) are written by sharding, settlement, aggregation and metrics, as far as they read the topic, and read by the
        operator. An application does what it likes with its own internal topics, group and transactional ids (`proofworks-<name>...`), and
        everybody else nothing; the operator describes them. Others join groups whose names begin with their own and a hyphen.

        The schema registry: an administrator registers schemas and sets FULL_TRANSITIVE (`topics create`); all others read, which includes
        looking ids up and asking for compatibility ([on a cluster](guides/cluster.md)).

        ## Grants

        Who may do what, as `kafka-acls.sh` commands for the principals named here; `--bootstrap-server` is left out. What is not
        listed is not granted: outsiders get **no** TransactionalId (an open transaction could take a reveal back, or hide what
        stands behind it), no Delete or Alter of anything, no group but those under their own prefix, and no write to what the
        market writes. `./proofworks topics grant` makes them, `./proofworks topics acls` lists them.

        ```
        """);
    Grant.all(Setting.APPLICATION_PREFIX.fallback().orElseThrow())
        .forEach(grant -> text.append(grant.command()).append('\n'));
    text.append("```\n");
    require(
        "topics.md",
        page("Topics", "the catalogue (`io.proofworks.topics.Topics`)", text.toString()));
  }

  private static String rights() throws IOException {
    List<Party> parties = List.of(Party.values());
    String[] names =
        Stream.concat(Stream.of("topic"), parties.stream().map(Party::principal))
            .toArray(String[]::new);
    StringBuilder text = new StringBuilder(head(names));
    try (Rights rights = new Rights(Setting.APPLICATION_PREFIX.fallback().orElseThrow())) {
      for (Topic<?> topic : Topics.all()) {
        Object[] cells =
            Stream.concat(
                    Stream.of(code(topic.name())),
                    parties.stream().map(party -> cell(rights, party, topic.name())))
                .toArray();
        text.append(row(cells));
      }
    }
    return text.toString();
  }

  private static String cell(Rights rights, Party party, String topic) {
    boolean reads = rights.may(party, AclOperation.READ, ResourceType.TOPIC, topic);
    boolean writes = rights.may(party, AclOperation.WRITE, ResourceType.TOPIC, topic);
    boolean describes = rights.may(party, AclOperation.DESCRIBE, ResourceType.TOPIC, topic);
    return reads || writes ? (reads ? "R" : "") + (writes ? "W" : "") : describes ? "D" : "";
  }

  private static String kept(Topic<?> topic) {
    return topic.cleanup() == Cleanup.COMPACT
        ? "compacted"
        : topic.retention().map(Duration::toDays).map(days -> days + " d").orElse("for ever");
  }

  private static String names(Set<Party> parties) {
    return parties.stream().sorted().map(Party::principal).collect(Collectors.joining(", "));
  }

  @Test
  void shouldDescribeTheTopicsForTools() throws IOException {
    require("asyncapi.json", AsyncApi.document() + "\n");
  }

  @Test
  void shouldBeADocumentThatAsyncApisOwnParserReads() throws Exception {
    NodeScripts scripts = NodeScripts.install();

    NodeScripts.Outcome read =
        scripts.run(60, "asyncapi.js", DOCS.resolve("asyncapi.json").toAbsolutePath().toString());

    assertThat(read.exit()).as(read.output()).isZero();
    JsonNode said = JsonMapper.builder().build().readTree(read.output());
    assertThat(said.path("problems")).isEmpty();
    assertThat(said.path("channels"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(Topics.all().stream().map(Topic::name).toList());
    assertThat(said.path("properties"))
        .extracting(JsonNode::asInt)
        .containsExactlyElementsOf(
            Topics.all().stream().map(topic -> topic.schema().getFields().size()).toList());
  }

  @Test
  void shouldListEveryFieldOfEveryMessage() throws Exception {
    require(
        "messages.md",
        page(
            "Messages",
            "`schemas/src/main/avro/market.avdl` and `MessageTypes`",
            MessagePage.text()));
  }

  @Test
  void shouldListEveryWordOfEveryVocabulary() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Words travel as strings: a new one does not break readers that have the old schema, so take one you do not know as
        unknown, not as an error.

        ## Reason

        """);
    Javadocs reasons = Javadocs.of(Reason.class, "schemas");
    text.append(reasons.type()).append("\n\n");
    text.append(words(reasons, Reason.class));
    Javadocs states = Javadocs.of(TaskState.class, "schemas");
    text.append("\n## TaskState\n\n").append(states.type()).append("\n\n```\n");
    text.append(states.diagram()).append("```\n\n").append(words(states, TaskState.class));
    vocabulary(text, BatchOutcome.class, "schemas");
    vocabulary(text, VerdictKind.class, "schemas");
    vocabulary(text, MovementKind.class, "schemas");
    vocabulary(text, LedgerBucket.class, "schemas");
    vocabulary(text, StakeKind.class, "schemas");
    vocabulary(text, Standing.class, "schemas");
    vocabulary(text, Role.class, "schemas");
    vocabulary(text, TaskClass.class, "schemas");
    vocabulary(text, Binding.class, "schemas");
    vocabulary(text, AssignmentCause.class, "schemas");
    vocabulary(text, JobCause.class, "schemas");
    vocabulary(text, SupersessionCause.class, "schemas");
    vocabulary(text, Regime.class, "streams-metrics");
    require(
        "vocabularies.md",
        page("Vocabularies", "the enums of `io.proofworks.protocol`", text.toString()));
  }

  private static <E extends Enum<E>> void vocabulary(
      StringBuilder text, Class<E> type, String module) throws IOException {
    Javadocs docs = Javadocs.of(type, module);
    text.append("\n## ").append(type.getSimpleName()).append("\n\n");
    text.append(docs.type()).append("\n\n").append(words(docs, type));
  }

  private static <E extends Enum<E>> String words(Javadocs docs, Class<E> type) {
    StringBuilder table = new StringBuilder(head("word", "meaning"));
    docs.constants(type).forEach((word, meaning) -> table.append(row(code(word), meaning)));
    return table.toString();
  }

  @Test
  void shouldListTheBoundsOfAPolicy() throws IOException {
    Policy standard = DefaultPolicy.of(Hash32.ZERO, List.of(), DefaultPolicy.SHARD_WEIGHT);
    ClassPolicy ofAClass =
        standard.getClasses().stream()
            .filter(one -> one.getTaskClass().equals(TaskClass.STANDARD.name()))
            .findFirst()
            .orElseThrow();
    String text =
        """
        A policy that breaks a bound is no policy, whoever wrote it to `market.policies`: `policy publish` refuses it naming field and bound,
        settlement answers it as a dead letter (`MALFORMED`; `STALE` where its version is not above the one in force), all who read the topic
        pass it over, and the one before stays in force. "local" is what the market of `dev` and `demo` has.

        Of `rules` this build knows %d to %d ([what they are](protocol.md#versions-of-the-rules)). `policy publish` refuses any other; written by something
        else, it ends every application of this build with `RULES_UNKNOWN` ([why](adr/0032-a-policy-dates-the-rules.md)). A policy from before there
        were versions goes by 1.

        """
                .formatted(MarketRules.FIRST, MarketRules.NEWEST)
            + bounds(PolicyBounds.OF_ALL, standard)
            + """

            ## Each class

            "local" is that of STANDARD.

            """
            + bounds(PolicyBounds.OF_A_CLASS, ofAClass)
            + """

            Besides: `maxRewardBps` is at least `minRewardBps`; `revealWindowMaxMs` at least `revealWindowMinMs`, and that at least 1 where the window
            follows samples; `redundancy` times `staleCompensationBps` is at most 10,000; `slashDelayBps` is at most `slashUnrevealedBps`, or who is
            late would do better to reveal nothing; `parkedPerTask` proofs of `maxProofBytes` are at most 64 MiB. Classes and programs are
            there once each, `verifierStatus` knows ACTIVE, DEPRECATED and STOPPED, `tickKey` is empty or an Ed25519 public key. A class that a
            release does not know is not offered by it.

            With `closed` (false where a policy does not say so) the market takes no new requests and no new provers, and ends what it has
            ([ending a rollup](guides/second-rollup.md#ending-one)). By `rules` 1 it says nothing, and `policy publish` refuses such a policy.
            """;
    require(
        "policy.md", page("Policies", "`market.avdl`, `PolicyBounds` and `DefaultPolicy`", text));
  }

  private static <R extends SpecificRecord> String bounds(List<Bound<R>> bounds, R standard) {
    StringBuilder text = new StringBuilder();
    text.append(head("field", "what", "from", "to", "local"));
    for (Bound<R> bound : bounds) {
      String what = standard.getSchema().getField(bound.field()).doc();
      text.append(
          row(
              code(bound.field()),
              what == null ? "" : what.replace('\n', ' '),
              bound.least(),
              bound.most(),
              bound.of().applyAsLong(standard)));
    }
    return text.toString();
  }

  @Test
  void shouldListEverySetting() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        A setting `commit.interval.ms` is the flag `--commit.interval.ms=50` of `proofworks run PROCESS`, the variable
        `PROOFWORKS_COMMIT_INTERVAL_MS`, or a line of the properties file that `--config` or `PROOFWORKS_CONFIG` names; flags win
        over the environment, and that over the file. What begins with `kafka.` is handed to every Kafka client under the rest of
        its name, for instance

            kafka.security.protocol=SASL_SSL
            kafka.sasl.mechanism=SCRAM-SHA-512
            kafka.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="prover" password="...";

        Workers and commands take the same file (`--config`); their other options are in [commands](commands.md).

        """);
    text.append(head("setting", "default", "from", "to", "read by", "what it is"));
    for (Setting setting : Setting.values()) {
      text.append(
          row(
              code(setting.settingName()),
              setting.fallback().map(Markdown::code).orElse(""),
              setting.isNumber() ? setting.least() : "",
              setting.isNumber() ? setting.most() : "",
              setting.users().size() == Setting.User.values().length
                  ? "all"
                  : setting.users().stream()
                      .map(user -> user.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(", ")),
              setting.description()));
    }
    require("settings.md", page("Settings", "`io.proofworks.settings.Setting`", text.toString()));
  }

  @Test
  void shouldShowTheHelpOfEveryCommand() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("Every option is also a variable: `--data-dir` is `PROOFWORKS_DATA_DIR`.\n");
    CommandLine tree = CommandTree.of(Console.system());
    tree.getSubcommands()
        .forEach((name, command) -> {
          if (!name.equals("help")) {
            usage(text, "proofworks " + name, command);
          }
        });
    usage(text, "prover-worker", new CommandLine(new WorkerMain()));
    require("commands.md", page("Commands", "the commands' help", text.toString()));
  }

  private static void usage(StringBuilder text, String name, CommandLine command) {
    text.append("\n## ").append(name).append("\n\n```\n");
    text.append(command.getUsageMessage(Ansi.OFF)).append("```\n");
  }

  @Test
  void shouldListEveryFindingOfTheDoctor() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        What `./proofworks doctor` may say; each finding comes with what was found, what was expected, and the command that
        mends it. Its exit code is 1 when one of them is an ERROR. Applications refuse to start (exit code 3) on those about topics
        and transactions.

        """);
    text.append(head("code", "severity", "why"));
    for (Finding.Code code : Finding.Code.values()) {
      text.append(row(code(code), code.severity(), code.why()));
    }
    require("findings.md", page("Findings", "`io.proofworks.runtime.Finding`", text.toString()));
  }

  @Test
  void shouldListEveryLogCode() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        "Every warning and error of ours begins with one of these codes; `key=value` pairs"
            + " follow.\n\n");
    text.append(head("code", "what happened", "what it does to bonds", "what to do"));
    for (LogCode code : LogCode.values()) {
      text.append(row(code(code), code.cause(), code.bond(), code.remedy()));
    }
    require(
        "log-codes.md", page("Log codes", "`io.proofworks.operations.LogCode`", text.toString()));
  }

  @Test
  void shouldListEveryMetric() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Every process serves them at `/metrics` when `http.port` is set, beside those of the JVM (`jvm_*`, `process_*`) and of
        Kafka Streams and its clients (`kafka_*`). Labels never carry ids of provers, tasks or batches. The market's own risk
        metrics are records on `market.metrics`, not these: [MetricWindow](messages.md#metricwindow).

        """);
    text.append(head("metric", "type", "labels", "what it says"));
    for (Metric metric : Metric.values()) {
      text.append(
          row(
              code(metric.prometheusName()),
              metric.kind().name().toLowerCase(Locale.ROOT),
              String.join(", ", metric.labels()),
              metric.help()));
    }
    require(
        "process-metrics.md",
        page("Metrics of processes", "`io.proofworks.operations.Metric`", text.toString()));
  }

  @Test
  void shouldFindACodeAtTheBeginningOfEveryWarningAndError() throws IOException {
    for (String module :
        List.of(
            "streams-runtime",
            "streams-sharding",
            "streams-settlement",
            "streams-aggregation",
            "streams-metrics",
            "streams-views",
            "embedded",
            "prover-worker",
            "market")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          LOGGED
              .matcher(Files.readString(file))
              .results()
              .forEach(found -> assertThat(found.group(1)).as("%s", file).startsWith("{}"));
        }
      }
    }
  }
}
