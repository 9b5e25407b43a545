package dev.attune.feedback;

/** One turn of a conversation as a person wrote or read it. Immutable. */
public record Message(String role, String content) {

    public Message {
        if (!role.matches("system|user|assistant|tool")) {
            throw new IllegalArgumentException("role must be system, user, assistant or tool, was '" + role + "'");
        }
    }
}
