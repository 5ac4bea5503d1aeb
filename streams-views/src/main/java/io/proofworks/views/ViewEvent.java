package io.proofworks.views;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import java.util.Map;

/** What crosses to the partition that holds a subject. */
sealed interface ViewEvent {

  /** The formats of the views. */
  Formats FORMATS = Formats.of("views", 1);

  /** How it crosses. */
  Format<ViewEvent> FORMAT = FORMATS.format(ViewEvent.class);

  /**
   * A record of a public topic, for one subject.
   *
   * @param type name of the record's schema; of a task record that of its event
   * @param json the record as {@link AvroJson} has it
   */
  record Shown(
      Kind kind,
      String id,
      String type,
      String topic,
      int partition,
      long offset,
      long time,
      byte[] json)
      implements ViewEvent {

    Subject subject() {
      return new Subject(kind, id);
    }
  }

  /**
   * Records of a source that were gone before they had been read.
   *
   * @param from first offset that is missing
   * @param to first one that is there
   */
  record Missing(String topic, int partition, long from, long to) implements ViewEvent {}

  /**
   * How far one source partition has been read; all that was read before has been handed on.
   *
   * @param offsets of the newest record by {@code topic-partition}
   * @param time of the newest, epoch milliseconds
   */
  record Progress(Map<String, Long> offsets, int partition, long time) implements ViewEvent {}
}
