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
    return create(Topics.specs(partitions));
  }

  /** Creates what is missing of these topics. */
  public List<String> create(Collection<TopicSpec> specs) {
    Map<String, KafkaFuture<Void>> answers =
        admin.createTopics(specs.stream().map(this::newTopic).toList()).values();
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
    List<TopicSpec> specs = Topics.specs(partitions);
    Map<String, TopicDescription> found = describe(specs);
    Map<String, Config> configs = configs(found.keySet());
    List<Finding> findings = new ArrayList<>(FeatureCheck.of(features()));
    TopicCheck check = new TopicCheck(replicationFactor);
    for (TopicSpec spec : specs) {
      TopicDescription description = found.get(spec.name());
      findings.addAll(
          description == null
              ? List.of(check.missing(spec))
              : check.compare(spec, description.partitions().size(), values(configs, spec)));
    }
    return findings;
  }

  private NewTopic newTopic(TopicSpec spec) {
    return new NewTopic(spec.name(), spec.partitions(), replicationFactor).configs(spec.configs());
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

  private Map<String, TopicDescription> describe(List<TopicSpec> specs) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(specs.stream().map(TopicSpec::name).toList())
        .topicNameValues()
        .forEach((name, answer) -> {
          try {
            found.put(name, AdminAnswers.get("describing topic " + name, answer));
          } catch (ExecutionException e) {
            requireUnknown(name, e);
          }
        });
    return found;
  }

  private static void requireUnknown(String name, ExecutionException e) {
    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
      throw new AdminException("describing topic " + name + ": " + e.getCause(), e);
    }
  }

  private Map<String, Config> configs(Collection<String> names) {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return AdminAnswers.await("reading topic configs", admin.describeConfigs(resources).all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  private Map<String, Short> features() {
    return AdminAnswers.await(
            "reading cluster features", admin.describeFeatures().featureMetadata())
        .finalizedFeatures()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().maxVersionLevel()));
  }

  private static Map<String, String> values(Map<String, Config> configs, TopicSpec spec) {
    Map<String, String> values = new HashMap<>();
    Config config = configs.get(spec.name());
    if (config != null) {
      config.entries().forEach(entry -> values.put(entry.name(), String.valueOf(entry.value())));
    }
    return values;
  }
}
