package io.proofworks.market.scenario;

import io.proofworks.market.local.WorkerFleet;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.protocol.Role;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.prover.ProverConduct;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who takes part in the demonstration. */
final class Cast {

  private static final Set<Role> PROVER = Set.of(Role.PROVER);
  private static final Set<Role> AGGREGATOR = Set.of(Role.AGGREGATOR);

  /** The adversaries by what they try, with the words for being caught at it. */
  enum Villain {
    COPYCAT("copycat", "passed off another prover's proof as its own"),
    WITHHOLDER("withholder", "committed and never revealed"),
    SPAMMER("spammer", "revealed a proof of nothing"),
    LATECOMER("latecomer", "revealed after the window had closed"),
    CENSOR("censor", "left a child proof out of its aggregate");

    private final String worker;
    private final String deed;

    Villain(String worker, String deed) {
      this.worker = worker;
      this.deed = deed;
    }

    String worker() {
      return worker;
    }

    String deed() {
      return deed;
    }
  }

  private final WorkerFleet fleet;
  private final Duration lateBy;

  Cast(WorkerFleet fleet, Duration lateBy) {
    this.fleet = fleet;
    this.lateBy = lateBy;
  }

  List<Member> everybody() {
    return Stream.concat(honest().stream(), Stream.of(Villain.values()).map(this::play)).toList();
  }

  private static List<Member> honest() {
    return List.of(
        Member.honest("ada", PROVER, new Hardware("cpu", "amd", "eu-west", "worker/0.1")),
        Member.honest("grace", PROVER, new Hardware("cpu", "intel", "us-east", "worker/0.1")),
        Member.honest("emmy", PROVER, new Hardware("cpu", "arm", "ap-south", "worker/0.1")),
        Member.honest("noether", AGGREGATOR, new Hardware("cpu", "amd", "eu-west", "worker/0.1")),
        Member.honest("hopper", AGGREGATOR, new Hardware("cpu", "arm", "us-east", "worker/0.1")));
  }

  private Member play(Villain villain) {
    return switch (villain) {
      case COPYCAT -> prover(villain, false, Adversaries.thief(leaks()));
      case WITHHOLDER -> prover(villain, false, Adversaries.withholder());
      case SPAMMER -> prover(villain, false, Adversaries.spammer());
      case LATECOMER -> prover(villain, true, Adversaries.latecomer(lateBy));
      case CENSOR ->
          new Member(
              villain.worker(),
              AGGREGATOR,
              new Hardware("cpu", "amd", "eu-west", "worker/0.1"),
              1,
              false,
              ProverConduct.HONEST,
              Adversaries.censor());
    };
  }

  /** Villains underbid, or nobody would give them work. */
  private static Member prover(Villain villain, boolean usesHardware, ProverConduct conduct) {
    return new Member(
        villain.worker(),
        PROVER,
        new Hardware("cpu", "amd", "eu-west", "worker/0.1"),
        1,
        usesHardware,
        conduct,
        AggregatorConduct.HONEST);
  }

  private List<Path> leaks() {
    return honest().stream()
        .filter(member -> member.roles().contains(Role.PROVER))
        .map(member -> fleet.directoryOf(member.name()).resolve("journal").resolve("proofs"))
        .toList();
  }
}
