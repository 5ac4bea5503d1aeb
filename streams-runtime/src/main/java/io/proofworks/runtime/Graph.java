package io.proofworks.runtime;

import io.proofworks.topics.Topic;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.internals.InternalTopicProperties;

/**
 * A topology of bytes that can declare internal topics: the Processor API has no public way to do
 * so, and the DSL's repartition topics allow no circle and merge several writers into one
 * sub-topology. This class is the only one that knows how.
 */
public class Graph extends Topology {

  /** Writes what it is given. */
  public static final ByteArraySerializer WRITE = new ByteArraySerializer();

  /** Reads it as it stands. */
  public static final ByteArrayDeserializer READ = new ByteArrayDeserializer();

  /**
   * Declares topics that the application keeps for itself.
   *
   * @param partitions of each
   */
  public final void internalTopics(int partitions, String... names) {
    for (String name : names) {
      internalTopologyBuilder.addInternalTopic(name, new InternalTopicProperties(partitions));
    }
  }

  /** What reads public topics under a name. */
  public final void source(String name, Topic<?>... topics) {
    addSource(from(name), READ, READ, Stream.of(topics).map(Topic::name).toArray(String[]::new));
  }

  /** What reads an internal topic, under its name. */
  public final void internalSource(String topic) {
    addSource(from(topic), READ, READ, topic);
  }

  /** What a processor writes to public topics. */
  public final void sinks(String processor, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      addSink(sink(processor, topic.name()), topic.name(), WRITE, WRITE, processor);
    }
  }

  /** The node that reads what {@link #source} was given under that name. */
  public static String from(String name) {
    return "from-" + name;
  }

  /** The node by which a processor writes to a topic; each has its own, or they would be one. */
  public static String sink(String processor, String topic) {
    return processor + "-to-" + topic;
  }
}
