package io.proofworks.market.audit;

import io.proofworks.runtime.Markets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the topics of a deployment have, read once, to audit its markets by. */
public final class DeploymentLog implements AutoCloseable {

  private final LogSnapshot log;

  DeploymentLog(LogSnapshot log) {
    this.log = log;
  }

  /**
   * Reads all topics to their ends.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @param scratch directory for what does not fit into memory
   */
  public static DeploymentLog read(
      Map<String, Object> kafka, Path scratch, AuditProgress progress) {
    return new DeploymentLog(Audit.read(kafka, scratch, progress));
  }

  /**
   * The audit of a market as one of each that has a policy, the deployment's first before the
   * others; to each go the kept checkpoints that are its own.
   *
   * @throws IllegalArgumentException when a kept checkpoint is of none of them
   */
  public List<Audit.Scope> ofEach(Audit.Scope scope) {
    Markets markets = Decoding.markets(log, scope.serdes(), scope.deployment());
    List<Audit.Scope> each = new ArrayList<>();
    each.add(scope.of(markets.first()));
    markets.others().stream().sorted().forEach(market -> each.add(scope.of(market)));
    scope.kept().stream()
        .filter(note -> each.stream().noneMatch(market -> market.kept().contains(note)))
        .findFirst()
        .ifPresent(note -> {
          throw new IllegalArgumentException(
              "a kept checkpoint is of no market of this log: "
                  + note.lines().findFirst().orElse(""));
        });
    return each;
  }

  /**
   * Audits one of its markets.
   *
   * @throws Audit.MissingSystemException when a policy has programs of a system, or a scheme, that
   *     the scope has not
   * @throws io.proofworks.protocol.UnknownRulesException when a policy in force goes by rules that
   *     this build does not know
   */
  public Audit.Result audit(Audit.Scope scope, AuditProgress progress) {
    return Audit.of(log, scope, progress);
  }

  @Override
  public void close() {
    log.close();
  }
}
