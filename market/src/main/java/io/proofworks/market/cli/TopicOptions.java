package io.proofworks.market.cli;

import io.proofworks.runtime.Provisioner;
import io.proofworks.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** What a deployment decides about every topic, and the names of its applications. */
final class TopicOptions {

  @Option(
      names = "--partitions",
      defaultValue = "" + Topics.PARTITIONS,
      description = "Of every topic (default ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--replication-factor",
      defaultValue = "1",
      description = "Of every topic (default ${DEFAULT-VALUE}; 3 on a cluster).")
  private int replication;

  @Option(
      names = "--application-prefix",
      defaultValue = "proofworks",
      description = "Of the applications' ids (default ${DEFAULT-VALUE}).")
  private String prefix;

  String applicationPrefix() {
    return prefix;
  }

  int partitions() {
    DevCommand.require("--partitions", partitions, 1, 10_000);
    return partitions;
  }

  Provisioner provisioner(Admin admin) {
    return new Provisioner(admin, partitions(), (short) replication());
  }

  /** Checks the options before anything is done. */
  void check() {
    var unused = partitions() + replication();
  }

  int replication() {
    DevCommand.require("--replication-factor", replication, 1, 100);
    return replication;
  }
}
