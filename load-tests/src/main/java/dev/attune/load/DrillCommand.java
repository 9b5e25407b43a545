package dev.attune.load;

import dev.attune.load.drill.FeedbackDrillCommand;
import dev.attune.load.drill.GateDrillCommand;
import dev.attune.load.drill.SwapDrillCommand;
import dev.attune.load.drill.TrainerDrillCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attune-load drill}: everything that is maltreated to see whether a promise holds. */
@Command(
        name = "drill",
        description = "Maltreat a server, or its gate, and see whether its promises hold.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FeedbackDrillCommand.class,
            GateDrillCommand.class,
            SwapDrillCommand.class,
            TrainerDrillCommand.class
        })
final class DrillCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a word of what to drill, says what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(System.err);
    }
}
