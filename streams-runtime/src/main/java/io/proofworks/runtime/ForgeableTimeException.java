package io.proofworks.runtime;

import org.apache.kafka.streams.errors.StreamsException;

/** A public topic carries times that its producers chose. */
public final class ForgeableTimeException extends StreamsException {

  private static final long serialVersionUID = 1L;

  ForgeableTimeException(String topic, int partition, long offset) {
    super(
        topic
            + "-"
            + partition
            + "@"
            + offset
            + " carries its producer's own time; deadlines decided by it could be forged. Set"
            + " message.timestamp.type=LogAppendTime on the topic (kafka-configs.sh --alter --topic"
            + " "
            + topic
            + " --add-config message.timestamp.type=LogAppendTime) and start again past the records"
            + " written before");
  }
}
