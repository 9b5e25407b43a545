package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune policy}: which version of the model is served. */
@Command(
        name = "policy",
        description = "List the versions of the model and decide which is served; servers that run follow.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PolicyListCommand.class, PolicyRollbackCommand.class, PolicyPromoteCommand.class})
final class PolicyCommand {}
