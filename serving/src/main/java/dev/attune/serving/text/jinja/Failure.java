package dev.attune.serving.text.jinja;

/** Something went wrong in a value or an expression, which know no lines. The statement around it adds where. */
class Failure extends RuntimeException {
    Failure(String message) {
        super(message, null, false, false);
    }

    TemplateException at(int line, String construct) {
        return new TemplateException(line, construct, String.valueOf(getMessage()));
    }

    static Failure wrongType(String expectation, Object value) {
        return new Failure(expectation + ", not '" + Values.typeName(value) + "'");
    }

    /** Thrown by {@code raise_exception}. */
    static final class Raised extends Failure {
        Raised(String message) {
            super(message);
        }

        @Override
        TemplateException at(int line, String construct) {
            return new TemplateRefusal(line, String.valueOf(getMessage()));
        }
    }
}
