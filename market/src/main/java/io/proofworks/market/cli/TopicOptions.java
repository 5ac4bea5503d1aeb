package io.proofworks.market.cli;

import io.proofworks.runtime.Provisioner;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
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
      paramLabel = "PREFIX",
      description = "Of the applications' ids (default: the setting application.prefix).")
  private @Nullable String prefix;

  String applicationPrefix(LayeredSettings settings) {
    return prefix == null ? settings.text(Setting.APPLICATION_PREFIX) : prefix.strip();
  }

  int partitions() {
    DevCommand.require("--partitions", partitions, 1, Topics.MOST_PARTITIONS);
    return partitions;
  }

  Provisioner provisioner(Admin admin) {
    return new Provisioner(admin, partitions(), (short) replication());
  }

  /** Checks the options before anything is done. */
  void check() {
    var unused = partitions() + replication();
    if (prefix != null && prefix.isBlank()) {
      throw new CommandException(ExitCodes.USAGE, "--application-prefix is blank");
    }
  }

  int replication() {
    DevCommand.require("--replication-factor", replication, 1, 100);
    return replication;
  }
}
