package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune eval}: how good a model is, and the gate that judges models. */
@Command(
        name = "eval",
        description = "Measure how good a model is, or the gate that judges models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EvalChecklistCommand.class, EvalGateCommand.class})
final class EvalCommand {}
