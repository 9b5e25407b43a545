package dev.attune.trainer.corpus;

import java.util.List;

/**
 * One question of the check list.
 *
 * @param kind what it is counted under
 * @param messages the conversation so far, a question last
 * @param rules what a correct answer meets, as {@link Rules} reads them
 */
record CheckItem(String kind, List<Message> messages, List<String> rules) {
    CheckItem {
        messages = List.copyOf(messages);
        rules = List.copyOf(rules);
        if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("user")) {
            throw new IllegalArgumentException("messages must end with a question, were " + messages);
        }
    }

    String key() {
        return Split.key(new Conversation(messages).questions());
    }
}
