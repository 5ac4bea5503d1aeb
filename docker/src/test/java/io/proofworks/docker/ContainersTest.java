package io.proofworks.docker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.DockerComposeContainer;
import org.testcontainers.utility.CommandLine;

/**
 * The image and compose.yaml as a user runs them, with settlement twice. Skipped where no engine
 * answers, or where the images it needs are not there: docker/README.md says how to make them.
 */
final class ContainersTest extends Scenario {

  private static final List<String> SERVICES =
      List.of(
          "kafka",
          "registry",
          "setup",
          "sharding",
          "settlement",
          "aggregation",
          "metrics",
          "query",
          "ticker",
          "prover-1-stake",
          "prover-2-stake",
          "aggregator-stake",
          "prover-1",
          "prover-2",
          "aggregator");

  private final Map<String, String> ports = new LinkedHashMap<>();
  private DockerComposeContainer<?> market;

  @BeforeAll
  @SuppressWarnings("deprecation") // Debian's docker-compose is this one
  void up() throws IOException {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
    assumeTrue(CommandLine.executableExists("docker-compose"), "docker-compose is not installed");
    for (String image : List.of(image("PROOFWORKS"), image("KAFKA"), image("REGISTRY"))) {
      assumeTrue(isThere(image), "no image " + image + ": see docker/README.md");
    }
    for (String port : List.of("KAFKA_PORT", "REGISTRY_PORT", "API_PORT")) {
      ports.put(port, Integer.toString(freePort()));
    }
    market =
        new DockerComposeContainer<>(new File("compose.yaml"))
            .withPull(false)
            .withEnv(ports)
            .withEnv("PROOFWORKS_IMAGE", image("PROOFWORKS"))
            .withEnv("KAFKA_IMAGE", image("KAFKA"))
            .withEnv("REGISTRY_IMAGE", image("REGISTRY"))
            .withServices(SERVICES.toArray(String[]::new))
            .withScaledService("settlement", 2);
    market.start();
  }

  @AfterAll
  void down() {
    Optional.ofNullable(market).ifPresent(DockerComposeContainer::stop);
  }

  @Override
  List<String> where() {
    return List.of(
        "--bootstrap-servers=localhost:" + ports.get("KAFKA_PORT"),
        "--registry-url=http://localhost:" + ports.get("REGISTRY_PORT") + "/apis/ccompat/v7");
  }

  @Override
  String apiUrl() {
    return "http://127.0.0.1:" + ports.get("API_PORT");
  }

  @Override
  void endSettlement() {
    ContainerState settlement = market.getContainerByServiceName("settlement_1").orElseThrow();
    DockerClientFactory.lazyClient().killContainerCmd(settlement.getContainerId()).exec();
    await().atMost(PATIENCE).until(() -> !settlement.isRunning());
  }

  private static String image(String name) {
    String image = System.getenv(name + "_IMAGE");
    return image != null
        ? image
        : switch (name) {
          case "KAFKA" -> "proofworks-kafka:offline";
          case "REGISTRY" -> "proofworks-registry:offline";
          default -> "proofworks:local";
        };
  }

  private static boolean isThere(String image) {
    return DockerClientFactory.lazyClient().listImagesCmd().exec().stream()
        .anyMatch(one -> one.getRepoTags() != null && List.of(one.getRepoTags()).contains(image));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
