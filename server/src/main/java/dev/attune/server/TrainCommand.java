package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune train}: learning that is started by hand. */
@Command(
        name = "train",
        description = "Train a model.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainSftCommand.class,
            TrainDefaultModelCommand.class,
            TrainRunCommand.class,
            TrainOnceCommand.class,
            TrainReplayCommand.class
        })
final class TrainCommand {}
