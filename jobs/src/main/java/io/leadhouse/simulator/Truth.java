package io.leadhouse.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.simulator.ExpectedWins.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was planted in a simulated history, as it is written to truth.json. Log-odds are natural,
 * rates are fractions, ids are those of the database.
 *
 * @param simulation the settings; days without a time are local days of an organization
 */
record Truth(Settings simulation, List<Organization> organizations) {
  record Settings(
      long seed,
      String start,
      String stretchEnd,
      int months,
      int leads,
      int engagementsPerLead,
      String seenAt) {}

  /**
   * @param planted counts of what is planted in the lives of leads, by kind
   * @param dirtyTables tables that hold rows of a dirty kind that no lead has a part in
   */
  record Organization(
      long id,
      String name,
      double expectedLeads,
      ChannelEffects sources,
      ChannelEffects touches,
      List<Stage> stages,
      Bottleneck bottleneck,
      World.Purchasing purchasing,
      Churn churn,
      Experiment experiment,
      List<Incident> incidents,
      Map<String, Long> planted,
      Map<String, String> dirtyLeadRows,
      List<String> dirtyTables) {}

  /**
   * Effects on the chance to be won.
   *
   * @param measure what the order is of
   * @param order best first
   * @param clearPairs {better, worse}: far enough apart to be found in a history of this size
   */
  record ChannelEffects(
      String measure, List<Effect> effects, List<String> order, List<List<String>> clearPairs) {}

  /**
   * @param logOddsPerStep added at every step of the pipeline
   * @param expectedWinRate in the end, of leads that differ from an average one in this alone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Effect(
      String source,
      String channel,
      double shareOfLeads,
      double logOddsPerStep,
      double expectedWinRate) {}

  record Stage(long id, String name, double pass, double medianDwellDays) {}

  /** The step with the lowest pass, at which most value is lost. */
  record Bottleneck(long fromStageId, String fromStage, long toStageId, String toStage) {}

  record Churn(String population, String logOddsOfLeavingInTheNext30Days, World.Churn weights) {}

  record Experiment(
      long testId,
      String name,
      String expectedVerdict,
      String firstDay,
      String lastDay,
      int plannedSampleSize,
      List<World.Experiment.Variant> variants) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Incident(
      String kind,
      String entityType,
      String entity,
      double strength,
      String firstDay,
      String lastDay,
      String from,
      String to) {}

  private static final String SOURCE_MEASURE =
      "share of the leads of a source that is won, by the source or by the channel of the first"
          + " touch; leads created up to 90 days before seen_at";
  private static final String TOUCH_MEASURE =
      "share that is won of the leads of other source channels with an engagement in the channel"
          + " in their first 14 days; leads created up to 90 days before seen_at";
  private static final String CHURN_FORM =
      "intercept + purchases90d * min(5, purchases of 90 days) + log_inbound30d * ln(1 + inbound"
          + " engagements of 30 days without purchases) + trouble_calls60d * min(4, inbound call"
          + " activities of 60 days) + log_tenure_months * ln(1 + whole 30 days since the win)";

  static Truth of(World world, Simulation simulation) {
    SimulatorSettings settings = simulation.settings();
    return new Truth(
        new Settings(
            settings.seed(),
            settings.start().toString(),
            settings.stretchEnd().toString(),
            settings.months(),
            settings.leads(),
            settings.engagementsPerLead(),
            settings.end().toString()),
        world.organizations().stream()
            .map(
                o -> organization(o, settings, simulation.planted().getOrDefault(o.id(), Map.of())))
            .toList());
  }

  /**
   * Leaves everything as it is: a load may still fail, and then there is no truth.
   *
   * @throws LeadhouseException CONFIGURATION when a file could not be written there
   */
  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw notWritten(file, "it is a folder");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw notWritten(file, "there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw notWritten(file, "permission denied");
    }
  }

  /**
   * @throws LeadhouseException CONFIGURATION when the file cannot be written
   */
  void write(Path file) {
    JsonMapper mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    try {
      Files.writeString(file, mapper.writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw notWritten(file, e.getMessage());
    }
  }

  private static LeadhouseException notWritten(Path file, String reason) {
    return LeadhouseException.configuration(
        "Cannot write what was planted to " + file + ": " + reason);
  }

  private static Organization organization(
      World.Organization organization, SimulatorSettings settings, Map<String, Long> planted) {
    double leads = settings.leads() * organization.leadShare();
    ExpectedWins wins = new ExpectedWins(organization);
    return new Organization(
        organization.id(),
        organization.name(),
        leads,
        sources(organization, leads, wins),
        touches(organization, leads, wins),
        organization.stages().stream()
            .filter(stage -> stage.kind() == World.Stage.Kind.OPEN)
            .map(stage -> stage(organization, stage))
            .toList(),
        bottleneck(organization),
        organization.purchasing(),
        new Churn(
            "leads in the won stage; decided before each period of 30 days from the win but the"
                + " first, and acted on at an even chance of any instant in it",
            CHURN_FORM,
            organization.churn()),
        experiment(organization, settings),
        new Incidents(settings, organization).all().stream().map(Truth::incident).toList(),
        planted,
        dirtyLeadRows(),
        List.of(
            "campaigns",
            "campaign_spend",
            "channel_costs",
            "pipeline_stages",
            "lead_assignment_rules",
            "lead_scoring_rules",
            "ab_tests",
            "ab_test_outcomes",
            "fx_rates"));
  }

  private static ChannelEffects sources(
      World.Organization organization, double leads, ExpectedWins wins) {
    List<Group> groups =
        organization.sources().stream()
            .map(s -> new Group(s.source(), leads * s.share(), s.lift()))
            .toList();
    return new ChannelEffects(
        SOURCE_MEASURE,
        organization.sources().stream()
            .map(
                s -> new Effect(s.source(), s.channel(), s.share(), s.lift(), wins.share(s.lift())))
            .toList(),
        ExpectedWins.order(groups),
        wins.clearPairs(groups));
  }

  private static ChannelEffects touches(
      World.Organization organization, double leads, ExpectedWins wins) {
    // In their first 14 days about half of those whom a channel reaches are touched by it.
    List<Group> groups =
        organization.nurture().stream()
            .map(n -> new Group(n.channel(), 0.5 * leads * n.reach(), n.lift()))
            .toList();
    return new ChannelEffects(
        TOUCH_MEASURE,
        organization.nurture().stream()
            .map(n -> new Effect(null, n.channel(), n.reach(), n.lift(), wins.share(n.lift())))
            .toList(),
        ExpectedWins.order(groups),
        wins.clearPairs(groups));
  }

  private static Stage stage(World.Organization organization, World.Stage stage) {
    return new Stage(
        organization.stageId(organization.stages().indexOf(stage)),
        stage.name(),
        stage.pass(),
        stage.dwellDays());
  }

  private static Bottleneck bottleneck(World.Organization organization) {
    World.Stage from =
        organization.stages().stream()
            .filter(stage -> stage.kind() == World.Stage.Kind.OPEN)
            .min(Comparator.comparingDouble(World.Stage::pass))
            .orElseThrow();
    int position = organization.stages().indexOf(from);
    return new Bottleneck(
        organization.stageId(position),
        from.name(),
        organization.stageId(position + 1),
        organization.stages().get(position + 1).name());
  }

  private static Experiment experiment(
      World.Organization organization, SimulatorSettings settings) {
    PlannedTest plan = PlannedTest.of(settings, organization);
    return new Experiment(
        SimulatedIds.test(organization.id()),
        organization.experiment().name(),
        organization.experiment().expected().name().toLowerCase(Locale.ROOT),
        plan.days().first().toString(),
        plan.days().last().toString(),
        plan.sampleSize(),
        organization.experiment().variants());
  }

  private static Incident incident(Incidents.Incident incident) {
    World.Incident planned = incident.planned();
    return new Incident(
        planned.kind().name().toLowerCase(Locale.ROOT),
        planned.entity() == null ? "organization" : "channel",
        planned.entity(),
        planned.strength(),
        incident.firstDay().toString(),
        incident.lastDay().toString(),
        incident.from().toString(),
        incident.to().toString());
  }

  private static Map<String, String> dirtyLeadRows() {
    Map<String, String> tables = new TreeMap<>();
    for (DirtyRow kind : DirtyRow.values()) {
      tables.put(kind.name().toLowerCase(Locale.ROOT), kind.table());
    }
    return tables;
  }
}
