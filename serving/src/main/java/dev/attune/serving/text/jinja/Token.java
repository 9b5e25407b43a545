package dev.attune.serving.text.jinja;

/**
 * A word of a template.
 *
 * @param text as it means, not as it is written: of text in quotes, what the quotes hold
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        TEXT("text"),
        PRINT_BEGIN("{{"),
        PRINT_END("}}"),
        TAG_BEGIN("{%"),
        TAG_END("%}"),
        NAME("a name"),
        STRING("text in quotes"),
        INTEGER("a whole number"),
        REAL("a number"),
        OPERATOR("an operator"),
        END("the end of the template");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    boolean is(Kind expected) {
        return kind == expected;
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    String description() {
        return switch (kind) {
            case NAME, OPERATOR, INTEGER, REAL -> "'" + text + "'";
            default -> kind.description();
        };
    }
}
