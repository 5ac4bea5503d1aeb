package io.proofworks.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.JobChild;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.settlement.domain.BatchInput;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.topics.Topics;
import io.proofworks.topics.TrustedRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchRecordsTest {

  @Test
  void shouldPayForAJobWhatItSaysHoweverManyChildrenItHas() {
    // given
    TrustedRecords.trust();
    AggregationJob plain = Market.job(Market.ANN);
    JobChild child = plain.getChildren().getFirst();
    AggregationJob job =
        AggregationJob.newBuilder(plain).setChildren(List.of(child, child, child)).build();

    // when
    BatchInput read = new BatchRecords(Bench.SERDES).read(record(job)).orElseThrow();

    // then
    assertThat(read)
        .isInstanceOfSatisfying(
            BatchInput.JobIssued.class, issued -> assertThat(issued.fee()).isEqualTo(50));
  }

  private static InboundRecord record(AggregationJob job) {
    return InboundRecord.of(
        new Coordinates(Topics.AGGREGATION_JOBS.name(), 0, 0, 1),
        job.getBatchId().getBytes(StandardCharsets.UTF_8),
        Bench.SERDES.encode(Topics.AGGREGATION_JOBS, job));
  }
}
