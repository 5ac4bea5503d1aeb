package io.proofworks.views;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.LostInput;
import io.proofworks.runtime.StreamsApplication;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * The views, in one of its instances. What it could not read because it was gone, every answer
 * says.
 */
public final class ViewsApplication implements StreamsApplication {

  /** A receipt of 1 MiB as JSON: its bytes are two hex digits each. */
  private static final String LARGEST = Integer.toString(4 * 1024 * 1024);

  /** What a reader waits for at least; nobody's deadline hangs on it. */
  private static final long COMMIT_MS = 100;

  private final String address;
  private final Collection<LostInput> lost = new CopyOnWriteArrayList<>();

  /**
   * @param address host:port under which other instances reach this one's query API
   */
  public ViewsApplication(String address) {
    this.address = address;
  }

  @Override
  public String name() {
    return "views";
  }

  @Override
  public Topology topology(AppContext context) {
    return ViewsTopology.build(context, lost);
  }

  @Override
  public void inputLost(List<LostInput> gone) {
    lost.addAll(gone);
  }

  @Override
  public Properties extraConfig() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L); // the views do not judge by order
    config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    config.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), LARGEST);
    return config;
  }
}
