package io.proofworks.market.outage;

import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import java.util.concurrent.CountDownLatch;

/** The schema registry; runs until its process ends. */
final class RegistryNode {

  private RegistryNode() {}

  /** Arguments: bootstrap servers and port. */
  public static void main(String[] args) throws InterruptedException {
    SchemaRegistrySettings settings =
        SchemaRegistrySettings.on(args[0]).withPort(Integer.parseInt(args[1]));
    SchemaRegistryServer server = SchemaRegistryServer.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    new CountDownLatch(1).await();
  }
}
