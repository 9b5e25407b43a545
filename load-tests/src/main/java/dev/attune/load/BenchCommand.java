package dev.attune.load;

import dev.attune.load.decode.DecodeCommand;
import dev.attune.load.feedback.FeedbackCommand;
import dev.attune.load.http.HttpCommand;
import dev.attune.load.serve.ServeCommand;
import dev.attune.load.shape.ShapeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attune-load bench}: everything that is measured. */
@Command(
        name = "bench",
        description = "Measure something.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DecodeCommand.class,
            FeedbackCommand.class,
            HttpCommand.class,
            ServeCommand.class,
            ShapeCommand.class
        })
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a word of what to measure, says what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(System.err);
    }
}
