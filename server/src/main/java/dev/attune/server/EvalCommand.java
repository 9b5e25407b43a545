package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune eval}: how good a model is. */
@Command(
        name = "eval",
        description = "Measure how good a model is.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EvalChecklistCommand.class})
final class EvalCommand {}
