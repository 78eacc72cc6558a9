package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Its exit codes are those of {@link Category}, so a scheduler knows what heals.
 */
@Command(
    name = "leadhouse",
    description = "Analytics over a CRM's own Postgres.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "leadhouse 0.1.0",
    subcommands = {
      RunCommand.class,
      IngestCommand.class,
      BuildCommand.class,
      PublishCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      PlanCommand.class,
      TablesCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      FilesCommand.class,
      LockCommand.class,
      CdcCommand.class,
      ExperimentCommand.class,
      SimulateCommand.class,
      DemoCommand.class,
      SandboxCommand.class,
      ManifestCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 ok, 2 configuration, 3 source or sink unreachable (retry), 4 data quality,",
      "5 schema drift, 6 another run holds the lock (retry), 70 a defect of Leadhouse."
    })
public final class Leadhouse {
  private Leadhouse() {}

  public static void main(String[] args) {
    try {
      System.exit(commandLine().execute(args));
    } catch (Throwable e) {
      log().error("Leadhouse ended", e);
      System.exit(Category.DEFECT.exitCode());
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Leadhouse())
        .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int report(Exception failure, CommandLine line) {
    if (failure instanceof LeadhouseException ours) {
      line.getErr().println("leadhouse: " + ours.getMessage());
      return ours.category().exitCode();
    }
    log().error("A defect of Leadhouse", failure);
    line.getErr()
        .println("leadhouse: this is a defect of Leadhouse; the log above says where: " + failure);
    return Category.DEFECT.exitCode();
  }

  /**
   * Made when there is something to log: it costs a third of a second, too much for short answers.
   */
  private static Logger log() {
    return LoggerFactory.getLogger(Leadhouse.class);
  }
}
