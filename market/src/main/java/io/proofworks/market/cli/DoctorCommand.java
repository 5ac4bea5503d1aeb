package io.proofworks.market.cli;

import io.proofworks.market.doctor.Cosigning;
import io.proofworks.market.doctor.Doctor;
import io.proofworks.market.doctor.NewestTick;
import io.proofworks.market.doctor.RegistryCheck;
import io.proofworks.market.doctor.StateDirectory;
import io.proofworks.market.local.Operator;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Table;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Severity;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.settings.Connection;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.WitnessSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks doctor}: a cluster as a market needs it, finding by finding. */
@Command(
    name = "doctor",
    description = {
      "Examines the cluster of a market: topics, brokers, registry, access, time, applications.",
      "Examines each market that has a policy, or the one that --domain names.",
      "Each finding has a stable code, the reason, and the command that mends it. Ends with 1 when "
          + "one is an ERROR, else with 0."
    })
final class DoctorCommand implements Callable<Integer> {

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Also examines the directory where this machine's applications keep state.")
  private @Nullable Path stateDir;

  @Option(
      names = "--outsider",
      paramLabel = "FILE",
      description = {
        "The settings that requesters or provers are given: also finds out whether their user of"
            + " the registry may change schemas. Nothing is changed by that."
      })
  private @Nullable Path outsider;

  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    topics.check();
    LayeredSettings settings = market.settings();
    Map<String, Object> kafka = market.kafka();
    try (Admin admin = Admin.create(kafka)) {
      List<Finding> findings =
          new ArrayList<>(
              new Doctor(
                      admin,
                      new RegistryCheck(market.registrySettings(), outsiderSettings()),
                      topics.provisioner(admin),
                      topics.applicationPrefix(settings),
                      settings.find(Setting.EXTERNAL_COMMAND).isPresent(),
                      market.deployment(),
                      market.named(),
                      () -> Operator.policies(kafka, market.serdes()),
                      domain ->
                          Cosigning.read(
                              domain,
                              WitnessSettings.of(settings),
                              kafka,
                              market.serdes(),
                              Clock.systemUTC().millis()),
                      policy -> NewestTick.read(kafka, market.deployment(), policy),
                      Clock.systemUTC())
                  .examine());
      Optional.ofNullable(stateDir).map(StateDirectory::examine).ifPresent(findings::addAll);
      return tell(findings);
    }
  }

  private Optional<RegistrySettings> outsiderSettings() {
    return Optional.ofNullable(outsider)
        .map(file -> LayeredSettings.load(new String[] {"--config=" + file}, Map.of()))
        .map(settings -> Connection.of(settings).registry());
  }

  private int tell(List<Finding> findings) {
    Table table = Table.of("severity", "code", "topic", "found", "expected", "why", "remedy");
    for (Finding f : findings) {
      table =
          table.row(
              f.code().severity().name(),
              f.code().name(),
              f.topic(),
              f.found(),
              f.expected(),
              f.code().why(),
              market.filled(f.remedy()));
    }
    long errors = findings.stream().filter(f -> f.code().severity() == Severity.ERROR).count();
    console.say(findings.size() + " findings, " + errors + " of them errors");
    console.print(table.format(output.format()));
    return errors == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
