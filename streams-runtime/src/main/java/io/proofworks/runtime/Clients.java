package io.proofworks.runtime;

import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Clients of one application, one after the other. */
final class Clients implements RunningApplication.Launcher {

  private final StreamsApplication application;
  private final AppContext context;
  private final AppendTimeClients.Loss loss;
  private final Backlog backlog = new Backlog();

  Clients(StreamsApplication application, AppContext context, AppendTimeClients.Loss loss) {
    this.application = application;
    this.context = context;
    this.loss = loss;
  }

  @Override
  public KafkaStreams launch() {
    Properties config = StreamsConfigs.of(application, context.settings());
    Topology graph = application.topology(context);
    StreamsConfigs.putInstanceId(config, context.settings(), graph);
    return new KafkaStreams(graph, config, new AppendTimeClients(backlog, loss));
  }

  @Override
  public Backlog backlog() {
    return backlog;
  }

  @Override
  public int threads() {
    return context.settings().threads();
  }
}
