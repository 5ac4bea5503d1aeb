package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptAggregator;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import io.proofworks.protocol.TaskClass;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.processor.ShardingFormats;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums against the real records of batches of that many shards. */
class BatchLimitsTest {

  private static final int INPUTS = 128;
  private static final long ENDLESS = Long.MAX_VALUE;
  private static final BatchLimits REAL =
      new BatchLimits(
          Topics.TASKS.maxMessageBytes(),
          Topics.AGGREGATION_JOBS.maxMessageBytes(),
          Topics.AGGREGATES.maxMessageBytes(),
          Topics.RECEIPTS.maxMessageBytes(),
          1_000_000,
          64 * 1024 * 1024);
  private static final String ID = "0x" + "ab".repeat(32);
  private static final String ADDRESS = "0x" + "cd".repeat(20);
  private static final Program PROGRAM = Program.of(new byte[32], "ledger-groth16");

  private final AggregationScheme scheme = AggregationSchemes.standard().get(SnarkPackScheme.ID);
  private final MarketPolicy policy = Samples.policy(1);

  private static List<PlannedShard> shards(int count, int traceBytes) {
    PlannedShard shard = new PlannedShard(PROGRAM, new byte[traceBytes], new byte[INPUTS], 1);
    return Collections.nCopies(count, shard);
  }

  private Optional<String> exceeded(BatchLimits limits, int count) {
    return exceeded(limits, count, INPUTS);
  }

  private Optional<String> exceeded(BatchLimits limits, int count, int batchInputs) {
    return limits.exceeded(
        shards(count, 100), batchInputs, scheme, policy, Groth16Verifier.PROOF_BYTES);
  }

  @Test
  void shouldNameWhatATraceOf1361ShardsWouldNotFit() {
    assertThat(exceeded(REAL, 1_361)).get().asString().contains("receipt", "1361 shards");
    assertThat(exceeded(REAL, 512)).isEmpty();
  }

  /** Each limit for itself, at the byte. */
  @Test
  void shouldNameEachLimit() {
    assertThat(exceeded(limits(1, 8_420), 10)).isEmpty();
    assertThat(exceeded(limits(1, 8_419), 10)).get().asString().startsWith("a task");
    assertThat(exceeded(limits(2, 9_000), 10)).get().asString().startsWith("the root's job");
    assertThat(exceeded(limits(3, 9_000), 10)).get().asString().startsWith("the root's aggregate");
    assertThat(exceeded(limits(4, 9_000), 10)).get().asString().startsWith("the receipt");
    assertThat(exceeded(limits(5, 9_000), 10)).get().asString().startsWith("an internal record");
    assertThat(exceeded(limits(6, 84_200), 10)).isEmpty();
    assertThat(exceeded(limits(6, 84_199), 10)).get().asString().startsWith("the transaction");
  }

  /** They stand in it once more than in its shards. */
  @Test
  void shouldCountTheBatchsOwnInputsInItsReceipt() {
    assertThat(exceeded(limits(4, 100_000), 10, 0)).isEmpty();
    assertThat(exceeded(limits(4, 100_000), 10, 90_000)).get().asString().startsWith("the receipt");
  }

  private static BatchLimits limits(int which, long bytes) {
    long[] all = new long[6];
    Arrays.fill(all, ENDLESS);
    all[which - 1] = bytes;
    return new BatchLimits(all[0], all[1], all[2], all[3], all[4], all[5]);
  }

  /** What is summed up is never less than what is written. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 100, 800, 1_361})
  void shouldCoverTheRecordsOfABatch(int count) throws IOException {
    assertThat(exceeded(limits(2, size(job(count))), count)).as("job").isPresent();
    assertThat(exceeded(limits(4, size(receipt(count))), count)).as("receipt").isPresent();
    assertThat(exceeded(limits(5, published(count)), count)).as("internal").isPresent();
  }

  private static long published(int count) {
    String name = "0x" + "ef".repeat(32);
    List<TaskOffer> offers =
        IntStream.range(0, count)
            .mapToObj(i ->
                Samples.offer(
                    ID,
                    name,
                    ID,
                    TaskClass.REDUNDANT_VERIFICATION,
                    2,
                    1_800_000_000_000L,
                    1_900_000_000_000L))
            .toList();
    ScheduleEvent event = new ScheduleEvent.TasksPublished(1_800_000_000_000L, offers);
    return FormatSerdes.of(ShardingFormats.EVENT).serializer().serialize("", event).length;
  }

  private static long size(SpecificRecord message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecord>(message.getSchema()).write(message, encoder);
    encoder.flush();
    return out.size();
  }

  private AggregationJob job(int count) {
    int children = Math.min(count, policy.aggregationFanIn());
    return AggregationJob.newBuilder()
        .setDomain(ID)
        .setBatchId(ID)
        .setJobId(ID)
        .setNodeId(Integer.MAX_VALUE)
        .setRoot(true)
        .setEpoch(8)
        .setAggregatorId(ADDRESS)
        .setScheme("SNARKPACK_0123456789abcdef")
        .setChildren(Collections.nCopies(children, new JobChild(ID, Integer.MAX_VALUE, ID)))
        .setLeaves(Collections.nCopies(count, ID))
        .setLeaseUntil(Long.MAX_VALUE)
        .setBond(Long.MAX_VALUE)
        .setFee(Long.MAX_VALUE)
        .setCause("UNAUTHORISED_AGGREGATOR")
        .build();
  }

  private Receipt receipt(int count) {
    long root = scheme.mostBytes(count, (long) count * Groth16Verifier.PROOF_BYTES);
    return Receipt.newBuilder()
        .setDomain(ID)
        .setBatchId(ID)
        .setRequesterId(ADDRESS)
        .setRouteId("r".repeat(256))
        .setTaskClass("REDUNDANT_VERIFICATION")
        .setOutcome("SUPERSEDED")
        .setCause("c".repeat(512))
        .setProofSystem("p".repeat(64))
        .setProgramHash(ID)
        .setPublicInputs(ByteBuffer.allocate(INPUTS))
        .setScheme("SNARKPACK_0123456789abcdef")
        .setRootAggregatorId(ADDRESS)
        .setRootBinding(ByteBuffer.allocate(32))
        .setRootProof(ByteBuffer.allocate((int) root))
        .setChildren(Collections.nCopies(count, child()))
        .setAggregators(
            Collections.nCopies(
                count,
                new ReceiptAggregator(
                    Integer.MAX_VALUE,
                    8,
                    ADDRESS,
                    Long.MAX_VALUE,
                    1_900_000_000_000L,
                    1_900_000_000_000L)))
        .setSlashes(List.of())
        .setSubmittedAt(1_900_000_000_000L)
        .setLastChildVerifiedAt(1_900_000_000_000L)
        .setRootVerifiedAt(1_900_000_000_000L)
        .build();
  }

  private static ReceiptChild child() {
    return ReceiptChild.newBuilder()
        .setTaskId(ID)
        .setShardIndex(Integer.MAX_VALUE)
        .setShardWeight(Integer.MAX_VALUE)
        .setEpoch(8)
        .setProverId(ADDRESS)
        .setStatementId(ID)
        .setProofSystem("p".repeat(64))
        .setProgramHash(ID)
        .setPublicInputs(ByteBuffer.allocate(INPUTS))
        .setBinding(ByteBuffer.allocate(32))
        .setProofDigest(ID)
        .setReward(Long.MAX_VALUE)
        .setLate(true)
        .setTaskPublishedAt(1_900_000_000_000L)
        .setVerifiedAt(1_900_000_000_000L)
        .setReveal(new Coordinates("market.reveals", 63, Long.MAX_VALUE, 1_900_000_000_000L))
        .build();
  }
}
