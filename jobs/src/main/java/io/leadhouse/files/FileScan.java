package io.leadhouse.files;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the bytes of a file are, read once from end to end.
 *
 * @param hash SHA-256 of all bytes, in hexadecimal digits
 * @param byteOrderMark whether the file begins with that of UTF-8
 * @param badUtf8Line the first line that is not valid UTF-8; 0 where all are
 * @param utf8Letters whether letters beyond ASCII are there that UTF-8 writes in several bytes
 * @param outsideWindows1252 whether bytes are there that windows-1252 does not know
 */
record FileScan(
    String hash,
    boolean byteOrderMark,
    long badUtf8Line,
    boolean utf8Letters,
    boolean outsideWindows1252) {
  private static final int BUFFER = 1 << 16;
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /**
   * Reads a file.
   *
   * @throws LeadhouseException DATA_QUALITY for what is no text in an encoding that we read
   */
  static FileScan of(Path file) throws IOException {
    Bytes bytes = new Bytes(file);
    try (InputStream in = Files.newInputStream(file)) {
      return bytes.scan(in);
    }
  }

  /**
   * The encoding to read the file in.
   *
   * @param wanted as the mapping says it
   * @throws LeadhouseException DATA_QUALITY when the file is not written in it, or when nothing
   *     tells in which
   */
  Charset charset(Path file, String wanted) {
    if (wanted.equals(Mapping.AUTO)) {
      return detected(file);
    }
    Charset charset = Charset.forName(wanted);
    if (charset.equals(StandardCharsets.UTF_8) && badUtf8Line > 0) {
      throw refused(
          file,
          "line %d is not UTF-8. Export the file anew, or write `encoding: windows-1252` in the mapping."
              .formatted(badUtf8Line));
    }
    if (!charset.equals(StandardCharsets.UTF_8)
        && (byteOrderMark || (utf8Letters && badUtf8Line == 0))) {
      // Letters of any other encoding hardly ever make valid UTF-8 by chance.
      throw refused(
          file, "it is UTF-8, not %s. Write `encoding: auto` in the mapping.".formatted(wanted));
    }
    if (charset.equals(WINDOWS) && outsideWindows1252) {
      throw refused(
          file, "it has bytes that windows-1252 does not know. Write `encoding: auto`, or utf-8.");
    }
    return charset;
  }

  private Charset detected(Path file) {
    if (badUtf8Line == 0) {
      return StandardCharsets.UTF_8;
    }
    if (byteOrderMark || utf8Letters || outsideWindows1252) {
      throw refused(
          file,
          "line %d is not UTF-8, though %s. Export the file anew, or name its `encoding:` in the mapping."
              .formatted(
                  badUtf8Line,
                  outsideWindows1252
                      ? "it is not windows-1252 either"
                      : "the rest of the file looks like it"));
    }
    return WINDOWS;
  }

  static LeadhouseException refused(Path file, String why) {
    return LeadhouseException.dataQuality(FieldParser.line(name(file)) + ": " + why);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The state of one reading. */
  private static final class Bytes {
    private final Path file;
    private final MessageDigest digest = sha256();
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer decoded = CharBuffer.allocate(BUFFER);
    private long line = 1;
    private long badLine;
    private boolean letters;
    private boolean outside;

    Bytes(Path file) {
      this.file = file;
    }

    FileScan scan(InputStream in) throws IOException {
      byte[] first = in.readNBytes(4);
      refuseOtherFormats(first);
      boolean mark = startsWith(first, 0xEF, 0xBB, 0xBF);
      digest.update(first);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      buffer.put(first, mark ? 3 : 0, first.length - (mark ? 3 : 0));
      int read;
      do {
        int from = buffer.position();
        read = in.read(buffer.array(), from, buffer.remaining());
        if (read > 0) {
          digest.update(buffer.array(), from, read);
          buffer.position(from + read);
        }
        buffer.flip();
        look(buffer);
        decode(buffer, read < 0);
        buffer.compact();
      } while (read >= 0);
      return new FileScan(
          HexFormat.of().formatHex(digest.digest()), mark, badLine, letters, outside);
    }

    private void look(ByteBuffer bytes) {
      for (int i = 0; i < bytes.limit(); i++) {
        switch (bytes.get(i) & 0xFF) {
          case 0 ->
              throw refused(file, "it holds NUL bytes, so it is no text in UTF-8. " + SAVE_AS_UTF8);
          case 0x81, 0x8D, 0x8F, 0x90, 0x9D -> outside = true;
          default -> {}
        }
      }
    }

    private void decode(ByteBuffer bytes, boolean end) {
      CoderResult result;
      do {
        result = decoder.decode(bytes, decoded, end);
        decoded.flip();
        while (decoded.hasRemaining()) {
          char c = decoded.get();
          line += c == '\n' ? 1 : 0;
          letters |= c > 0x7F;
        }
        decoded.clear();
        if (result.isError()) {
          badLine = badLine == 0 ? line : badLine;
          bytes.position(bytes.position() + result.length());
        }
      } while (result.isError() || result.isOverflow());
    }

    private void refuseOtherFormats(byte[] first) {
      if (startsWith(first, 0xFF, 0xFE) || startsWith(first, 0xFE, 0xFF)) {
        throw refused(file, "it is written in UTF-16. " + SAVE_AS_UTF8);
      }
      if (startsWith(first, 'P', 'K', 3, 4)) {
        throw refused(file, "it is a workbook or an archive, no CSV. " + SAVE_AS_UTF8);
      }
    }

    private static final String SAVE_AS_UTF8 = "Save it as \"CSV UTF-8\".";

    private static boolean startsWith(byte[] bytes, int... wanted) {
      for (int i = 0; i < wanted.length; i++) {
        if (i >= bytes.length || (bytes[i] & 0xFF) != wanted[i]) {
          return false;
        }
      }
      return true;
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
