package dev.attune.load;

import dev.attune.load.experiment.ExperimentCommand;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code attune-load}. */
@Command(
        name = "attune-load",
        description = "Benchmarks and drills of Attune.",
        mixinStandardHelpOptions = true,
        version = "attune-load 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchCommand.class, DrillCommand.class, ExperimentCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.err, args));
    }

    static int run(PrintStream err, String... args) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err))
                .execute(args);
    }

    /** Wrong flags and broken folders are a sentence; our own faults keep their stack trace. */
    private static int report(Exception failure, PrintStream err) {
        boolean said = failure instanceof IllegalArgumentException
                || failure.getClass().getName().startsWith("dev.attune.");
        if (said && failure.getMessage() != null) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        return 1;
    }
}
