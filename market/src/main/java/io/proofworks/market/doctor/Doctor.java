package io.proofworks.market.doctor;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AdminAnswers;
import io.proofworks.runtime.AdminException;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.runtime.Provisioner;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/**
 * Examines the cluster that a market runs on. What does not answer is a finding as well.
 *
 * @param prefix of the applications' ids
 * @param external whether the applications are to ask another program for verdicts
 * @param deployment its first market
 * @param only the market that is looked at; empty for each that has a policy, and the first
 * @param policies reads those in force from the log, by market
 * @param cosigning reads what the named witnesses have cosigned of a market
 * @param newestTick reads when the ticker of a policy ticked last
 */
public record Doctor(
    Admin admin,
    RegistryCheck registry,
    Provisioner provisioner,
    String prefix,
    boolean external,
    Hash32 deployment,
    Optional<Hash32> only,
    Supplier<Map<Hash32, Policy>> policies,
    Function<Hash32, Cosigning> cosigning,
    Function<Optional<Policy>, OptionalLong> newestTick,
    Clock clock) {

  private static final List<String> APPLICATIONS =
      List.of("sharding", "settlement", "aggregation", "metrics", "views");

  /**
   * Everything that is not as it should be, the worst first. What this principal may not see is a
   * finding too, and the rest is examined all the same.
   *
   * @throws AdminException when the brokers do not answer
   */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>(examined("topics", provisioner::check));
    findings.addAll(examined("versions", () -> Rules.metadata(metadataVersion())));
    findings.addAll(examined("broker settings", () -> brokerFindings(brokers())));
    findings.addAll(examined("internal topics", () -> Rules.internalTopics(internalLimits())));
    findings.addAll(registry.findings());
    findings.addAll(access());
    findings.addAll(examined("applications", () -> Rules.applications(members())));
    if (findings.stream().noneMatch(finding -> finding.code() == Code.TOPIC_MISSING)) {
      findings.addAll(examined("what the log has", () -> Rules.beginnings(begins(), positions())));
      findings.addAll(marketFindings());
    }
    findings.sort(Comparator.comparing(finding -> finding.code().severity()));
    return findings;
  }

  private static List<Finding> examined(String what, Supplier<List<Finding>> examination) {
    try {
      return examination.get();
    } catch (AdminException | AuthorizationException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof AuthorizationException) {
          return List.of(
              new Finding(
                  Code.ACCESS_REFUSED,
                  "",
                  what + ": " + cause.getMessage(),
                  "to be allowed to see it",
                  "ask as a principal that may, an administrator of the cluster, by --config"));
        }
      }
      throw e;
    }
  }

  /** Where there are several markets, each finding says whose it is. */
  private List<Finding> marketFindings() {
    Map<Hash32, Policy> inForce = new TreeMap<>();
    List<Finding> findings = new ArrayList<>(examined("policy", () -> read(inForce)));
    Set<Hash32> markets = new LinkedHashSet<>(List.of(only.orElse(deployment)));
    if (only.isEmpty()) {
      markets.addAll(inForce.keySet());
    }
    Map<String, OptionalLong> ticks = new HashMap<>();
    for (Hash32 market : markets) {
      List<Finding> own = findings(market, Optional.ofNullable(inForce.get(market)), ticks);
      own.forEach(
          finding -> findings.add(markets.size() == 1 ? finding : finding.of(market.hex())));
    }
    return findings;
  }

  /** A registry that does not answer is a finding already. */
  private List<Finding> read(Map<Hash32, Policy> inForce) {
    try {
      inForce.putAll(policies.get());
    } catch (RegistryException e) {
      inForce.clear();
    }
    return List.of();
  }

  /**
   * @param ticks the newest by the key that they are signed with: most markets have the same
   */
  private List<Finding> findings(
      Hash32 market, Optional<Policy> policy, Map<String, OptionalLong> ticks) {
    String key = policy.map(Policy::getTickKey).orElse("");
    List<Finding> findings = new ArrayList<>(Rules.policy(policy));
    findings.addAll(examined("witnesses", () -> witnessFindings(market)));
    findings.addAll(
        examined(
            "time",
            () ->
                Rules.time(
                    ticks.computeIfAbsent(key, any -> newestTick.apply(policy)), clock.millis())));
    return findings;
  }

  private List<Finding> witnessFindings(Hash32 market) {
    try {
      return Rules.witnesses(cosigning.apply(market), clock.millis());
    } catch (RegistryException e) {
      return List.of();
    }
  }

  private int metadataVersion() {
    FinalizedVersionRange level =
        AdminAnswers.await("reading cluster features", admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("metadata.version");
    return level == null ? 0 : level.maxVersionLevel();
  }

  private List<Finding> brokerFindings(Map<String, Map<String, String>> brokers) {
    List<Finding> findings = new ArrayList<>(Rules.brokers(brokers));
    if (external) {
      findings.addAll(Rules.transactions(brokers));
    }
    return findings;
  }

  /** The settings in force, by broker. */
  private Map<String, Map<String, String>> brokers() {
    List<ConfigResource> resources =
        AdminAnswers.await("listing brokers", admin.describeCluster().nodes()).stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    Map<String, Map<String, String>> brokers = new TreeMap<>();
    AdminAnswers.await("reading broker settings", admin.describeConfigs(resources).all())
        .forEach((broker, config) -> {
          Map<String, String> settings = new TreeMap<>();
          config.entries().forEach(e -> settings.put(e.name(), String.valueOf(e.value())));
          brokers.put(broker.name(), settings);
        });
    return brokers;
  }

  private Map<String, String> internalLimits() {
    Collection<String> names =
        AdminAnswers.await("listing topics", admin.listTopics().names()).stream()
            .filter(name -> name.startsWith(prefix + "-"))
            .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
            .toList();
    Map<String, String> limits = new TreeMap<>();
    configs(names)
        .forEach((resource, config) -> {
          ConfigEntry entry = config.get("message.timestamp.after.max.ms");
          limits.put(resource.name(), entry == null ? "unknown" : entry.value());
        });
    return limits;
  }

  private Map<ConfigResource, Config> configs(Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return resources.isEmpty()
        ? Map.of()
        : AdminAnswers.await("reading topic configs", admin.describeConfigs(resources).all());
  }

  private List<Finding> access() {
    try {
      return Rules.grants(
          prefix,
          AdminAnswers.get(
              "reading access control lists", admin.describeAcls(AclBindingFilter.ANY).values()));
    } catch (ExecutionException e) {
      return e.getCause() instanceof SecurityDisabledException
          ? List.of(
              new Finding(
                  Code.NO_AUTHORIZER,
                  "",
                  "the brokers have no authorizer",
                  "access control lists",
                  "set authorizer.class.name on the brokers, then proofworks topics grant"))
          : List.of(
              new Finding(
                  Code.ACLS_UNKNOWN,
                  "",
                  String.valueOf(e.getCause()),
                  "Describe on the cluster",
                  "ask as a principal that may"));
    }
  }

  private Map<String, Integer> members() {
    Map<String, Integer> members = new TreeMap<>();
    List<String> groups = APPLICATIONS.stream().map(name -> prefix + "-" + name).toList();
    admin
        .describeConsumerGroups(groups)
        .describedGroups()
        .forEach((group, answer) -> members.put(group, count(answer)));
    return members;
  }

  private Map<TopicPartition, Long> begins() {
    List<String> names = Topics.all().stream().map(Topic::name).toList();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    AdminAnswers.await("reading topics", admin.describeTopics(names).allTopicNames())
        .forEach((name, topic) ->
            topic
                .partitions()
                .forEach(p ->
                    wanted.put(new TopicPartition(name, p.partition()), OffsetSpec.earliest())));
    Map<TopicPartition, Long> begins = new HashMap<>();
    AdminAnswers.await("reading offsets", admin.listOffsets(wanted).all())
        .forEach((partition, info) -> begins.put(partition, info.offset()));
    return begins;
  }

  private Map<String, Map<TopicPartition, Long>> positions() {
    Map<String, Map<TopicPartition, Long>> positions = new TreeMap<>();
    for (String name : APPLICATIONS) {
      String group = prefix + "-" + name;
      Map<TopicPartition, Long> offsets = new HashMap<>();
      AdminAnswers.await(
              "reading positions",
              admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .forEach((partition, position) -> {
            if (position != null) {
              offsets.put(partition, position.offset());
            }
          });
      positions.put(group, offsets);
    }
    return positions;
  }

  private static int count(KafkaFuture<ConsumerGroupDescription> answer) {
    try {
      return AdminAnswers.get("describing groups", answer).members().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new AdminException("describing groups: " + e.getCause(), e);
    }
  }
}
