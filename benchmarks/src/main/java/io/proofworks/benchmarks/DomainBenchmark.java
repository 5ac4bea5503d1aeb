package io.proofworks.benchmarks;

import io.proofworks.avro.Commitment;
import io.proofworks.avro.ProofRequest;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.DomainReader;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to see whose a record is, next to reading all of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DomainBenchmark {

  private final MarketSerdes serdes = new MarketSerdes(new BenchmarkSchemas());
  private final SettlementLoad load = new SettlementLoad(LocalMarketSettings.DOMAIN);
  private final byte[] commitment = serdes.encode(Topics.COMMITMENTS, load.commitment(1));
  private final byte[] request =
      serdes.encode(Topics.BATCHES, load.request(load.requesterKey(), 1, "route", 0));
  private final DomainReader ofCommitments = serdes.domains(Topics.COMMITMENTS);
  private final DomainReader ofRequests = serdes.domains(Topics.BATCHES);
  private final Decoder<Commitment> commitments = serdes.decoder(Topics.COMMITMENTS);
  private final Decoder<ProofRequest> requests = serdes.decoder(Topics.BATCHES);

  @Benchmark
  public Optional<Hash32> domainOfACommitment() {
    return ofCommitments.read(commitment);
  }

  @Benchmark
  public Decoded<Commitment> commitment() {
    return commitments.decode(commitment);
  }

  @Benchmark
  public Optional<Hash32> domainOfARequest() {
    return ofRequests.read(request);
  }

  @Benchmark
  public Decoded<ProofRequest> request() {
    return requests.decode(request);
  }
}
