package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune keys}: who may call. */
@Command(
        name = "keys",
        description = "Give out keys and take them back.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KeysAddCommand.class, KeysListCommand.class, KeysRemoveCommand.class})
final class KeysCommand {}
