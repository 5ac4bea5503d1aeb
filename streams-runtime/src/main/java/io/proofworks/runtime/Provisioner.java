package io.proofworks.runtime;

import io.proofworks.topics.TopicSpec;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the market's topics, and says how a cluster differs from what the market needs. */
public final class Provisioner {

  private final Admin admin;
  private final int partitions;
  private final short replicationFactor;

  /**
   * @param partitions of every topic, from 1
   * @param replicationFactor of every topic, from 1
   */
  public Provisioner(Admin admin, int partitions, short replicationFactor) {
    this.admin = admin;
    this.partitions = partitions;
    this.replicationFactor = replicationFactor;
  }

  public Provisioner(Admin admin, AppSettings settings) {
    this(admin, settings.partitions(), settings.replicationFactor());
  }

  /**
   * Creates what is missing of {@link Topics#specs}; what exists is left as it is.
   *
   * @return names of the topics that were created
   * @throws AdminException when the cluster refuses or does not answer
   */
  public List<String> create() {
    return create(Topics.specs(partitions, replicationFactor));
  }

  /** Creates what is missing of these topics. */
  public List<String> create(Collection<TopicSpec> specs) {
    Map<String, KafkaFuture<Void>> answers =
        admin.createTopics(specs.stream().map(Provisioner::newTopic).toList()).values();
    List<String> created = new ArrayList<>();
    answers.forEach((name, answer) -> {
      if (createdNow(name, answer)) {
        created.add(name);
      }
    });
    return created;
  }

  /**
   * Compares the cluster with the catalogue.
   *
   * @return what is wrong, topic by topic; empty when the market may run
   */
  public List<Finding> check() {
    List<TopicSpec> specs = Topics.specs(partitions, replicationFactor);
    Map<String, TopicDescription> found = new HashMap<>();
    Map<String, String> refused = new HashMap<>();
    describe(specs, found, refused);
    Map<String, Map<String, String>> configs = configs(found.keySet(), refused);
    List<Finding> findings = new ArrayList<>(FeatureCheck.of(features()));
    for (TopicSpec spec : specs) {
      TopicDescription topic = found.get(spec.name());
      String why = refused.get(spec.name());
      if (why != null) {
        findings.add(TopicCheck.refused(spec, why));
      } else if (topic == null) {
        findings.add(TopicCheck.missing(spec));
      } else {
        findings.addAll(
            TopicCheck.compare(
                spec,
                topic.partitions().size(),
                replicas(topic),
                configs.getOrDefault(spec.name(), Map.of())));
      }
    }
    return findings;
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
  }

  private static NewTopic newTopic(TopicSpec spec) {
    return new NewTopic(spec.name(), spec.partitions(), (short) spec.replicas())
        .configs(spec.configs());
  }

  private static boolean createdNow(String name, KafkaFuture<Void> answer) {
    try {
      AdminAnswers.get("creating topic " + name, answer);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new AdminException("creating topic " + name + ": " + e.getCause(), e);
    }
  }

  private void describe(
      List<TopicSpec> specs, Map<String, TopicDescription> found, Map<String, String> refused) {
    admin
        .describeTopics(specs.stream().map(TopicSpec::name).toList())
        .topicNameValues()
        .forEach((name, answer) -> {
          try {
            found.put(name, AdminAnswers.get("describing topic " + name, answer));
          } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
              refused.put(name, refusal("describing topic " + name, e));
            }
          }
        });
  }

  private Map<String, Map<String, String>> configs(
      Collection<String> names, Map<String, String> refused) {
    Map<String, Map<String, String>> configs = new HashMap<>();
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    admin
        .describeConfigs(resources)
        .values()
        .forEach((resource, answer) -> {
          String what = "reading configs of " + resource.name();
          try {
            configs.put(resource.name(), values(AdminAnswers.get(what, answer)));
          } catch (ExecutionException e) {
            refused.put(resource.name(), refusal(what, e));
          }
        });
    return configs;
  }

  private static String refusal(String what, ExecutionException e) {
    if (e.getCause() instanceof AuthorizationException refusal) {
      return what + ": " + refusal.getMessage();
    }
    throw new AdminException(what + ": " + e.getCause(), e);
  }

  private Map<String, Short> features() {
    return AdminAnswers.await(
            "reading cluster features", admin.describeFeatures().featureMetadata())
        .finalizedFeatures()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().maxVersionLevel()));
  }

  private static Map<String, String> values(Config config) {
    Map<String, String> values = new HashMap<>();
    config.entries().forEach(entry -> values.put(entry.name(), String.valueOf(entry.value())));
    return values;
  }
}
