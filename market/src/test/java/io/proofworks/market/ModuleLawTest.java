package io.proofworks.market;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The law of the modules: topics are the API, domains are pure, adversaries stay on the stage. */
@AnalyzeClasses(
    packages = "io.proofworks",
    importOptions = {ProductClasses.class})
final class ModuleLawTest {

  @ArchTest
  static final ArchRule shouldKeepApplicationsApart =
      slices()
          .matching("io.proofworks.(sharding|settlement|aggregation|metrics|views)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule shouldKeepStreamsDomainsPure =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.proofworks.sharding.domain..",
              "io.proofworks.settlement.domain..",
              "io.proofworks.aggregation.domain..",
              "io.proofworks.metrics.domain..",
              "io.proofworks.views.domain..",
              "io.proofworks.views.answers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "io.proofworks.avro..", "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.Clock");

  @ArchTest
  static final ArchRule shouldKeepProtocolPure =
      noClasses()
          .that()
          .resideInAPackage("io.proofworks.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "io.proofworks.avro..", "org.slf4j..");

  @ArchTest
  static final ArchRule shouldKeepPackagesOutOfCircles =
      slices().matching("io.proofworks.(**)").should().beFreeOfCycles();

  /** What is kept and sent has a declared format; nothing makes one of the names of classes. */
  @ArchTest
  static final ArchRule shouldDeclareFormats =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.proofworks.runtime..",
              "io.proofworks.sharding..",
              "io.proofworks.settlement..",
              "io.proofworks.aggregation..",
              "io.proofworks.metrics.domain..",
              "io.proofworks.metrics.processor..")
          .and()
          .resideOutsideOfPackage("io.proofworks.settlement.testing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectOutputStream");

  /** What the views keep and decide is typed; JSON is at their edge. */
  @ArchTest
  static final ArchRule shouldDecideViewsInTypes =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.proofworks.views.shape..",
              "io.proofworks.views.domain..",
              "io.proofworks.views.answers..")
          .or(resideInAPackage("io.proofworks.views").and(simpleNameEndingWith("Book")))
          .or(simpleName("MarketView"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  /** What Kafka Streams keeps to itself may change with each release. */
  @ArchTest
  static final ArchRule shouldLeaveTheInsideOfKafkaStreamsAlone =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.proofworks.runtime.Graph")
          .and(
              resideOutsideOfPackage("io.proofworks.runtime.state")
                  .or(not(simpleNameStartingWith("WriteBehindStore"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.streams..internals..");

  @ArchTest
  static final ArchRule shouldKeepWorkersOnPlainClients =
      noClasses()
          .that()
          .resideInAPackage("io.proofworks.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka.streams..", "io.proofworks.runtime..");

  /** Only one room has a broker in it, and what is in it knows nothing of the market. */
  @ArchTest
  static final ArchRule shouldKeepTheBrokerInItsRoom =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.proofworks.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");

  @ArchTest
  static final ArchRule shouldNotTellTheBrokerOfTheMarket =
      noClasses()
          .that()
          .resideInAPackage("io.proofworks.embedded..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.proofworks..")
                  .and(
                      resideOutsideOfPackages(
                          "io.proofworks.embedded..", "io.proofworks.operations..")));

  @ArchTest
  static final ArchRule shouldKeepKafkaOutOfProofs =
      noClasses()
          .that()
          .resideInAPackage("io.proofworks.proofs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule shouldKeepAdversariesOnTheStage =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.proofworks.market.scenario..", "io.proofworks.market.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.proofworks.market.scenario..");
}
