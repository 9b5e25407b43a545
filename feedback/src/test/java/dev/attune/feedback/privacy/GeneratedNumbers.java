package dev.attune.feedback.privacy;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Random;

/**
 * Numbers made for the test set. Check digits are found by trying, against definitions written apart from the code under
 * test: big integers for mod 97, the dihedral group itself for Verhoeff, digit strings for Luhn.
 */
final class GeneratedNumbers {
    private final Random random;

    GeneratedNumbers(Random random) {
        this.random = random;
    }

    /** {@code #} any digit, {@code ²} 2–9, {@code Ⓐ} a capital, {@code ⓐ} a small letter, {@code ⓗ} hex, {@code •} any of them. */
    String fill(String mask) {
        StringBuilder out = new StringBuilder();
        for (char c : mask.toCharArray()) {
            out.append(
                    switch (c) {
                        case '#' -> one("0123456789");
                        case '²' -> one("23456789");
                        case 'Ⓐ' -> one("ABCDEFGHJKLMNPRSTUVWXYZ");
                        case 'ⓐ' -> one("abcdefghijklmnopqrstuvwxyz");
                        case 'ⓗ' -> one("0123456789abcdef");
                        case '•' -> one("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
                        default -> c;
                    });
        }
        return out.toString();
    }

    private char one(String letters) {
        return letters.charAt(random.nextInt(letters.length()));
    }

    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int doubled = (digits.length() - i) % 2 == 0 ? 2 * (digits.charAt(i) - '0') : digits.charAt(i) - '0';
            sum += doubled / 10 + doubled % 10;
        }
        return sum % 10 == 0;
    }

    static boolean iban(String text) {
        StringBuilder number = new StringBuilder();
        for (char c : (text.substring(4) + text.substring(0, 4))
                .toUpperCase(Locale.ROOT)
                .toCharArray()) {
            number.append(Character.digit(c, 36));
        }
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /** In D5 a digit below 5 is a rotation, the others are mirror images. */
    static boolean verhoeff(String digits) {
        int[] step = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            for (int k = 0; k < i % 8; k++) {
                digit = step[digit];
            }
            sum = inD5(sum, digit);
        }
        return sum == 0;
    }

    private static int inD5(int a, int b) {
        boolean mirrored = a >= 5;
        int turn = Math.floorMod(mirrored ? a % 5 - b % 5 : a % 5 + b % 5, 5);
        return mirrored == b >= 5 ? turn : turn + 5;
    }

    static boolean dni(String text) {
        String digits = text.replace("X", "0").replace("Y", "1").replace("Z", "2");
        char letter = text.charAt(text.length() - 1);
        String number = digits.substring(0, 8);
        return "TRWAGMYFPDXBNJZSQVHLCKE".indexOf(letter) == Integer.parseInt(number) % 23;
    }

    static boolean bsn(String digits) {
        int sum = -(digits.charAt(8) - '0');
        for (int i = 0; i < 8; i++) {
            sum += (9 - i) * (digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    static boolean pesel(String digits) {
        int[] weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
        int sum = 0;
        for (int i = 0; i < 11; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    static boolean cpf(String digits) {
        int a = 0;
        int b = 0;
        for (int i = 0; i < 9; i++) {
            a += (i + 1) * (digits.charAt(i) - '0');
            b += i * (digits.charAt(i) - '0');
        }
        int first = a % 11 % 10;
        return digits.charAt(9) - '0' == first && digits.charAt(10) - '0' == (b + 9 * first) % 11 % 10;
    }

    static boolean nir(String digits) {
        long number = Long.parseLong(digits.substring(0, 13));
        return Integer.parseInt(digits.substring(13)) == 97 - number % 97;
    }
}
