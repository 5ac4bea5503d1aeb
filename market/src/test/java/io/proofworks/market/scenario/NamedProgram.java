package io.proofworks.market.scenario;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An external program that is a script: it calls itself a proof system, and says of anything that
 * it is valid, once it may.
 */
public final class NamedProgram {

  public static final String SCHEME = "NAMED";

  /** The only one that it has. */
  public static final Program PROGRAM = KeyedProofSystem.program("named", new byte[] {7});

  /** Leaves its process ids and whether it was asked, and fails until a file lets it answer. */
  private static final String SCRIPT =
      """
      cd %s
      echo $$ >> ids
      while read -r question; do
        id="${question##*:}"
        case "$question" in
          *describe*)
            answer='"proofSystem":"named","version":"v1","maxProofBytes":99,"key":"Bw=="'
            answer="$answer",'"scheme":"NAMED","maxFanIn":4,"mergeCostMillis":1' ;;
          *)
            touch asked
            while [ -e silent ]; do sleep 1; done
            if [ -e ready ]; then answer='"valid":true'; else answer='"failed":"not yet"'; fi ;;
        esac
        echo "{$answer,\\"id\\":$id"
      done
      """;

  private static final ByteBuffer INPUTS = ByteBuffer.wrap(new byte[] {0, 1});

  private final Path directory;

  private NamedProgram(Path directory) {
    this.directory = directory;
  }

  public static NamedProgram in(Path directory) throws IOException {
    Files.writeString(directory.resolve("program.sh"), SCRIPT.formatted(directory));
    return new NamedProgram(directory);
  }

  public String command() {
    return "sh " + directory.resolve("program.sh");
  }

  /** From now on it says that everything is valid. */
  public void answer() throws IOException {
    Files.createFile(directory.resolve("ready"));
  }

  /** From now on it says nothing of what it is asked. */
  public void fallSilent() throws IOException {
    Files.createFile(directory.resolve("silent"));
  }

  boolean isAsked() {
    return Files.exists(directory.resolve("asked"));
  }

  /** The ids of its processes. */
  List<String> started() throws IOException {
    return Files.readAllLines(directory.resolve("ids"));
  }

  public boolean isAnyAlive() throws IOException {
    return started().stream()
        .flatMap(id -> ProcessHandle.of(Long.parseLong(id)).stream())
        .anyMatch(ProcessHandle::isAlive);
  }

  /** Of a batch of one shard that was settled by its proofs. */
  public static Receipt receipt(Hash32 domain, String batch) {
    String hash = Hash32.of(PROGRAM.hash()).hex();
    String somebody = "0x" + "11".repeat(20);
    ReceiptChild child =
        ReceiptChild.newBuilder()
            .setTaskId("0x" + "7a".repeat(32))
            .setShardIndex(0)
            .setShardWeight(1)
            .setEpoch(1)
            .setProverId(somebody)
            .setStatementId("0x" + "57".repeat(32))
            .setProofSystem(PROGRAM.proofSystem())
            .setProgramHash(hash)
            .setPublicInputs(INPUTS)
            .setBinding(null)
            .setProofDigest("0x" + "d1".repeat(32))
            .setReward(1)
            .setLate(false)
            .setTaskPublishedAt(1)
            .setVerifiedAt(2)
            .setReveal(new Coordinates("market.reveals", 0, 1L, 2L))
            .build();
    return Receipt.newBuilder()
        .setDomain(domain.hex())
        .setBatchId(batch)
        .setRequesterId(somebody)
        .setRouteId("route")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("1 children")
        .setProofSystem(PROGRAM.proofSystem())
        .setProgramHash(hash)
        .setPublicInputs(INPUTS)
        .setScheme(SCHEME)
        .setRootAggregatorId(somebody)
        .setRootBinding(ByteBuffer.allocate(32))
        .setRootProof(ByteBuffer.allocate(1))
        .setChildren(List.of(child))
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(1)
        .setLastChildVerifiedAt(2)
        .setRootVerifiedAt(3)
        .build();
  }
}
