package io.proofworks.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A broker in a JVM of its own that writes until it is killed, with a transaction open all the
 * time. It says {@code acked N} on stdout once record N is acknowledged, so that the killer knows
 * what must have survived.
 */
final class ChildBroker implements AutoCloseable {
  static final String TOPIC = "written-until-killed";

  /** Holds one record of a transaction that nobody ends. */
  static final String IN_TRANSACTION = "in-a-transaction";

  private final Process process;
  private final BufferedReader output;

  private ChildBroker(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(Path.of(args[0])))) {
      KafkaClients.createTopic(kafka.bootstrapServers(), TOPIC);
      KafkaClients.createTopic(kafka.bootstrapServers(), IN_TRANSACTION);
      try (KafkaProducer<String, String> producer =
              KafkaClients.producer(kafka.bootstrapServers());
          KafkaProducer<String, String> transactional =
              KafkaClients.transactional(kafka.bootstrapServers())) {
        transactional.initTransactions();
        transactional.beginTransaction();
        transactional.send(new ProducerRecord<>(IN_TRANSACTION, "never committed")).get();
        for (int n = 0; ; n++) {
          producer.send(new ProducerRecord<>(TOPIC, Integer.toString(n))).get();
          System.out.println("acked " + n);
        }
      }
    }
  }

  static ChildBroker on(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ChildBroker.class.getName(), directory.toString()));
    return new ChildBroker(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  long pid() {
    return process.pid();
  }

  /** Returns when the child has said that record {@code n} is acknowledged. */
  void awaitAcknowledged(int n) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("acked " + n)) {
        return;
      }
    }
    throw new IOException("the child ended before record " + n + " was acknowledged");
  }

  /** SIGKILL: no shutdown hook, no flush. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
