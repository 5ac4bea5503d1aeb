package io.proofworks.market.doctor;

import io.proofworks.avro.Policy;
import io.proofworks.market.witness.Published;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Grant;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;

/** What the facts mean. */
final class Rules {

  /** A witness repeats itself every minute. */
  static final Duration WITNESS_SILENCE = Published.AGAIN.multipliedBy(3);

  /** Ticks come several times a second. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  /** What this machine's clock may be behind the brokers'. */
  static final Duration SKEW = Duration.ofSeconds(2);

  /** Of Kafka 4.1. */
  private static final int LEAST_METADATA = 26;

  private static final String UNCLEAN = "unclean.leader.election.enable";
  private static final String AUTO_CREATE = "auto.create.topics.enable";
  private static final String MAX_TRANSACTION = "transaction.max.timeout.ms";
  private static final String AFTER_MAX = "message.timestamp.after.max.ms";

  private Rules() {}

  /**
   * Internal topics take records of any time.
   *
   * @param limits topic to its {@code message.timestamp.after.max.ms}
   */
  static List<Finding> internalTopics(Map<String, String> limits) {
    String unlimited = Long.toString(Long.MAX_VALUE);
    return limits.entrySet().stream()
        .filter(topic -> !topic.getValue().equals(unlimited))
        .map(topic ->
            new Finding(
                Code.INTERNAL_TOPIC_TIME,
                topic.getKey(),
                AFTER_MAX + "=" + topic.getValue(),
                AFTER_MAX + "=" + unlimited,
                "kafka-configs.sh --bootstrap-server <server> --alter --entity-type topics"
                    + " --entity-name "
                    + topic.getKey()
                    + " --add-config "
                    + AFTER_MAX
                    + "="
                    + unlimited))
        .toList();
  }

  /**
   * Time passes, and this machine agrees about it.
   *
   * @param newestTick append time of the ticker's newest tick; empty when there is none
   * @param now of this machine, epoch milliseconds
   */
  static List<Finding> time(OptionalLong newestTick, long now) {
    long tick = newestTick.orElse(0);
    if (now - tick > SILENCE.toMillis()) {
      return List.of(
          new Finding(
              Code.TICKER_SILENT,
              "",
              newestTick.isEmpty()
                  ? "no tick yet"
                  : "newest tick " + (now - tick) / 1_000 + " s ago",
              "several ticks a second",
              "proofworks run ticker --domain=<domain> --bootstrap.servers=<server>"));
    }
    return tick - now <= SKEW.toMillis()
        ? List.of()
        : List.of(
            new Finding(
                Code.CLOCK_SKEW,
                "",
                "this clock is " + (tick - now) + " ms behind the brokers'",
                "at most " + SKEW.toMillis() + " ms",
                "chronyc makestep, or whatever keeps time on this machine"));
  }

  /**
   * Enough of the witnesses that are named cosign every journal. Each repeats what it cosigned last
   * while it runs, so that this holds for journals that do not grow too; one that repeats itself
   * and cosigns nothing new, or that somebody else repeats, is behind the checkpoints.
   *
   * @param now of this machine, epoch milliseconds
   */
  static List<Finding> witnesses(Cosigning cosigning, long now) {
    Witnesses named = cosigning.witnesses();
    Set<String> journals = new TreeSet<>(cosigning.newest().keySet());
    journals.addAll(cosigning.due().keySet());
    List<String> silent =
        journals.stream()
            .filter(journal -> cosigned(cosigning, journal, now) < named.needed())
            .toList();
    if (named.needed() == 0 || (silent.isEmpty() && !journals.isEmpty())) {
      return List.of();
    }
    return List.of(
        new Finding(
            Code.WITNESSES_SILENT,
            Topics.COSIGNATURES.name(),
            cosigning.newest().isEmpty()
                ? "no cosignature of a named witness"
                : silent.size() + " journals are not cosigned, the first " + silent.getFirst(),
            named + " within " + WITNESS_SILENCE.toMinutes() + " minutes",
            "proofworks witness --name NAME --key FILE --state FILE --bootstrap.servers=<server>,"
                + " by whoever runs them, as the principal witness; one that runs and logs"
                + " HISTORY_FORKED has seen two histories"));
  }

  private static long cosigned(Cosigning cosigning, String journal, long now) {
    long due = cosigning.due().getOrDefault(journal, 0L);
    return cosigning.newest().getOrDefault(journal, Map.of()).values().stream()
        .filter(heard -> heard.size() >= due)
        .filter(heard -> now - heard.at() <= WITNESS_SILENCE.toMillis())
        .count();
  }

  /**
   * The market's policy names the key of its tickers.
   *
   * @param policy the one in force; empty when there is none yet
   */
  static List<Finding> policy(Optional<Policy> policy) {
    return policy
        .filter(inForce -> inForce.getTickKey().isEmpty())
        .map(inForce ->
            new Finding(
                Code.TICKS_UNKEYED,
                Topics.POLICIES.name(),
                "policy " + inForce.getVersion() + " without tickKey",
                "the public side of the key that every ticker has as app.tick.key.file",
                "make a key with proofworks tick-key, give it to every ticker as app.tick.key.file,"
                    + " and publish its public side as tickKey of the next policy"))
        .stream()
        .toList();
  }

  /**
   * The brokers speak what the market is tried on.
   *
   * @param level of {@code metadata.version} in force
   */
  static List<Finding> metadata(int level) {
    return level >= LEAST_METADATA
        ? List.of()
        : List.of(
            new Finding(
                Code.OLD_METADATA,
                "",
                "metadata.version=" + level,
                "metadata.version>=" + LEAST_METADATA,
                "upgrade the brokers, then kafka-features.sh --bootstrap-server <server> upgrade"
                    + " --release-version 4.1"));
  }

  /**
   * No broker may give up what it has acknowledged, or make topics that nobody has declared.
   *
   * @param brokers by id, settings by name
   */
  static List<Finding> brokers(Map<String, Map<String, String>> brokers) {
    List<Finding> findings = new ArrayList<>();
    brokers.forEach((id, settings) -> {
      if ("true".equals(settings.get(UNCLEAN))) {
        findings.add(broker(Code.UNCLEAN_ELECTION, id, UNCLEAN));
      }
      if ("true".equals(settings.get(AUTO_CREATE))) {
        findings.add(broker(Code.AUTO_CREATED_TOPICS, id, AUTO_CREATE));
      }
    });
    return findings;
  }

  /**
   * A verdict of another program may take as long as the applications' transactions are open for.
   *
   * @param brokers by id, settings by name
   */
  static List<Finding> transactions(Map<String, Map<String, String>> brokers) {
    int least = StreamsConfigs.EXTERNAL_TIMEOUT_MS;
    List<Finding> findings = new ArrayList<>();
    brokers.forEach((id, settings) -> {
      String found = settings.getOrDefault(MAX_TRANSACTION, "unknown");
      if (!found.matches("\\d{1,18}") || Long.parseLong(found) < least) {
        findings.add(
            new Finding(
                Code.SHORT_TRANSACTIONS,
                "",
                "broker " + id + ": " + MAX_TRANSACTION + "=" + found,
                MAX_TRANSACTION + ">=" + least,
                MAX_TRANSACTION
                    + "="
                    + least
                    + " in server.properties of broker "
                    + id
                    + ", and a restart of it"));
      }
    });
    return findings;
  }

  /**
   * What is kept for ever is all there, and no application's place is before the log's beginning.
   *
   * @param begins first offset of each partition of the market's topics
   * @param positions consumer group to the offsets at which it reads on
   */
  static List<Finding> beginnings(
      Map<TopicPartition, Long> begins, Map<String, Map<TopicPartition, Long>> positions) {
    List<Finding> findings = new ArrayList<>();
    Set<String> keptForEver =
        Topics.all().stream()
            .filter(topic -> topic.retention().isEmpty() && topic.cleanup() == Cleanup.DELETE)
            .map(Topic::name)
            .collect(Collectors.toSet());
    begins.forEach((partition, begin) -> {
      if (begin > 0 && keptForEver.contains(partition.topic())) {
        findings.add(
            new Finding(
                Code.LOG_CUT,
                partition.topic(),
                partition + " begins at offset " + begin,
                "offset 0: it is kept for ever",
                "restore the topic from a copy; find out who may delete records"));
      }
    });
    positions.forEach((group, offsets) ->
        offsets.forEach((partition, position) -> {
          long begin = begins.getOrDefault(partition, 0L);
          if (position < begin) {
            findings.add(
                new Finding(
                    Code.INPUT_LOST,
                    partition.topic(),
                    "%s reads on at offset %d of %s, which begins at %d"
                        .formatted(group, position, partition, begin),
                    "every record read before it is deleted",
                    "restore the topic from a copy, or start it with --app.lost.input=skip"));
          }
        }));
    return findings;
  }

  private static Finding broker(Code code, String id, String setting) {
    return new Finding(
        code,
        "",
        "broker " + id + ": " + setting + "=true",
        setting + "=false",
        setting + "=false in server.properties of broker " + id + ", and a restart of it");
  }

  /**
   * The market's grants are in force, or others in their place, and no more.
   *
   * @param prefix of the applications' ids
   */
  static List<Finding> grants(String prefix, Collection<AclBinding> inForce) {
    List<Finding> findings = new ArrayList<>(missing(prefix, inForce));
    List<AclBinding> beyond = Grant.beyond(prefix, inForce);
    if (!beyond.isEmpty()) {
      findings.add(
          new Finding(
              Code.GRANTS_BEYOND,
              "",
              beyond.size() + " are more than that, the first " + beyond.getFirst(),
              "what proofworks topics acls lists",
              "proofworks topics revoke --bootstrap-servers <server>, which takes all of them; see"
                  + " them first with --print"));
    }
    return findings;
  }

  private static List<Finding> missing(String prefix, Collection<AclBinding> inForce) {
    List<AclBinding> missing =
        Grant.all(prefix).stream()
            .flatMap(grant -> grant.bindings().stream())
            .filter(binding -> !inForce.contains(binding))
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                Code.GRANTS_MISSING,
                "",
                missing.size() + " are not there, the first " + missing.getFirst(),
                "what proofworks topics acls lists",
                "proofworks topics grant --bootstrap-servers <server>"));
  }

  /**
   * Every application has a member.
   *
   * @param members consumer group to how many members it has
   */
  static List<Finding> applications(Map<String, Integer> members) {
    return members.entrySet().stream()
        .filter(group -> group.getValue() == 0)
        .map(group ->
            new Finding(
                Code.APPLICATION_AWAY,
                "",
                group.getKey() + " has no member",
                "at least one process",
                "proofworks run "
                    + group.getKey().substring(group.getKey().lastIndexOf('-') + 1)
                    + " --domain=<domain> --bootstrap.servers=<server>"))
        .toList();
  }
}
