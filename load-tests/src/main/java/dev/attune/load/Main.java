package dev.attune.load;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code attune-load}. */
@Command(
        name = "attune-load",
        description = "Benchmarks of Attune.",
        mixinStandardHelpOptions = true,
        version = "attune-load 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
